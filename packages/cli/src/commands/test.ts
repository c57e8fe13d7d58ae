import { defineCommand } from '../command.js';
import { loadProject } from '../project/project.js';

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
  },
  examples: [
    { command: 'falco-rules test', does: 'all tests of the project' },
    {
      command: "falco-rules test -t 'kubectl exec' --watch tests/exec.test.ts",
      does: 'some of one file, again at every change',
    },
  ],
  async run({ options, operands, terminal, cwd }) {
    // vitest colours by its own lights.
    if (terminal.outColours.level === 0) process.env['NO_COLOR'] = '1';
    const project = await loadProject(cwd);
    const { runTests } = await import('../vitest/run.js');
    return runTests(
      project,
      {
        filters: operands,
        testName: options.testNamePattern,
        watch: options.watch ?? false,
        reporters: options.reporter,
        outputFile: options.outputFile,
        shard: options.shard,
        update: options.update ?? false,
      },
      cwd,
    );
  },
});
