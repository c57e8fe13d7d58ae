import { exampleRule } from '../example.js';
import type { Finding, Lint } from '../lint.js';
import { isOneOf, lacks, mayFire } from '../questions.js';
import { fieldsIn, type Scene } from '../scene.js';

const FORWARD = 'ka.target.subresource = portforward';

export const noStage: Lint = {
  code: 'no-stage',
  severity: 'info',
  summary: 'A rule that fires at every stage of a request',
  docs: {
    what: 'Nothing in the condition tells the stages of a request apart.',
    why: 'An audit policy that does not omit stages records a request up to three times: when it is received, when the response starts (watch, exec, port-forward), and when it is complete. The rule fires on each of them: two or three alerts for one deed.',
    example: exampleRule('Port forward', FORWARD),
    cure: 'Add `ka.stage = ResponseComplete`, or `ka.stage = ResponseStarted` for what goes on for long and should be known at once (exec, attach, portforward).',
    cured: exampleRule('Port forward', `ka.stage = ResponseStarted and ${FORWARD}`),
  },
  *check(scene: Scene): Iterable<Finding> {
    // Managed clusters that make up their events have one of each request.
    if (scene.options.provider === 'gke') return;
    for (const view of scene.rules) {
      if (!view.rule.enabled || !view.formula() || !mayFire(view)) continue;
      const asks = view
        .checks()
        .some(({ node }) =>
          fieldsIn(node.left).some(
            ({ field, arg }) => field === 'ka.stage' || arg === '/stage' || arg === 'stage',
          ),
        );
      if (asks) continue;
      // What asks for the response is not fired by the request alone.
      const early = mayFire(
        view,
        isOneOf('stage', ['RequestReceived']),
        lacks(view, 'responseStatus'),
        lacks(view, 'responseObject'),
        lacks(view, 'annotations'),
        lacks(view, 'requestObject'),
      );
      if (!early) continue;
      yield {
        message: 'this rule fires at every stage of a request: up to three times for one',
        span: view.rule.nameSpan,
        subject: view.unit.subject,
        help: 'add `ka.stage = ResponseComplete`, or `ka.stage = ResponseStarted` for exec, attach and portforward',
      };
    }
  },
};
