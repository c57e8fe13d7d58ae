import { COVERAGE_KINDS, percent, type Ratio, type Totals } from '@falco-rules/simulator';
import type { ChalkInstance } from 'chalk';
import type { CoverageView, Hole } from '../quality/coverage-view.js';
import { allOf } from '../quality/thresholds.js';

/** Holes that are listed of each file before the rest is only counted. */
const SHOWN_HOLES = 50;

/** Coverage as a table, and below it what no event has shown. */
export function coverageText({ files, totals, leftOut }: CoverageView, c: ChalkInstance): string {
  const rows = files.map(({ name, totals: own }) => row(name, own));
  if (files.length !== 1) rows.push(row('all files', totals));
  const head = ['', ...COVERAGE_KINDS, 'all'];
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((cells) => cells[i]!.text.length)));
  const line = (cells: readonly Cell[]): string =>
    cells
      .map(({ text, paint }, i) => paint(c)(i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!)))
      .join('  ')
      .trimEnd();
  const lines = [line(head.map((text) => ({ text, paint: (colours) => colours.bold }))), ...rows.map(line)];
  for (const { name, holes } of files) {
    if (holes.length === 0) continue;
    lines.push('', c.bold(name));
    const shown = holes.slice(0, SHOWN_HOLES);
    const width = Math.max(...shown.map((hole) => place(hole).length));
    let within = '';
    for (const hole of shown) {
      if (hole.within !== within) lines.push(`  ${hole.within}`);
      within = hole.within;
      const about = hole.kind === 'rules' || hole.kind === 'macros' ? '' : `${c.cyan(hole.text)}: `;
      lines.push(`    ${c.dim(place(hole).padEnd(width))}  ${about}${hole.message}`);
    }
    if (holes.length > shown.length) lines.push(c.dim(`    ... and ${holes.length - shown.length} more`));
  }
  if (leftOut.length > 0) lines.push('');
  for (const { rule, reason } of leftOut) lines.push(c.dim(`not counted: ${rule}: ${reason}`));
  return `${lines.join('\n')}\n`;
}

interface Cell {
  readonly text: string;
  readonly paint: (c: ChalkInstance) => (text: string) => string;
}

function row(name: string, totals: Totals): Cell[] {
  const cells = [...COVERAGE_KINDS.map((kind) => totals[kind]), allOf(totals)].map(cell);
  return [{ text: name, paint: () => (text) => text }, ...cells];
}

function cell(ratio: Ratio): Cell {
  if (ratio.total === 0) return { text: '-', paint: (c) => c.dim };
  const share = percent(ratio);
  const text = `${share}% ${ratio.covered}/${ratio.total}`;
  return { text, paint: (c) => (share === 100 ? c.green : share >= 50 ? c.yellow : c.red) };
}

function place({ line, column }: Hole): string {
  return line === 0 ? '' : `${line}:${column}`;
}
