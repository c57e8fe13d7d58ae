import { printOperand } from '../../condition/index.js';
import type { ByteString } from '../../text/bytes.js';
import { decodeText } from '../../text/bytes.js';
import { replacement } from '../edits.js';
import { COMPLETE, exampleRule } from '../example.js';
import type { Finding, Lint } from '../lint.js';
import { type Scene, spanOfNode, writtenChecks } from '../scene.js';

export const simplerRegex: Lint = {
  code: 'simpler-regex',
  severity: 'info',
  summary: 'A regular expression that a plain operator says as well',
  docs: {
    what: 'A `regex` whose pattern is a plain text, or one with `.*` at its beginning or end, or a choice of plain texts.',
    why: 'The pattern must match the whole value, which is easily misread: `regex "admin"` is `= admin`. The plain operators say so, and are many times faster.',
    example: exampleRule('Request by the system', `${COMPLETE} and ka.user.name regex "system:.*"`),
    cure: 'Write `=`, `startswith`, `endswith`, `contains`, or `in (...)`, as the message says.',
    cured: exampleRule('Request by the system', `${COMPLETE} and ka.user.name startswith "system:"`),
  },
  *check(scene: Scene): Iterable<Finding> {
    for (const { unit, node } of writtenChecks(scene)) {
      if (
        node.kind !== 'BinaryCheck' ||
        node.operator !== 'regex' ||
        node.modifier !== undefined ||
        node.right.kind !== 'Value'
      )
        continue;
      const simpler = simplerThan(node.right.value);
      if (!simpler) continue;
      const by = `${printOperand(node.left)} ${simpler.check}`;
      yield {
        message: `this is \`${decodeText(simpler.check)}\``,
        span: spanOfNode({ node, text: unit.text }, unit.subject.span),
        subject: unit.subject,
        help: `write \`${decodeText(by)}\``,
        // A `.` does not match the end of a line: only what has none is the very same.
        fix: simpler.isSame
          ? replacement(
              unit.text,
              node.start,
              node.end,
              by,
              `replaced the regular expression by \`${decodeText(simpler.check)}\``,
            )
          : undefined,
      };
    }
  },
};

const PLAIN = /^[A-Za-z0-9_:@/ =,-]+$/;

function simplerThan(
  pattern: ByteString,
): { readonly check: ByteString; readonly isSame: boolean } | undefined {
  const text = pattern.replace(/^\^/, '').replace(/\$$/, '');
  const starts = text.startsWith('.*');
  const ends = text.endsWith('.*') && text.length > 2;
  const middle = text.slice(starts ? 2 : 0, ends ? -2 : undefined);
  if (PLAIN.test(middle)) {
    const operator = starts ? (ends ? 'contains' : 'endswith') : ends ? 'startswith' : '=';
    return { check: `${operator} ${bare(middle)}`, isSame: operator === '=' };
  }
  const options = /^\(([^()]*)\)$/.exec(text)?.[1]?.split('|') ?? [];
  if (options.length < 2 || !options.every((option) => PLAIN.test(option))) return undefined;
  return { check: `in (${options.map(bare).join(', ')})`, isSame: true };
}

function bare(text: ByteString): ByteString {
  return /^[A-Za-z0-9_:@/-]+$/.test(text) && !/^(and|or|not)$/.test(text) ? text : `"${text}"`;
}
