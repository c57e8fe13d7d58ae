import { printOperand } from '../../condition/index.js';
import { decodeText } from '../../text/bytes.js';
import { replacement } from '../edits.js';
import { COMPLETE, exampleRule } from '../example.js';
import type { Finding, Lint } from '../lint.js';
import { type Scene, spanOfNode, writtenChecks } from '../scene.js';

const POD = `${COMPLETE} and ka.target.resource = pods`;

export const naComparison: Lint = {
  code: 'na-comparison',
  severity: 'warning',
  summary: 'A comparison with <NA>',
  docs: {
    what: 'A field is compared with the text `<NA>`.',
    why: '`<NA>` is only how Falco prints a value that is absent. No field ever has it as its value, and a check on an absent field is false: `x = "<NA>"` never holds, and `x != "<NA>"` holds exactly where x is there.',
    example: exampleRule('Pod subresource', `${POD} and ka.target.subresource != "<NA>"`),
    cure: 'Write `x exists`, or `not x exists`.',
    cured: exampleRule('Pod subresource', `${POD} and ka.target.subresource exists`),
  },
  *check(scene: Scene): Iterable<Finding> {
    for (const { unit, node } of writtenChecks(scene)) {
      if (node.kind !== 'BinaryCheck' || node.right.kind === 'FieldTransformer') continue;
      const values = node.right.kind === 'List' ? node.right.values : [node.right];
      const value = values.find((each) => each.value === '<NA>');
      if (!value) continue;
      const left = decodeText(printOperand(node.left));
      const isAlone = values.length === 1 && node.modifier === undefined;
      // `= "<NA>"` never holds: what was meant is the opposite of what it does, so that is not done unasked.
      const by = `${printOperand(node.left)} exists`;
      yield {
        message: `no field ever has the value \`<NA>\`: this ${node.operator === '!=' ? `only asks whether \`${left}\` exists` : 'never holds'}`,
        span: spanOfNode({ node: isAlone ? node : value, text: unit.text }, unit.subject.span),
        subject: unit.subject,
        help: isAlone
          ? `write \`${node.operator === '!=' ? '' : 'not '}${left} exists\``
          : 'ask for absence by itself: `not ... exists`',
        fix:
          isAlone && node.operator === '!='
            ? replacement(
                unit.text,
                node.start,
                node.end,
                by,
                `replaced the comparison with \`<NA>\` by \`${left} exists\``,
              )
            : undefined,
      };
    }
  },
};
