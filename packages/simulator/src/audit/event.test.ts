import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type AuditEvent, event, events, isEventMistake, RESOURCES } from './index.js';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-0', namespace: 'shop' },
  spec: { containers: [{ name: 'web', image: 'nginx', securityContext: { privileged: true } }] },
} as const;

describe('event', () => {
  it('writes a create as a server does, key for key', () => {
    expect(JSON.stringify(event({ verb: 'create', user: 'alice', groups: ['dev'], manifest: POD }))).toBe(
      JSON.stringify({
        kind: 'Event',
        apiVersion: 'audit.k8s.io/v1',
        level: 'RequestResponse',
        auditID: event({ verb: 'create', user: 'alice', groups: ['dev'], manifest: POD }).auditID,
        stage: 'ResponseComplete',
        requestURI: '/api/v1/namespaces/shop/pods',
        verb: 'create',
        user: { username: 'alice', groups: ['dev', 'system:authenticated'] },
        objectRef: { resource: 'pods', namespace: 'shop', name: 'web-0', apiVersion: 'v1' },
        responseStatus: { metadata: {}, code: 201 },
        requestObject: POD,
        responseObject: POD,
        requestReceivedTimestamp: '2026-01-01T00:00:00.000000Z',
        stageTimestamp: '2026-01-01T00:00:00.000000Z',
        annotations: { 'authorization.k8s.io/decision': 'allow' },
      }),
    );
  });

  it('writes the update of a lock as the recorded one, where it can know it', () => {
    expect(
      event({
        verb: 'update',
        user: 'br3dsptd0mfheg0375g0-admin',
        groups: ['system:masters'],
        level: 'Metadata',
        manifest: {
          apiVersion: 'v1',
          kind: 'Endpoints',
          metadata: {
            name: 'kube-controller-manager',
            namespace: 'kube-system',
            uid: '5b7e1f0e-2d7a-4f3c-9a55-0d6c1c1e7a01',
            resourceVersion: '18204411',
          },
        },
        query: { timeout: '15s' },
        sourceIPs: ['172.20.0.1'],
        time: '2020-07-31T21:52:20.110256Z',
      }),
    ).toMatchObject({
      requestURI: '/api/v1/namespaces/kube-system/endpoints/kube-controller-manager?timeout=15s',
      user: { username: 'br3dsptd0mfheg0375g0-admin', groups: ['system:masters', 'system:authenticated'] },
      objectRef: {
        resource: 'endpoints',
        namespace: 'kube-system',
        name: 'kube-controller-manager',
        uid: '5b7e1f0e-2d7a-4f3c-9a55-0d6c1c1e7a01',
        apiVersion: 'v1',
        resourceVersion: '18204411',
      },
      responseStatus: { metadata: {}, code: 200 },
      stageTimestamp: '2020-07-31T21:52:20.110256Z',
      annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '' },
    });
  });

  it('writes exec when its stream starts', () => {
    const exec = {
      user: 'alice',
      resource: 'pods',
      namespace: 'shop',
      name: 'web-0',
      subresource: 'exec',
      query: { tty: true, command: ['sh', '-c', 'id; ls /'], container: 'web' },
    } as const;
    expect(event({ verb: 'create', ...exec })).toMatchObject({
      stage: 'ResponseStarted',
      requestURI:
        '/api/v1/namespaces/shop/pods/web-0/exec?command=sh&command=-c&command=id%3B+ls+%2F&container=web&tty=true',
      objectRef: {
        resource: 'pods',
        namespace: 'shop',
        name: 'web-0',
        apiVersion: 'v1',
        subresource: 'exec',
      },
      responseStatus: { metadata: {}, code: 101 },
    });
    // By WebSocket it is a get.
    expect(event({ verb: 'get', ...exec })).toMatchObject({ stage: 'ResponseStarted', verb: 'get' });
    const [started, complete] = [
      event({ verb: 'get', ...exec }),
      event({ verb: 'get', ...exec, stage: 'ResponseComplete' }),
    ];
    expect(complete.auditID).toBe(started.auditID);
    expect(event({ verb: 'create', ...exec, decision: 'forbid' }).stage).toBe('ResponseComplete');
  });

  it('does not look into the body of who is not let in', () => {
    const refused = event({ verb: 'create', user: 'mallory', manifest: POD, decision: 'forbid' });
    const message =
      'pods is forbidden: User "mallory" cannot create resource "pods" in API group "" in the namespace "shop"';
    const status = {
      metadata: {},
      status: 'Failure',
      message,
      reason: 'Forbidden',
      details: { kind: 'pods' },
      code: 403,
    };
    expect(refused.objectRef).toEqual({ resource: 'pods', namespace: 'shop', apiVersion: 'v1' });
    expect(refused.responseStatus).toEqual(status);
    expect(refused.responseObject).toEqual({ kind: 'Status', apiVersion: 'v1', ...status });
    expect(refused).not.toHaveProperty('requestObject');
    expect(refused.annotations).toEqual({
      'authorization.k8s.io/decision': 'forbid',
      'authorization.k8s.io/reason': '',
    });
  });

  it.each([
    [
      event({ verb: 'get', user: 'a', resource: 'deployments', name: 'd', namespace: 'x', code: 404 }),
      'deployments.apps "d" not found',
      { name: 'd', group: 'apps', kind: 'deployments' },
    ],
    [
      event({ verb: 'create', user: 'a', manifest: POD, code: 409 }),
      'pods "web-0" already exists',
      { name: 'web-0', kind: 'pods' },
    ],
    [
      event({
        verb: 'delete',
        user: 'a',
        resource: 'clusterroles',
        name: 'c',
        decision: 'forbid',
        reason: 'no',
      }),
      'clusterroles.rbac.authorization.k8s.io "c" is forbidden: User "a" cannot delete resource "clusterroles" in API group "rbac.authorization.k8s.io" at the cluster scope: no',
      { name: 'c', group: 'rbac.authorization.k8s.io', kind: 'clusterroles' },
    ],
    [
      event({ verb: 'get', user: 'system:anonymous', path: '/metrics', decision: 'forbid' }),
      'forbidden: User "system:anonymous" cannot get path "/metrics"',
      {},
    ],
  ])('says what the server says (%#)', ({ responseStatus }, message, details) => {
    expect(responseStatus).toMatchObject({ status: 'Failure', message, details });
  });

  it('holds bodies only where the level says so', () => {
    const at = (level: 'Metadata' | 'Request' | 'RequestResponse') =>
      Object.keys(event({ verb: 'create', user: 'a', manifest: POD, level })).filter((key) =>
        key.endsWith('Object'),
      );
    expect([at('Metadata'), at('Request'), at('RequestResponse')]).toEqual([
      [],
      ['requestObject'],
      ['requestObject', 'responseObject'],
    ]);
    // The name of what is created is known from the body at every level.
    expect(event({ verb: 'create', user: 'a', manifest: POD, level: 'Metadata' }).objectRef?.name).toBe(
      'web-0',
    );
  });

  it('knows no name that the server has yet to make', () => {
    const made = event({
      verb: 'create',
      user: 'a',
      manifest: { apiVersion: 'batch/v1', kind: 'Job', metadata: { generateName: 'once-' } },
    });
    expect(made.objectRef).toEqual({
      resource: 'jobs',
      namespace: 'default',
      apiGroup: 'batch',
      apiVersion: 'v1',
    });
  });

  it('knows a namespace to be in itself, except while it is made', () => {
    expect(event({ verb: 'get', user: 'a', resource: 'namespaces', name: 'n' })).toMatchObject({
      requestURI: '/api/v1/namespaces/n',
      objectRef: { resource: 'namespaces', namespace: 'n', name: 'n', apiVersion: 'v1' },
    });
    const manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } } as const;
    expect(event({ verb: 'create', user: 'a', manifest })).toMatchObject({
      requestURI: '/api/v1/namespaces',
      objectRef: { resource: 'namespaces', name: 'n', apiVersion: 'v1' },
    });
  });

  it('leaves everything of an answer out before there is one', () => {
    const received = event({ verb: 'create', user: 'a', manifest: POD, stage: 'RequestReceived' });
    expect(Object.keys(received)).toEqual([
      'kind',
      'apiVersion',
      'level',
      'auditID',
      'stage',
      'requestURI',
      'verb',
      'user',
      'objectRef',
      'requestReceivedTimestamp',
      'stageTimestamp',
    ]);
    expect(received.objectRef).not.toHaveProperty('name');
  });

  it.each([
    [
      'system:serviceaccount:kube-system:job-controller',
      ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
    ],
    ['system:node:worker-1', ['system:nodes', 'system:authenticated']],
    ['system:anonymous', ['system:unauthenticated']],
    ['alice', ['system:authenticated']],
  ])('gives %s its groups', (user, groups) => {
    expect(event({ verb: 'list', user, resource: 'pods' }).user.groups).toEqual(groups);
  });

  it('takes kinds that are not built in, with their plural', () => {
    const manifest = {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'c', namespace: 'n' },
    };
    expect(event({ verb: 'delete', user: 'a', manifest, resource: 'certificates' })).toMatchObject({
      requestURI: '/apis/cert-manager.io/v1/namespaces/n/certificates/c',
      objectRef: { resource: 'certificates', apiGroup: 'cert-manager.io', apiVersion: 'v1' },
    });
    expect(() => event({ verb: 'delete', user: 'a', manifest })).toThrow(
      'event: Certificate of cert-manager.io/v1 is no built-in kind: give its plural as resource',
    );
  });

  it.each([
    [{ verb: 'get', user: 'a', resource: 'pods' }, 'get of pods: it has no name'],
    [
      { verb: 'get', user: 'a', resource: 'widgets', name: 'x' },
      'widgets is no built-in resource: give its group and version',
    ],
    [{ verb: 'get', user: '', resource: 'pods', name: 'x' }, 'the user has no name'],
    [{ verb: 'get', user: 'a' }, 'it is about nothing: give a manifest, a resource or a path'],
    [{ verb: 'get', user: 'a', path: 'healthz' }, 'path "healthz": it starts with /'],
    [{ verb: 'list', user: 'a', resource: 'pods', level: 'None' }, 'at level None a server writes no event'],
    [
      { verb: 'list', user: 'a', resource: 'pods', time: 'now' },
      'time "now": must be as 2026-01-01T00:00:00.000000Z',
    ],
  ])('refuses %j', (call, message) => {
    try {
      event(call as never);
      expect.unreachable();
    } catch (error) {
      expect(isEventMistake(error)).toBe(true);
      expect((error as Error).message).toBe(`event: ${message}`);
    }
  });
});

