import type { Expr, Identifier, Position } from '../condition/ast.js';
import { nodesOfKind } from '../condition/visit.js';
import type { ByteString } from '../text/bytes.js';
import type { MappedText } from '../text/mapped-text.js';

/** A macro on its way from text to tree. */
export interface MacroState {
  readonly name: ByteString;
  readonly index: number;
  readonly text: MappedText;
  /** A tree of its own, with no macro put in; undefined where the text does not parse. */
  parse(): Expr | undefined;
  /** Its tree with macros put in, once that is done. */
  resolved?: Expr;
}

export interface MacroFault {
  readonly kind: 'loop' | 'unknown';
  readonly name: ByteString;
  /** In the text where the name stands, which may be another macro's; Falco does not say whose. */
  readonly pos: Position;
  readonly text: MappedText;
  readonly node: Identifier;
}

export interface Resolution {
  /** In the order in which they are met. */
  readonly faults: readonly MacroFault[];
  /** Macros that were put in. */
  readonly used: ReadonlySet<ByteString>;
}

/**
 * Puts macros into a freshly parsed tree: its identifiers get their expansions. Only macros defined before
 * `visibility` are seen (rule_loader_compiler.cpp, resolve_macros; filter_macro_resolver.cpp).
 */
export function resolveMacros(
  expr: Expr,
  text: MappedText,
  macros: ReadonlyMap<ByteString, MacroState>,
  visibility: number,
): Resolution {
  const faults: MacroFault[] = [];
  const used = new Set<ByteString>();
  const done = new Map<ByteString, Expr>();

  function resolve(tree: Expr, where: MappedText, path: readonly ByteString[]): void {
    for (const node of nodesOfKind(tree, 'Identifier')) {
      const macro = macros.get(node.name);
      if (!macro || macro.index >= visibility) {
        faults.push({ kind: 'unknown', name: node.name, pos: node.pos, text: where, node });
        continue;
      }
      if (path.includes(node.name)) {
        faults.push({ kind: 'loop', name: node.name, pos: node.pos, text: where, node });
        continue;
      }
      const expansion = macro.resolved ?? done.get(node.name) ?? expandUnresolved(macro, path);
      if (!expansion) continue;
      used.add(node.name);
      // The tree is new and nobody else's yet.
      (node as { expansion?: Expr }).expansion = expansion;
    }
  }

  /** A macro that is seen before its own turn, because the one that sees it has been changed later on. */
  function expandUnresolved(macro: MacroState, path: readonly ByteString[]): Expr | undefined {
    const tree = macro.parse();
    if (!tree) return undefined;
    resolve(tree, macro.text, [...path, macro.name]);
    done.set(macro.name, tree);
    return tree;
  }

  resolve(expr, text, []);
  return { faults, used };
}
