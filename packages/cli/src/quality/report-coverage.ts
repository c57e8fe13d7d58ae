import { relative, resolve } from 'node:path';
import { type CoverageTally, coverageOf } from '@falco-rules/simulator';
import { writeText } from '../files.js';
import type { Terminal } from '../terminal.js';
import { type CoverageView, viewCoverage } from './coverage-view.js';
import type { ShownRules } from './own-rules.js';
import { missed, type Thresholds } from './thresholds.js';

export const COVERAGE_FORMATS = ['text', 'json', 'html'] as const;
export type CoverageFormat = (typeof COVERAGE_FORMATS)[number];

export interface CoverageOutput {
  readonly formats: readonly CoverageFormat[];
  /** The folder that html (and json beside other formats) goes to. Absolute. */
  readonly folder: string;
  readonly thresholds: Thresholds;
}

/** Reports the coverage of rules. Whether it reaches the thresholds. */
export async function reportCoverage(
  own: ShownRules,
  tallies: readonly CoverageTally[],
  { formats, folder, thresholds }: CoverageOutput,
  terminal: Terminal,
  cwd: string,
): Promise<boolean> {
  const view = viewCoverage(coverageOf(own.ruleset, tallies), own.spans);
  for (const format of formats) {
    const text = await render(format, view, terminal);
    if (format === 'text' || (format === 'json' && formats.length === 1)) await terminal.out(text);
    else {
      const path = resolve(folder, format === 'html' ? 'index.html' : 'coverage.json');
      writeText(path, text);
      terminal.err(`coverage is in ${relative(cwd, path) || path}`);
    }
  }
  const short = missed(view.totals, thresholds);
  for (const line of short) terminal.err(`${terminal.errColours.red('below the threshold')}: ${line}`);
  return short.length === 0;
}

async function render(format: CoverageFormat, view: CoverageView, terminal: Terminal): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('../reporters/coverage-text.js')).coverageText(view, terminal.outColours);
    case 'json':
      return (await import('../reporters/coverage-json.js')).coverageJson(view);
    case 'html':
      return (await import('../reporters/coverage-html.js')).coverageHtml(view);
  }
}
