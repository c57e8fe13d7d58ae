import { decodeText } from '../../text/bytes.js';
import { spanOf } from '../../text/mapped-text.js';
import type { Span } from '../../text/source.js';
import { COMPLETE, exampleRule } from '../example.js';
import type { Finding, Fix, Lint } from '../lint.js';
import type { Scene } from '../scene.js';

const RULE = exampleRule('Unknown user', `${COMPLETE} and not ka.user.name in (known_users)`);

export const duplicateListItem: Lint = {
  code: 'duplicate-list-item',
  severity: 'info',
  summary: 'An item that stands in a list twice',
  docs: {
    what: 'A list names the same item twice, in one file.',
    why: 'The second does nothing. Mostly it is a slip where another item was meant, and that one is missing.',
    example: `- list: known_users\n  items: [alice, bob, alice]\n${RULE}`,
    cure: 'Remove it, or write what was meant. `--fix` removes it.',
    cured: `- list: known_users\n  items: [alice, bob]\n${RULE}`,
  },
  *check(scene: Scene): Iterable<Finding> {
    for (const list of scene.ruleset.lists) {
      const subject = { kind: 'list', name: list.name, span: list.span } as const;
      const seen = new Map<string, Span>();
      let last: Span | undefined;
      for (const { value, text } of list.items) {
        const origin = text.segments[0]?.origin;
        const span = spanOf(text, 0, text.text.length);
        // Items of a list within this one are that list's matter.
        if (!span || origin?.part.name !== list.name) {
          last = undefined;
          continue;
        }
        const before = last;
        last = span;
        const first = seen.get(value);
        if (!first || first.file !== span.file) {
          if (!first) seen.set(value, span);
          continue;
        }
        yield {
          message: `\`${decodeText(value)}\` stands in this list already`,
          span,
          subject,
          related: [{ span: first, message: 'here' }],
          fix: removal(before, span, decodeText(value)),
        };
      }
    }
  },
};

/** Takes out an item together with what separates it from the one before. */
function removal(before: Span | undefined, item: Span, shown: string): Fix | undefined {
  if (!before || before.file !== item.file || before.end > item.start) return undefined;
  const { text } = item.file;
  let start = before.end;
  let end = item.end;
  const quote = text[item.start - 1];
  if ((quote === '"' || quote === "'") && text[end] === quote) end++;
  const opening = text[before.start - 1];
  if ((opening === '"' || opening === "'") && text[start] === opening) start++;
  // Anything but a separator there - a comment, an anchor - is left to a person.
  if (!/^\s*(?:,\s*|\n[ \t]*-[ \t]+)["']?$/.test(text.slice(start, item.start))) return undefined;
  return { message: `removed the second \`${shown}\``, edits: [{ file: item.file, start, end, text: '' }] };
}
