import type { Field } from '../../condition/index.js';
import { decodeText } from '../../text/bytes.js';
import { type MappedText, spanOf } from '../../text/mapped-text.js';
import { COMPLETE, exampleRule } from '../example.js';
import { PODLESS_SUBRESOURCES, RESOURCE_NAMES } from '../knowledge/kubernetes.js';
import type { AuditLevel, Finding, Lint } from '../lint.js';
import { isAbsent, isOneOf, isOther, mayFire, pathOf } from '../questions.js';
import { fieldOf, fieldsIn, once, type RuleView, type Scene, spanOfNode } from '../scene.js';

const EXEC = 'ka.target.resource = pods and ka.target.subresource in (exec, attach)';

export const fieldNeverThere: Lint = {
  code: 'field-never-there',
  severity: 'warning',
  summary: 'A field that cannot be there when the rule fires',
  docs: {
    what: 'An output prints, or a condition asks for, a field that no event has on which the rule can fire: the containers of a request about a deployment, the request object of a `get`, the response at the stage RequestReceived, or, where the config names an `audit_level`, what that level leaves out.',
    why: 'The output always says `<NA>` there, just when somebody needs it; a condition that asks for the field never holds.',
    example: exampleRule('Exec into pod', `${COMPLETE} and ${EXEC}`, {
      output: 'Exec into pod (user=%ka.user.name pod=%ka.target.name image=%ka.req.pod.containers.image)',
    }),
    cure: 'Print a field that the event has. What an exec runs stands in `ka.uri.param[command]`; the object of the request in `ka.target.*`; the pods of a deployment under `jevt.value[/requestObject/spec/template/spec/...]`.',
    cured: exampleRule('Exec into pod', `${COMPLETE} and ${EXEC}`, {
      output: 'Exec into pod (user=%ka.user.name pod=%ka.target.name command=%ka.uri.param[command])',
    }),
  },
  *check(scene: Scene): Iterable<Finding> {
    for (const view of scene.rules) {
      const situation = situationOf(view);
      if (!situation) continue;
      const { auditLevel } = scene.options;
      const report = (
        field: Field,
        words: string,
        text: MappedText,
        start: number,
        end: number,
        what: string,
      ): Finding => ({
        message: `\`${decodeText(field.field)}\` ${what}: ${words}`,
        span: spanOf(text, start, end) ?? view.rule.span,
        subject: view.unit.subject,
      });
      for (const { operand, start, end } of view.outputFields()) {
        for (const field of fieldsIn(operand)) {
          const words = reasonOf(field, situation, auditLevel);
          if (words)
            yield report(field, words, view.rule.output, start, end, 'is never there when this rule fires');
        }
      }
      for (const { node, text, unit } of view.checks().filter(({ positive, needed }) => positive && needed)) {
        const field = fieldOf(node);
        const words = field && reasonOf(field, situation, auditLevel);
        if (!words) continue;
        const finding = report(
          field,
          words,
          text,
          node.start,
          node.end,
          'is never there, so this never holds',
        );
        yield { ...finding, span: spanOfNode({ node, text }, unit.subject.span) };
      }
    }
  },
};

/** On what a rule can fire, as far as it can be told; worked out when asked. Undefined sets: on anything. */
interface Situation {
  resources(): ReadonlySet<string> | undefined;
  verbs(): ReadonlySet<string> | undefined;
  stages(): ReadonlySet<string> | undefined;
  /** Whether it is about a subresource in whose requests there is no pod. */
  podless(): boolean;
}

const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
const STAGES = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'];

function situationOf(view: RuleView): Situation | undefined {
  if (!view.formula() || !mayFire(view)) return undefined;
  const valuesOf = (
    aspect: 'verb' | 'resource' | 'stage',
    known: readonly string[],
  ): ReadonlySet<string> | undefined => {
    if (mayFire(view, isAbsent(aspect)) || mayFire(view, isOther(aspect, known))) return undefined;
    return new Set(known.filter((value) => mayFire(view, isOneOf(aspect, [value]))));
  };
  return {
    resources: once(() => valuesOf('resource', RESOURCE_NAMES)),
    verbs: once(() => valuesOf('verb', VERBS)),
    stages: once(() => valuesOf('stage', STAGES)),
    podless: once(
      () =>
        !mayFire(view, isAbsent('subresource')) &&
        !mayFire(view, isOther('subresource', PODLESS_SUBRESOURCES)),
    ),
  };
}

/** Built-in resources whose objects have what stands below a member of the request object. */
const HAVE: Readonly<Record<string, readonly string[]>> = {
  'ka.req.pod.': ['pods', 'podsecuritypolicies'],
  'ka.req.container.': ['pods'],
  'ka.req.volume.': ['pods'],
  'ka.req.role.': ['roles', 'clusterroles'],
  'ka.req.binding.': ['rolebindings', 'clusterrolebindings'],
  'ka.req.service.': ['services'],
  'ka.req.configmap.obj': ['configmaps', 'secrets', 'controllerrevisions'],
};

function reasonOf(field: Field, situation: Situation, level: AuditLevel | undefined): string | undefined {
  const [member = ''] = pathOf(field) ?? [];
  if (!LATE.includes(member)) return undefined;
  return byLevel(member, level) ?? byStage(member, situation) ?? byRequest(field.field, member, situation);
}

/** Members of an event that it has only once the request has been looked at. */
const LATE: readonly string[] = ['responseStatus', 'responseObject', 'annotations', 'requestObject'];

function byLevel(member: string, level: AuditLevel | undefined): string | undefined {
  const isObject = member === 'requestObject' || member === 'responseObject';
  if (isObject && level === 'Metadata') {
    return 'the audit level Metadata leaves out the objects of requests and responses';
  }
  if (member === 'responseObject' && level === 'Request') {
    return 'the audit level Request leaves out the object of the response';
  }
  return undefined;
}

function byStage(member: string, { stages }: Situation): string | undefined {
  if (among(stages(), ['RequestReceived']))
    return 'at the stage RequestReceived there is only the request line';
  if (member === 'responseObject' && among(stages(), ['RequestReceived', 'ResponseStarted'])) {
    return 'before the stage ResponseComplete there is no response';
  }
  return undefined;
}

function byRequest(
  name: string,
  member: string,
  { resources, verbs, podless }: Situation,
): string | undefined {
  if (name === 'ka.target.pod.name') {
    const known = resources();
    if (known && !known.has('pods')) return 'it is there only for pods';
    return podless() ? 'it is there only for pods themselves, not for subresources' : undefined;
  }
  if (member !== 'requestObject') return undefined;
  if (among(verbs(), ['get', 'list', 'watch'])) return 'requests to get, list and watch have no object';
  const family = Object.keys(HAVE).find((prefix) => name.startsWith(prefix));
  if (family === undefined) return undefined;
  if (among(verbs(), ['get', 'list', 'watch', 'delete', 'deletecollection'])) {
    return 'the object of a request to delete are its options';
  }
  const known = resources();
  if (known && known.size > 0 && !HAVE[family]?.some((owner) => known.has(owner))) {
    return `${[...known].slice(0, 3).join(', ')} have no such thing in the request`;
  }
  if (family === 'ka.req.pod.' && podless()) return 'the requests of this subresource hold no pod';
  return undefined;
}

/** Whether a set is known, and within another. */
function among(set: ReadonlySet<string> | undefined, allowed: readonly string[]): boolean {
  return set !== undefined && set.size > 0 && [...set].every((value) => allowed.includes(value));
}
