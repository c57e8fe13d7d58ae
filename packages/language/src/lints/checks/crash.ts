import { type Expr, type Field, nodesOfKind, printOperand, walk } from '../../condition/index.js';
import { decodeText } from '../../text/bytes.js';
import { spanOf } from '../../text/mapped-text.js';
import { COMPLETE, exampleRule } from '../example.js';
import { RESOURCE_NAMES } from '../knowledge/kubernetes.js';
import type { Finding, Lint } from '../lint.js';
import { type Formula, negate } from '../logic/formula.js';
import { satisfiable } from '../logic/solver.js';
import { isOneOf, isOther } from '../questions.js';
import { fieldsIn, type RuleView, type Scene, spanOfNode, type Unit } from '../scene.js';

const POD = `${COMPLETE} and ka.target.resource = pods`;
const HOST_PATH = 'ka.req.pod.volumes.volume_type intersects (hostPath)';

/** Levels of nesting at which a real Falco, with the stack that Linux gives it, may end. */
const DEEP = 5000;

export const crash: Lint = {
  code: 'crash',
  severity: 'error',
  summary: 'A condition or output that can bring Falco down',
  docs: {
    what: '`ka.req.pod.volumes.volume_type` without an index, where Falco comes to look at it for a request to patch something; an empty key (`ka.req.volume.hostpath[""]`) or an index of 2^63 and more; thousands of nested parentheses.',
    why: 'The k8saudit plugin dereferences nothing there, and the whole of Falco ends at once: every later event goes unseen. For `volume_type` any JSON patch does it (`kubectl patch --type=json`), since its request object is a list and no object with a `spec`; so does a custom resource whose `spec` is a list. Whoever may patch anything can switch Falco off.',
    example: exampleRule('Host path mounted', `${POD} and ${HOST_PATH}`),
    cure: 'Put what leaves patches out before it: Falco evaluates a condition from left to right, and stops where it is decided. For host paths there is `ka.req.pod.volumes.hostpath`, which is safe, and so is `volume_type` with an index.',
    cured: exampleRule('Host path mounted', `${POD} and ka.verb = create and ${HOST_PATH}`),
  },
  *check(scene: Scene): Iterable<Finding> {
    for (const unit of scene.units) {
      for (const field of fieldsIn(unit.expr)) {
        const words = crashOf(field);
        if (words) {
          yield {
            ...words,
            span: spanOfNode({ node: field, text: unit.text }, unit.subject.span),
            subject: unit.subject,
          };
        }
      }
      yield* tooDeep(unit);
    }
    for (const view of scene.rules) yield* inRule(view, scene);
  },
};

function* inRule(view: RuleView, scene: Scene): Iterable<Finding> {
  const { rule, unit } = view;
  for (const { operand, start, end } of view.outputFields()) {
    for (const field of fieldsIn(operand)) {
      const words = crashOf(field) ?? (isVolumeType(field) ? volumeTypeCrash([view.formula()]) : undefined);
      if (words && (rule.enabled || crashOf(field))) {
        yield { ...words, span: spanOf(rule.output, start, end) ?? rule.span, subject: unit.subject };
      }
    }
  }
  if (!rule.enabled || !mentionsVolumeType(view)) return;
  for (const { node, unit: where, path } of reached(view, scene)) {
    const words = volumeTypeCrash(path);
    if (words) {
      yield {
        ...words,
        span: spanOfNode({ node, text: where.text }, where.subject.span),
        subject: unit.subject,
      };
    }
  }
}

function isVolumeType({ field, arg }: Field): boolean {
  return field === 'ka.req.pod.volumes.volume_type' && arg === undefined;
}

function mentionsVolumeType(view: RuleView): boolean {
  return view.checks().some(({ node }) => nodesOfKind(node, 'Field').some(isVolumeType));
}

interface Reached {
  readonly node: Field;
  readonly unit: Unit;
  /** What has been decided when Falco comes there; undefined parts are not known. */
  readonly path: readonly (Formula | undefined)[];
}