describe('events', () => {
  it('come one after the other, each with an ID of its own', () => {
    const call = { verb: 'list', user: 'a', resource: 'pods' } as const;
    const made = events([call, call, { ...call, time: '2027-01-01T00:00:00Z' }], { every: 0.5 });
    expect(made.map(({ stageTimestamp }) => stageTimestamp)).toEqual([
      '2026-01-01T00:00:00.000000Z',
      '2026-01-01T00:00:00.000500Z',
      '2027-01-01T00:00:00.000000Z',
    ]);
    expect(new Set(made.map(({ auditID }) => auditID)).size).toBe(3);
  });
});

/** A reading of a path by the rules of the API server (pkg/endpoints/request/requestinfo.go), apart from how we write it. */
function readUri({ requestURI, verb }: AuditEvent) {
  const url = new URL(requestURI, 'http://server');
  let parts = url.pathname.slice(1).split('/').map(decodeURIComponent);
  const group = parts[0] === 'apis' ? parts[1] : undefined;
  parts = parts.slice(group === undefined ? 1 : 2);
  const version = parts.shift();
  let namespace: string | undefined;
  if (parts[0] === 'namespaces' && parts.length > 1) {
    namespace = parts[1];
    if (parts.length > 2 && parts[2] !== 'status' && parts[2] !== 'finalize') parts = parts.slice(2);
  }
  const [resource, name, subresource] = parts;
  const selected = /^metadata\.name=(.*)$/.exec(url.searchParams.get('fieldSelector') ?? '')?.[1];
  const read = {
    resource,
    ...(namespace !== undefined && { namespace }),
    ...((name ?? selected) !== undefined && { name: name ?? selected }),
    ...(group !== undefined && { apiGroup: group }),
    apiVersion: version,
    ...(subresource !== undefined && { subresource }),
  };
  const watches = url.searchParams.get('watch') === 'true';
  return { read, readVerb: verb === 'list' || verb === 'watch' ? (watches ? 'watch' : 'list') : verb };
}

