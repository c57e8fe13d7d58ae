import { decodeText, type Span } from '@falco-rules/language';
import {
  type CheckReport,
  COVERAGE_KINDS,
  type Count,
  type ItemReport,
  percent,
  type Ratio,
  type Totals,
} from '@falco-rules/simulator';
import { type CoverageView, type FileView, sourceOf } from '../quality/coverage-view.js';
import { allOf } from '../quality/thresholds.js';
import { PAGE_SCRIPT, PAGE_STYLE } from './coverage-page.js';

/** `both`: decided every way that can be; `some`: one of them; `none`; `skip`: nothing that could be decided. */
type State = 'both' | 'some' | 'none' | 'skip';

const STATE_WORDS: Readonly<Record<State, string>> = {
  both: 'decided both ways',
  some: 'decided one way',
  none: 'never decided',
  skip: 'not counted',
};

/** Something that can be clicked on, and what the page then says of it. */
interface Point {
  readonly span: Span;
  readonly state: State;
  readonly detail: Detail;
}

interface Detail {
  readonly title: string;
  readonly what: string;
  readonly state: string;
  readonly rows: readonly {
    readonly label: string;
    readonly count: number;
    readonly events: Count['examples'];
    readonly note?: string;
  }[];
}

/** Coverage as one page that needs nothing from elsewhere. */
export function coverageHtml(view: CoverageView): string {
  const details: Detail[] = [];
  const sections = view.files.map((file, i) => fileSection(file, i, details));
  const leftOut = view.leftOut.map(
    ({ rule, reason }) => `<li>${escapeHtml(rule)}: ${escapeHtml(reason)}</li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Coverage of Falco rules: ${percent(allOf(view.totals))}%</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
<h1>Coverage of Falco rules <span class="score">${percent(allOf(view.totals))}%</span></h1>
<p class="legend" role="note">${(Object.keys(STATE_WORDS) as State[]).map((state) => `<span class="point ${state}">${STATE_WORDS[state]}</span>`).join(' ')}</p>
</header>
<main>
${summaryTable(view)}
${sections.join('\n')}
${leftOut.length > 0 ? `<section><h2>Not counted</h2><ul>${leftOut.join('')}</ul></section>` : ''}
</main>
<aside id="detail" aria-live="polite" aria-label="What decided it"><p class="hint">Click on a check, a value or an exception: here stand the events that decided it.</p></aside>
<script type="application/json" id="data">${JSON.stringify(details).replaceAll('<', '\\u003c')}</script>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

function summaryTable({ files, totals }: CoverageView): string {
  const head = ['File', ...COVERAGE_KINDS.map(titled), 'All']
    .map((text) => `<th scope="col">${text}</th>`)
    .join('');
  const rows = files.map(({ name, totals: own }, i) =>
    tableRow(`<a href="#file-${i}">${escapeHtml(name)}</a>`, own),
  );
  if (files.length !== 1) rows.push(tableRow('All files', totals));
  return `<section><h2 class="unseen">Summary</h2><div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div></section>`;
}

function tableRow(name: string, totals: Totals): string {
  const cells = [...COVERAGE_KINDS.map((kind) => totals[kind]), allOf(totals)].map(ratioCell);
  return `<tr><th scope="row">${name}</th>${cells.join('')}</tr>`;
}

function ratioCell(ratio: Ratio): string {
  if (ratio.total === 0) return '<td class="skip">&ndash;</td>';
  const share = percent(ratio);
  const state = share === 100 ? 'both' : share >= 50 ? 'some' : 'none';
  return `<td class="${state}"><b>${share}%</b> <small>${ratio.covered}/${ratio.total}</small></td>`;
}

function titled(kind: string): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}

function fileSection(file: FileView, index: number, details: Detail[]): string {
  const points = pointsOf(file);
  const source = markedSource(file, points, details);
  const rules = file.rules.map(({ name, fired, passed, span }) => {
    const state = fired.n > 0 && passed.n > 0 ? 'both' : fired.n > 0 || passed.n > 0 ? 'some' : 'none';
    return `<tr><th scope="row"><a href="#f${index}-l${lineOf(span)}">${escapeHtml(name)}</a></th>${eventsCell(fired, 'fired')}${eventsCell(passed, 'passed by')}<td class="${state}">${state === 'both' ? 'yes' : 'no'}</td></tr>`;
  });
  const table =
    rules.length === 0
      ? ''
      : `<div class="scroll"><table><thead><tr><th scope="col">Rule</th><th scope="col">Fired on</th><th scope="col">Passed by</th><th scope="col">Both</th></tr></thead><tbody>${rules.join('')}</tbody></table></div>`;
  const lines = source
    .map((line, n) => `<li id="f${index}-l${n + 1}"><code>${line === '' ? ' ' : line}</code></li>`)
    .join('');
  return `<section id="file-${index}"><h2>${escapeHtml(file.name)}</h2>${table}<ol class="source" tabindex="0" aria-label="${escapeHtml(file.name)}, line by line">${lines}</ol></section>`;
}

function eventsCell({ n }: Count, what: string): string {
  return `<td class="${n > 0 ? 'both' : 'none'}">${n === 1 ? '1 event' : `${n} events`}<span class="unseen"> ${what}</span></td>`;
}

function pointsOf({ file, rules, macros, lists }: FileView): Point[] {
  const points: Point[] = [];
  const here = (span: Span | undefined): span is Span => span !== undefined && span.file.name === file.name;
  const items = (within: string, all: readonly ItemReport[]): void => {
    for (const item of all) if (here(item.span)) points.push(itemPoint(within, item, item.span));
  };
  const checks = (within: string, all: readonly CheckReport[]): void => {
    for (const check of all) {
      if (here(check.span)) points.push(checkPoint(within, check, check.span));
      items(within, check.items);
    }
  };
  for (const rule of rules) {
    for (const exception of rule.exceptions) {
      for (const [i, { text, span, decided, canDecide }] of exception.tuples.entries()) {
        if (!here(span)) continue;
        points.push({
          span,
          state: stateOf([[canDecide, decided.n > 0]]),
          detail: {
            title: text,
            what: `combination ${i + 1} of the exception ${exception.name} of ${rule.name}`,
            state: '',
            rows: [row('kept the rule from firing', decided, canDecide)],
          },
        });
      }
    }
    checks(rule.name, rule.checks);
  }
  for (const macro of macros) checks(`the macro ${macro.name}`, macro.checks);
  for (const list of lists) items(`the list ${list.name}`, list.items);
  return points;
}

function checkPoint(within: string, check: CheckReport, span: Span): Point {
  const { decidedHeld, decidedFailed, canDecideHeld, canDecideFailed, held, failed, kind, exception } = check;
  const where = exception ? `the exception ${exception.name} of ${within}` : within;
  return {
    span,
    state: stateOf([
      [canDecideHeld, decidedHeld.n > 0],
      [canDecideFailed, decidedFailed.n > 0],
    ]),
    detail: {
      title: sourceOf(check),
      what: `${kind} in ${where}`,
      state: '',
      rows: [
        row('decided by holding', decidedHeld, canDecideHeld),
        row('decided by not holding', decidedFailed, canDecideFailed),
        row('held', held, true),
        row('did not hold', failed, true),
      ],
    },
  };
}

function itemPoint(within: string, { text, decided, met, canDecide }: ItemReport, span: Span): Point {
  return {
    span,
    state: stateOf([[canDecide, decided.n > 0]]),
    detail: {
      title: text,
      what: `value in ${within}`,
      state: '',
      rows: [
        row('decided: met, and nothing else gave the verdict', decided, canDecide),
        row('met', met, true),
      ],
    },
  };
}

function row(label: string, { n, examples }: Count, possible: boolean): Detail['rows'][number] {
  const note = possible ? {} : { note: 'no event can show this: it is not counted' };
  return { label, count: n, events: examples, ...note };
}

/** Each way: whether it can be, and whether it was. */
function stateOf(ways: readonly (readonly [can: boolean, was: boolean])[]): State {
  const counted = ways.filter(([can]) => can);
  if (counted.length === 0) return 'skip';
  const seen = counted.filter(([, was]) => was).length;
  return seen === counted.length ? 'both' : seen > 0 ? 'some' : 'none';
}

/** The lines of a file, as HTML. Of points in each other the inner one is shown; buttons cannot hold buttons. */
function markedSource({ file }: FileView, points: readonly Point[], details: Detail[]): string[] {
  const { text } = file;
  const owner = new Int32Array(text.length).fill(-1);
  const outerFirst = [...points].sort((a, b) => b.span.end - b.span.start - (a.span.end - a.span.start));
  const ids = outerFirst.map(
    ({ detail, state }) => details.push({ ...detail, state: STATE_WORDS[state] }) - 1,
  );
  for (const [i, { span }] of outerFirst.entries()) owner.fill(i, span.start, span.end);
  const told = new Set<number>();
  let html = '';
  for (let start = 0; start < text.length; ) {
    const point = owner[start]!;
    let end = start + 1;
    while (end < text.length && owner[end] === point && text[end] !== '\n' && text[end - 1] !== '\n') end++;
    const piece = text.slice(start, end);
    // Blanks at either end of a line, and what holds nothing but signs, need no mark.
    html +=
      point < 0 || piece.trim() === ''
        ? escapeHtml(decodeText(piece))
        : marked(piece, outerFirst[point]!, ids[point]!, told);
    start = end;
  }
  const lines = html.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function marked(piece: string, { state, detail }: Point, id: number, told: Set<number>): string {
  const inside = escapeHtml(decodeText(piece));
  const isFirst = !told.has(id);
  told.add(id);
  // The rest of a point that another one interrupts is for the mouse: the keyboard has been there.
  const reach = isFirst
    ? ` aria-label="${escapeHtml(detail.title)}, ${STATE_WORDS[state]}"`
    : ' tabindex="-1" aria-hidden="true"';
  return `<button type="button" class="point ${state}" data-point="${id}"${reach}>${inside}</button>`;
}

function lineOf({ file, start }: Span): number {
  let line = 1;
  for (let i = file.text.indexOf('\n'); i >= 0 && i < start; i = file.text.indexOf('\n', i + 1)) line++;
  return line;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => ENTITIES[char]!);
}
