import { decodeText } from '../../text/bytes.js';
import { COMPLETE, exampleRule } from '../example.js';
import type { Finding, Lint } from '../lint.js';
import { pathOf } from '../questions.js';
import { fieldOf, type Scene, spanOfNode } from '../scene.js';

const SECRET = 'ka.target.resource = secrets and ka.verb = get';

export const fabricatedResponse: Lint = {
  code: 'fabricated-response',
  severity: 'warning',
  summary: 'A check on a response that the provider makes up',
  docs: {
    what: 'The rules are for GKE (`provider: gke`), and a condition looks at the response: its code or its reason.',
    why: 'The k8saudit-gke plugin makes audit events from Cloud Logging entries, which do not hold the response. It writes 201 for `create`, 101 for `exec` and `attach`, and 200 for all the rest, whether the request succeeded or was refused: `ka.response.code startswith 2` is always true, its negation never. There is no reason at all.',
    example: exampleRule('Secret not got', `${COMPLETE} and ${SECRET} and not ka.response.code startswith 2`),
    cure: 'Do not tell successes from failures on GKE by the response; a rule about refused requests has to read Cloud Logging itself. A check that asks for success can stay, it does no harm: silence it with a comment.',
    cured: exampleRule('Secret got', `${COMPLETE} and ${SECRET}`),
  },
  providers: ['gke'],
  *check(scene: Scene): Iterable<Finding> {
    for (const view of scene.rules) {
      for (const { node, text, positive, unit } of view.checks()) {
        const field = fieldOf(node);
        const path = field && pathOf(field);
        if (!field || path?.[0] !== 'responseStatus') continue;
        // What asks for success gets it.
        const asksForSuccess =
          positive &&
          node.kind === 'BinaryCheck' &&
          node.operator === 'startswith' &&
          node.right.kind === 'Value' &&
          node.right.value === '2';
        // Under `not` it is the rule that is at fault, not the macro that asks for success.
        const span =
          positive || unit === view.unit ? spanOfNode({ node, text }, unit.subject.span) : view.rule.nameSpan;
        const effect = asksForSuccess
          ? 'this does not leave out requests that were refused'
          : 'it never tells of a failure';
        yield {
          message: `on GKE \`${decodeText(field.arg ?? field.field)}\` is made up by the plugin: ${effect}`,
          span,
          subject: positive ? unit.subject : view.unit.subject,
        };
      }
    }
  },
};
