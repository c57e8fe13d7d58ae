import type { Field } from '../../condition/index.js';
import { didYouMean } from '../../diagnostics/index.js';
import { decodeText } from '../../text/bytes.js';
import { type MappedText, spanOf } from '../../text/mapped-text.js';
import { replacement } from '../edits.js';
import { COMPLETE, exampleRule } from '../example.js';
import { EVENT_SHAPE } from '../knowledge/kubernetes.js';
import type { Finding, Fix, Lint } from '../lint.js';
import { fieldsIn, type Scene, spanOfNode, writtenChecks } from '../scene.js';

export const jsonPointer: Lint = {
  code: 'json-pointer',
  severity: 'warning',
  summary: 'A JSON pointer that leads nowhere in an audit event',
  docs: {
    what: 'The argument of `jevt.value` or `json.value` names a member that audit events do not have, in another case than they have it, or a key with a slash in it that is not written as `~1`.',
    why: 'The value is always absent: checks on it never hold, and outputs say `<NA>`. Keys of annotations and labels nearly always hold a slash, which a JSON pointer (RFC 6901) takes for the next level.',
    example: exampleRule(
      'Refused',
      `${COMPLETE} and jevt.value[/annotations/authorization.k8s.io/decision] = forbid`,
    ),
    cure: 'Write `~1` for a slash within a key, `~0` for a tilde, and names as Kubernetes writes them: `/requestObject/spec`, `/user/username`.',
    cured: exampleRule(
      'Refused',
      `${COMPLETE} and jevt.value[/annotations/authorization.k8s.io~1decision] = forbid`,
    ),
  },
  *check(scene: Scene): Iterable<Finding> {
    for (const { unit, node } of writtenChecks(scene)) {
      for (const field of [
        ...fieldsIn(node.left),
        ...(node.kind === 'BinaryCheck' ? fieldsIn(node.right) : []),
      ]) {
        const fault = faultOf(field);
        if (!fault) continue;
        const span = spanOfNode({ node: field, text: unit.text }, unit.subject.span);
        yield {
          message: fault.message,
          help: fault.help,
          span,
          subject: unit.subject,
          fix: fixOf(field, fault, unit.text, field.start, field.end),
        };
      }
    }
    for (const { rule, unit, outputFields } of scene.rules) {
      for (const { operand, start, end } of outputFields()) {
        for (const field of fieldsIn(operand)) {
          const fault = faultOf(field);
          if (!fault) continue;
          const span = spanOf(rule.output, start, end) ?? rule.span;
          const fix = operand === field ? fixOf(field, fault, rule.output, start, end) : undefined;
          yield { message: fault.message, help: fault.help, span, subject: unit.subject, fix };
        }
      }
    }
  },
};

interface PointerFault {
  readonly message: string;
  readonly help?: string | undefined;
  /** The pointer that was meant, where that is beyond doubt. */
  readonly meant?: string;
}

function faultOf({ field, arg }: Field): PointerFault | undefined {
  if ((field !== 'jevt.value' && field !== 'json.value') || !arg) return undefined;
  const pointer = decodeText(arg).replace(/^\//, '');
  const keys = pointer.split('/');
  const [member = '', next] = keys;
  const members = Object.keys(EVENT_SHAPE);
  if (!Object.hasOwn(EVENT_SHAPE, member)) {
    return {
      message: `audit events have no \`${member}\``,
      ...meantBy(member, members, (name) => `/${[name, ...keys.slice(1)].join('/')}`),
    };
  }
  const below = EVENT_SHAPE[member];
  if (below && next !== undefined && !below.includes(next)) {
    if (below.length === 0) return { message: `\`${member}\` of an audit event has nothing below it` };
    const renamed = member.endsWith('ser') && next === 'name' ? 'username' : next;
    if (renamed !== next)
      return {
        message: `\`${member}\` of an audit event has no \`${next}\``,
        help: `write \`/${member}/${renamed}\``,
        meant: `/${member}/${renamed}`,
      };
    return {
      message: `\`${member}\` of an audit event has no \`${next}\``,
      ...meantBy(next, below, (name) => `/${[member, name, ...keys.slice(2)].join('/')}`),
    };
  }
  return slashFault(keys);
}

function meantBy(
  word: string,
  names: readonly string[],
  pointer: (name: string) => string,
): { readonly help?: string; readonly meant?: string } {
  const same = names.find((name) => name.toLowerCase() === word.toLowerCase());
  if (same !== undefined) return { help: `write \`${pointer(same)}\``, meant: pointer(same) };
  const [near] = didYouMean(word, names, 1);
  return near === undefined ? {} : { help: `did you mean \`${pointer(near)}\`?` };
}

/** Annotations and labels are flat: what looks like a level below a key is the rest of the key. */
function slashFault(keys: readonly string[]): PointerFault | undefined {
  const at =
    keys[0] === 'annotations'
      ? 0
      : keys.findIndex(
          (key, i) =>
            (key === 'annotations' || key === 'labels' || key === 'matchLabels') &&
            (keys[i - 1] === 'metadata' || key === 'matchLabels'),
        );
  if (at < 0 || keys.length !== at + 3) return undefined;
  const key = `${keys[at + 1]}~1${keys[at + 2]}`;
  const meant = `/${[...keys.slice(0, at + 1), key].join('/')}`;
  return {
    message: `the slash in the key \`${keys[at + 1]}/${keys[at + 2]}\` is taken for a level`,
    help: `write \`${meant}\``,
    meant,
  };
}

function fixOf(
  { field, arg = '' }: Field,
  { meant }: PointerFault,
  text: MappedText,
  start: number,
  end: number,
): Fix | undefined {
  if (meant === undefined) return undefined;
  const offset = text.text.slice(start, end).lastIndexOf(`[${arg}]`);
  if (offset < 0) return undefined;
  return replacement(
    text,
    start + offset + 1,
    start + offset + 1 + arg.length,
    meant,
    `corrected the pointer of \`${field}\``,
  );
}
