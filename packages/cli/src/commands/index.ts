import type { Command } from '../command.js';

export interface CommandEntry {
  readonly purpose: string;
  load(): Promise<{ default: Command }>;
}

/** Every command: a file next to this one, and a line here. Only the one that is called is loaded. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  fields: { purpose: 'list the fields that rules can use', load: () => import('./fields.js') },
  test: { purpose: "run the tests of the project's rules", load: () => import('./test.js') },
  'explain-code': {
    purpose: 'say what a code of a diagnostic means',
    load: () => import('./explain-code.js'),
  },
};
