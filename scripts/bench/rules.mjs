// Rules files made up for measuring: ordinary k8s_audit rules, with macros, lists, exceptions and container fields.
import { randomFrom } from './random.mjs';

const RESOURCES = [
  'pods',
  'configmaps',
  'secrets',
  'leases',
  'services',
  'deployments',
  'namespaces',
  'serviceaccounts',
  'roles',
  'rolebindings',
  'clusterrolebindings',
  'jobs',
  'ingresses',
  'daemonsets',
];
const NAMESPACES = ['default', 'kube-system', 'monitoring', 'payments', 'web', 'data', 'ci'];

const MACROS = `- required_engine_version: 15
- list: system_users
  items: ["system:kube-scheduler", "system:kube-controller-manager", "system:apiserver", "system:kube-proxy", minikube, kubelet]
- list: trusted_registries
  items: [registry.example.com, quay.io/prometheus, public.ecr.aws/eks]
- list: sensitive_namespaces
  items: [kube-system, kube-public, kube-node-lease]
- macro: kevt
  condition: (jevt.value[/stage] in (ResponseComplete))
- macro: kevt_started
  condition: (jevt.value[/stage]=ResponseStarted)
- macro: response_successful
  condition: (ka.response.code startswith 2)
- macro: kget
  condition: ka.verb=get
- macro: kcreate
  condition: ka.verb=create
- macro: kmodify
  condition: (ka.verb in (create,update,patch))
- macro: kdelete
  condition: ka.verb=delete
- macro: non_system_user
  condition: (not ka.user.name startswith "system:")
- macro: never_true
  condition: (jevt.rawtime exists and jevt.rawtime = 0)
- macro: in_sensitive_namespace
  condition: (ka.target.namespace in (sensitive_namespaces))
`;
const RESOURCE_MACROS = RESOURCES.map(
  (resource) => `- macro: is_${resource}\n  condition: (ka.target.resource=${resource})\n`,
).join('');

/** A rules file of `count` rules; the same for the same seed. They fire now and then at most. */
export function makeRules(count, seed = 1) {
  const { of, below } = randomFrom(seed);
  const parts = [MACROS, RESOURCE_MACROS];
  /** Conditions, and macros and lists that only they use. */
  const KINDS = [
    (i) =>
      `kevt and kcreate and is_pods and ka.req.pod.containers.image.repository intersects (evil/miner-${i}, bad/tool-${i})`,
    (i) =>
      `kevt and is_pods and kcreate and ka.req.pod.containers.privileged intersects (true) and ka.target.namespace = team-${i}`,
    (i) => {
      parts.push(
        `- list: allowed_users_${i}\n  items: [${Array.from({ length: 3 + below(12) }, (_, k) => `user-${i}-${k}@example.com`).join(', ')}]\n`,
      );
      return `kevt and non_system_user and ka.user.name in (allowed_users_${i}) and ${of(['kmodify', 'kdelete', 'kget'])} and is_${of(RESOURCES)}`;
    },
    (i) => `kevt and kmodify and is_configmaps and ka.req.configmap.obj contains "aws_secret_key_${i}"`,
    (i) =>
      `kevt_started and ka.target.subresource in (exec, attach) and is_pods and ka.uri.param[command] = tool-${i}`,
    (i) =>
      `kevt and is_${of(RESOURCES)} and kdelete and in_sensitive_namespace and ka.target.name startswith app-${i}`,
    (i) => {
      parts.push(
        `- macro: forbidden_by_${i}\n  condition: (ka.response.code = 403 and ka.user.name startswith "intruder-${i}")\n`,
      );
      return `kevt and forbidden_by_${i} and not ka.target.namespace in (${of(NAMESPACES)}, ${of(NAMESPACES)})`;
    },
    (i) =>
      `kevt and kcreate and (is_roles or is_rolebindings or is_clusterrolebindings) and ka.req.binding.role = admin-${i}`,
    (i) =>
      `kevt and kcreate and is_pods and ka.req.pod.host_network intersects (true) and not ka.req.pod.containers.image.repository in (trusted_registries, "repo-${i}") and ka.target.namespace = ns-${i}`,
    (i) =>
      `kevt and is_services and kcreate and ka.req.service.type = NodePort and ka.target.namespace = edge-${i}`,
    (i) =>
      `kevt and kmodify and is_deployments and response_successful and ka.user.groups intersects (contractors-${i}, interns-${i})`,
    (i) =>
      `kevt and is_secrets and kget and non_system_user and ka.target.name = token-${i} and response_successful`,
    (i) =>
      `kevt and is_pods and kcreate and ka.req.pod.volumes.hostpath intersects (/proc/${i}, /var/run/docker-${i}.sock)`,
    (i) => `kevt and ka.useragent contains "scanner-${i}" and kget`,
  ];
  for (let i = 0; i < count; i++) {
    const condition = KINDS[i % KINDS.length](i);
    const exception =
      i % 10 === 3
        ? `  exceptions:\n    - name: known_${i}\n      fields: [ka.user.name, ka.target.namespace]\n      comps: [=, in]\n      values:\n        - ["deployer-${i}", [ci, staging]]\n`
        : '';
    parts.push(
      `- rule: Measured ${i}\n  desc: Made up for measuring\n  condition: ${condition}\n  output: Seen by ${i} (user=%ka.user.name verb=%ka.verb resource=%ka.target.resource ns=%ka.target.namespace name=%ka.target.name resp=%ka.response.code reason=%ka.auth.reason)\n  priority: ${of(['WARNING', 'NOTICE', 'INFO', 'ERROR'])}\n  source: k8s_audit\n  tags: [k8s]\n${exception}`,
    );
  }
  return parts.join('');
}

/** One rule more, which fires on every event. */
export const EVERY_EVENT = `- rule: Every Event
  desc: Fires on every event
  condition: ka.verb exists
  output: Seen (user=%ka.user.name verb=%ka.verb resource=%ka.target.resource ns=%ka.target.namespace name=%ka.target.name resp=%ka.response.code reason=%ka.auth.reason)
  priority: DEBUG
  source: k8s_audit
  tags: [k8s]
`;
