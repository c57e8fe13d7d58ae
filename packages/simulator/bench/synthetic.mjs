// Rules and events made up for measuring: ordinary k8s_audit rules, audit events of 1 to 2 KB.

const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
const RESOURCES = [
  'pods',
  'configmaps',
  'secrets',
  'leases',
  'endpoints',
  'services',
  'deployments',
  'nodes',
  'events',
  'serviceaccounts',
  'roles',
  'rolebindings',
  'clusterroles',
  'namespaces',
  'jobs',
  'ingresses',
];
const NAMESPACES = ['default', 'kube-system', 'kube-public', 'payments', 'web', 'data', 'ci'];
const USERS = [
  'system:kube-scheduler',
  'system:kube-controller-manager',
  'system:apiserver',
  'kubernetes-admin',
  'alice@example.com',
  'bob@example.com',
  'system:serviceaccount:kube-system:replicaset-controller',
  'system:serviceaccount:ci:deployer',
  'system:node:ip-10-0-1-12',
];
const IMAGES = [
  'nginx:1.25',
  'docker.io/library/redis:7',
  'registry.local/payments/api:2.3.1',
  'quay.io/calico/node:v3',
  'busybox',
];

/** A small generator of numbers, the same for the same seed. */
function random(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const KEVT = '(jevt.value[/stage] in (ResponseComplete))';
const WRITES = '(ka.verb in (create, update, patch))';

/** Conditions of `count` rules, as they are after macros and lists. */
export function ruleConditions(count) {
  const next = random(7);
  const of = (values) => values[next(values.length)];
  const kinds = [
    (i) =>
      `${KEVT} and ka.verb = ${of(VERBS)} and ka.target.resource = ${of(RESOURCES)} and ka.target.namespace = team-${i}`,
    (i) =>
      `${KEVT} and ${WRITES} and ka.target.resource = ${of(RESOURCES)} and not ka.user.name in (${USERS.slice(0, 4).join(', ')}, user-${i}) and ka.target.name startswith tmp-${i}`,
    (i) =>
      `${KEVT} and ka.verb = create and ka.target.resource = pods and ka.req.pod.containers.image.repository intersects (evil/${i}, bad/${i})`,
    (i) => `${KEVT} and ka.user.name = user-${i} and not ka.verb in (get, list, watch)`,
    (i) =>
      `${KEVT} and ka.target.resource in (${of(RESOURCES)}, ${of(RESOURCES)}) and ka.verb = delete and ka.user.groups intersects (group-${i})`,
    (i) =>
      `${KEVT} and ${WRITES} and ka.target.resource = pods and ka.req.pod.containers.privileged intersects (true) and ka.target.namespace = ns-${i}`,
    (i) =>
      `${KEVT} and ka.verb = create and ka.target.subresource in (exec, attach) and ka.uri.param[command] = sh-${i}`,
    (i) =>
      `${KEVT} and ka.response.code = 4${String(i % 100).padStart(2, '0')} and ka.uri contains /secret-${i}`,
  ];
  return Array.from({ length: count }, (_, i) => kinds[i % kinds.length](i));
}

/** Rules as a file of Falco rules. */
export function rulesFile(count) {
  const macros =
    '- macro: kevt\n  condition: (jevt.value[/stage] in (ResponseComplete))\n- macro: writes\n  condition: (ka.verb in (create, update, patch))\n';
  const rules = ruleConditions(count).map((condition, i) => {
    const text = condition.replace(KEVT, 'kevt').replace(WRITES, 'writes');
    return `- rule: Rule ${i}\n  desc: d\n  condition: ${text}\n  output: Rule ${i} (user=%ka.user.name verb=%ka.verb resource=%ka.target.resource ns=%ka.target.namespace resp=%ka.response.code)\n  priority: WARNING\n  source: k8s_audit\n  tags: [k8s]\n`;
  });
  return macros + rules.join('');
}

/** Audit events, a JSON line each. */
export function makeEvents(count, seed = 1) {
  const next = random(seed);
  const of = (values) => values[next(values.length)];
  return Array.from({ length: count }, (_, i) => {
    const verb = of(VERBS);
    const resource = of(RESOURCES);
    const namespace = of(NAMESPACES);
    const name = `${resource}-${next(1000)}`;
    const writes = ['create', 'update', 'patch'].includes(verb);
    const event = {
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'RequestResponse',
      auditID: `5d4a3c2b-0000-4000-8000-${String(i).padStart(12, '0')}`,
      stage: next(5) === 0 ? 'RequestReceived' : 'ResponseComplete',
      requestURI: `/api/v1/namespaces/${namespace}/${resource}/${name}?timeout=10s`,
      verb,
      user: {
        username: of(USERS),
        uid: 'a1b2c3',
        groups: ['system:authenticated', 'system:serviceaccounts'],
      },
      sourceIPs: ['10.0.1.12', '192.168.3.4'],
      userAgent: 'kubectl/v1.30.2 (linux/amd64) kubernetes/39683505',
      objectRef: { resource, namespace, name, apiVersion: 'v1', resourceVersion: '123456' },
      responseStatus: { metadata: {}, code: of([200, 200, 200, 201, 403, 404]) },
      ...(writes && { requestObject: requestObject(resource, namespace, name, of) }),
      requestReceivedTimestamp: at(i * 3),
      stageTimestamp: at(i * 3 + next(3)),
      annotations: {
        'authorization.k8s.io/decision': 'allow',
        'authorization.k8s.io/reason':
          'RBAC: allowed by ClusterRoleBinding "cluster-admin" of ClusterRole "cluster-admin" to Group "system:masters"',
      },
    };
    return JSON.stringify(event);
  });
}

/** Events come in order: `ms` after the first one, in microseconds as API servers write them. */
function at(ms) {
  return new Date(Date.UTC(2026, 2, 1, 10) + ms).toISOString().replace('Z', '417Z');
}

function requestObject(resource, namespace, name, of) {
  const metadata = {
    name,
    namespace,
    labels: { app: name, 'app.kubernetes.io/managed-by': 'helm' },
    annotations: { note: 'x'.repeat(80) },
  };
  if (resource !== 'pods')
    return { kind: 'Object', apiVersion: 'v1', metadata, data: { a: 'y'.repeat(200), b: '1' } };
  const container = () => ({
    name: 'main',
    image: of(IMAGES),
    command: ['sh', '-c', 'sleep 1'],
    resources: { limits: { cpu: '100m', memory: '128Mi' }, requests: { cpu: '50m', memory: '64Mi' } },
    securityContext: { privileged: false, runAsUser: 1000, allowPrivilegeEscalation: false },
  });
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata,
    spec: {
      containers: [container(), container()],
      restartPolicy: 'Always',
      serviceAccountName: 'default',
      volumes: [{ name: 'tmp', emptyDir: {} }],
    },
  };
}
