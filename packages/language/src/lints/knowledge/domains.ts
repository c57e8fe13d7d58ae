import type { Field } from '../../condition/index.js';
import { didYouMean } from '../../diagnostics/index.js';
import {
  DECISIONS,
  LEVELS,
  PROC_MOUNTS,
  resourceMeant,
  SERVICE_TYPES,
  STAGES,
  SUBRESOURCE_MEANT,
  VERB_MEANT,
  VERBS,
} from './kubernetes.js';

/** Why a field never has a value, and the value that was meant. */
export interface Misfit {
  readonly reason: string;
  readonly meant?: string;
}

/** What is known of the values of a field. */
export interface Domain {
  /** All of them, where they are few. */
  readonly all?: readonly string[];
  /** Undefined: the field may have the value. */
  readonly misfit: (value: string) => Misfit | undefined;
  /** The same for the beginning of a value. */
  readonly misfitStart?: (start: string) => Misfit | undefined;
}

function oneOf(
  values: readonly string[],
  what: string,
  meant: Readonly<Record<string, string>> = {},
): Domain {
  return {
    all: values,
    misfit: (value) => {
      if (values.includes(value)) return undefined;
      const folded = value.toLowerCase();
      const found =
        values.find((known) => known.toLowerCase() === folded) ??
        meant[folded] ??
        didYouMean(value, values, 1)[0];
      return { reason: `${what}: ${values.join(', ')}`, ...(found !== undefined && { meant: found }) };
    },
  };
}

function like(pattern: RegExp, reason: string, startPattern?: RegExp): Domain {
  return {
    misfit: (value) => (pattern.test(value) ? undefined : { reason }),
    ...(startPattern && {
      misfitStart: (start: string) => (startPattern.test(start) ? undefined : { reason }),
    }),
  };
}

