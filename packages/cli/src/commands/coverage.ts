import { createGatherer, readEvents } from '@falco-rules/simulator';
import { defineCommand } from '../command.js';
import { contentFault, type ExitCode, usageFault } from '../fault.js';
import { eventFiles, openEvents, STDIN } from '../files.js';
import { loadProject } from '../project/project.js';
import { TARGET_OPTIONS, targetOf } from '../project/rulesets.js';
import { COVERAGE_OPTIONS, coverageOutput } from '../quality/coverage-options.js';
import { describeEvent, measure } from '../quality/measure.js';
import { ownRules } from '../quality/own-rules.js';
import { reportCoverage } from '../quality/report-coverage.js';
import { Drops } from '../reporters/drops.js';

const TEST_FILE = /\.(test\.[mc]?[jt]s|falco-test\.ya?ml)$/;

export default defineCommand({
  name: 'coverage',
  purpose: 'Say what of the rules events or tests decide, and what they leave undecided.',
  usage: '[-r RULES ...] [options] [EVENTS ... | TESTS ...]',
  options: {
    rules: {
      type: 'string',
      short: 'r',
      multiple: true,
      value: 'RULES',
      desc: "YAML, a folder, or a module; default: the project's",
    },
    ...COVERAGE_OPTIONS,
    'rule-matching': {
      type: 'string',
      choices: ['first', 'all'],
      desc: "as Falco's rule_matching; default: first",
    },
    ...TARGET_OPTIONS,
  },
  examples: [
    {
      command: 'falco-rules coverage -r rules audit.log',
      does: 'what does this recording show of the rules?',
    },
    {
      command: 'falco-rules coverage --format html --threshold 90',
      does: "the project's tests, as a page; fails below 90%",
    },
  ],
  async run({ options, operands, terminal, cwd }): Promise<ExitCode> {
    const project = await loadProject(cwd);
    const target = targetOf(options, project);
    const own = await ownRules(project, target, options.rules, cwd);
    const output = coverageOutput(options, project, cwd);
    const tests = operands.filter((path) => TEST_FILE.test(path));
    if (tests.length > 0 && tests.length < operands.length)
      throw usageFault('tests and recordings are not measured together');
    if (operands.length === 0 || tests.length > 0) {
      const [{ runRecorded }, { ALL_TESTS }] = await Promise.all([
        import('../quality/run-recorded.js'),
        import('../vitest/options.js'),
      ]);
      const run = await runRecorded(project, { ...ALL_TESTS, filters: tests, quiet: true }, cwd);
      if (run.exitCode !== 0)
        throw contentFault('tests fail', { help: 'falco-rules test shows which, and why' });
      const { tallies } = await measure(run.files, own, project, target);
      return (await reportCoverage(own, tallies, output, terminal, cwd)) ? 0 : 1;
    }
    const drops = new Drops();
    let shown = '';
    const gatherer = createGatherer(own.ruleset, {
      ruleMatching: options['rule-matching'] ?? project.ruleMatching,
      describe: describeEvent,
      onDrop: (drop) => drops.add(drop, shown),
    });
    for (const file of await eventFiles(operands)) {
      shown = file === STDIN ? 'stdin' : file;
      gatherer.begin(shown);
      for await (const batch of readEvents(openEvents(file), { input: 'webhook' })) gatherer.feed(batch);
    }
    for (const line of drops.lines()) terminal.err(terminal.errColours.yellow(line));
    return (await reportCoverage(own, gatherer.tallies(), output, terminal, cwd)) ? 0 : 1;
  },
});
