import { encodeText } from '@falco-rules/language';
import { compileEngine } from '@falco-rules/simulator';
import { measure } from '../benching/measure.js';
import { explainCost, measureRules } from '../benching/rule-cost.js';
import { readSample, thinned } from '../benching/sample.js';
import { defineCommand } from '../command.js';
import { contentFault, usageFault } from '../fault.js';
import { eventFiles, readText, writeText } from '../files.js';
import { loadProject } from '../project/project.js';
import { chosenRules, readRules } from '../project/rules-files.js';
import { loadOrFault, TARGET_OPTIONS, targetOf } from '../project/rulesets.js';
import { type BenchReport, benchLines, comparisonLines } from '../reporters/bench.js';

/** Enough events to measure on, in bytes: all are kept in memory, as texts too. */
const SAMPLE_BYTES = 100e6;
/** Rules times events when each rule is measured by itself. */
const RULE_RUNS = 400_000;
const FEWEST_RULE_EVENTS = 200;
const MOST_RULE_EVENTS = 5000;
/** So many of the most expensive rules are looked into. */
const EXPLAINED = 10;

export default defineCommand({
  name: 'bench',
  purpose: 'Say how fast rules run on recorded audit events, and which of them cost most.',
  usage: '[-r RULES ...] [options] EVENTS [...]',
  options: {
    rules: {
      type: 'string',
      short: 'r',
      multiple: true,
      value: 'RULES',
      desc: "YAML, a folder, or a module; default: the project's",
    },
    json: { type: 'string', value: 'FILE', desc: 'also write the figures to this file' },
    compare: { type: 'string', value: 'FILE', desc: 'compare with the figures that an earlier run wrote' },
    seconds: { type: 'number', desc: 'how long to measure the rules together; default: 5' },
    'rule-matching': {
      type: 'string',
      choices: ['first', 'all'],
      desc: "as Falco's rule_matching; default: first",
    },
    ...TARGET_OPTIONS,
  },
  examples: [
    {
      command: 'falco-rules bench -r rules audit.log --json before.json',
      does: 'figures, and a file of them',
    },
    {
      command: 'falco-rules bench -r rules audit.log --compare before.json',
      does: 'what a change has done to them',
    },
  ],
  async run({ options, operands, terminal, cwd }) {
    if (operands.length === 0)
      throw usageFault('no events are given', { help: 'a file, a folder, or - for standard input' });
    const before = options.compare === undefined ? undefined : readReport(options.compare);
    const project = await loadProject(cwd);
    const sources = await readRules(chosenRules(options.rules, project, cwd), cwd, project.root);
    const target = targetOf(options, project);
    const start = performance.now();
    const { ruleset } = loadOrFault(sources, target);
    const loaded = performance.now();
    const engineOptions = {
      hostname: encodeText('host'),
      ruleMatching: options['rule-matching'] ?? project.ruleMatching,
    };
    compileEngine(ruleset, engineOptions);
    const compiled = performance.now();
    const sample = await readSample(await eventFiles(operands), SAMPLE_BYTES);
    if (sample.events === 0) throw contentFault('there are no audit events to measure on');

    const timings = measure(ruleset, engineOptions, sample, options.seconds ?? 5);
    const rules = ruleset.rules.filter(({ enabled }) => enabled).length;
    const ruleEvents = Math.min(
      Math.max(Math.round(RULE_RUNS / Math.max(rules, 1)), FEWEST_RULE_EVENTS),
      MOST_RULE_EVENTS,
    );
    const events = thinned(sample, ruleEvents);
    const costs = measureRules(ruleset, engineOptions, events).sort((a, b) => b.micros - a.micros);
    const ruleCosts = costs.map((cost, i) =>
      i < EXPLAINED ? explainCost(cost, ruleset, engineOptions, events) : cost,
    );
    const writing = timings.write - timings.run;
    const report: BenchReport = {
      version: 1,
      node: process.version,
      events: sample.events,
      bytes: sample.bytes,
      rules,
      loading: loaded - start,
      compiling: compiled - loaded,
      eventsPerSecond: sample.events / timings.write,
      megabytesPerSecond: sample.bytes / timings.write / 1e6,
      timesJsonParse: timings.write / timings.parse,
      readingShare: Math.min(timings.read / timings.write, 1),
      alerts: timings.alerts,
      // A difference of two measurements: less than a tenth of a run is noise.
      ...(timings.alerts > 0 && {
        alertsPerSecond: timings.alerts / Math.max(writing, timings.write / 10),
      }),
      ruleCosts,
    };
    if (options.json !== undefined) writeText(options.json, `${JSON.stringify(report, undefined, 2)}\n`);
    const c = terminal.outColours;
    const lines = benchLines(report, { isCut: sample.isCut, ruleEvents: events.length }, c);
    if (before) lines.push(...comparisonLines(report, before, c));
    await terminal.out(`${lines.join('\n')}\n`);
    return 0;
  },
});

function readReport(path: string): BenchReport {
  const wrong = () =>
    usageFault(`${path} holds no figures of falco-rules bench`, { help: 'bench --json FILE writes them' });
  let report: BenchReport;
  try {
    report = JSON.parse(readText(path)) as BenchReport;
  } catch (error) {
    if (error instanceof SyntaxError) throw wrong();
    throw error;
  }
  if (report?.version !== 1 || !Array.isArray(report.ruleCosts)) throw wrong();
  return report;
}
