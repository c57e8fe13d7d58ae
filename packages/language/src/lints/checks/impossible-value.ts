import type { BinaryCheck, Field, Value } from '../../condition/index.js';
import { printOperand } from '../../condition/index.js';
import { decodeText, encodeText } from '../../text/bytes.js';
import { replacement } from '../edits.js';
import { COMPLETE, exampleRule } from '../example.js';
import { type Domain, domainOf, type Misfit } from '../knowledge/domains.js';
import type { Finding, Fix, Lint } from '../lint.js';
import { textTest } from '../logic/atom.js';
import { fieldsIn, ownChecks, type Scene, spanOfNode, type Unit, writtenChecks } from '../scene.js';

export const impossibleValue: Lint = {
  code: 'impossible-value',
  severity: 'warning',
  summary: 'A comparison with a value that the field never has',
  docs: {
    what: 'A field is compared with a value that it cannot have: a verb, stage or decision that does not exist or is written in another case, the singular or the kind of a resource, `pods/exec` as a resource, `yes` where there is only `true` and `false`, an image repository with a port or a tag, a word where Falco has JSON text.',
    why: 'The check never holds (with `not` or `!=`: always does), so the rule misses what it is for, or a part of it.',
    example: exampleRule(
      'Pod created by POST',
      `${COMPLETE} and ka.verb = post and ka.target.resource = pod`,
    ),
    cure: 'Write the value as audit events have it: verbs are those of RBAC (`create`, not `POST`), resources are plurals in lower case, a subresource has its own field, flags are `true` and `false`.',
    cured: exampleRule(
      'Pod created by POST',
      `${COMPLETE} and ka.verb = create and ka.target.resource = pods`,
    ),
  },
  *check(scene: Scene): Iterable<Finding> {
    for (const { unit, node } of writtenChecks(scene)) {
      if (node.kind !== 'BinaryCheck' || node.right.kind === 'FieldTransformer') continue;
      const values = node.right.kind === 'List' ? node.right.values : [node.right];
      const found = values.flatMap((value) => {
        const misfit = misfitOf(node, value, values, unit);
        return misfit ? [{ value, misfit }] : [];
      });
      // Several that are wrong for one reason are one fault.
      const [first] = found;
      const isOne =
        first &&
        found.length > 1 &&
        found.every(({ misfit }) => misfit.meant === undefined && misfit.reason === first.misfit.reason);
      for (const { value, misfit } of isOne ? [first] : found) {
        const end = isOne ? found.at(-1)!.value.end : value.end;
        yield {
          message: `${verdict(node, isOne ? found.map((each) => each.value) : [value])}: ${misfit.reason}`,
          span: spanOfNode({ node: { start: value.start, end }, text: unit.text }, unit.subject.span),
          subject: unit.subject,
          help:
            misfit.meant === undefined ? helpFor(node, decodeText(value.value)) : `write \`${misfit.meant}\``,
          fix: fixFor(node, value, values, misfit, unit),
        };
      }
    }
  },
};

