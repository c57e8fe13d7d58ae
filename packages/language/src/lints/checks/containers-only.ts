import { findField } from '../../fields/index.js';
import { decodeText } from '../../text/bytes.js';
import { COMPLETE, exampleRule } from '../example.js';
import { isNewer } from '../knowledge/versions.js';
import type { Finding, Lint } from '../lint.js';
import { fieldOf, type PlacedCheck, type Scene, spanOfNode } from '../scene.js';

const CREATED = `${COMPLETE} and ka.verb = create and ka.target.resource = pods`;

/** What makes any container dangerous, whichever list it stands in. */
const DANGERS: readonly string[] = [
  'privileged',
  'allow_privilege_escalation',
  'proc_mount',
  'add_capabilities',
  'run_as_user',
  'run_as_group',
];
const OTHER_LISTS = ['initContainers', 'ephemeralContainers'] as const;

export const containersOnly: Lint = {
  code: 'containers-only',
  severity: 'warning',
  summary: 'Init and ephemeral containers are not looked at',
  docs: {
    what: 'A rule looks for a dangerous setting (`privileged`, `allow_privilege_escalation`, `add_capabilities`, `proc_mount`, `run_as_user`, `run_as_group`) in `ka.req.pod.containers` and not in the other two lists of containers that a pod has.',
    why: 'An init container with the setting has the same powers, and the rule does not see it: a well-known way around such rules. An ephemeral container can be added to a pod that runs.',
    example: exampleRule(
      'Privileged pod',
      `${CREATED} and ka.req.pod.containers.privileged intersects (true)`,
    ),
    cure: 'Ask for all three lists: `ka.req.pod.containers.privileged intersects (true) or ka.req.pod.initContainers.privileged intersects (true) or ka.req.pod.ephemeralContainers.privileged intersects (true)` (k8saudit 0.18.0 and later).',
    cured: exampleRule(
      'Privileged pod',
      `${CREATED} and (ka.req.pod.containers.privileged intersects (true)\nor ka.req.pod.initContainers.privileged intersects (true)\nor ka.req.pod.ephemeralContainers.privileged intersects (true))`,
    ),
  },
  *check(scene: Scene): Iterable<Finding> {
    const plugin = scene.options.target.plugins['k8saudit'];
    for (const view of scene.rules) {
      const seen = new Set(view.checks().flatMap(({ node }) => fieldOf(node)?.field ?? []));
      for (const found of view.checks()) {
        const name = dangerOf(found);
        // Where the plugin cannot tell, the rule cannot be blamed.
        const missing = OTHER_LISTS.filter(
          (list) =>
            name !== undefined &&
            !isNewer(findField(`ka.req.pod.${list}.${name}`)?.since, plugin) &&
            !seen.has(`ka.req.pod.${list}.${name}`),
        );
        if (name === undefined || missing.length === 0 || byPointer(view.checks())) continue;
        const rule = decodeText(view.rule.name);
        yield {
          message: `\`${rule}\` looks at \`${name}\` of ordinary containers only`,
          span: spanOfNode({ node: found.node.left, text: found.text }, found.unit.subject.span),
          subject: view.unit.subject,
          help: `ask for ${missing.map((list) => `\`ka.req.pod.${list}.${name}\``).join(' and ')}, too`,
        };
      }
    }
  },
};

/** The setting that a check looks for in ordinary containers; a check under `not` lets something through instead. */
function dangerOf({ node, positive }: PlacedCheck): string | undefined {
  if (!positive || node.kind !== 'BinaryCheck' || !['intersects', 'in'].includes(node.operator))
    return undefined;
  const field = fieldOf(node);
  // With an index, one container is meant.
  if (!field || field.arg !== undefined) return undefined;
  const name = /^ka\.req\.pod\.containers\.(\w+)$/.exec(field.field)?.[1];
  if (name === undefined || !DANGERS.includes(name) || node.right.kind !== 'List') return undefined;
  const harmless = node.right.values.every(({ value }) => value === 'false');
  return harmless ? undefined : name;
}

function byPointer(checks: readonly PlacedCheck[]): boolean {
  return checks.some(({ node }) => /initContainers|ephemeralContainers/.test(fieldOf(node)?.arg ?? ''));
}
