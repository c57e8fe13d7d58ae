import type { ManifestOf } from './objects.js';
import type { BuiltInResource } from './resources.js';

/** What a client asks for. A list without names is `list`, a stream of changes `watch`. */
export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** How much of a request the audit policy has the server write. At level None it writes no event. */
export type Level = 'Metadata' | 'Request' | 'RequestResponse';

export type Stage = 'RequestReceived' | 'ResponseStarted' | 'ResponseComplete' | 'Panic';

/** Who asks, as the server's authenticator found. */
export interface Requester {
  readonly username: string;
  readonly uid?: string;
  /** Without `system:authenticated`, which the server adds. */
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** One value, or several for a parameter that is repeated (`command=sh&command=-c`). */
export type QueryValue = string | number | boolean | readonly (string | number | boolean)[];

/** What is the same for every request. */
export interface CallOptions {
  /**
   * A name, or more of the user. Service accounts (`system:serviceaccount:NAMESPACE:NAME`), nodes and
   * `system:anonymous` get the groups that a server gives them, everybody else `system:authenticated`.
   */
  readonly user: string | Requester;
  /** More groups of the user: `['system:masters']`. */
  readonly groups?: readonly string[];
  /** Whom the user acts for (`kubectl --as`). */
  readonly impersonatedUser?: string | Requester;
  /** What the authorizer said; default: allow. */
  readonly decision?: 'allow' | 'forbid';
  /** Why. Left out where it is not known: only a refusal by RBAC, and members of system:masters, have a certain one (none). */
  readonly reason?: string;
  /** Default: RequestResponse, all that a server can write. */
  readonly level?: Level;
  /** Default: ResponseComplete; ResponseStarted for exec, attach and portforward that are let in. */
  readonly stage?: Stage;
  /** The HTTP status of the answer. Default: 201 for create, 101 for exec, attach, portforward, 403 where it is forbidden, else 200. */
  readonly code?: number;
  /** What the server's answer says, for a code of 400 and more. */
  readonly message?: string;
  /** Parameters of the request: `{ dryRun: 'All' }`, `{ command: ['sh', '-c', 'id'], container: 'web', tty: true }`. */
  readonly query?: Readonly<Record<string, QueryValue>>;
  /** When; microseconds are kept. Default: the first moment of 2026. */
  readonly time?: string | Date;
  /** Default: made from the request, so that the same request always has the same. */
  readonly auditID?: string;
  readonly sourceIPs?: readonly string[];
  readonly userAgent?: string;
  /** Annotations of the audit event, besides the authorizer's. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Which part of an object is meant, and in which bodies. */
interface ObjectOptions {
  /** `exec`, `status`, `scale`, ... */
  readonly subresource?: string;
  /** Default: the manifest's; then `default` for a namespaced kind that is named. */
  readonly namespace?: string;
  /** Default: the manifest's. */
  readonly name?: string;
  /** The body of the request where it is not the manifest: a patch, DeleteOptions. */
  readonly requestObject?: unknown;
  /** What the server answers. Default: the manifest, where the answer is the object. */
  readonly responseObject?: unknown;
}

/** A request about an object that is at hand. */
export interface ManifestCall<ApiVersion extends string = string, Kind extends string = string>
  extends ObjectOptions {
  readonly verb: Verb;
  readonly manifest: ManifestOf<ApiVersion, Kind>;
  /** The plural of a kind that is not built in. */
  readonly resource?: string;
  /** Default: as the built-in kind is; true for other kinds. */
  readonly namespaced?: boolean;
  readonly path?: never;
}

/** A request about an object by its name, or about all of a kind. */
export interface ResourceCall extends ObjectOptions {
  readonly verb: Verb;
  /** The plural: `pods`. */
  readonly resource: BuiltInResource | (string & {});
  /** The API group of a kind that is not built in. */
  readonly group?: string;
  /** Default: the built-in kind's, else v1. */
  readonly version?: string;
  readonly namespaced?: boolean;
  readonly manifest?: never;
  readonly path?: never;
}

/** A request that is not about objects: `/healthz`, `/version`. */
export interface PathCall {
  /** The HTTP method in lower case. */
  readonly verb: 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete' | 'options';
  readonly path: string;
  readonly manifest?: never;
  readonly resource?: never;
}

/** A request to an API server. */
export type Call<ApiVersion extends string = string, Kind extends string = string> = CallOptions &
  (ManifestCall<ApiVersion, Kind> | ResourceCall | PathCall);

export interface AuditUser {
  readonly username?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export interface ObjectReference {
  readonly resource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly uid?: string;
  readonly apiGroup?: string;
  readonly apiVersion?: string;
  readonly resourceVersion?: string;
  readonly subresource?: string;
}

export interface ResponseStatus {
  readonly metadata: object;
  readonly status?: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: { readonly name?: string; readonly group?: string; readonly kind?: string };
  readonly code: number;
}

/** An audit event, its keys in the order in which a server writes them. */
export interface AuditEvent {
  readonly kind: 'Event';
  readonly apiVersion: 'audit.k8s.io/v1';
  readonly level: Level;
  readonly auditID: string;
  readonly stage: Stage;
  readonly requestURI: string;
  readonly verb: string;
  readonly user: AuditUser;
  readonly impersonatedUser?: AuditUser;
  readonly sourceIPs?: readonly string[];
  readonly userAgent?: string;
  readonly objectRef?: ObjectReference;
  readonly responseStatus?: ResponseStatus;
  readonly requestObject?: unknown;
  readonly responseObject?: unknown;
  readonly requestReceivedTimestamp: string;
  readonly stageTimestamp: string;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Events are given to replay as they are. */
  readonly [key: string]: unknown;
}
