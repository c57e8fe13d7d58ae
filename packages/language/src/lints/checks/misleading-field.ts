import type { Field } from '../../condition/index.js';
import { findField } from '../../fields/index.js';
import { spanOf } from '../../text/mapped-text.js';
import { replacement } from '../edits.js';
import { exampleRule } from '../example.js';
import type { Finding, Fix, Lint } from '../lint.js';
import { fieldsIn, type Scene, spanOfNode, writtenChecks } from '../scene.js';

const SHAPE = 'ka.verb = create and ka.target.resource = pods and ka.stage = ResponseComplete';

export const misleadingField: Lint = {
  code: 'misleading-field',
  severity: 'warning',
  summary: 'A field that does not hold what its name says',
  docs: {
    what: '`ka.sourceips`, the `eff_run_as_user` and `eff_run_as_group` of containers, `ka.req.binding.subject.has_name`, and `ka.req.service.ports` with an index: the plugin reads something else there than the name promises.',
    why: '`ka.sourceips` reads `requestObject.rules[].sourceIPs`, which no Kubernetes object has: it is never there. `eff_run_as_user` reads `runAsUser` beside the security context, where it does not stand: it is `0` for nearly every container. `has_name` is `true` for every event and every name.',
    example: exampleRule('Pod created', SHAPE, {
      output: 'Pod created (user=%ka.user.name from=%ka.sourceips)',
    }),
    cure: 'Write `jevt.value[/sourceIPs/0]` for the address of the client (`/sourceIPs` for all of them as JSON), `run_as_user` of the pod and of its containers, `ka.req.binding.subjects.user_names intersects (...)`.',
    cured: exampleRule('Pod created', SHAPE, {
      output: 'Pod created (user=%ka.user.name from=%jevt.value[/sourceIPs/0])',
    }),
  },
  *check(scene: Scene): Iterable<Finding> {
    for (const { unit, node } of writtenChecks(scene)) {
      for (const field of [
        ...fieldsIn(node.left),
        ...(node.kind === 'BinaryCheck' ? fieldsIn(node.right) : []),
      ]) {
        const words = trapOf(field);
        if (!words) continue;
        yield {
          ...words,
          span: spanOfNode({ node: field, text: unit.text }, unit.subject.span),
          subject: unit.subject,
        };
      }
    }
    for (const { rule, unit, outputFields } of scene.rules) {
      for (const { operand, start, end } of outputFields()) {
        for (const field of fieldsIn(operand)) {
          const words = trapOf(field);
          if (!words) continue;
          yield {
            ...words,
            span: spanOf(rule.output, start, end) ?? rule.span,
            subject: unit.subject,
            fix:
              operand.kind === 'Field'
                ? outputFix(field, () =>
                    replacement(
                      rule.output,
                      end - printedLength(field),
                      end,
                      CLIENT,
                      'replaced `ka.sourceips` by the addresses of the client',
                    ),
                  )
                : undefined,
          };
        }
      }
    }
  },
};

const CLIENT = 'jevt.value[/sourceIPs]';

/** Only where the address of the client is what was meant beyond doubt: printing it. */
function outputFix({ field, arg }: Field, make: () => Fix | undefined): Fix | undefined {
  return field === 'ka.sourceips' && arg === undefined ? make() : undefined;
}

function printedLength({ field }: Field): number {
  return field.length;
}

function trapOf({ field, arg }: Field): { readonly message: string; readonly help: string } | undefined {
  const trap = findField(field)?.trap ?? '';
  if (field === 'ka.sourceips') {
    return { message: `\`${field}\` is ${trap.split(';')[0]}`, help: 'write `jevt.value[/sourceIPs/0]`' };
  }
  if (field === 'ka.req.binding.subject.has_name') {
    return {
      message: `\`${field}\` is ${trap}`,
      help: 'write `ka.req.binding.subjects.user_names intersects (...)`, or `group_names`, `serviceaccount_names`',
    };
  }
  const effective = /^(ka\.req\.pod\.)(\w+)\.eff_(run_as_\w+)$/.exec(field);
  if (effective) {
    const [, pod, list, name] = effective;
    return {
      message: `\`${field}\`: ${trap}`,
      help: `write \`${pod}${list}.${name}\` and \`${pod}${name}\`, which are absent where nothing is set`,
    };
  }
  if (field === 'ka.req.service.ports' && arg !== undefined) {
    return {
      message: `\`${field}[${arg}]\` is all of the ports: the index does not choose one`,
      help: `write \`jevt.value[/requestObject/spec/ports/${arg}]\``,
    };
  }
  return undefined;
}
