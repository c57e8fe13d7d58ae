export { createGatherer, type Gatherer, type GathererOptions } from './gather.js';
export { compileProbe, type Probe, type ProbeOptions } from './probe.js';
export { coverageOf } from './report.js';
export type {
  CheckReport,
  CoverageReport,
  ExceptionReport,
  ItemReport,
  ListReport,
  MacroReport,
  RuleReport,
  TupleReport,
} from './report-types.js';
export { type Count, type EventRef, mergeTallies, type RuleTally as CoverageTally } from './tally.js';
export {
  addRatios,
  COVERAGE_KINDS,
  type CoverageKind,
  percent,
  type Ratio,
  type Totals,
  totalsOf,
} from './totals.js';
export { shapeOf } from './tree.js';
