import { operandType } from '../../fields/operand-type.js';
import type { OutputField } from '../../output/index.js';
import { decodeText } from '../../text/bytes.js';
import { spanOf } from '../../text/mapped-text.js';
import { COMPLETE, exampleRule } from '../example.js';
import type { Finding, Lint } from '../lint.js';
import { type RuleView, type Scene, templateOf } from '../scene.js';

const EXEC = `${COMPLETE} and ka.target.subresource = exec`;

export const outputFieldCut: Lint = {
  code: 'output-field-cut',
  severity: 'warning',
  summary: 'An output field that goes on where Falco stops reading it',
  docs: {
    what: 'In an output, letters, digits, a dot or a bracket follow directly after a field.',
    why: 'Falco takes the longest beginning that is a field and prints the rest as it stands: `%ka.verbose` prints the verb and `ose`, `%ka.user.names` the name and an `s`. A mistyped field loads without a word.',
    example: exampleRule('Exec', EXEC, {
      output: 'Exec (user=%ka.user.name namespace=%ka.target.namespaces)',
    }),
    cure: 'Correct the field, or put something between it and the text behind it.',
    cured: exampleRule('Exec', EXEC, { output: 'Exec (user=%ka.user.name namespace=%ka.target.namespace)' }),
  },
  *check(scene: Scene): Iterable<Finding> {
    for (const view of scene.rules) yield* inOutput(view);
  },
};

function* inOutput({ rule, unit }: RuleView): Iterable<Finding> {
  const tokens = templateOf(rule)?.tokens ?? [];
  for (const [i, token] of tokens.entries()) {
    const next = tokens[i + 1];
    if (token.kind !== 'field' || next?.kind !== 'literal') continue;
    const rest = /^(?:\.?[A-Za-z0-9_]|\[\S*\])(?:[A-Za-z0-9_.]*[A-Za-z0-9_])?/.exec(next.text)?.[0];
    if (rest === undefined || isUnit(token, rest)) continue;
    const taken = decodeText(rule.output.text.slice(token.start, token.end));
    yield {
      message: `\`${taken}\` is printed, and then \`${decodeText(rest)}\` as it stands`,
      span: spanOf(rule.output, token.start, token.end + rest.length) ?? rule.span,
      subject: unit.subject,
      help: 'correct the field, or put a blank behind it',
    };
  }
}

/** A number with its unit is text that is meant: `%evt.rawtime.nsns`, `%len(ka.uri)B`. */
function isUnit({ operand }: OutputField, rest: string): boolean {
  return operandType(operand).type !== 'CHARBUF' && /^[a-zA-Z]{1,2}$/.test(rest);
}
