import { parseCondition } from '../../condition/index.js';
import { decodeText } from '../../text/bytes.js';
import { type MappedText, sliceText, spanOf } from '../../text/mapped-text.js';
import { exampleRule } from '../example.js';
import type { Finding, Lint } from '../lint.js';
import type { Scene } from '../scene.js';

const ANSWERED = 'ka.stage = ResponseComplete or ka.stage = Panic';
const APPEND =
  '- rule: Request answered\n  condition: and not ka.user.name = deployer\n  override:\n    condition: append\n';

export const appendPrecedence: Lint = {
  code: 'append-precedence',
  severity: 'warning',
  summary: 'An appended condition that does not apply to all of the condition before it',
  docs: {
    what: 'An appended condition begins with `and` behind a condition whose sides are joined by `or`, or with `or` behind one joined by `and`.',
    why: 'Falco joins the two texts, without parentheses, and `and` binds more tightly than `or`: `a or b` with `and not c` appended is `a or (b and not c)`. The append changes one side only, and `or` appended to a rule that begins with its stage leaves the stage out.',
    example: `${exampleRule('Request answered', ANSWERED)}${APPEND}`,
    cure: 'Put the condition that is appended to in parentheses. If it is not yours, replace it as a whole (`override: {condition: replace}`), or append to the macros that it consists of; an exception is always put behind parentheses.',
    cured: `${exampleRule('Request answered', `(${ANSWERED})`)}${APPEND}`,
  },
  *check(scene: Scene): Iterable<Finding> {
    for (const { subject, rule, macro } of scene.units) {
      const condition = rule?.condition ?? macro?.condition;
      if (!condition) continue;
      for (const start of appendsIn(condition)) {
        const word = /^\s*(and|or)(?![a-zA-Z0-9_])/.exec(condition.text.slice(start))?.[1];
        if (word === undefined) continue;
        const before = parseCondition(condition.text.slice(0, start));
        if (!before.ok || before.expr.kind !== (word === 'and' ? 'Or' : 'And')) continue;
        // Parentheses around all of it make it one.
        if (isWrapped(condition.text.slice(0, start))) continue;
        const at = start + condition.text.slice(start).search(/\S/);
        const span = spanOf(condition, at, at + word.length);
        if (!span) continue;
        const first = spanOf(sliceText(condition, 0, start), 0, start);
        const name = decodeText(subject.name);
        yield {
          message:
            word === 'and'
              ? `this applies to the last side only of the \`or\` in \`${name}\``
              : `this makes an alternative to all of \`${name}\`, the checks that it begins with included`,
          span,
          subject,
          ...(first && { related: [{ span: first, message: 'it is appended to this' }] }),
          help: 'put the condition before it in parentheses, or replace it as a whole',
        };
      }
    }
  },
};

/** Where appended conditions begin. */
function appendsIn({ segments }: MappedText): readonly number[] {
  const found: number[] = [];
  let last: unknown;
  for (const { start, origin } of segments) {
    if (!origin) continue;
    if (origin.part.kind === 'append' && last !== undefined && origin.part !== last) found.push(start);
    last = origin.part;
  }
  return found;
}

function isWrapped(text: string): boolean {
  const trimmed = text.trim();
  if (!trimmed.startsWith('(') || !trimmed.endsWith(')')) return false;
  const inner = parseCondition(trimmed.slice(1, -1));
  return inner.ok;
}
