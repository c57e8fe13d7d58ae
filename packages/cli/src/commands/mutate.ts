import { defineCommand } from '../command.js';
import { contentFault, type ExitCode } from '../fault.js';
import { loadProject } from '../project/project.js';
import { TARGET_OPTIONS, targetOf } from '../project/rulesets.js';
import { judgeMutants } from '../quality/mutation.js';
import { viewMutation } from '../quality/mutation-view.js';
import { ownRules } from '../quality/own-rules.js';
import { mutationText } from '../reporters/mutation-text.js';

const DEFAULT_BUDGET = 300;
/** How often progress is told, in milliseconds. */
const PROGRESS_EVERY = 200;

export default defineCommand({
  name: 'mutate',
  purpose: 'Change the rules in small ways, and say which changes no test notices.',
  usage: '[-r RULES ...] [options] [TESTS ...]',
  options: {
    rules: {
      type: 'string',
      short: 'r',
      multiple: true,
      value: 'RULES',
      desc: "the rules that are changed; default: the project's",
    },
    format: { type: 'string', choices: ['text', 'json'], desc: 'how to say it; default: text' },
    budget: {
      type: 'number',
      value: 'SECONDS',
      desc: `how long it may take; default: ${DEFAULT_BUDGET}`,
    },
    threshold: { type: 'number', value: 'PERCENT', desc: 'exit with 1 below this score' },
    ...TARGET_OPTIONS,
  },
  examples: [
    { command: 'falco-rules mutate', does: 'what could be changed without a test failing?' },
    { command: 'falco-rules mutate --budget 60 --threshold 90', does: 'in CI: a minute, and a least score' },
  ],
  async run({ options, operands, terminal, cwd }): Promise<ExitCode> {
    const started = Date.now();
    const project = await loadProject(cwd);
    const target = targetOf(options, project);
    const own = await ownRules(project, target, options.rules, cwd);
    const [{ runRecorded }, { openTestBench }, { ALL_TESTS }] = await Promise.all([
      import('../quality/run-recorded.js'),
      import('../vitest/run.js'),
      import('../vitest/options.js'),
    ]);
    const { exitCode, files } = await runRecorded(
      project,
      { ...ALL_TESTS, filters: operands, quiet: true },
      cwd,
    );
    if (exitCode !== 0) {
      throw contentFault('tests fail, with the rules as they are', {
        help: 'falco-rules test shows which, and why',
      });
    }
    const budget = options.budget ?? project.mutation.budget ?? DEFAULT_BUDGET;
    let told = Date.now();
    let bench: Awaited<ReturnType<typeof openTestBench>> | undefined;
    const run = await judgeMutants(files, own, project, target, {
      deadline: started + budget * 1000,
      onProgress(done, all) {
        if (!terminal.interactive || Date.now() - told < PROGRESS_EVERY) return;
        told = Date.now();
        terminal.errInPlace(`${done} of ${all} changes tried`);
      },
      async runFiles(paths, mutant, home) {
        bench ??= await openTestBench(project);
        return bench.run(paths, { mutant, home });
      },
    });
    await bench?.close();
    // Tests of mutants are to fail: that says nothing of this run.
    process.exitCode = undefined;
    if (terminal.interactive) terminal.errInPlace('');
    const view = viewMutation(run, own.ruleset, own.spans);
    if (options.format === 'json') await terminal.out(`${JSON.stringify(view, undefined, 2)}\n`);
    else await terminal.out(mutationText(view, terminal.outColours));
    const threshold = options.threshold ?? project.mutation.threshold;
    if (threshold === undefined || view.score >= threshold) return 0;
    const c = terminal.errColours;
    terminal.err(
      `${c.red('below the threshold')}: the mutation score is ${view.score}%, the threshold is ${threshold}%`,
    );
    return 1;
  },
});