function verdict({ left, operator }: BinaryCheck, [first, ...more]: readonly Value[]): string {
  const operand = decodeText(printOperand(left));
  const shown = `\`${decodeText(first?.value ?? '')}\`${more.length === 0 ? '' : ` or one of the ${more.length} others here`}`;
  return `\`${operand}\` ${EQUALITY.includes(operator) ? 'is never' : `never passes \`${operator}\``} ${shown}`;
}

const EQUALITY: readonly string[] = ['=', '==', '!=', 'in', 'intersects'];

function misfitOf(
  node: BinaryCheck,
  { value }: Value,
  values: readonly Value[],
  unit: Unit,
): Misfit | undefined {
  const text = decodeText(value);
  // What a list leaves behind, and `<NA>`, are other lints' matter.
  if (text === '<NA>') return undefined;
  if (/^[\u2018\u2019\u201c\u201d]|[\u2018\u2019\u201c\u201d]$/.test(text)) {
    return {
      reason: 'curly quotes belong to the value',
      meant: text.replace(/[\u2018\u2019\u201c\u201d]/g, ''),
    };
  }
  if (node.left.kind === 'FieldTransformer') return caseMisfit(node.left.transformer, text);
  const domain = domainOf(node.left);
  if (!domain || text === '' || isHttpVerb(node.left, text, values, unit)) return undefined;
  if (EQUALITY.includes(node.operator)) return domain.misfit(text);
  return patternMisfit(domain, node, value);
}

function caseMisfit(transformer: string, text: string): Misfit | undefined {
  if (transformer === 'tolower' && /[A-Z]/.test(text)) {
    return {
      reason: 'it has no upper case letters',
      meant: text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
    };
  }
  if (transformer === 'toupper' && /[a-z]/.test(text)) {
    return {
      reason: 'it has no lower case letters',
      meant: text.replace(/[a-z]/g, (letter) => letter.toUpperCase()),
    };
  }
  return undefined;
}

function patternMisfit(domain: Domain, { operator }: BinaryCheck, value: string): Misfit | undefined {
  if (operator === 'startswith' && domain.misfitStart) return domain.misfitStart(value);
  const test = domain.all && textTest(operator, value);
  if (!test || domain.all?.some(test)) return undefined;
  return { reason: `there is only ${domain.all?.join(', ')}` };
}

/** `post` and the like are verbs of requests that are not for resources: right where the URI is looked at, or beside `create`. */
function isHttpVerb({ field }: Field, text: string, values: readonly Value[], unit: Unit): boolean {
  if (field !== 'ka.verb' || !['post', 'put'].includes(text)) return false;
  const twin = text === 'post' ? 'create' : 'update';
  return values.some(({ value }) => value === twin) || readsUri(unit);
}

function readsUri(unit: Unit): boolean {
  return ownChecks(unit).some((check) =>
    fieldsIn(check.left).some(({ field, arg }) => field === 'ka.uri' || arg === '/requestURI'),
  );
}

function helpFor(node: BinaryCheck, shown: string): string | undefined {
  const field = node.left.kind === 'Field' ? node.left.field : '';
  if (field === 'ka.target.resource' && shown.includes('/')) {
    const [resource, subresource] = shown.split('/');
    return `write \`ka.target.resource = ${resource} and ka.target.subresource = ${subresource}\``;
  }
  if (field.endsWith('image.repository'))
    return `what remains is \`${shown.split(/[:@]/)[0]}\`; the whole image stands in \`${field.replace('.repository', '')}\``;
  return undefined;
}

function fixFor(
  node: BinaryCheck,
  value: Value,
  values: readonly Value[],
  misfit: Misfit,
  unit: Unit,
): Fix | undefined {
  const { meant } = misfit;
  if (meant !== undefined) {
    // Not where it would stand there twice.
    if (values.some((other) => other !== value && other.value === meant)) return undefined;
    // Within the quotes, where there are some.
    const isInQuotes = unit.text.text.slice(value.start + 1, value.end - 1) === value.value;
    if (!isInQuotes && !/^[A-Za-z0-9_.:/-]+$/.test(meant)) return undefined;
    const [start, end] = isInQuotes ? [value.start + 1, value.end - 1] : [value.start, value.end];
    const message = `replaced \`${decodeText(value.value)}\` by \`${meant}\``;
    return replacement(unit.text, start, end, encodeText(meant), message);
  }
  const [resource, subresource] = value.value.split('/');
  const isPair =
    node.left.kind === 'Field' &&
    node.left.field === 'ka.target.resource' &&
    (node.operator === '=' || node.operator === '==') &&
    node.modifier === undefined;
  if (!isPair || !resource || !/^[a-z]+$/.test(subresource ?? '') || value.value.split('/').length !== 2)
    return undefined;
  const by = `(ka.target.resource = ${resource} and ka.target.subresource = ${subresource})`;
  return replacement(
    unit.text,
    node.start,
    node.end,
    by,
    `split \`${value.value}\` into resource and subresource`,
  );
}
