import {
  decodeText,
  type ExceptionEntry,
  type LoadedException,
  type LoadedRule,
  type Span,
  spanOf,
} from '@falco-rules/language';
import type { ConditionTree } from './tree.js';

/** An exception of a rule, in the tree that Falco makes of both. */
export interface ExceptionNodes {
  readonly name: string;
  readonly span: Span;
  /** The `not` in front of it. */
  readonly index: number;
  /** Its combinations of values. */
  readonly tuples: readonly { readonly index: number; readonly span?: Span }[];
  /** What its values say of each field: a node, and where that value was written. */
  readonly fields: readonly { readonly index: number; readonly tuple: number; readonly span?: Span }[];
}

/** The exceptions of a rule as Falco puts them behind its condition: `(...) and not (...) and not (...)`. */
export function exceptionsOf({ rule, nodes }: ConditionTree): ExceptionNodes[] {
  const used = rule.exceptions.filter(({ values }) => values.length > 0);
  const root = nodes[0]!;
  if (used.length === 0 || root.expr.kind !== 'And' || root.children.length !== used.length + 1) return [];
  return used.map((exception, i) => {
    const index = root.children[i + 1]!;
    const body = nodes[nodes[index]!.children[0]!]!;
    const several = hasTuples(exception) && exception.values.length > 1 && body.expr.kind === 'Or';
    const tuples = (several ? body.children : [body.index]).map((at, n) => ({
      index: at,
      ...written(entryOf(exception, n)),
    }));
    const fields = tuples.flatMap((tuple, n) => {
      const { children } = nodes[tuple.index]!;
      const entry = entryOf(exception, n);
      const items = hasTuples(exception) && entry?.list ? entry.items : [entry];
      if (children.length === 0) return [{ index: tuple.index, tuple: n, ...written(items[0]) }];
      return children.map((child, k) => ({ index: child, tuple: n, ...written(items[k]) }));
    });
    return { name: decodeText(exception.name), span: exception.span, index, tuples, fields };
  });
}

function hasTuples({ fields }: LoadedRule['exceptions'][number]): boolean {
  return fields.list;
}

/** What the n-th combination says; of an exception with one field, all its values. */
function entryOf(exception: LoadedException, n: number): ExceptionEntry | undefined {
  return hasTuples(exception) ? exception.values[n] : { list: true, items: exception.values };
}

function written(entry: ExceptionEntry | undefined): { readonly span?: Span } {
  const spans = entry ? spansOf(entry) : [];
  const [first] = spans;
  const last = spans.findLast(({ file }) => file === first?.file);
  return first && last
    ? { span: { file: first.file, start: first.start, end: Math.max(first.end, last.end) } }
    : {};
}

function spansOf(entry: ExceptionEntry): Span[] {
  if (entry.list) return entry.items.flatMap(spansOf);
  const span = spanOf(entry.text, 0, entry.text.text.length);
  return span ? [span] : [];
}
