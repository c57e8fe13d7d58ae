import { exampleRule } from '../example.js';
import type { Finding, Lint } from '../lint.js';
import { isAbsent, isOneOf, isOther, mayFire } from '../questions.js';
import { fieldOf, type RuleView, type Scene, spanOfNode } from '../scene.js';

const CONNECT = ['exec', 'attach', 'portforward'] as const;
const EXEC = 'ka.target.resource = pods and ka.target.subresource in (exec, attach)';
const STARTED = 'ka.stage = ResponseStarted';

export const execByGet: Lint = {
  code: 'exec-by-get',
  severity: 'warning',
  summary: 'An exec over WebSocket is not seen',
  docs: {
    what: 'A rule about `exec`, `attach` or `portforward` asks for the verb `create` and not for `get`.',
    why: 'The verb is `create` where the connection is made by POST (SPDY), and `get` where it is a WebSocket. kubectl uses WebSockets since 1.31, web consoles and many client libraries always did: the rule does not see them.',
    example: exampleRule('Exec into pod', `${STARTED} and ka.verb = create and ${EXEC}`),
    cure: 'Ask for both: `ka.verb in (create, get)`.',
    cured: exampleRule('Exec into pod', `${STARTED} and ka.verb in (create, get) and ${EXEC}`),
  },
  *check(scene: Scene): Iterable<Finding> {
    for (const view of scene.rules) {
      if (!isAboutConnecting(view) || mayFire(view, isOneOf('verb', ['get']))) continue;
      if (!mayFire(view, isOneOf('verb', ['create']))) continue;
      const about = view
        .checks()
        .find(({ node }) => fieldOf(node)?.field === 'ka.verb' || fieldOf(node)?.arg === '/verb');
      const finding = {
        message:
          'exec, attach and portforward over WebSocket have the verb `get`: this rule does not see them',
        subject: view.unit.subject,
        help: 'ask for both: `ka.verb in (create, get)`',
      };
      // In a macro the verb is right for others.
      const own = about && about.unit === view.unit;
      yield {
        ...finding,
        span: own
          ? spanOfNode({ node: about.node, text: about.text }, view.rule.nameSpan)
          : view.rule.nameSpan,
      };
    }
  },
};

/** Whether it fires for nothing else. */
function isAboutConnecting(view: RuleView): boolean {
  return (
    view.formula() !== undefined &&
    mayFire(view) &&
    !mayFire(view, isAbsent('subresource')) &&
    !mayFire(view, isOther('subresource', CONNECT))
  );
}
