import { resolve } from 'node:path';
import type { OptionSpecs, OptionValues } from '../command.js';
import type { Project } from '../project/project.js';
import { COVERAGE_FORMATS, type CoverageFormat, type CoverageOutput } from './report-coverage.js';
import { parseThresholds } from './thresholds.js';

/** The options that say how coverage is reported. */
export const COVERAGE_OPTIONS = {
  format: {
    type: 'string',
    multiple: true,
    choices: COVERAGE_FORMATS,
    desc: 'a table, JSON, or a page to click through; default: text',
  },
  out: { type: 'string', value: 'DIR', desc: 'where the page goes; default: coverage' },
  threshold: {
    type: 'string',
    multiple: true,
    value: '[KIND=]PERCENT',
    desc: 'exit with 1 below this; KIND is rules, macros, checks, items or exceptions',
  },
} as const satisfies OptionSpecs;

/** What the options say, or else the config. */
export function coverageOutput(
  options: OptionValues<typeof COVERAGE_OPTIONS>,
  { coverage, root }: Project,
  cwd: string,
): CoverageOutput {
  const formats: readonly CoverageFormat[] =
    options.format.length > 0 ? options.format : (coverage.formats ?? ['text']);
  const folder =
    options.out === undefined ? resolve(root, coverage.out ?? 'coverage') : resolve(cwd, options.out);
  const thresholds = { ...coverage.thresholds, ...parseThresholds(options.threshold) };
  return { formats: [...new Set(formats)], folder, thresholds };
}
