/** A kind that every API server has. */
export interface ResourceRow {
  readonly kind: string;
  /** Empty for the core group. */
  readonly group: string;
  /** The version that clients of today use. */
  readonly version: string;
  /** The plural, as it stands in the path. */
  readonly resource: string;
  readonly namespaced: boolean;
}

const CORE = { group: '', version: 'v1' } as const;
const APPS = { group: 'apps', version: 'v1' } as const;
const BATCH = { group: 'batch', version: 'v1' } as const;
const NETWORKING = { group: 'networking.k8s.io', version: 'v1' } as const;
const RBAC = { group: 'rbac.authorization.k8s.io', version: 'v1' } as const;
const STORAGE = { group: 'storage.k8s.io', version: 'v1' } as const;
const ADMISSION = { group: 'admissionregistration.k8s.io', version: 'v1' } as const;
const AUTHORIZATION = { group: 'authorization.k8s.io', version: 'v1' } as const;
const FLOW = { group: 'flowcontrol.apiserver.k8s.io', version: 'v1' } as const;

/** The built-in kinds, by the Kubernetes API reference. Of a plural that stands twice the first is meant where no group is given. */
export const RESOURCES = [
  { kind: 'Pod', ...CORE, resource: 'pods', namespaced: true },
  { kind: 'Service', ...CORE, resource: 'services', namespaced: true },
  { kind: 'ConfigMap', ...CORE, resource: 'configmaps', namespaced: true },
  { kind: 'Secret', ...CORE, resource: 'secrets', namespaced: true },
  { kind: 'ServiceAccount', ...CORE, resource: 'serviceaccounts', namespaced: true },
  { kind: 'Namespace', ...CORE, resource: 'namespaces', namespaced: false },
  { kind: 'Node', ...CORE, resource: 'nodes', namespaced: false },
  { kind: 'PersistentVolume', ...CORE, resource: 'persistentvolumes', namespaced: false },
  { kind: 'PersistentVolumeClaim', ...CORE, resource: 'persistentvolumeclaims', namespaced: true },
  { kind: 'Endpoints', ...CORE, resource: 'endpoints', namespaced: true },
  { kind: 'Event', ...CORE, resource: 'events', namespaced: true },
  { kind: 'LimitRange', ...CORE, resource: 'limitranges', namespaced: true },
  { kind: 'ResourceQuota', ...CORE, resource: 'resourcequotas', namespaced: true },
  { kind: 'ReplicationController', ...CORE, resource: 'replicationcontrollers', namespaced: true },
  { kind: 'PodTemplate', ...CORE, resource: 'podtemplates', namespaced: true },
  { kind: 'Deployment', ...APPS, resource: 'deployments', namespaced: true },
  { kind: 'DaemonSet', ...APPS, resource: 'daemonsets', namespaced: true },
  { kind: 'StatefulSet', ...APPS, resource: 'statefulsets', namespaced: true },
  { kind: 'ReplicaSet', ...APPS, resource: 'replicasets', namespaced: true },
  { kind: 'ControllerRevision', ...APPS, resource: 'controllerrevisions', namespaced: true },
  { kind: 'Job', ...BATCH, resource: 'jobs', namespaced: true },
  { kind: 'CronJob', ...BATCH, resource: 'cronjobs', namespaced: true },
  {
    kind: 'HorizontalPodAutoscaler',
    group: 'autoscaling',
    version: 'v2',
    resource: 'horizontalpodautoscalers',
    namespaced: true,
  },
  { kind: 'Ingress', ...NETWORKING, resource: 'ingresses', namespaced: true },
  { kind: 'NetworkPolicy', ...NETWORKING, resource: 'networkpolicies', namespaced: true },
  { kind: 'IngressClass', ...NETWORKING, resource: 'ingressclasses', namespaced: false },
  {
    kind: 'PodDisruptionBudget',
    group: 'policy',
    version: 'v1',
    resource: 'poddisruptionbudgets',
    namespaced: true,
  },
  { kind: 'Role', ...RBAC, resource: 'roles', namespaced: true },
  { kind: 'RoleBinding', ...RBAC, resource: 'rolebindings', namespaced: true },
  { kind: 'ClusterRole', ...RBAC, resource: 'clusterroles', namespaced: false },
  { kind: 'ClusterRoleBinding', ...RBAC, resource: 'clusterrolebindings', namespaced: false },
  { kind: 'StorageClass', ...STORAGE, resource: 'storageclasses', namespaced: false },
  { kind: 'VolumeAttachment', ...STORAGE, resource: 'volumeattachments', namespaced: false },
  { kind: 'CSIDriver', ...STORAGE, resource: 'csidrivers', namespaced: false },
  { kind: 'CSINode', ...STORAGE, resource: 'csinodes', namespaced: false },
  { kind: 'CSIStorageCapacity', ...STORAGE, resource: 'csistoragecapacities', namespaced: true },
  {
    kind: 'MutatingWebhookConfiguration',
    ...ADMISSION,
    resource: 'mutatingwebhookconfigurations',
    namespaced: false,
  },
  {
    kind: 'ValidatingWebhookConfiguration',
    ...ADMISSION,
    resource: 'validatingwebhookconfigurations',
    namespaced: false,
  },
  {
    kind: 'ValidatingAdmissionPolicy',
    ...ADMISSION,
    resource: 'validatingadmissionpolicies',
    namespaced: false,
  },
  {
    kind: 'ValidatingAdmissionPolicyBinding',
    ...ADMISSION,
    resource: 'validatingadmissionpolicybindings',
    namespaced: false,
  },
  {
    kind: 'CustomResourceDefinition',
    group: 'apiextensions.k8s.io',
    version: 'v1',
    resource: 'customresourcedefinitions',
    namespaced: false,
  },
  {
    kind: 'APIService',
    group: 'apiregistration.k8s.io',
    version: 'v1',
    resource: 'apiservices',
    namespaced: false,
  },
  {
    kind: 'CertificateSigningRequest',
    group: 'certificates.k8s.io',
    version: 'v1',
    resource: 'certificatesigningrequests',
    namespaced: false,
  },
  { kind: 'Lease', group: 'coordination.k8s.io', version: 'v1', resource: 'leases', namespaced: true },
  {
    kind: 'EndpointSlice',
    group: 'discovery.k8s.io',
    version: 'v1',
    resource: 'endpointslices',
    namespaced: true,
  },
  { kind: 'Event', group: 'events.k8s.io', version: 'v1', resource: 'events', namespaced: true },
  {
    kind: 'PriorityClass',
    group: 'scheduling.k8s.io',
    version: 'v1',
    resource: 'priorityclasses',
    namespaced: false,
  },
  {
    kind: 'RuntimeClass',
    group: 'node.k8s.io',
    version: 'v1',
    resource: 'runtimeclasses',
    namespaced: false,
  },
  { kind: 'FlowSchema', ...FLOW, resource: 'flowschemas', namespaced: false },
  {
    kind: 'PriorityLevelConfiguration',
    ...FLOW,
    resource: 'prioritylevelconfigurations',
    namespaced: false,
  },
  {
    kind: 'TokenReview',
    group: 'authentication.k8s.io',
    version: 'v1',
    resource: 'tokenreviews',
    namespaced: false,
  },
  { kind: 'SubjectAccessReview', ...AUTHORIZATION, resource: 'subjectaccessreviews', namespaced: false },
  {
    kind: 'SelfSubjectAccessReview',
    ...AUTHORIZATION,
    resource: 'selfsubjectaccessreviews',
    namespaced: false,
  },
  {
    kind: 'SelfSubjectRulesReview',
    ...AUTHORIZATION,
    resource: 'selfsubjectrulesreviews',
    namespaced: false,
  },
  {
    kind: 'LocalSubjectAccessReview',
    ...AUTHORIZATION,
    resource: 'localsubjectaccessreviews',
    namespaced: true,
  },
] as const satisfies readonly ResourceRow[];

type Row = (typeof RESOURCES)[number];

/** `v1 Pod`, `apps/v1 Deployment`: what a manifest says of itself. */
export type BuiltInName = Row extends infer R extends ResourceRow
  ? R extends ResourceRow
    ? `${R['group'] extends '' ? '' : `${R['group']}/`}${R['version']} ${R['kind']}`
    : never
  : never;

/** The plural of a built-in kind. */
export type BuiltInResource = Row['resource'];

/** The row of a manifest's kind, whatever the version. */
export function resourceOfKind(group: string, kind: string): ResourceRow | undefined {
  return RESOURCES.find((row) => row.kind === kind && row.group === group);
}

/** The row of a plural; without a group the first one. */
export function resourceOfPlural(resource: string, group?: string): ResourceRow | undefined {
  return RESOURCES.find((row) => row.resource === resource && (group === undefined || row.group === group));
}
