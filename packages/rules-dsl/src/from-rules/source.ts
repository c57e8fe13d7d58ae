/** A piece of TypeScript that is going to be written: only the forms that rules modules are made of. */
export type Source =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'literal'; readonly value: number | boolean }
  | { readonly kind: 'member'; readonly of: Source; readonly name: string }
  | { readonly kind: 'call'; readonly of: Source; readonly args: readonly Source[] }
  | { readonly kind: 'array'; readonly items: readonly Part[]; readonly after?: readonly string[] }
  | {
      readonly kind: 'object';
      readonly entries: readonly Entry[];
      /** Over lines even where it would fit on one. */
      readonly open?: boolean;
      readonly after?: readonly string[];
    }
  | Template;

/** A tagged template. */
export interface Template {
  readonly kind: 'template';
  readonly tag: 'out' | 'cond' | 'yaml';
  /** One more than parts. */
  readonly texts: readonly string[];
  readonly parts: readonly Source[];
}

/** Something with the comments that stand around it, each a line without its slashes. */
export interface Part {
  readonly value: Source;
  readonly before?: readonly string[] | undefined;
  readonly trailing?: string | undefined;
}

export interface Entry extends Part {
  readonly key: string;
}

export function name(word: string): Source {
  return { kind: 'name', name: word };
}

export function text(value: string): Source {
  return { kind: 'text', value };
}

export function call(of: Source | string, ...args: readonly Source[]): Source {
  return { kind: 'call', of: typeof of === 'string' ? name(of) : of, args };
}

export function member(of: Source | string, ...names: readonly string[]): Source {
  return names.reduce<Source>(
    (inner, word) => ({ kind: 'member', of: inner, name: word }),
    typeof of === 'string' ? name(of) : of,
  );
}

export function array(items: readonly Source[]): Source {
  return { kind: 'array', items: items.map((value) => ({ value })) };
}

/** The text of a template between its backticks: `out` reads it as JavaScript does, the others keep backslashes. */
export function templateText(tag: Template['tag'], value: string): string {
  const escaped = tag === 'out' ? value.replaceAll('\\', '\\\\') : value;
  return escaped.replace(/`|\$\{/g, '\\$&');
}

/** Whether a text can stand in a template and come back as it is. */
export function fitsTemplate(tag: Template['tag'], value: string): boolean {
  // JavaScript reads every line break as one line feed; a backslash before an escape would hide it.
  if (/\r/.test(value)) return false;
  return tag === 'out' || !/\\(?:`|\$\{)|\\$/.test(value);
}
