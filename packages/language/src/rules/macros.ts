import type { Expr, Identifier, Position } from '../condition/ast.js';
import { leavesOf } from '../condition/visit.js';
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
  /** Everything that it depends on: the names that stand in it, of macros or not. */
  readonly met: ReadonlySet<ByteString>;
}

/** Who looks for macros. */
export interface Seeker {
  /** Its place among the macros: those before it have been resolved. Infinite for rules. */
  readonly index: number;
  /** Macros defined from here on are not seen. Infinite for rules. */
  readonly visibility: number;
}

/** Rules see all macros, and come after all of them. */
export const RULE_SEEKER: Seeker = {
  index: Number.POSITIVE_INFINITY,
  visibility: Number.POSITIVE_INFINITY,
};

/**
 * Puts macros into a freshly parsed tree: its identifiers get their expansions (rule_loader_compiler.cpp,
 * resolve_macros; filter_macro_resolver.cpp).
 */
export function resolveMacros(
  expr: Expr,
  text: MappedText,
  macros: ReadonlyMap<ByteString, MacroState>,
  seeker: Seeker,
): Resolution {
  const faults: MacroFault[] = [];
  const used = new Set<ByteString>();
  const met = new Set<ByteString>();
  let done: Map<ByteString, Expr> | undefined;
  /** Trees that wait for one another: a macro is seen before its own turn where the one that sees it was changed later on. */
  const open: OpenTree[] = [openTree(expr, text)];
  const path = new Set<ByteString>();
  for (let tree = open.at(-1); tree; tree = open.at(-1)) {
    const node = tree.names[tree.next];
    if (!node) {
      open.pop();
      if (tree.name === undefined) continue;
      path.delete(tree.name);
      done ??= new Map();
      done.set(tree.name, tree.expr);
      continue;
    }
    const { name } = node;
    met.add(name);
    const macro = macros.get(name);
    const isSeen = macro && macro.index < seeker.visibility;
    if (!isSeen || path.has(name)) {
      faults.push({ kind: isSeen ? 'loop' : 'unknown', name, pos: node.pos, text: tree.text, node });
      tree.next++;
      continue;
    }
    const expansion = (macro.index < seeker.index ? macro.resolved : undefined) ?? done?.get(name);
    if (!expansion) {
      const own = macro.parse();
      if (own) {
        path.add(name);
        open.push(openTree(own, macro.text, name));
      } else tree.next++;
      continue;
    }
    used.add(name);
    // The tree is new and nobody else's yet.
    (node as { expansion?: Expr }).expansion = expansion;
    tree.next++;
  }
  return { faults, used, met };
}

interface OpenTree {
  readonly expr: Expr;
  readonly text: MappedText;
  /** Of the macro; undefined for the tree that was asked for. */
  readonly name: ByteString | undefined;
  readonly names: readonly Identifier[];
  next: number;
}

function openTree(expr: Expr, text: MappedText, name?: ByteString): OpenTree {
  return { expr, text, name, names: leavesOf(expr).filter((leaf) => leaf.kind === 'Identifier'), next: 0 };
}
