// Audit events made up for measuring, in the mix that an API server writes: leases and endpoints renewed, lists and
// watches, status patches, reviews, events, pods and deployments with their specs, now and then exec, secrets, RBAC.
import { randomFrom } from './random.mjs';

const NAMESPACES = ['default', 'kube-system', 'monitoring', 'payments', 'web', 'data', 'ci', 'ingress-nginx'];
const NODES = Array.from(
  { length: 40 },
  (_, i) => `ip-10-0-${i % 4}-${20 + i}.eu-central-1.compute.internal`,
);
const APPS = [
  'api',
  'worker',
  'gateway',
  'billing',
  'search',
  'cache',
  'frontend',
  'reports',
  'auth',
  'mailer',
];
const IMAGES = [
  'registry.example.com/payments/api:2.3.1',
  'registry.example.com/web/frontend:1.14.0',
  'docker.io/library/redis:7.2-alpine',
  'docker.io/library/nginx:1.25.3',
  'quay.io/prometheus/node-exporter:v1.7.0',
  'public.ecr.aws/eks/coredns:v1.10.1-eksbuild.7',
  'registry.example.com/data/search@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
];
const HUMANS = ['alice@example.com', 'bob@example.com', 'carol@example.com', 'kubernetes-admin'];
const KUBECTL = 'kubectl/v1.30.2 (darwin/arm64) kubernetes/3968350';
const CONTROLLER = 'kube-controller-manager/v1.29.4 (linux/amd64) kubernetes/55019c8/system:serviceaccount';

