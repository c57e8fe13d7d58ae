// What the scan of an event costs beside JSON.parse of the same line, in CPU time of one process:
//   node packages/simulator/bench/scan.mjs [EVENTS.jsonl]
// Without a file: the recorded lines of fixtures/ibm-cloud and pods made up after real ones, mixed.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const entry = fileURLToPath(new URL('../src/extract/index.ts', import.meta.url));
const bundle = await build({
  entryPoints: [entry],
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
});
const { planExtraction } = await import(
  `data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0].contents).toString('base64')}`
);

const FIELDS = [
  ...['ka.stage', 'ka.verb', 'ka.user.name', 'ka.target.resource', 'ka.target.namespace', 'ka.target.name'],
  ...[
    'ka.target.subresource',
    'ka.response.code',
    'ka.uri',
    'ka.useragent',
    'ka.auth.decision',
    'ka.user.groups',
  ],
  ...['ka.req.pod.containers.image', 'ka.req.pod.containers.privileged', 'ka.req.pod.host_network'],
  ...['ka.req.pod.volumes.hostpath', 'ka.req.configmap.obj', 'ka.req.binding.role', 'ka.req.service.type'],
];
const requests = [...FIELDS.map((name) => ({ name })), { name: 'jevt.value', arg: '/stage' }];

const lines = process.argv[2] ? linesOf(process.argv[2]) : mixed();
const chunk = Buffer.from(`${lines.join('\n')}\n`, 'latin1');
const spans = [];
for (let at = 0, feed = chunk.indexOf(10); feed >= 0; at = feed + 1, feed = chunk.indexOf(10, at))
  spans.push([at, feed]);

function linesOf(path) {
  return readFileSync(path, 'latin1').split('\n').filter(Boolean);
}

function mixed() {
  const recorded = linesOf(
    fileURLToPath(new URL('../../../fixtures/ibm-cloud/endpoint-updates.jsonl', import.meta.url)),
  );
  return Array.from({ length: 200 }, (_, i) => (i % 4 === 0 ? pod(i) : recorded[i % recorded.length]));
}

function pod(i) {
  const name = `web-${i}`;
  const stamp = '2026-01-02T03:04:05.123456Z';
  const container = {
    name: 'web',
    image: 'nginx:1.25',
    ports: [{ containerPort: 80, protocol: 'TCP' }],
    resources: { limits: { cpu: '500m', memory: '256Mi' } },
    terminationMessagePath: '/dev/termination-log',
    imagePullPolicy: 'Always',
    securityContext: { privileged: i % 10 === 0, allowPrivilegeEscalation: false },
  };
  const applied = '{"apiVersion":"v1","kind":"Pod","metadata":{"annotations":{},"labels":{"app":"web"}}}\n';
  return JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'RequestResponse',
    auditID: `8a7c3e1f-5b0d-4a5b-9d53-5b8e5d2c${1000 + i}`,
    stage: 'ResponseComplete',
    requestURI: '/api/v1/namespaces/default/pods?fieldManager=kubectl-client-side-apply',
    verb: i % 3 ? 'create' : 'patch',
    user: { username: `user-${i % 50}@example.com`, groups: ['system:authenticated', 'developers'] },
    sourceIPs: [`10.1.2.${i % 250}`],
    userAgent: 'kubectl/v1.29.3 (linux/amd64) kubernetes/6813625',
    objectRef: { resource: 'pods', namespace: 'default', name, apiVersion: 'v1' },
    responseStatus: { metadata: {}, code: 201 },
    requestObject: {
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: {
        name,
        namespace: 'default',
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': applied },
      },
      spec: {
        containers: [container],
        restartPolicy: 'Always',
        dnsPolicy: 'ClusterFirst',
        securityContext: {},
      },
    },
    requestReceivedTimestamp: stamp,
    stageTimestamp: stamp,
    annotations: {
      'authorization.k8s.io/decision': 'allow',
      'authorization.k8s.io/reason': 'RBAC: allowed by ClusterRoleBinding "devs" of ClusterRole "edit"',
    },
  });
}

/** Nanoseconds of CPU time an event, the least of many rounds: other programs disturb, they never help. */
function cost(work) {
  const rounds = Math.max(1, Math.round(60_000 / spans.length));
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 25; i++) {
    const before = process.cpuUsage();
    for (let round = 0; round < rounds; round++) work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, ((user + system) * 1000) / rounds / spans.length);
  }
  return least;
}

function scanning(asked, read) {
  const extractor = planExtraction(asked);
  return () => {
    for (const [start, end] of spans) {
      if (extractor.load(chunk, start, end, 1) !== undefined) throw new Error('refused');
      for (let slot = 0; slot < read; slot++) extractor.get(slot);
    }
  };
}

function parsing() {
  for (const line of lines) JSON.parse(line);
}

const rows = [
  ['JSON.parse', parsing],
  ['load, nothing planned', scanning([], 0)],
  [`load, ${requests.length} fields planned`, scanning(requests, 0)],
  ['  and 5 of them read', scanning(requests, 5)],
  ['  and all of them read', scanning(requests, requests.length)],
];
console.log(`${lines.length} events, ${Math.round(chunk.length / lines.length)} bytes each`);
const parse = cost(rows[0][1]);
for (const [name, work] of rows) {
  const ns = name === 'JSON.parse' ? parse : cost(work);
  console.log(
    `${name.padEnd(28)} ${String(Math.round(ns)).padStart(6)} ns an event  ${(ns / parse).toFixed(2)} of JSON.parse`,
  );
}
