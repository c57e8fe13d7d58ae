import type { Field } from '../../condition/index.js';
import { findField } from '../../fields/index.js';
import { type MappedText, spanOf } from '../../text/mapped-text.js';
import { replacement } from '../edits.js';
import { COMPLETE, exampleRule } from '../example.js';
import type { Finding, Fix, Lint } from '../lint.js';
import { fieldsIn, type Scene, spanOfNode, writtenChecks } from '../scene.js';

const CREATED = `${COMPLETE} and ka.verb = create and ka.target.resource = pods`;

export const deprecatedField: Lint = {
  code: 'deprecated-field',
  severity: 'warning',
  summary: 'A deprecated field',
  docs: {
    what: 'A field that the k8saudit plugin keeps for old rules only: `ka.req.container.*`, `ka.req.volume.hostpath[...]`, `ka.req.binding.subject.has_name[...]`.',
    why: 'These fields come from a time when they could hold one value: `ka.req.container.image` is the image of the first container only, so that a second one goes unseen. A coming version may drop them, and rules that use them then do not load.',
    example: exampleRule('Host network', `${CREATED} and ka.req.container.host_network = true`),
    cure: 'Use the field that the message names. Those of containers are lists: compare them by `intersects` (one of the containers) or `in` (all of them).',
    cured: exampleRule('Host network', `${CREATED} and ka.req.pod.host_network = true`),
  },
  *check(scene: Scene): Iterable<Finding> {
    for (const { unit, node } of writtenChecks(scene)) {
      for (const field of [
        ...fieldsIn(node.left),
        ...(node.kind === 'BinaryCheck' ? fieldsIn(node.right) : []),
      ]) {
        const words = deprecated(field);
        if (!words) continue;
        const span = spanOfNode({ node: field, text: unit.text }, unit.subject.span);
        yield { ...words, span, subject: unit.subject, fix: sameField(field, unit.text, field.start) };
      }
    }
    for (const { rule, unit, outputFields } of scene.rules) {
      for (const { operand, start, end } of outputFields()) {
        for (const field of fieldsIn(operand)) {
          const words = deprecated(field);
          if (!words) continue;
          const fix = operand === field ? sameField(field, rule.output, end - field.field.length) : undefined;
          yield { ...words, span: spanOf(rule.output, start, end) ?? rule.span, subject: unit.subject, fix };
        }
      }
    }
  },
};

function deprecated({ field }: Field): { readonly message: string; readonly help?: string } | undefined {
  const row = findField(field);
  // Of this one another lint has worse to say.
  if (!row?.deprecated || field === 'ka.req.binding.subject.has_name') return undefined;
  const { instead } = row.deprecated;
  const found = instead === undefined ? undefined : findField(instead);
  const how = found?.list && !row.list ? ', a list: compare it by `intersects`' : '';
  return {
    message: `\`${field}\` is deprecated`,
    ...(instead !== undefined && { help: `use \`${instead}\`${how}` }),
  };
}

/** Only where the other field reads the very same place. */
function sameField({ field }: Field, text: MappedText, start: number): Fix | undefined {
  const row = findField(field);
  const instead = row?.deprecated?.instead;
  const other = instead === undefined ? undefined : findField(instead);
  if (!row || !other || other.list !== row.list || other.from.path !== row.from.path) return undefined;
  return replacement(
    text,
    start,
    start + field.length,
    other.name,
    `replaced \`${field}\` by \`${other.name}\``,
  );
}