describe('every request', () => {
  const name = fc.stringMatching(/^[a-z]([a-z0-9:.-]{0,8}[a-z0-9])?$/);
  const call = fc.record({
    verb: fc.constantFrom('get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'),
    row: fc.constantFrom(...RESOURCES),
    namespace: fc.option(name, { nil: undefined }),
    name,
    subresource: fc.constantFrom(undefined, 'status', 'exec', 'scale'),
    user: fc.string({ minLength: 1 }),
    query: fc.dictionary(
      fc.string({ minLength: 1 }).filter((key) => key !== 'watch'),
      fc.string(),
      { noNullPrototype: true },
    ),
    decision: fc.constantFrom('allow', 'forbid'),
  });

  it('has an objectRef that the server reads from its URI', () => {
    fc.assert(
      fc.property(call, ({ row, verb, name: own, namespace, subresource, ...rest }) => {
        const unnamed = verb === 'list' || verb === 'watch' || verb === 'deletecollection';
        const made = event({
          ...rest,
          verb: verb as 'get',
          resource: row.resource,
          group: row.group,
          ...(verb === 'deletecollection' ? {} : { name: own }),
          ...(namespace !== undefined && { namespace }),
          // A namespace has `status` and `finalize`; anything else after its name is a resource in it.
          ...(subresource !== undefined &&
            !unnamed &&
            (row.resource !== 'namespaces' || subresource === 'status') && { subresource }),
        });
        const { read, readVerb } = readUri(made);
        expect(readVerb).toBe(verb);
        if (verb === 'create' && made.objectRef?.subresource === undefined && rest.decision === 'allow') {
          // A name that only the body has.
          expect(made.objectRef).toEqual({ ...read, name: own });
        } else expect(made.objectRef).toEqual(read);
        expect(JSON.parse(JSON.stringify(made))).toEqual(made);
      }),
    );
  });
});

describe('types', () => {
  it('follow the Kubernetes API for built-in kinds', () => {
    const call = { verb: 'create', user: 'a' } as const;
    event({
      ...call,
      manifest: {
        apiVersion: 'v1',
        kind: 'Pod',
        // @ts-expect-error no such field of a pod
        spec: { containers: [{ name: 'c', securityContext: { privilege: true } }] },
      },
    });
    // @ts-expect-error a string is no number
    event({ ...call, manifest: { apiVersion: 'apps/v1', kind: 'Deployment', spec: { replicas: '2' } } });
    event({
      ...call,
      manifest: { apiVersion: 'acme.io/v1', kind: 'Widget', anything: 1 },
      resource: 'widgets',
    });
    // @ts-expect-error at level None there is no event
    expect(() => event({ ...call, resource: 'pods', level: 'None' })).toThrow();
    // @ts-expect-error no such verb
    event({ user: 'a', verb: 'exec', resource: 'pods', name: 'p' });
    // @ts-expect-error a path is not about objects
    event({ user: 'a', verb: 'get', path: '/healthz', manifest: POD });
    expectTypeOf(event({ ...call, manifest: POD })).toEqualTypeOf<AuditEvent>();
  });
});
