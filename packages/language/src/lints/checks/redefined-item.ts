import type { ItemChange } from '../../rules/index.js';
import { COMPLETE, exampleRule } from '../example.js';
import type { Finding, Lint, Subject } from '../lint.js';
import type { Scene } from '../scene.js';

const DELETED = (resource: string) =>
  exampleRule(`${resource} deleted`, `${COMPLETE} and ka.verb = delete and ka.target.resource = ${resource}`);

export const redefinedItem: Lint = {
  code: 'redefined-item',
  severity: 'warning',
  summary: 'A name that one file defines twice',
  docs: {
    what: 'A file defines two rules, two macros or two lists of one name.',
    why: 'The later one replaces the earlier one as a whole, without a word. In another file that is how rules are adapted; in the same file it is a copy whose name was forgotten, and a rule is lost.',
    example: `${DELETED('secrets')}${DELETED('secrets').replace('= secrets', '= pods')}`,
    cure: 'Give one of them another name, or remove it. What is meant as a change says `override`.',
    cured: `${DELETED('secrets')}${DELETED('pods')}`,
  },
  *check({ ruleset }: Scene): Iterable<Finding> {
    for (const { name, span, history } of ruleset.rules)
      yield* inHistory({ kind: 'rule', name, span }, history);
    for (const { name, span, history } of ruleset.macros)
      yield* inHistory({ kind: 'macro', name, span }, history);
    for (const { name, span, history } of ruleset.lists)
      yield* inHistory({ kind: 'list', name, span }, history);
  },
};

function* inHistory(subject: Subject, history: readonly ItemChange[]): Iterable<Finding> {
  let defined: ItemChange | undefined;
  for (const change of history) {
    if (change.kind !== 'define' && change.kind !== 'redefine') continue;
    if (defined && defined.span.file === change.span.file) {
      yield {
        message: `this ${subject.kind} replaces the one of the same name above`,
        span: firstLine(change),
        subject,
        related: [{ span: firstLine(defined), message: 'this one is lost' }],
        help: 'give one of them another name',
      };
    }
    defined = change;
  }
}

function firstLine({ span }: ItemChange): ItemChange['span'] {
  const end = span.file.text.indexOf('\n', span.start);
  return { ...span, end: end < 0 ? span.end : Math.min(end, span.end) };
}
