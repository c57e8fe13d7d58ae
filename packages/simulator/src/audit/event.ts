import { auditIdOf } from './audit-id.js';
import { eventMistake } from './mistake.js';
import { DEFAULT_TIME, microsOf, microTime } from './moment.js';
import { responseStatus } from './status.js';
import { isRecord, isStream, type RequestTarget, requestTarget, sendsObject, UNNAMED } from './target.js';
import type {
  AuditEvent,
  Call,
  Level,
  ManifestCall,
  ObjectReference,
  QueryValue,
  ResourceCall,
  ResponseStatus,
  Stage,
} from './types.js';
import { objectPath, withQuery } from './uri.js';
import { auditUser } from './user.js';

const LEVELS: Readonly<Record<Level, number>> = { Metadata: 1, Request: 2, RequestResponse: 3 };
const STAGES: readonly Stage[] = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'];

/**
 * The audit event that an API server writes of a request (apiserver, pkg/audit/request.go and
 * pkg/endpoints/filters/audit.go). What only a server could know - sourceIPs, uids, resource versions, defaults and
 * what admission changes - is left out where it is not given. The same call gives the same event.
 * @example event({ verb: 'create', user: 'alice', manifest: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' } } })
 * @example event({ verb: 'create', user: 'alice', resource: 'pods', name: 'web', subresource: 'exec', query: { command: 'sh' } })
 * @throws an error of `isEventMistake` for a call that no server could have been sent
 */
export function event<const ApiVersion extends string, const Kind extends string>(
  call: Call<ApiVersion, Kind>,
): AuditEvent {
  return eventOf(call as Call);
}

/** Times of several events. */
export interface SeveralOptions {
  /** Of the first one. */
  readonly time?: string | Date;
  /** Milliseconds from each to the next. Default: a second. */
  readonly every?: number;
}

/** As `event`, of several requests, one after the other. A call's own `time` is kept. */
export function events(calls: readonly Call[], options: SeveralOptions = {}): readonly AuditEvent[] {
  const first = microsOf(options.time ?? DEFAULT_TIME);
  const step = BigInt(Math.round((options.every ?? 1000) * 1000));
  return calls.map((call, index) => eventOf({ time: microTime(first + BigInt(index) * step), ...call }));
}

function eventOf(call: Call): AuditEvent {
  const level = call.level ?? 'RequestResponse';
  if (!Object.hasOwn(LEVELS, level)) throw eventMistake(levelFault(level));
  const about = aboutOf(call);
  const code = call.code ?? defaultCode(call, about);
  const stage = call.stage ?? defaultStage(about, code);
  if (!STAGES.includes(stage)) throw eventMistake(`there is no stage ${String(stage)}`);
  const user = auditUser(call.user, call.groups);
  const impersonated = call.impersonatedUser === undefined ? undefined : auditUser(call.impersonatedUser);
  const answered = stage !== 'RequestReceived';
  const forbidden = answered && call.decision === 'forbid';
  // The handler, which looks into the body, is not reached by who is not let in.
  const handled = answered && call.decision !== 'forbid' && code !== 401;
  const name = (impersonated ?? user).username ?? '';
  const status = answered ? statusOf(call, about, code, stage, forbidden, name) : undefined;
  const objectRef = about.target && referenceOf(about.target, handled);
  const requestURI = withQuery(about.path, about.query);
  const micros = microsOf(call.time ?? DEFAULT_TIME);
  const annotations = annotationsOf(call, answered && code !== 401, user.groups ?? []);
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level,
    auditID:
      call.auditID ?? auditIdOf(JSON.stringify([requestURI, call.verb, user, bodyOf(call), `${micros}`])),
    stage,
    requestURI,
    verb: call.verb,
    user: code === 401 && answered ? {} : user,
    ...(impersonated && { impersonatedUser: impersonated }),
    ...(call.sourceIPs && { sourceIPs: call.sourceIPs }),
    ...(call.userAgent !== undefined && { userAgent: call.userAgent }),
    ...(objectRef && { objectRef }),
    ...(status && { responseStatus: status }),
    ...(handled && LEVELS[level] >= LEVELS.Request && requestObjectOf(call)),
    ...(status &&
      stage !== 'ResponseStarted' &&
      level === 'RequestResponse' &&
      responseObjectOf(call, about, status)),
    requestReceivedTimestamp: microTime(micros),
    stageTimestamp: microTime(micros),
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
}

function levelFault(level: unknown): string {
  if (level === 'None') return 'at level None a server writes no event';
  return `there is no level ${String(level)}`;
}

/** The request as the path says it. */
interface About {
  /** Absent for a request that is not about objects. */
  readonly target: RequestTarget | undefined;
  readonly path: string;
  readonly query: Readonly<Record<string, QueryValue>>;
}

