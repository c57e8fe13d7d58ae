import { printOperand } from '../../condition/index.js';
import { decodeText } from '../../text/bytes.js';
import { COMPLETE, exampleRule } from '../example.js';
import type { Finding, Lint } from '../lint.js';
import { madeAtom, subjectOf } from '../logic/atom.js';
import { check, type Formula } from '../logic/formula.js';
import { isOneOf, isOther, lacks, mayFire, pathOf } from '../questions.js';
import { fieldOf, type PlacedCheck, type RuleView, type Scene, spanOfNode } from '../scene.js';

const SECRET = `${COMPLETE} and ka.target.resource = secrets`;

export const absentTurnsTrue: Lint = {
  code: 'absent-turns-true',
  severity: 'warning',
  summary: 'A negated check that turns true where its field is absent',
  docs: {
    what: 'A check under `not` is on a field that some of the events do not have, for which the rule can fire: the name of the object for `list`, `watch` and `deletecollection`; the response before there is one; the request object of requests that have none.',
    why: 'To Falco a check on an absent field is false, so `not` of it is true: the rule fires on all the events that have no such field, for no reason that its author had in mind.',
    example: exampleRule('Secret touched', `${SECRET} and not ka.target.name = registry-credentials`),
    cure: 'Say what is meant: `ka.target.name exists and not ...`, or restrict the rule to the verbs and stages that have the field. If events without the field are meant, too, say so with an opt-out.',
    cured: exampleRule(
      'Secret touched',
      `${SECRET} and ka.target.name exists and not ka.target.name = registry-credentials`,
    ),
  },
  *check(scene: Scene): Iterable<Finding> {
    for (const view of scene.rules) {
      for (const found of view.checks()) {
        const when = accidentOf(found, view);
        if (!when) continue;
        const left = decodeText(printOperand(found.node.left));
        yield {
          message: `this also holds where \`${left}\` is absent: ${when}`,
          span: spanOfNode({ node: found.node, text: found.text }, found.unit.subject.span),
          subject: view.unit.subject,
          help: `add \`${left} exists\`, or restrict the rule to events that have it`,
        };
      }
    }
  },
};

interface Situation {
  readonly words: string;
  readonly is: readonly Formula[];
}

/** When the field of a negated check is absent although the rule fires; undefined where it is there, or absence is natural. */
function accidentOf({ node, positive }: PlacedCheck, view: RuleView): string | undefined {
  if (positive || node.kind === 'UnaryCheck' || node.operator === '!=') return undefined;
  const field = fieldOf(node);
  const path = field && pathOf(field);
  if (!field || !path) return undefined;
  const absent = check(madeAtom(subjectOf(node.left), { is: 'exists' }), false);
  return situationsOf(path, view).find(({ is }) => mayFire(view, absent, ...is))?.words;
}

function situationsOf(path: readonly string[], view: RuleView): readonly Situation[] {
  const [member, below] = path;
  if (member === 'objectRef' && below === 'name') {
    const verbs = ['list', 'watch', 'deletecollection'];
    return [
      {
        words: `requests to ${verbs.join(', ')} have no name`,
        is: [isOneOf('verb', verbs), isOther('resource', [])],
      },
    ];
  }
  if (member === 'responseStatus' || member === 'responseObject') {
    const early = {
      words: 'at the stage RequestReceived there is no response',
      is: [
        isOneOf('stage', ['RequestReceived']),
        lacks(view, 'responseStatus'),
        lacks(view, 'responseObject'),
      ],
    };
    return [early];
  }
  if (member === 'annotations') {
    return path[1]?.startsWith('authorization.k8s.io/')
      ? [
          {
            words: 'at the stage RequestReceived nothing is decided yet',
            is: [isOneOf('stage', ['RequestReceived']), lacks(view, 'annotations')],
          },
        ]
      : [];
  }
  if (member === 'requestObject') return requestSituations(path, view);
  return [];
}

function requestSituations(path: readonly string[], view: RuleView): readonly Situation[] {
  const none = lacks(view, 'requestObject');
  const reads = {
    words: 'requests to get, list and watch have no object',
    is: [isOneOf('verb', ['get', 'list', 'watch']), none],
  };
  const removes = {
    words: 'the object of a request to delete are its options',
    is: [isOneOf('verb', ['delete', 'deletecollection']), none],
  };
  const below = path[1];
  if (below !== 'spec' && below !== 'rules' && below !== 'subjects' && below !== 'roleRef') return [reads];
  const patches = {
    words: 'a patch has only what it changes',
    is: [isOneOf('verb', ['patch']), lacks(view, 'requestObject', below)],
  };
  return [reads, removes, patches];
}
