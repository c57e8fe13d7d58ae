/**
 * What a value of ours is: `value[KIND]`. A registered symbol, so that values made by a second copy of this
 * package (a user's rules module may load one) are known as well.
 */
export const KIND: unique symbol = Symbol.for('falco-rules/kind') as never;

/**
 * The sources that a condition, a field or an output needs: for the compiler only, never there at run time. Not
 * optional, since TypeScript's messages would speak of that.
 */
export declare const NEEDS: unique symbol;

/** Whether a value is one of ours, of one of the kinds asked for. */
export function isKind<K extends string>(
  value: unknown,
  ...kinds: readonly K[]
): value is { readonly [KIND]: K } {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  const kind = (value as { readonly [KIND]?: unknown })[KIND];
  return typeof kind === 'string' && (kinds as readonly string[]).includes(kind);
}
