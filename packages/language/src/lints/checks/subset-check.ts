import { printOperand } from '../../condition/index.js';
import { operandType } from '../../fields/operand-type.js';
import { decodeText } from '../../text/bytes.js';
import { replacement } from '../edits.js';
import { COMPLETE, exampleRule } from '../example.js';
import type { Finding, Lint } from '../lint.js';
import { type PlacedCheck, type Scene, spanOfNode } from '../scene.js';

export const subsetCheck: Lint = {
  code: 'subset-check',
  severity: 'warning',
  summary: '`in` on a list field, where one element would be enough',
  docs: {
    what: 'A rule fires where a list field is `in` some values: `ka.user.groups in (system:masters)`.',
    why: 'On a list field `in` asks whether all of the elements are among the values. Every user is also in the group `system:authenticated`, so this never holds; a pod with one harmless container besides the dangerous one, a role with one harmless verb besides `*`, goes unseen.',
    example: exampleRule('Request by a cluster admin', `${COMPLETE} and ka.user.groups in (system:masters)`),
    cure: 'Write `intersects`, which holds where at least one element is among the values. `in` is right for what must hold of all, mostly under `not`: `not ka.req.pod.containers.image.repository in (trusted)`.',
    cured: exampleRule(
      'Request by a cluster admin',
      `${COMPLETE} and ka.user.groups intersects (system:masters)`,
    ),
  },
  *check(scene: Scene): Iterable<Finding> {
    // A macro may be meant for `not` in one rule and without it in another: that it is let alone.
    const negated = new Set(
      scene.rules.flatMap((view) => view.checks().flatMap(({ node, positive }) => (positive ? [] : [node]))),
    );
    for (const view of scene.rules) {
      for (const found of view.checks()) {
        if (!found.positive || negated.has(found.node) || !asksForAll(found)) continue;
        const { node, text, unit } = found;
        const left = decodeText(printOperand(node.left));
        const between = node.left.end;
        const gap = text.text.slice(between).search(/\S/);
        yield {
          message: `this asks whether all elements of \`${left}\` are among these`,
          span: spanOfNode({ node, text }, unit.subject.span),
          subject: view.unit.subject,
          help: 'if one of them is enough, write `intersects`',
          fix: NEVER_ALONE.has(left)
            ? replacement(
                text,
                between + gap,
                between + gap + 2,
                'intersects',
                'replaced `in` by `intersects`',
              )
            : undefined,
        };
      }
    }
  },
};

/** Lists that always have other elements besides. */
const NEVER_ALONE = new Set(['ka.user.groups']);
const EVERYBODY: readonly string[] = ['system:authenticated', 'system:unauthenticated'];

/** Fields in which a single element is what one looks for. */
const LOOKED_FOR =
  /^(ka\.user\.groups|ka\.req\.role\.rules\.(verbs|resources|apiGroups)|ka\.req\.binding\.subjects\..*|ka\.req\.pod\.(volumes\..*|(containers|initContainers|ephemeralContainers)\.(privileged|allow_privilege_escalation|proc_mount|add_capabilities|run_as_user|run_as_group|host_port)))$/;

function asksForAll({ node }: PlacedCheck): boolean {
  if (node.kind !== 'BinaryCheck' || node.operator !== 'in' || node.right.kind !== 'List') return false;
  if (node.left.kind !== 'Field' || node.left.arg !== undefined || !operandType(node.left).list) return false;
  const values = node.right.values.map(({ value }) => value);
  if (values.length === 0 || values.every((value) => value === 'false')) return false;
  if (node.left.field === 'ka.user.groups') return !values.some((value) => EVERYBODY.includes(value));
  return LOOKED_FOR.test(node.left.field);
}
