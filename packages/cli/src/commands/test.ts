import { defineCommand } from '../command.js';
import { loadProject } from '../project/project.js';
import { targetOf } from '../project/rulesets.js';
import { COVERAGE_OPTIONS, coverageOutput } from '../quality/coverage-options.js';
import { measure } from '../quality/measure.js';
import { ownRules } from '../quality/own-rules.js';
import { reportCoverage } from '../quality/report-coverage.js';
import { weakTests } from '../quality/weak-tests.js';
import { weakTestLines } from '../reporters/weak-tests.js';

export default defineCommand({
  name: 'test',
  purpose: "Run the tests of the project's rules, *.test.ts and *.falco-test.yaml, on vitest.",
  usage: '[options] [FILE ...]',
  options: {
    testNamePattern: {
      type: 'string',
      short: 't',
      value: 'PATTERN',
      desc: 'only tests whose name fits the pattern',
    },
    watch: { type: 'boolean', short: 'w', desc: 'run again what a change concerns' },
    update: { type: 'boolean', short: 'u', desc: 'write the snapshots anew' },
    reporter: {
      type: 'string',
      multiple: true,
      value: 'NAME',
      desc: 'how to report: default, verbose, dot, tap, junit, json, html, github-actions',
    },
    outputFile: {
      type: 'string',
      value: 'FILE',
      desc: 'where the reporter writes, for junit, json and html',
    },
    shard: { type: 'string', value: 'I/N', desc: 'only the I-th of N parts of the test files' },
    coverage: { type: 'boolean', desc: 'also say what of the rules the tests decide, and what not' },
    'coverage-format': { ...COVERAGE_OPTIONS.format, desc: 'how: a table, JSON, or a page; default: text' },
    'coverage-out': COVERAGE_OPTIONS.out,
    threshold: COVERAGE_OPTIONS.threshold,
    strict: { type: 'boolean', desc: 'refuse tests that say nothing' },
  },
  examples: [
    {
      command: 'falco-rules test --coverage --threshold 100 --strict',
      does: 'all tests, refusing what they leave undecided or say nothing about',
    },
    {
      command: "falco-rules test -t 'kubectl exec' --watch tests/exec.test.ts",
      does: 'some of one file, again at every change',
    },
  ],
  async run({ options, operands, terminal, cwd }) {
    // vitest colours by its own lights.
    if (terminal.outColours.level === 0) process.env['NO_COLOR'] = '1';
    const project = await loadProject(cwd);
    const run = {
      filters: operands,
      testName: options.testNamePattern,
      reporters: options.reporter,
      outputFile: options.outputFile,
      shard: options.shard,
      update: options.update ?? false,
    };
    if (options.watch) {
      const { watchTests } = await import('../vitest/watch.js');
      return watchTests(project, run, cwd, terminal);
    }
    const strict = options.strict ?? project.strict;
    const wantsCoverage = options.coverage ?? options.threshold.length > 0;
    if (!strict && !wantsCoverage) {
      const { runTests } = await import('../vitest/run.js');
      return runTests(project, run, cwd);
    }

    const target = targetOf({}, project);
    const own = await ownRules(project, target, [], cwd);
    const { runRecorded } = await import('../quality/run-recorded.js');
    const { exitCode, files } = await runRecorded(project, run, cwd);
    const measured = await measure(files, own, project, target);
    let passed = exitCode === 0;
    if (wantsCoverage) {
      const shown = {
        format: options['coverage-format'],
        out: options['coverage-out'],
        threshold: options.threshold,
      };
      const output = coverageOutput(shown, project, cwd);
      passed = (await reportCoverage(own, measured.tallies, output, terminal, cwd)) && passed;
    }
    if (!strict) return passed ? 0 : 1;
    const weak = weakTests(files, own, measured, project);
    for (const line of weakTestLines(weak, terminal.errColours)) terminal.err(line);
    return passed && weak.length === 0 ? 0 : 1;
  },
});
