import { checkSchema, type SchemaFault } from '../project/check-schema.js';

const TEXT = { type: 'string', minLength: 1 };
const TEXTS = { type: 'array', items: TEXT };
const SCALAR = ['string', 'number', 'boolean'];
const USER = {
  type: ['string', 'object'],
  minLength: 1,
  required: ['username'],
  additionalProperties: false,
  properties: { username: TEXT, uid: TEXT, groups: TEXTS, extra: { type: 'object' } },
};

/** A request instead of a recording: what `event()` of falco-rules/test takes, keys in snake_case. */
export const REQUEST_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['verb', 'user'],
  properties: {
    verb: { ...TEXT, description: 'create, get, list, ...; an HTTP method with `path`.' },
    user: { ...USER, description: 'A name, or a map with username, uid, groups, extra.' },
    groups: { ...TEXTS, description: 'More groups of the user.' },
    impersonated_user: { ...USER, description: 'Whom the user acts for.' },
    manifest: {
      type: ['string', 'object'],
      minLength: 1,
      description: 'A manifest in the fixtures folder, or the object itself.',
    },
    resource: { ...TEXT, description: 'The plural: pods.' },
    group: { type: 'string', description: 'The API group of a resource that is not built in.' },
    version: { ...TEXT, description: 'The version of its API.' },
    namespaced: { type: 'boolean', description: 'Whether a kind that is not built in lives in namespaces.' },
    subresource: { ...TEXT, description: 'exec, status, scale, ...' },
    namespace: TEXT,
    name: TEXT,
    path: { ...TEXT, description: 'Of a request that is not about objects: /healthz.' },
    query: {
      type: 'object',
      description: 'Parameters of the request.',
      additionalProperties: { type: [...SCALAR, 'array'], items: { type: SCALAR } },
    },
    request_object: { description: 'The body, where it is not the manifest.' },
    response_object: { description: 'What the server answers.' },
    decision: { type: 'string', enum: ['allow', 'forbid'], description: 'What the authorizer said.' },
    reason: { type: 'string', description: 'Why.' },
    level: { type: 'string', enum: ['Metadata', 'Request', 'RequestResponse'] },
    stage: { type: 'string', enum: ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] },
    code: { type: 'integer', minimum: 100, description: 'The HTTP status of the answer.' },
    message: { type: 'string', description: 'What the answer says.' },
    time: TEXT,
    audit_id: TEXT,
    source_ips: TEXTS,
    user_agent: { type: 'string' },
    annotations: { type: 'object', additionalProperties: { type: 'string' } },
  },
};

/** Keys of an audit event that no request has. */
const OF_EVENTS = ['kind', 'auditID', 'stageTimestamp', 'requestURI', 'objectRef', 'responseStatus'];

/** Whether a map among the events of a test is a request, and not an audit event written out. */
export function isRequest(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  return 'verb' in value && !OF_EVENTS.some((key) => key in value);
}

/** What is wrong with a request. */
export function requestFaults(request: Readonly<Record<string, unknown>>): readonly SchemaFault[] {
  return checkSchema(REQUEST_SCHEMA, request);
}

/** The expression that makes the event of a request. */
export function requestCode(request: Readonly<Record<string, unknown>>): string {
  const options = Object.entries(request).map(([key, value]) => {
    const name = CAMEL[key] ?? key;
    const file = key === 'manifest' && typeof value === 'string';
    return `${JSON.stringify(name)}: ${file ? `await manifest(${JSON.stringify(value)})` : JSON.stringify(value)}`;
  });
  return `event({ ${options.join(', ')} })`;
}

const CAMEL: Readonly<Record<string, string>> = {
  impersonated_user: 'impersonatedUser',
  request_object: 'requestObject',
  response_object: 'responseObject',
  audit_id: 'auditID',
  source_ips: 'sourceIPs',
  user_agent: 'userAgent',
};
