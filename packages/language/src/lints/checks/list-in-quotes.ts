import { nodesOfKind } from '../../condition/index.js';
import { decodeText } from '../../text/bytes.js';
import { spanOf } from '../../text/mapped-text.js';
import { COMPLETE, exampleRule } from '../example.js';
import type { Finding, Lint } from '../lint.js';
import type { Scene } from '../scene.js';

const USERS = '- list: admins\n  items: [alice, bob]\n';
const AGENT = (text: string) =>
  `${COMPLETE} and ka.user.name in (admins) and ka.useragent contains "${text}"`;

export const listInQuotes: Lint = {
  code: 'list-in-quotes',
  severity: 'warning',
  summary: "A list's name inside a quoted text",
  docs: {
    what: 'A quoted text holds the name of a list between blanks, parentheses, commas or `=`.',
    why: 'Falco puts lists into conditions as text, before it looks at quotes. The name is replaced by the items there, too: the text that is compared is another one than the one that is written.',
    example: `${USERS}${exampleRule('Tool of admins', AGENT('for admins only'))}`,
    cure: 'Give the list a name that does not occur in texts, `admin_users` for instance.',
    cured: `${USERS}${exampleRule('Tool of admins', AGENT('for-admins-only'))}`,
  },
  *check(scene: Scene): Iterable<Finding> {
    for (const { subject, text, expr } of scene.units) {
      for (const value of nodesOfKind(expr, 'Value')) {
        if (!value.quoted) continue;
        const list = text.segments.find(
          ({ start, length, origin }) =>
            start > value.start && start + length < value.end && origin?.part.kind === 'list',
        );
        if (!list?.origin) continue;
        const name = decodeText(list.origin.part.name);
        const definition = scene.ruleset.lists.find((each) => each.name === list.origin?.part.name);
        // Items with blanks are quoted as a whole: there the quotes are not the condition's.
        const opening = text.segments.find(
          ({ start, length }) => start <= value.start && value.start < start + length,
        );
        if (!opening?.origin || opening.origin.part.kind === 'list') continue;
        yield {
          message: `the list \`${name}\` is put into this text, which becomes \`${decodeText(value.value)}\``,
          span: spanOf(text, value.start, value.start + 1) ?? subject.span,
          subject,
          ...(definition && {
            related: [{ span: definition.nameSpan, message: 'the list is defined here' }],
          }),
          help: 'rename the list',
        };
      }
    }
  },
};
