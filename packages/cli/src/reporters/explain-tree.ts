import { decodeText } from '@falco-rules/language';
import { leftOf, type Origin, type Outline, shownValue, type Trace } from '@falco-rules/simulator';
import type { ChalkInstance } from 'chalk';

/** A line of a condition's tree, for whoever draws it. */
export interface TreeRow {
  readonly verdict: boolean;
  /** Falco did not look at it. */
  readonly skipped: boolean;
  /** It is one of the checks that decided, or holds one. */
  readonly decisive: boolean;
  readonly text: string;
  /** What the check saw; empty for what is no check. */
  readonly value: string;
  readonly kind: 'and' | 'or' | 'not' | 'macro' | 'exception' | 'check';
  readonly node: Trace;
  /** Where it comes from; absent for what Falco adds. */
  readonly origin: Origin | undefined;
  readonly children: readonly TreeRow[];
}

/** The rows of a traced condition. `deciding` are the checks that decided. */
export function treeOf(trace: Trace, outline: Outline, deciding: ReadonlySet<unknown>): TreeRow {
  const row = (
    node: Trace,
    kind: TreeRow['kind'],
    text: string,
    children: readonly TreeRow[],
    value = '',
    decisive = children.some((child) => child.decisive),
  ): TreeRow => {
    const { verdict, skipped } = node;
    return { verdict, skipped, decisive, text, value, kind, node, origin: outline.get(node.expr), children };
  };

  switch (trace.kind) {
    case 'check': {
      const written = outline.get(trace.expr)?.written ?? '';
      const other = 'other' in trace ? `, the right side ${shownValue(trace.other)}` : '';
      const value = `${leftOf(trace)} ${shownValue(trace.value)}${other}`;
      return row(trace, 'check', written, [], value, deciding.has(trace.expr));
    }
    case 'macro':
      return row(trace, 'macro', decodeText(trace.expr.name), [treeOf(trace.child, outline, deciding)]);
    case 'not': {
      const part = outline.get(trace.expr)?.part ?? outline.get(trace.child.expr)?.part;
      const inner = treeOf(trace.child, outline, deciding);
      if (part?.kind === 'exception')
        return row(trace, 'exception', `not exception ${decodeText(part.name)}`, [inner]);
      // `not check` and `not macro` are one line.
      if (trace.child.kind === 'check' || trace.child.kind === 'macro') {
        const { children, value, decisive, origin } = inner;
        const text = `not ${inner.text}`;
        return { ...row(trace, inner.kind, text, children, value, decisive), node: trace.child, origin };
      }
      return row(trace, 'not', 'not', [inner]);
    }
    case 'junction': {
      const { kind } = trace.expr;
      const children = trace.children.flatMap((child) => {
        const inner = treeOf(child, outline, deciding);
        // The rule's own condition stands in parentheses where exceptions follow it.
        return child.kind === 'junction' && child.expr.kind === kind ? inner.children : [inner];
      });
      return row(trace, kind === 'And' ? 'and' : 'or', kind === 'And' ? 'all of' : 'one of', children);
    }
  }
}

export interface TreeOptions {
  /** Also what is in macros and exceptions that did not decide. */
  readonly all: boolean;
  place(row: TreeRow): string;
}

/** Columns of the tree before values and places are put on. */
const WIDEST = 72;

/** The tree as lines, in columns: verdict and condition, value, place. */
export function drawTree(root: TreeRow, { all, place }: TreeOptions, c: ChalkInstance): string[] {
  const lines: { left: string; length: number; row: TreeRow; folded: boolean }[] = [];
  const visit = (row: TreeRow, head: string, tail: string): void => {
    const folds = row.kind === 'macro' || row.kind === 'exception';
    const folded = folds && !all && !row.decisive && row.children.length > 0;
    const text =
      row.kind === 'macro' ? `${row.text}${folded ? ' ...' : ''}` : `${row.text}${folded ? ' ...' : ''}`;
    const cut = text.length > WIDEST ? `${text.slice(0, WIDEST - 3)}...` : text;
    lines.push({
      left: `${c.dim(head)}${mark(row, c)} ${paint(row, cut, c)}`,
      length: head.length + 2 + cut.length,
      row,
      folded,
    });
    if (folded) return;
    row.children.forEach((child, i) => {
      const last = i === row.children.length - 1;
      visit(child, `${tail}${last ? '└─ ' : '├─ '}`, `${tail}${last ? '   ' : '│  '}`);
    });
  };
  visit(root, '', '');
  const width = Math.min(WIDEST, Math.max(...lines.map(({ length }) => length)));
  return lines.map(({ left, length, row }) => {
    const pad = ' '.repeat(Math.max(0, width - length));
    const value = row.value === '' ? '' : `  ${row.skipped ? c.dim(row.value) : row.value}`;
    const where = row.kind === 'and' || row.kind === 'or' || row.kind === 'not' ? '' : place(row);
    const notes = [...(row.skipped ? ['not looked at'] : []), ...(where === '' ? [] : [where])].join(', ');
    return `${left}${pad}${value}${notes === '' ? '' : `  ${c.dim(notes)}`}`.trimEnd();
  });
}

function mark({ verdict, skipped }: TreeRow, c: ChalkInstance): string {
  if (skipped) return c.dim(verdict ? '✓' : '✗');
  return verdict ? c.green('✓') : c.red('✗');
}

function paint(row: TreeRow, text: string, c: ChalkInstance): string {
  if (row.skipped) return c.dim(text);
  if (row.kind === 'check' && row.decisive) return c.bold(text);
  return row.kind === 'macro' || row.kind === 'exception' ? c.cyan(text) : text;
}
