import { decodeText } from '../../text/bytes.js';
import { COMPLETE, exampleRule } from '../example.js';
import type { Finding, Lint } from '../lint.js';
import { type Scene, spanOfNode, writtenChecks } from '../scene.js';

const USER = (check: string) => exampleRule('Request by the system', `${COMPLETE} and ka.user.name ${check}`);

export const literalWildcard: Lint = {
  code: 'literal-wildcard',
  severity: 'warning',
  summary: 'A wildcard where an asterisk is only an asterisk',
  docs: {
    what: 'A value with `*` is compared by `=`, `in`, `startswith`, `endswith`, `contains` or `intersects`, on a field that holds names.',
    why: 'Only `glob`, `iglob` and `pmatch` take `*` for any text. The other operators look for the very character, which no name of Kubernetes has: the check never holds.',
    example: USER('startswith "system:*"'),
    cure: 'Leave the asterisk out, or write `glob`; for several patterns `= anyof` becomes `glob anyof (a*, b*)`.',
    cured: USER('startswith "system:"'),
  },
  *check(scene: Scene): Iterable<Finding> {
    for (const { unit, node } of writtenChecks(scene)) {
      if (
        node.kind !== 'BinaryCheck' ||
        node.right.kind === 'FieldTransformer' ||
        !LITERAL.includes(node.operator)
      )
        continue;
      if (node.left.kind !== 'Field' || !HOLDS_NAMES.test(node.left.field)) continue;
      for (const value of node.right.kind === 'List' ? node.right.values : [node.right]) {
        if (!value.value.includes('*') || value.value === '*') continue;
        const shown = decodeText(value.value);
        yield {
          message: `\`${node.operator}\` takes the asterisk in \`${shown}\` for a character`,
          span: spanOfNode({ node: value, text: unit.text }, unit.subject.span),
          subject: unit.subject,
          help: helpFor(node.operator, shown),
        };
      }
    }
  },
};

const LITERAL: readonly string[] = [
  '=',
  '==',
  '!=',
  'in',
  'intersects',
  'startswith',
  'endswith',
  'contains',
  'icontains',
];
const HOLDS_NAMES =
  /^ka\.(user|impuser|target|auth|response|stage|verb|cluster|resp)\b|^ka\.req\.pod\.\w+\.(name|image|image\.repository)$|^ka\.req\.binding\.(role|subjects\..*)$|^ka\.useragent$/;

function helpFor(operator: string, shown: string): string {
  const plain = shown.replace(/^\*+|\*+$/g, '');
  if (
    (operator === 'startswith' && /^[^*]+\*+$/.test(shown)) ||
    (operator === 'endswith' && /^\*+[^*]+$/.test(shown)) ||
    (/contains/.test(operator) && !plain.includes('*'))
  ) {
    return `write \`${operator} "${plain}"\``;
  }
  if (operator === '=' || operator === '==') return `write \`glob "${shown}"\``;
  return 'write `glob`, or `glob anyof (...)` for several';
}
