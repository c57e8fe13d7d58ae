import type { Field } from '../../condition/index.js';
import { printOperand, walk } from '../../condition/index.js';
import { decodeText } from '../../text/bytes.js';
import { spanOf } from '../../text/mapped-text.js';
import { COMPLETE, exampleRule } from '../example.js';
import type { Finding, Lint } from '../lint.js';
import { fieldsIn, type Scene, spanOfNode } from '../scene.js';

const POD = `${COMPLETE} and ka.verb = create and ka.target.resource = pods`;

/** Levels of nesting at which a real Falco, with the stack that Linux gives it, may end. */
const DEEP = 5000;

export const crash: Lint = {
  code: 'crash',
  severity: 'error',
  summary: 'A condition or output that can bring Falco down',
  docs: {
    what: '`ka.req.pod.volumes.volume_type` without an index; an empty key or an index of 2^63 and more; thousands of nested parentheses.',
    why: 'These make a running Falco, or its k8saudit plugin, end at once, and everything after it goes unseen. An event does it: whoever may send a request to the API server whose `spec` is a list with a `null` in it (it need not be accepted) can switch off a Falco that looks at `volume_type`. `ka.req.volume.hostpath[""]` ends at the first pod with a host path.',
    example: exampleRule(
      'Host path mounted',
      `${POD} and ka.req.pod.volumes.volume_type intersects (hostPath)`,
    ),
    cure: 'For a host path write `ka.req.pod.volumes.hostpath exists`; for another kind of volume look at `jevt.value[/requestObject/spec/volumes]`, whose text `contains "nfs"`. With an index (`volume_type[0]`) the field is safe.',
    cured: exampleRule('Host path mounted', `${POD} and ka.req.pod.volumes.hostpath exists`),
  },
  *check(scene: Scene): Iterable<Finding> {
    for (const unit of scene.units) {
      for (const field of fieldsIn(unit.expr)) {
        const words = crashOf(field);
        if (words)
          yield {
            ...words,
            span: spanOfNode({ node: field, text: unit.text }, unit.subject.span),
            subject: unit.subject,
          };
      }
      const depth = depthOf(unit.expr, unit.text.text);
      if (depth >= DEEP) {
        yield {
          message: `${depth} levels of nesting may overflow the stack of Falco`,
          span: unit.rule?.nameSpan ?? unit.macro?.nameSpan ?? unit.subject.span,
          subject: unit.subject,
          help: 'use lists and `in (...)`, or spread the condition over macros',
        };
      }
    }
    for (const { rule, unit, outputFields } of scene.rules) {
      for (const { operand, start, end } of outputFields()) {
        for (const field of fieldsIn(operand)) {
          const words = crashOf(field);
          if (words)
            yield { ...words, span: spanOf(rule.output, start, end) ?? rule.span, subject: unit.subject };
        }
      }
    }
  },
};

const TWO_63 = 1n << 63n;
/** What Go makes -1 of, which stands for no index at all. */
const NO_INDEX = (1n << 64n) - 1n;

function crashOf(field: Field): { readonly message: string; readonly help: string } | undefined {
  const shown = decodeText(printOperand(field));
  if (field.field === 'ka.req.pod.volumes.volume_type' && field.arg === undefined) {
    return {
      message: `\`${shown}\` crashes Falco on an event like \`{"requestObject": {"spec": [null]}}\``,
      help: 'for host paths write `ka.req.pod.volumes.hostpath exists`',
    };
  }
  if (field.field === 'ka.req.volume.hostpath' && field.arg === '') {
    return {
      message: `\`${shown}\` crashes Falco on every pod with a host path`,
      help: 'name the path between the brackets',
    };
  }
  if (field.arg !== undefined && /^ka\./.test(field.field) && /^[0-9]{19,20}$/.test(field.arg)) {
    const index = BigInt(field.arg);
    if (index >= TWO_63 && index !== NO_INDEX)
      return { message: `an index of 2^63 and more crashes Falco`, help: 'an index counts from 0' };
  }
  return undefined;
}

/** How deep parentheses and transformers nest. */
function depthOf(expr: Parameters<typeof walk>[0], text: string): number {
  let deepest = 0;
  let depth = 0;
  walk(expr, {
    enter: () => {
      deepest = Math.max(deepest, ++depth);
      return undefined;
    },
    leave: () => {
      depth--;
    },
  });
  if (text.length < DEEP) return deepest;
  // Parentheses that change nothing leave no node.
  let open = 0;
  const plain = text.replace(/"(\\.|[^"\\])*"|'(\\.|[^'\\])*'/gs, '');
  for (const char of plain) {
    if (char === '(') deepest = Math.max(deepest, ++open);
    else if (char === ')') open--;
  }
  return deepest;
}
