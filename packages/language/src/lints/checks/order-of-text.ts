import { printOperand } from '../../condition/index.js';
import { operandType } from '../../fields/operand-type.js';
import { decodeText } from '../../text/bytes.js';
import { COMPLETE, exampleRule } from '../example.js';
import type { Finding, Lint } from '../lint.js';
import { ownChecks, type Scene, spanOfNode } from '../scene.js';

const ORDER: readonly string[] = ['<', '<=', '>', '>='];

export const orderOfText: Lint = {
  code: 'order-of-text',
  severity: 'warning',
  summary: 'An order comparison of texts',
  docs: {
    what: '`<`, `<=`, `>` or `>=` on a field that Falco compares as text, byte by byte. All `ka.*`, `json.*` and `jevt.*` fields are texts.',
    why: 'As texts, `99` is greater than `400` and `1000` is less. The comparison works for values that happen to have the same number of digits, and silently fails for the others.',
    example: exampleRule('Request failed', `${COMPLETE} and ka.response.code >= 400`),
    cure: 'Compare by the first digit, or name the values: `(ka.response.code startswith 4 or ka.response.code startswith 5)`. The numbers of Falco itself (`evt.num`, `evt.rawtime`, `len(...)`) compare as numbers.',
    cured: exampleRule(
      'Request failed',
      `${COMPLETE} and (ka.response.code startswith 4 or ka.response.code startswith 5)`,
    ),
  },
  *check(scene: Scene): Iterable<Finding> {
    for (const unit of scene.units) {
      for (const node of ownChecks(unit)) {
        if (node.kind !== 'BinaryCheck' || !ORDER.includes(node.operator)) continue;
        // Fields of other sources are not known here.
        if (operandType(node.left).type !== 'CHARBUF' || !/\b(ka|json|jevt)\./.test(printOperand(node.left)))
          continue;
        const left = decodeText(printOperand(node.left));
        yield {
          message: `\`${node.operator}\` compares \`${left}\` as text, byte by byte`,
          span: spanOfNode({ node, text: unit.text }, unit.subject.span),
          subject: unit.subject,
          help: suggestionFor(left, node.operator, node.right.kind === 'Value' ? node.right.value : ''),
        };
      }
    }
  },
};

function suggestionFor(left: string, operator: string, value: string): string {
  const starts = (...digits: readonly number[]) =>
    `write \`(${digits.map((digit) => `${left} startswith ${digit}`).join(' or ')})\``;
  if (left === 'ka.response.code') {
    if ((operator === '>=' && value === '400') || (operator === '>' && value === '399')) return starts(4, 5);
    if ((operator === '>=' && value === '500') || (operator === '>' && value === '499')) return starts(5);
    if ((operator === '<' && value === '300') || (operator === '<=' && value === '299')) return starts(1, 2);
    if ((operator === '<' && value === '400') || (operator === '<=' && value === '399'))
      return starts(1, 2, 3);
  }
  return 'compare by `startswith`, or name the values: `in (...)`';
}
