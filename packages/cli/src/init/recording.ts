// Audit events for a new project, as an API server writes them at level Metadata (Request where a body matters).

interface Call {
  readonly id: string;
  readonly at: string;
  readonly level?: 'Metadata' | 'Request';
  readonly stage: 'ResponseStarted' | 'ResponseComplete';
  readonly verb: string;
  readonly uri: string;
  readonly user: { readonly username: string; readonly groups: readonly string[] };
  readonly agent: string;
  readonly objectRef: Readonly<Record<string, string>>;
  readonly code: number;
  readonly requestObject?: object;
}

const ALICE = { username: 'alice', groups: ['developers', 'system:authenticated'] };
const CONTROLLER = {
  username: 'system:serviceaccount:kube-system:replicaset-controller',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
};

function event({
  id,
  at,
  level = 'Metadata',
  stage,
  verb,
  uri,
  user,
  agent,
  objectRef,
  code,
  requestObject,
}: Call): object {
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level,
    auditID: id,
    stage,
    requestURI: uri,
    verb,
    user,
    sourceIPs: ['192.0.2.17'],
    userAgent: agent,
    objectRef,
    responseStatus: { metadata: {}, code },
    ...(requestObject && { requestObject }),
    requestReceivedTimestamp: `${at}.041310Z`,
    stageTimestamp: `${at}.127004Z`,
    annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '' },
  };
}

const EXEC_URI =
  '/api/v1/namespaces/shop/pods/web-0/exec?command=sh&container=web&stdin=true&stdout=true&tty=true';
const EXEC_REF = {
  resource: 'pods',
  namespace: 'shop',
  name: 'web-0',
  apiVersion: 'v1',
  subresource: 'exec',
};

const EXEC_STARTED = event({
  id: '5f0c2a55-6d5e-4b6a-9d3f-0c6f3a3f4c01',
  at: '2026-01-15T09:30:12',
  stage: 'ResponseStarted',
  verb: 'create',
  uri: EXEC_URI,
  user: ALICE,
  agent: 'kubectl/v1.31.2 (linux/amd64) kubernetes/5864a46',
  objectRef: EXEC_REF,
  code: 101,
});

const EXEC_COMPLETE = event({
  id: '5f0c2a55-6d5e-4b6a-9d3f-0c6f3a3f4c01',
  at: '2026-01-15T09:31:40',
  stage: 'ResponseComplete',
  verb: 'create',
  uri: EXEC_URI,
  user: ALICE,
  agent: 'kubectl/v1.31.2 (linux/amd64) kubernetes/5864a46',
  objectRef: EXEC_REF,
  code: 101,
});

const PODS_LISTED = event({
  id: '0b7d6d0e-52a7-4f0c-8e0f-6a0f7f7c1d02',
  at: '2026-01-15T09:30:20',
  stage: 'ResponseComplete',
  verb: 'list',
  uri: '/api/v1/namespaces/shop/pods?limit=500',
  user: ALICE,
  agent: 'kubectl/v1.31.2 (linux/amd64) kubernetes/5864a46',
  objectRef: { resource: 'pods', namespace: 'shop', apiVersion: 'v1' },
  code: 200,
});

const POD_CREATED = event({
  id: 'c1a6f0f2-3f6c-43e7-a9a8-2d1f3b1d9e03',
  at: '2026-01-15T09:30:21',
  level: 'Request',
  stage: 'ResponseComplete',
  verb: 'create',
  uri: '/api/v1/namespaces/shop/pods',
  user: CONTROLLER,
  agent: 'kube-controller-manager/v1.31.2 (linux/amd64) kubernetes/5864a46',
  objectRef: { resource: 'pods', namespace: 'shop', apiVersion: 'v1' },
  code: 201,
  requestObject: {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { generateName: 'web-', namespace: 'shop', labels: { app: 'web' } },
    spec: {
      containers: [
        { name: 'web', image: 'nginx:1.27', resources: {}, securityContext: { privileged: false } },
      ],
      restartPolicy: 'Always',
    },
  },
});

/** Someone opens a shell in a pod: the one event that the starter rule is about, and the one that ends it. */
export const EXEC_EVENTS: readonly object[] = [EXEC_STARTED, PODS_LISTED, POD_CREATED, EXEC_COMPLETE];

/** Events as a recording: JSON lines. */
export function jsonLines(events: readonly object[]): string {
  return events.map((each) => `${JSON.stringify(each)}\n`).join('');
}