/** Audit events as JSON text, one after the other; the same for the same seed. */
export function* generateEvents(seed = 1) {
  const random = randomFrom(seed);
  const { below, of, chance, weighted, hex } = random;
  let milliseconds = Date.UTC(2026, 2, 1, 8, 0, 0);
  const uid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
  const micro = (ms) => `${new Date(ms).toISOString().slice(0, -1)}${String(below(1000)).padStart(3, '0')}Z`;

  const machine = (namespace, name, agent) => ({
    user: {
      username: `system:serviceaccount:${namespace}:${name}`,
      uid: uid(),
      groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    },
    agent: agent ?? `${name}/v0.0.0 (linux/amd64) kubernetes/$Format`,
  });
  const node = () => ({
    user: { username: `system:node:${of(NODES)}`, groups: ['system:nodes', 'system:authenticated'] },
    agent: 'kubelet/v1.29.4 (linux/amd64) kubernetes/55019c8',
  });
  const component = (name) => ({
    user: { username: `system:${name}`, groups: ['system:authenticated'] },
    agent: `${name}/v1.29.4 (linux/amd64) kubernetes/55019c8/leader-election`,
  });
  const human = () => ({
    user: {
      username: of(HUMANS),
      uid: `aws-iam-authenticator:123456789012:AROAEXAMPLE${hex(6)}`,
      groups: chance(30)
        ? ['system:masters', 'system:authenticated']
        : ['developers', 'system:authenticated'],
      extra: { accessKeyId: [`ASIA${hex(12)}`], sessionName: [of(HUMANS)] },
    },
    agent: KUBECTL,
  });

  const metadata = (namespace, name, more = {}) => ({
    name,
    namespace,
    uid: uid(),
    resourceVersion: String(180_000_000 + below(9_000_000)),
    creationTimestamp: '2026-02-11T13:05:21Z',
    ...more,
  });
  const container = () => {
    const app = of(APPS);
    return {
      name: app,
      image: of(IMAGES),
      ...(chance(40) && {
        command: ['/bin/sh', '-c'],
        args: [`exec /app/${app} --config=/etc/${app}/config.yaml`],
      }),
      ports: [{ name: 'http', containerPort: 8080 + below(4), protocol: 'TCP' }],
      env: [
        { name: 'LOG_LEVEL', value: 'info' },
        { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
      ],
      resources: { limits: { cpu: '500m', memory: '512Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
      imagePullPolicy: 'IfNotPresent',
      ...(chance(60) && {
        securityContext: {
          runAsUser: 1000 + below(4),
          allowPrivilegeEscalation: false,
          ...(chance(2) && { privileged: true }),
        },
      }),
    };
  };
  const podSpec = () => ({
    containers: Array.from({ length: 1 + below(2) }, container),
    restartPolicy: 'Always',
    serviceAccountName: of(APPS),
    terminationGracePeriodSeconds: 30,
    ...(chance(3) && { hostNetwork: true }),
    volumes: [
      { name: 'config', configMap: { name: 'config', defaultMode: 420 } },
      { name: 'tmp', emptyDir: {} },
      ...(chance(4) ? [{ name: 'host', hostPath: { path: '/var/log', type: '' } }] : []),
    ],
  });
  const labels = (app) => ({ app, 'app.kubernetes.io/name': app, 'app.kubernetes.io/managed-by': 'Helm' });
  const named = (app) => `${app}-${hex(9)}-${hex(5)}`;

  /** What is asked of the server: who, verb, object, bodies. */
  const KINDS = [
    [
      18,
      () => {
        const leader = of(['kube-scheduler', 'kube-controller-manager']);
        const update = chance(50);
        const body = {
          kind: 'Lease',
          apiVersion: 'coordination.k8s.io/v1',
          metadata: metadata('kube-system', leader),
          spec: {
            holderIdentity: `${of(NODES)}_${uid()}`,
            leaseDurationSeconds: 15,
            acquireTime: micro(milliseconds),
            renewTime: micro(milliseconds),
            leaseTransitions: below(9),
          },
        };
        return {
          ...component(leader),
          verb: update ? 'update' : 'get',
          group: 'coordination.k8s.io',
          resource: 'leases',
          namespace: 'kube-system',
          name: leader,
          request: update && body,
          response: update && body,
        };
      },
    ],
    [
      10,
      () => {
        const who = node();
        const name = who.user.username.slice('system:node:'.length);
        const body = {
          kind: 'Lease',
          apiVersion: 'coordination.k8s.io/v1',
          metadata: metadata('kube-node-lease', name, {
            ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid: uid() }],
          }),
          spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: micro(milliseconds) },
        };
        return {
          ...who,
          verb: 'update',
          group: 'coordination.k8s.io',
          resource: 'leases',
          namespace: 'kube-node-lease',
          name,
          request: body,
          response: body,
        };
      },
    ],
    [
      14,
      () => {
        const resource = of([
          'configmaps',
          'pods',
          'services',
          'nodes',
          'secrets',
          'endpoints',
          'namespaces',
          'serviceaccounts',
        ]);
        const namespace = of(NAMESPACES);
        return { ...machine(namespace, of(APPS)), verb: 'get', resource, namespace, name: named(of(APPS)) };
      },
    ],
    [
      12,
      () => {
        const verb = chance(50) ? 'list' : 'watch';
        const query =
          verb === 'watch'
            ? `?allowWatchBookmarks=true&resourceVersion=${180_000_000 + below(9_000_000)}&timeoutSeconds=${300 + below(300)}&watch=true`
            : '?limit=500&resourceVersion=0';
        return {
          ...(chance(50) ? machine('monitoring', 'prometheus') : component('kube-controller-manager')),
          verb,
          resource: of([
            'pods',
            'services',
            'endpoints',
            'nodes',
            'secrets',
            'deployments',
            'jobs',
            'ingresses',
          ]),
          namespace: chance(30) ? of(NAMESPACES) : undefined,
          query,
        };
      },
    ],
    [
      8,
      () => {
        const name = named(of(APPS));
        const namespace = of(NAMESPACES);
        const body = {
          metadata: { uid: uid() },
          status: {
            conditions: [
              { lastProbeTime: null, lastTransitionTime: micro(milliseconds), status: 'True', type: 'Ready' },
            ],
            containerStatuses: [
              {
                containerID: `containerd://${hex(64)}`,
                image: of(IMAGES),
                ready: true,
                restartCount: below(3),
                started: true,
              },
            ],
            phase: 'Running',
            podIP: `10.0.${below(256)}.${below(256)}`,
          },
        };
        return {
          ...node(),
          verb: 'patch',
          resource: 'pods',
          subresource: 'status',
          namespace,
          name,
          request: body,
        };
      },
    ],
    [
      7,
      () => {
        const who = machine(of(NAMESPACES), of(APPS));
        const body = {
          kind: 'SubjectAccessReview',
          apiVersion: 'authorization.k8s.io/v1',
          metadata: { creationTimestamp: null },
          spec: {
            resourceAttributes: { namespace: of(NAMESPACES), verb: 'get', version: 'v1', resource: 'pods' },
            user: who.user.username,
            groups: who.user.groups,
          },
          status: { allowed: true, reason: 'RBAC: allowed by ClusterRoleBinding "viewers"' },
        };
        return {
          ...who,
          verb: 'create',
          group: 'authorization.k8s.io',
          resource: 'subjectaccessreviews',
          request: body,
          response: body,
        };
      },
    ],
    [
      7,
      () => {
        const namespace = of(NAMESPACES);
        const pod = named(of(APPS));
        const body = {
          kind: 'Event',
          apiVersion: 'v1',
          metadata: metadata(namespace, `${pod}.${hex(16)}`),
          involvedObject: { kind: 'Pod', namespace, name: pod, uid: uid(), apiVersion: 'v1' },
          reason: 'Pulled',
          message: `Container image "${of(IMAGES)}" already present on machine`,
          source: { component: 'kubelet', host: of(NODES) },
          count: 1 + below(5),
          type: 'Normal',
        };
        return { ...node(), verb: 'create', resource: 'events', namespace, request: body };
      },
    ],
    [
      5,
      () => {
        const namespace = of(NAMESPACES);
        const app = of(APPS);
        const body = {
          kind: 'Pod',
          apiVersion: 'v1',
          metadata: {
            generateName: `${app}-${hex(9)}-`,
            namespace,
            labels: { ...labels(app), 'pod-template-hash': hex(9) },
          },
          spec: podSpec(),
        };
        return {
          ...machine('kube-system', 'replicaset-controller', CONTROLLER),
          verb: 'create',
          resource: 'pods',
          namespace,
          request: body,
        };
      },
    ],
    [
      3,
      () => {
        const namespace = of(NAMESPACES);
        const app = of(APPS);
        const body = {
          kind: 'Deployment',
          apiVersion: 'apps/v1',
          metadata: metadata(namespace, app, {
            labels: labels(app),
            annotations: { 'deployment.kubernetes.io/revision': String(below(50)) },
          }),
          spec: {
            replicas: 1 + below(5),
            selector: { matchLabels: { app } },
            template: { metadata: { labels: labels(app) }, spec: podSpec() },
          },
        };
        return {
          ...(chance(50) ? human() : machine('ci', 'deployer')),
          verb: of(['create', 'update', 'patch']),
          group: 'apps',
          resource: 'deployments',
          namespace,
          name: app,
          request: body,
        };
      },
    ],
    [
      4,
      () => {
        const namespace = of(NAMESPACES);
        const app = of(APPS);
        const body = {
          kind: 'ConfigMap',
          apiVersion: 'v1',
          metadata: metadata(namespace, app, { labels: labels(app) }),
          data: {
            'config.yaml': `server:\n  port: 8080\n  host: "0.0.0.0"\nlog:\n  level: info\n  format: json\nupstream: http://${app}.${namespace}.svc:8080\n`,
          },
        };
        return {
          ...machine('ci', 'deployer'),
          verb: of(['create', 'update', 'patch', 'delete']),
          resource: 'configmaps',
          namespace,
          name: app,
          request: body,
        };
      },
    ],
    [
      5,
      () => ({
        ...component('apiserver'),
        verb: 'get',
        uri: of(['/healthz', '/readyz', '/livez', '/metrics', '/version', '/openapi/v2']),
        resource: undefined,
      }),
    ],
    [
      3,
      () => ({
        ...human(),
        verb: of(['get', 'list', 'delete']),
        resource: of(['pods', 'deployments', 'secrets', 'services']),
        namespace: of(NAMESPACES),
        name: named(of(APPS)),
        code: chance(10) ? 403 : 200,
      }),
    ],
    [
      1,
      () => ({
        ...human(),
        verb: chance(50) ? 'create' : 'get',
        resource: 'pods',
        subresource: of(['exec', 'log', 'portforward', 'attach']),
        namespace: of(NAMESPACES),
        name: named(of(APPS)),
        query: '?command=sh&container=api&stdin=true&stdout=true&tty=true',
        code: 101,
      }),
    ],
    [
      1,
      () => {
        const app = of(APPS);
        const body = {
          kind: 'ClusterRoleBinding',
          apiVersion: 'rbac.authorization.k8s.io/v1',
          metadata: { name: app, creationTimestamp: null },
          subjects: [{ kind: 'ServiceAccount', name: app, namespace: of(NAMESPACES) }],
          roleRef: {
            apiGroup: 'rbac.authorization.k8s.io',
            kind: 'ClusterRole',
            name: of(['view', 'edit', 'cluster-admin']),
          },
        };
        return {
          ...human(),
          verb: of(['create', 'update', 'delete']),
          group: 'rbac.authorization.k8s.io',
          resource: 'clusterrolebindings',
          name: app,
          request: body,
        };
      },
    ],
    [
      2,
      () => {
        const namespace = of(NAMESPACES);
        const app = of(APPS);
        const body = {
          kind: 'TokenRequest',
          apiVersion: 'authentication.k8s.io/v1',
          metadata: { creationTimestamp: null },
          spec: {
            audiences: ['https://kubernetes.default.svc'],
            expirationSeconds: 3607,
            boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: named(app), uid: uid() },
          },
          status: { token: '', expirationTimestamp: null },
        };
        return {
          ...node(),
          verb: 'create',
          resource: 'serviceaccounts',
          subresource: 'token',
          namespace,
          name: app,
          request: body,
        };
      },
    ],
  ];

  for (;;) {
    milliseconds += below(20);
    const {
      user,
      agent,
      verb,
      group,
      resource,
      subresource,
      namespace,
      name,
      query = '',
      uri,
      request,
      response,
      code,
    } = weighted(KINDS)();
    const base = group === undefined ? '/api/v1' : `/apis/${group}/v1`;
    const path = [
      base,
      namespace && `namespaces/${namespace}`,
      resource,
      verb !== 'create' && name,
      subresource,
    ]
      .filter(Boolean)
      .join('/');
    const received = milliseconds - below(30);
    // Long-running requests are written when they start, and some policies write every request when it comes.
    const stage =
      verb === 'watch'
        ? of(['ResponseStarted', 'ResponseComplete'])
        : chance(12)
          ? 'RequestReceived'
          : 'ResponseComplete';
    const done = stage === 'ResponseComplete';
    const event = {
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: request ? (response ? 'RequestResponse' : 'Request') : 'Metadata',
      auditID: uid(),
      stage,
      requestURI: (uri ?? path) + query,
      verb,
      user,
      sourceIPs: chance(20)
        ? [`10.0.${below(4)}.${below(256)}`, `192.168.${below(4)}.${below(256)}`]
        : [`10.0.${below(4)}.${below(256)}`],
      userAgent: agent,
      ...(resource !== undefined && {
        objectRef: {
          resource,
          namespace,
          name,
          ...(group && { apiGroup: group }),
          apiVersion: 'v1',
          subresource,
        },
      }),
      ...(stage !== 'RequestReceived' && {
        responseStatus: {
          metadata: {},
          code: code ?? (verb === 'create' ? 201 : chance(3) ? of([404, 409, 403]) : 200),
        },
      }),
      ...(request && stage !== 'RequestReceived' && { requestObject: request }),
      ...(response && done && { responseObject: response }),
      requestReceivedTimestamp: micro(received),
      stageTimestamp: micro(milliseconds),
      annotations:
        stage === 'RequestReceived'
          ? undefined
          : {
              'authorization.k8s.io/decision': code === 403 ? 'forbid' : 'allow',
              'authorization.k8s.io/reason': chance(60)
                ? ''
                : 'RBAC: allowed by ClusterRoleBinding "system:controllers" of ClusterRole "system:controllers" to User "system"',
            },
    };
    yield JSON.stringify(event);
  }
}

/** The first `count` events. */
export function makeEvents(count, seed = 1) {
  const out = [];
  for (const event of generateEvents(seed)) {
    if (out.push(event) >= count) return out;
  }
  return out;
}
