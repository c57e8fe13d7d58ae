import type { ResponseStatus } from './types.js';

/** Whom an answer is about. */
export interface Target {
  readonly verb: string;
  readonly username: string;
  /** Absent for a request that is not about objects. */
  readonly object?:
    | {
        readonly group: string;
        readonly resource: string;
        readonly subresource: string | undefined;
        readonly namespace: string | undefined;
        readonly name: string | undefined;
      }
    | undefined;
  readonly path: string;
}

/** metav1.StatusReason of the codes that have only one. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  410: 'Expired',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

/**
 * What the server writes of its answer. Below 400 that is the code alone, else the Status that it sent. Its words
 * where they follow from the request (apimachinery, pkg/api/errors): not found, exists already, forbidden.
 */
export function responseStatus(
  code: number,
  target: Target,
  forbidden: { readonly reason: string } | undefined,
  message: string | undefined,
): ResponseStatus {
  if (code < 400) return { metadata: {}, code };
  const reason = code === 409 ? (target.verb === 'create' ? 'AlreadyExists' : 'Conflict') : REASONS[code];
  const words = message ?? knownMessage(code, target, forbidden);
  const details = hasDetails(code) ? detailsOf(target) : undefined;
  return {
    metadata: {},
    status: 'Failure',
    ...(words !== undefined && { message: words }),
    ...(reason !== undefined && { reason }),
    ...(details && { details }),
    code,
  };
}

function hasDetails(code: number): boolean {
  return code === 403 || code === 404 || code === 409;
}

function detailsOf({ object }: Target): NonNullable<ResponseStatus['details']> {
  if (!object) return {};
  const { name, group, resource } = object;
  return {
    ...(name !== undefined && { name }),
    ...(group !== '' && { group }),
    kind: resource,
  };
}

function knownMessage(
  code: number,
  target: Target,
  forbidden: { readonly reason: string } | undefined,
): string | undefined {
  if (forbidden) {
    const why = forbidden.reason === '' ? '' : `: ${forbidden.reason}`;
    return `${subject(target)} is forbidden: ${refusal(target)}${why}`.replace(/^ is /, '');
  }
  if (target.object?.name === undefined) return undefined;
  if (code === 404) return `${subject(target)} not found`;
  if (code === 409 && target.verb === 'create') return `${subject(target)} already exists`;
  return undefined;
}

/** `pods "web-0"`, `deployments.apps` */
function subject({ object }: Target): string {
  if (!object) return '';
  const { group, resource, name } = object;
  return `${resource}${group === '' ? '' : `.${group}`}${name === undefined ? '' : ` ${quoted(name)}`}`;
}

/** apiserver, pkg/endpoints/handlers/responsewriters/errors.go */
function refusal({ verb, username, object, path }: Target): string {
  const user = sanitized(quoted(username));
  if (!object) return `User ${user} cannot ${verb} path ${sanitized(quoted(path))}`;
  const { group, resource, subresource, namespace } = object;
  const what = subresource === undefined ? resource : `${resource}/${subresource}`;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace ${quoted(namespace)}`;
  return `User ${user} cannot ${verb} resource ${quoted(what)} in API group ${quoted(group)} ${where}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function sanitized(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