/** Macros of macros can multiply a condition beyond measure: no more of it is looked at. */
const MOST_LOOKS = 20_000;

/** Where Falco looks at the types of volumes: it goes from left to right, and no further than it has to. */
function* reached(view: RuleView, scene: Scene): Iterable<Reached> {
  const pending: { node: Expr; unit: Unit; path: Reached['path'] }[] = [
    { node: view.rule.expr, unit: view.unit, path: [] },
  ];
  let looks = MOST_LOOKS;
  for (let item = pending.pop(); item && looks-- > 0; item = pending.pop()) {
    const { node, unit, path } = item;
    switch (node.kind) {
      case 'And':
      case 'Or': {
        const before = [...path];
        for (const child of node.children) {
          pending.push({ node: child, unit, path: [...before] });
          const decided = scene.formula(child);
          before.push(decided && node.kind === 'Or' ? negate(decided) : decided);
        }
        break;
      }
      case 'Not':
        pending.push({ node: node.child, unit, path });
        break;
      case 'Identifier': {
        const macro = scene.units.find(({ macro: each }) => each?.name === node.name);
        if (node.expansion && macro) pending.push({ node: node.expansion, unit: macro, path });
        break;
      }
      default:
        for (const field of nodesOfKind(node, 'Field'))
          if (isVolumeType(field)) yield { node: field, unit, path };
    }
  }
}

function volumeTypeCrash(
  path: Reached['path'],
): { readonly message: string; readonly help: string } | undefined {
  const known = path.filter((each) => each !== undefined);
  const may = (...situation: readonly Formula[]) => satisfiable([...known, ...situation]) !== 'unsat';
  const help =
    'let `ka.verb in (create, update)` and the resource stand before it, or write `ka.req.pod.volumes.hostpath`';
  if (may(isOneOf('verb', ['patch']))) {
    return { message: 'any JSON patch (`kubectl patch --type=json`) crashes Falco here', help };
  }
  if (may(isOther('resource', RESOURCE_NAMES))) {
    return { message: 'a custom resource whose `spec` is a list crashes Falco here', help };
  }
  return undefined;
}

const TWO_63 = 1n << 63n;
/** What Go makes -1 of, which stands for no index at all. */
const NO_INDEX = (1n << 64n) - 1n;

/** Fields that crash wherever they stand. */
function crashOf(field: Field): { readonly message: string; readonly help: string } | undefined {
  if (field.field === 'ka.req.volume.hostpath' && field.arg === '') {
    return {
      message: `\`${decodeText(printOperand(field))}\` crashes Falco on every pod with a volume`,
      help: 'name the path between the brackets',
    };
  }
  if (field.arg !== undefined && /^ka\./.test(field.field) && /^[0-9]{19,20}$/.test(field.arg)) {
    const index = BigInt(field.arg);
    if (index >= TWO_63 && index !== NO_INDEX) {
      return { message: 'an index of 2^63 and more crashes Falco', help: 'an index counts from 0' };
    }
  }
  return undefined;
}

function* tooDeep({ subject, text, expr, rule, macro }: Unit): Iterable<Finding> {
  const depth = depthOf(expr, text.text);
  if (depth < DEEP) return;
  yield {
    message: `${depth} levels of nesting may overflow the stack of Falco`,
    span: rule?.nameSpan ?? macro?.nameSpan ?? subject.span,
    subject,
    help: 'use lists and `in (...)`, or spread the condition over macros',
  };
}

/** How deep parentheses and transformers nest. */
function depthOf(expr: Expr, text: string): number {
  if (text.length < DEEP) return 0;
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
  // Parentheses that change nothing leave no node.
  let open = 0;
  const plain = text.replace(/"(\\.|[^"\\])*"|'(\\.|[^'\\])*'/gs, '');
  for (const char of plain) {
    if (char === '(') deepest = Math.max(deepest, ++open);
    else if (char === ')') open--;
  }
  return deepest;
}
