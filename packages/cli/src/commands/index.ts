import type { Command } from '../command.js';

export interface CommandEntry {
  readonly purpose: string;
  load(): Promise<{ default: Command }>;
}

/** Every command: a file next to this one, and a line here. Only the one that is called is loaded. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  init: { purpose: 'make a working project', load: () => import('./init.js') },
  build: { purpose: 'write TypeScript rules as the YAML that Falco loads', load: () => import('./build.js') },
  validate: { purpose: 'check rules as Falco loads them', load: () => import('./validate.js') },
  lint: { purpose: 'find what Falco accepts and one regrets', load: () => import('./lint.js') },
  replay: { purpose: 'run recorded audit events through rules', load: () => import('./replay.js') },
  diff: {
    purpose: 'compare two rulesets, as they read and on the same events',
    load: () => import('./diff.js'),
  },
  show: {
    purpose: 'list rules, macros and lists, or show one with all overrides',
    load: () => import('./show.js'),
  },
  explain: { purpose: 'say why a rule fired or stayed silent', load: () => import('./explain.js') },
  merge: { purpose: 'put the results of replay --shard together', load: () => import('./merge.js') },
  bench: { purpose: 'say how fast rules run, and which cost most', load: () => import('./bench.js') },
  fields: { purpose: 'list the fields that rules can use', load: () => import('./fields.js') },
  import: {
    purpose: 'turn rules in YAML into a TypeScript project',
    load: () => import('./import.js'),
  },
  event: {
    purpose: 'print the audit event of a request, without a cluster',
    load: () => import('./event.js'),
  },
  test: { purpose: "run the tests of the project's rules", load: () => import('./test.js') },
  coverage: {
    purpose: 'say what of the rules events or tests decide',
    load: () => import('./coverage.js'),
  },
  mutate: { purpose: 'change rules in small ways: do the tests notice?', load: () => import('./mutate.js') },
  'explain-code': {
    purpose: 'say what a code of a diagnostic means',
    load: () => import('./explain-code.js'),
  },
};
