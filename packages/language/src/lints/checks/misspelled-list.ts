import { didYouMean } from '../../diagnostics/index.js';
import { decodeText } from '../../text/bytes.js';
import { COMPLETE, exampleRule } from '../example.js';
import type { Finding, Lint } from '../lint.js';
import { type Scene, spanOfNode, writtenChecks } from '../scene.js';

const USERS = '- list: full_admin_users\n  items: [admin, root]\n';
const RULE = (list: string) =>
  exampleRule('Request by an admin', `${COMPLETE} and ka.user.name in (${list})`);

export const misspelledList: Lint = {
  code: 'misspelled-list',
  severity: 'warning',
  summary: 'A value that looks like the name of a list',
  docs: {
    what: 'A condition compares with a bare word that nearly is the name of a list, or a part of one.',
    why: 'To Falco a word that names no list is a text. `ka.user.name in (admin_users)` then asks whether the user is called `admin_users`, which nobody is; the only hint is a warning that the list is not used.',
    example: `${USERS}${RULE('admin_users')}`,
    cure: 'Write the name of the list as it is defined. If the text is meant, put it in quotes.',
    cured: `${USERS}${RULE('full_admin_users')}`,
  },
  *check(scene: Scene): Iterable<Finding> {
    const names = scene.ruleset.lists.map(({ name }) => decodeText(name));
    if (names.length === 0) return;
    for (const { unit, node } of writtenChecks(scene)) {
      if (node.kind !== 'BinaryCheck' || node.right.kind !== 'List') continue;
      for (const value of node.right.values) {
        const word = decodeText(value.value);
        // Lists are called like_this; values of audit events hardly ever are.
        if (value.quoted || !/^[a-z][a-z0-9]*(_[a-z0-9]+)+$/i.test(word)) continue;
        const meant =
          names.find((name) => name !== word && (name.endsWith(`_${word}`) || name.startsWith(`${word}_`))) ??
          didYouMean(word, names, 1)[0];
        if (meant === undefined || names.includes(word)) continue;
        yield {
          message: `\`${word}\` is the name of no list, and is compared as a text`,
          span: spanOfNode({ node: value, text: unit.text }, unit.subject.span),
          subject: unit.subject,
          help: `did you mean \`${meant}\`? if the text is meant, write it in quotes`,
        };
      }
    }
  },
};
