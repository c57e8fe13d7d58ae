import { COMPLETE, exampleRule } from '../example.js';
import type { Lint } from '../lint.js';
import { OPT_OUT_CODE } from '../run.js';

const RULE = exampleRule('Secret read', `${COMPLETE} and ka.target.resource = secrets and ka.verb = get`);

export const uselessOptOut: Lint = {
  code: OPT_OUT_CODE,
  severity: 'info',
  summary: 'A comment that silences nothing',
  docs: {
    what: 'A `# falco-rules-disable ...` comment names a lint that does not exist or finds nothing where the comment stands, or the comment cannot be understood.',
    why: 'What it was written for is no longer there, or was never silenced. If the fault comes back, it goes unseen.',
    example: `# falco-rules-disable-next-item hidden-rule\n${RULE}`,
    cure: 'Remove the comment, or correct the code in it.',
    cured: RULE,
  },
  // What comments silence is known only after all other lints have run: run.ts reports it.
  check: () => [],
};
