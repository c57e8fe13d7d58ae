/**
 * What audit events of Kubernetes hold (staging/src/k8s.io/apiserver/pkg/apis/audit/types.go and the request
 * info resolver of the API server).
 */

export const STAGES = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] as const;
export const LEVELS = ['Metadata', 'Request', 'RequestResponse'] as const;
export const DECISIONS = ['allow', 'forbid'] as const;

/** Verbs of requests for resources. */
export const RESOURCE_VERBS = [
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  'proxy',
] as const;
/** Verbs of other requests: HTTP methods in lower case. */
export const HTTP_VERBS = [
  'get',
  'head',
  'post',
  'put',
  'patch',
  'delete',
  'options',
  'connect',
  'trace',
] as const;
export const VERBS: readonly string[] = [...new Set<string>([...RESOURCE_VERBS, ...HTTP_VERBS])];

/** The verb that an HTTP method, or a word of kubectl, stands for in an audit event about a resource. */
export const VERB_MEANT: Readonly<Record<string, string>> = {
  post: 'create',
  put: 'update',
  apply: 'patch',
  edit: 'patch',
  remove: 'delete',
  read: 'get',
  write: 'update',
  modify: 'update',
  deleteall: 'deletecollection',
};

interface Resource {
  /** As objectRef.resource has it. */
  readonly name: string;
  readonly kind: string;
  readonly short?: readonly string[];
  readonly namespaced: boolean;
}

const row = (name: string, kind: string, namespaced: boolean, ...short: readonly string[]): Resource => ({
  name,
  kind,
  namespaced,
  short,
});

/** Built-in resources. */
export const RESOURCES: readonly Resource[] = [
  row('bindings', 'Binding', true),
  row('componentstatuses', 'ComponentStatus', false, 'cs'),
  row('configmaps', 'ConfigMap', true, 'cm'),
  row('endpoints', 'Endpoints', true, 'ep'),
  row('events', 'Event', true, 'ev'),
  row('limitranges', 'LimitRange', true, 'limits'),
  row('namespaces', 'Namespace', false, 'ns'),
  row('nodes', 'Node', false, 'no'),
  row('persistentvolumeclaims', 'PersistentVolumeClaim', true, 'pvc'),
  row('persistentvolumes', 'PersistentVolume', false, 'pv'),
  row('pods', 'Pod', true, 'po'),
  row('podtemplates', 'PodTemplate', true),
  row('replicationcontrollers', 'ReplicationController', true, 'rc'),
  row('resourcequotas', 'ResourceQuota', true, 'quota'),
  row('secrets', 'Secret', true),
  row('serviceaccounts', 'ServiceAccount', true, 'sa'),
  row('services', 'Service', true, 'svc'),
  row('mutatingwebhookconfigurations', 'MutatingWebhookConfiguration', false),
  row('validatingwebhookconfigurations', 'ValidatingWebhookConfiguration', false),
  row('validatingadmissionpolicies', 'ValidatingAdmissionPolicy', false),
  row('validatingadmissionpolicybindings', 'ValidatingAdmissionPolicyBinding', false),
  row('customresourcedefinitions', 'CustomResourceDefinition', false, 'crd', 'crds'),
  row('apiservices', 'APIService', false),
  row('controllerrevisions', 'ControllerRevision', true),
  row('daemonsets', 'DaemonSet', true, 'ds'),
  row('deployments', 'Deployment', true, 'deploy'),
  row('replicasets', 'ReplicaSet', true, 'rs'),
  row('statefulsets', 'StatefulSet', true, 'sts'),
  row('tokenreviews', 'TokenReview', false),
  row('localsubjectaccessreviews', 'LocalSubjectAccessReview', true),
  row('selfsubjectaccessreviews', 'SelfSubjectAccessReview', false),
  row('selfsubjectrulesreviews', 'SelfSubjectRulesReview', false),
  row('subjectaccessreviews', 'SubjectAccessReview', false),
  row('horizontalpodautoscalers', 'HorizontalPodAutoscaler', true, 'hpa'),
  row('cronjobs', 'CronJob', true, 'cj'),
  row('jobs', 'Job', true),
  row('certificatesigningrequests', 'CertificateSigningRequest', false, 'csr'),
  row('leases', 'Lease', true),
  row('endpointslices', 'EndpointSlice', true),
  row('ingressclasses', 'IngressClass', false),
  row('ingresses', 'Ingress', true, 'ing'),
  row('networkpolicies', 'NetworkPolicy', true, 'netpol'),
  row('poddisruptionbudgets', 'PodDisruptionBudget', true, 'pdb'),
  row('podsecuritypolicies', 'PodSecurityPolicy', false, 'psp'),
  row('clusterrolebindings', 'ClusterRoleBinding', false),
  row('clusterroles', 'ClusterRole', false),
  row('rolebindings', 'RoleBinding', true),
  row('roles', 'Role', true),
  row('priorityclasses', 'PriorityClass', false, 'pc'),
  row('csidrivers', 'CSIDriver', false),
  row('csinodes', 'CSINode', false),
  row('storageclasses', 'StorageClass', false, 'sc'),
  row('volumeattachments', 'VolumeAttachment', false),
];

export const RESOURCE_NAMES: readonly string[] = RESOURCES.map(({ name }) => name);

const MEANT: ReadonlyMap<string, string> = new Map(
  RESOURCES.flatMap(({ name, kind, short = [] }) =>
    [kind.toLowerCase(), ...short, name].map((word) => [word, name] as const),
  ),
);

/** The resource that a singular, a kind, a short name or another spelling stands for; undefined for a name that is none of ours. */
export function resourceMeant(word: string): string | undefined {
  return MEANT.get(word.toLowerCase());
}

/** Words that people write for a subresource. */
export const SUBRESOURCE_MEANT: Readonly<Record<string, string>> = {
  logs: 'log',
  'port-forward': 'portforward',
  port_forward: 'portforward',
  ephemeralcontainer: 'ephemeralcontainers',
  'ephemeral-containers': 'ephemeralcontainers',
  debug: 'ephemeralcontainers',
  evict: 'eviction',
  evictions: 'eviction',
};

/** Subresources of pods in whose requests no pod is sent. */
export const PODLESS_SUBRESOURCES = [
  'exec',
  'attach',
  'portforward',
  'log',
  'proxy',
  'binding',
  'eviction',
] as const;

export const SERVICE_TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'] as const;
export const PROC_MOUNTS = ['Default', 'Unmasked'] as const;

/** The members of an audit event, and of those members that have a fixed shape. */
export const EVENT_SHAPE: Readonly<Record<string, readonly string[] | undefined>> = {
  kind: [],
  apiVersion: [],
  level: [],
  auditID: [],
  stage: [],
  requestURI: [],
  verb: [],
  user: ['username', 'uid', 'groups', 'extra'],
  impersonatedUser: ['username', 'uid', 'groups', 'extra'],
  authenticationMetadata: ['impersonationConstraint'],
  sourceIPs: undefined,
  userAgent: [],
  objectRef: [
    'resource',
    'namespace',
    'name',
    'uid',
    'apiGroup',
    'apiVersion',
    'resourceVersion',
    'subresource',
  ],
  responseStatus: ['metadata', 'status', 'message', 'reason', 'details', 'code', 'kind', 'apiVersion'],
  requestObject: undefined,
  responseObject: undefined,
  requestReceivedTimestamp: [],
  stageTimestamp: [],
  annotations: undefined,
  // Of audit.k8s.io/v1alpha1 and v1beta1.
  metadata: undefined,
  timestamp: [],
};