const YES_AND_NO = {
  yes: 'true',
  on: 'true',
  '1': 'true',
  y: 'true',
  no: 'false',
  off: 'false',
  '0': 'false',
  n: 'false',
};
const BOOLEAN = oneOf(['true', 'false'], 'it is one of', YES_AND_NO);
const NUMBERS = like(/^[0-9]+$/, 'it holds numbers');
const JSON_OBJECT = like(/^\{/, 'each of its elements is a JSON object as text', /^\{/);
const JSON_ARRAY = like(
  /^\[/,
  'each of its elements is a JSON array as text, such as `["SYS_ADMIN"]`',
  /^\[/,
);

const KNOWN_VERB = oneOf(VERBS, 'audit events have the verbs', VERB_MEANT);
/** `post` and `put` are verbs of requests that are not for resources only; who means those says so to the lint. */
const VERB: Domain = {
  all: VERBS,
  misfit(value) {
    const method = value.toUpperCase();
    if (method !== 'POST' && method !== 'PUT') return KNOWN_VERB.misfit(value);
    const meant = VERB_MEANT[value.toLowerCase()]!;
    return { reason: `a ${method} for a resource has the verb \`${meant}\``, meant };
  },
};
const STAGE = oneOf(STAGES, 'the stages are', {
  complete: 'ResponseComplete',
  completed: 'ResponseComplete',
  responsecompleted: 'ResponseComplete',
  started: 'ResponseStarted',
  received: 'RequestReceived',
  requestrecieved: 'RequestReceived',
});
const DECISION = oneOf(DECISIONS, 'the decision is one of', {
  allowed: 'allow',
  deny: 'forbid',
  denied: 'forbid',
  forbidden: 'forbid',
});

const RESOURCE: Domain = {
  misfit(value) {
    if (value.includes('/')) return { reason: 'a subresource stands in `ka.target.subresource`' };
    const [plain = '', ...group] = value.split('.');
    const meant = resourceMeant(plain);
    if (group.length > 0 && meant !== undefined) return { reason: 'the API group is no part of it', meant };
    if (meant !== undefined && meant !== value)
      return { reason: 'resources are called by their plural, in lower case', meant };
    return /[A-Z]/.test(value)
      ? { reason: 'resources are called by their plural, in lower case' }
      : undefined;
  },
};

const SUBRESOURCE: Domain = {
  misfit(value) {
    const meant = SUBRESOURCE_MEANT[value.toLowerCase()];
    if (meant !== undefined) return { reason: 'there is no such subresource', meant };
    if (value.includes('/'))
      return {
        reason: 'the resource stands in `ka.target.resource`',
        meant: value.slice(value.lastIndexOf('/') + 1),
      };
    return /[A-Z]/.test(value)
      ? { reason: 'subresources are written in lower case', meant: value.toLowerCase() }
      : undefined;
  },
};

const REPOSITORY: Domain = {
  misfit: (value) =>
    /[:@]/.test(value)
      ? { reason: 'the image is cut at its first `:` or `@`, also at that of a port' }
      : undefined,
  misfitStart: (value) =>
    /[:@]/.test(value)
      ? { reason: 'the image is cut at its first `:` or `@`, also at that of a port' }
      : undefined,
};

const CODE = like(/^[1-5][0-9][0-9]$/, 'it holds HTTP status codes, three digits', /^[1-5][0-9]{0,2}$/);
const URI = like(/^\//, 'it begins with a slash', /^\//);

const VOLUME_TYPE = oneOf(
  [
    'awsElasticBlockStore',
    'azureDisk',
    'azureFile',
    'cephfs',
    'cinder',
    'configMap',
    'csi',
    'downwardAPI',
    'emptyDir',
    'ephemeral',
    'fc',
    'flexVolume',
    'flocker',
    'gcePersistentDisk',
    'gitRepo',
    'glusterfs',
    'hostPath',
    'image',
    'iscsi',
    'nfs',
    'persistentVolumeClaim',
    'photonPersistentDisk',
    'portworxVolume',
    'projected',
    'quobyte',
    'rbd',
    'scaleIO',
    'secret',
    'storageos',
    'vsphereVolume',
  ],
  'volumes have the types',
  { pvc: 'persistentVolumeClaim', host_path: 'hostPath' },
);

const DOMAINS: Readonly<Record<string, Domain>> = {
  'ka.verb': VERB,
  'jevt.value[/verb]': VERB,
  'ka.stage': STAGE,
  'jevt.value[/stage]': STAGE,
  'jevt.value[/level]': oneOf(LEVELS, 'the levels of events are'),
  'ka.auth.decision': DECISION,
  'jevt.value[/annotations/authorization.k8s.io~1decision]': DECISION,
  'ka.target.resource': RESOURCE,
  'jevt.value[/objectRef/resource]': RESOURCE,
  'ka.target.subresource': SUBRESOURCE,
  'jevt.value[/objectRef/subresource]': SUBRESOURCE,
  'ka.response.code': CODE,
  'jevt.value[/responseStatus/code]': CODE,
  'ka.uri': URI,
  'jevt.value[/requestURI]': URI,
  'ka.req.service.type': oneOf(SERVICE_TYPES, 'services have the types'),
  'ka.req.service.ports': JSON_ARRAY,
  'ka.req.role.rules': JSON_OBJECT,
  'ka.req.binding.subjects': JSON_OBJECT,
  'ka.req.pod.host_ipc': BOOLEAN,
  'ka.req.pod.host_pid': BOOLEAN,
  'ka.req.pod.host_network': BOOLEAN,
  'ka.req.container.host_network': BOOLEAN,
  'ka.req.container.privileged': BOOLEAN,
  'ka.req.container.image.repository': REPOSITORY,
  'ka.req.volume.hostpath': BOOLEAN,
  'ka.req.binding.subject.has_name': BOOLEAN,
  'ka.req.pod.run_as_user': NUMBERS,
  'ka.req.pod.run_as_group': NUMBERS,
  'ka.req.pod.fs_group': NUMBERS,
  'ka.req.pod.supplemental_groups': NUMBERS,
  'ka.req.pod.volumes.volume_type': VOLUME_TYPE,
};

/** Of every list of containers. */
const CONTAINER_DOMAINS: Readonly<Record<string, Domain>> = {
  privileged: BOOLEAN,
  allow_privilege_escalation: BOOLEAN,
  read_only_fs: BOOLEAN,
  'image.repository': REPOSITORY,
  run_as_user: NUMBERS,
  run_as_group: NUMBERS,
  eff_run_as_user: NUMBERS,
  eff_run_as_group: NUMBERS,
  host_port: NUMBERS,
  proc_mount: oneOf(PROC_MOUNTS, 'it is one of'),
  add_capabilities: JSON_ARRAY,
};

/** What is known of the values of a field; undefined where it may be anything. */
export function domainOf({ field, arg }: Field): Domain | undefined {
  if (field === 'jevt.value' || field === 'json.value') return DOMAINS[`jevt.value[${arg ?? ''}]`];
  const container = /^ka\.req\.pod\.(?:containers|initContainers|ephemeralContainers)\.(.+)$/.exec(
    field,
  )?.[1];
  if (container !== undefined) return CONTAINER_DOMAINS[container];
  return Object.hasOwn(DOMAINS, field) ? DOMAINS[field] : undefined;
}