function aboutOf(call: Call): About {
  if (call.path !== undefined) {
    if (!call.path.startsWith('/')) throw eventMistake(`path ${JSON.stringify(call.path)}: it starts with /`);
    return { target: undefined, path: call.path, query: call.query ?? {} };
  }
  if (call.manifest === undefined && call.resource === undefined)
    throw eventMistake('it is about nothing: give a manifest, a resource or a path');
  const target = requestTarget(call);
  return {
    target,
    path: objectPath({ ...target, ...(UNNAMED.has(call.verb) && { name: undefined }) }),
    query: { ...call.query, ...impliedQuery(call) },
  };
}

/** What makes a server read a get as a watch, or as one about a single object. */
function impliedQuery(call: ManifestCall | ResourceCall): Readonly<Record<string, QueryValue>> {
  const { verb, name } = call;
  if (verb !== 'list' && verb !== 'watch') return {};
  return {
    ...(name !== undefined && { fieldSelector: `metadata.name=${name}` }),
    ...(verb === 'watch' && { watch: true }),
  };
}

function defaultCode(call: Call, { target }: About): number {
  if (call.decision === 'forbid') return 403;
  if (isStream(target?.subresource)) return 101;
  return target && call.verb === 'create' ? 201 : 200;
}

function defaultStage({ target }: About, code: number): Stage {
  if (code === 401) return 'ResponseStarted';
  return isStream(target?.subresource) && code < 400 ? 'ResponseStarted' : 'ResponseComplete';
}

function statusOf(
  call: Call,
  { target, path }: About,
  code: number,
  stage: Stage,
  forbidden: boolean,
  username: string,
): ResponseStatus {
  if (stage === 'Panic') {
    const message = call.message === undefined ? {} : { message: call.message };
    return { metadata: {}, status: 'Failure', ...message, reason: 'InternalError', code: 500 };
  }
  // Who exists already is known from the body only.
  const object = target && { ...target, name: target.name ?? (forbidden ? undefined : target.metadata.name) };
  const subject = { verb: call.verb, username, object, path };
  return responseStatus(code, subject, forbidden ? { reason: call.reason ?? '' } : undefined, call.message);
}

/** LogRequestMetadata takes what the path says, LogRequestObject adds what the body says. */
function referenceOf(target: RequestTarget, handled: boolean): ObjectReference {
  const { resource, namespace, group, version, subresource } = target;
  const body = handled ? target.metadata : {};
  // /api/v1/namespaces/NAME is in the namespace NAME (apiserver, pkg/endpoints/request/requestinfo.go).
  const inside = namespace ?? (isNamespace(target) && !target.selected ? target.name : undefined);
  const name = target.name ?? body.name;
  return {
    resource,
    ...(inside !== undefined && { namespace: inside }),
    ...(name !== undefined && { name }),
    ...(body.uid !== undefined && { uid: body.uid }),
    ...(group !== '' && { apiGroup: group }),
    apiVersion: version,
    ...(body.resourceVersion !== undefined && { resourceVersion: body.resourceVersion }),
    ...(subresource !== undefined && { subresource }),
  };
}

function isNamespace({ group, resource }: RequestTarget): boolean {
  return group === '' && resource === 'namespaces';
}

function bodyOf(call: Call): unknown {
  if (call.path !== undefined) return undefined;
  if (call.requestObject !== undefined) return call.requestObject;
  if (!sendsObject(call.verb, call.subresource)) return undefined;
  return call.manifest;
}

function requestObjectOf(call: Call): { readonly requestObject?: unknown } {
  const body = bodyOf(call);
  return body === undefined ? {} : { requestObject: body };
}

/** Failures answer with a Status; what is written or read answers with the object, streams with nothing. */
function responseObjectOf(
  call: Call,
  { target }: About,
  status: ResponseStatus,
): { readonly responseObject?: unknown } {
  if (!target || call.path !== undefined || status.code === 101 || call.verb === 'watch') return {};
  if (call.responseObject !== undefined) return { responseObject: call.responseObject };
  if (status.code >= 400) {
    if (status.message === undefined) return {};
    return { responseObject: { kind: 'Status', apiVersion: 'v1', ...status } };
  }
  // A subresource may answer with anything: an eviction with a Status, a log with text.
  const answers = call.verb === 'create' || call.verb === 'update' || call.verb === 'get';
  if (!answers || call.subresource !== undefined || !isRecord(call.manifest)) return {};
  return { responseObject: call.manifest };
}

function annotationsOf(
  call: Call,
  decided: boolean,
  groups: readonly string[],
): Readonly<Record<string, string>> {
  if (!decided) return { ...call.annotations };
  const decision = call.decision ?? 'allow';
  const reason = call.reason ?? (decision === 'forbid' || groups.includes('system:masters') ? '' : undefined);
  return {
    'authorization.k8s.io/decision': decision,
    ...(reason !== undefined && { 'authorization.k8s.io/reason': reason }),
    ...call.annotations,
  };
}
