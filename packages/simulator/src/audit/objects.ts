import type {
  MutatingWebhookConfiguration,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
} from 'kubernetes-types/admissionregistration/v1.js';
import type { CustomResourceDefinition } from 'kubernetes-types/apiextensions/v1.js';
import type {
  ControllerRevision,
  DaemonSet,
  Deployment,
  ReplicaSet,
  StatefulSet,
} from 'kubernetes-types/apps/v1.js';
import type { TokenReview } from 'kubernetes-types/authentication/v1.js';
import type {
  LocalSubjectAccessReview,
  SelfSubjectAccessReview,
  SelfSubjectRulesReview,
  SubjectAccessReview,
} from 'kubernetes-types/authorization/v1.js';
import type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2.js';
import type { CronJob, Job } from 'kubernetes-types/batch/v1.js';
import type { CertificateSigningRequest } from 'kubernetes-types/certificates/v1.js';
import type { Lease } from 'kubernetes-types/coordination/v1.js';
import type {
  ConfigMap,
  Endpoints,
  Event,
  LimitRange,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodTemplate,
  ReplicationController,
  ResourceQuota,
  Secret,
  Service,
  ServiceAccount,
} from 'kubernetes-types/core/v1.js';
import type { EndpointSlice } from 'kubernetes-types/discovery/v1.js';
import type { Event as EventsEvent } from 'kubernetes-types/events/v1.js';
import type { FlowSchema, PriorityLevelConfiguration } from 'kubernetes-types/flowcontrol/v1.js';
import type { Ingress, IngressClass, NetworkPolicy } from 'kubernetes-types/networking/v1.js';
import type { RuntimeClass } from 'kubernetes-types/node/v1.js';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1.js';
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from 'kubernetes-types/rbac/v1.js';
import type { PriorityClass } from 'kubernetes-types/scheduling/v1.js';
import type {
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  StorageClass,
  VolumeAttachment,
} from 'kubernetes-types/storage/v1.js';
import type { BuiltInName } from './resources.js';

/** Any object of the Kubernetes API, of a kind of its own too. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: object;
}

/** The types behind the built-in kinds. Those of apiregistration are not among kubernetes-types. */
interface BuiltInTypes {
  'v1 Pod': Pod;
  'v1 Service': Service;
  'v1 ConfigMap': ConfigMap;
  'v1 Secret': Secret;
  'v1 ServiceAccount': ServiceAccount;
  'v1 Namespace': Namespace;
  'v1 Node': Node;
  'v1 PersistentVolume': PersistentVolume;
  'v1 PersistentVolumeClaim': PersistentVolumeClaim;
  'v1 Endpoints': Endpoints;
  'v1 Event': Event;
  'v1 LimitRange': LimitRange;
  'v1 ResourceQuota': ResourceQuota;
  'v1 ReplicationController': ReplicationController;
  'v1 PodTemplate': PodTemplate;
  'apps/v1 Deployment': Deployment;
  'apps/v1 DaemonSet': DaemonSet;
  'apps/v1 StatefulSet': StatefulSet;
  'apps/v1 ReplicaSet': ReplicaSet;
  'apps/v1 ControllerRevision': ControllerRevision;
  'batch/v1 Job': Job;
  'batch/v1 CronJob': CronJob;
  'autoscaling/v2 HorizontalPodAutoscaler': HorizontalPodAutoscaler;
  'networking.k8s.io/v1 Ingress': Ingress;
  'networking.k8s.io/v1 NetworkPolicy': NetworkPolicy;
  'networking.k8s.io/v1 IngressClass': IngressClass;
  'policy/v1 PodDisruptionBudget': PodDisruptionBudget;
  'rbac.authorization.k8s.io/v1 Role': Role;
  'rbac.authorization.k8s.io/v1 RoleBinding': RoleBinding;
  'rbac.authorization.k8s.io/v1 ClusterRole': ClusterRole;
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': ClusterRoleBinding;
  'storage.k8s.io/v1 StorageClass': StorageClass;
  'storage.k8s.io/v1 VolumeAttachment': VolumeAttachment;
  'storage.k8s.io/v1 CSIDriver': CSIDriver;
  'storage.k8s.io/v1 CSINode': CSINode;
  'storage.k8s.io/v1 CSIStorageCapacity': CSIStorageCapacity;
  'admissionregistration.k8s.io/v1 MutatingWebhookConfiguration': MutatingWebhookConfiguration;
  'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration': ValidatingWebhookConfiguration;
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy': ValidatingAdmissionPolicy;
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding': ValidatingAdmissionPolicyBinding;
  'apiextensions.k8s.io/v1 CustomResourceDefinition': CustomResourceDefinition;
  'apiregistration.k8s.io/v1 APIService': KubernetesObject & Readonly<Record<string, unknown>>;
  'certificates.k8s.io/v1 CertificateSigningRequest': CertificateSigningRequest;
  'coordination.k8s.io/v1 Lease': Lease;
  'discovery.k8s.io/v1 EndpointSlice': EndpointSlice;
  'events.k8s.io/v1 Event': EventsEvent;
  'scheduling.k8s.io/v1 PriorityClass': PriorityClass;
  'node.k8s.io/v1 RuntimeClass': RuntimeClass;
  'flowcontrol.apiserver.k8s.io/v1 FlowSchema': FlowSchema;
  'flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration': PriorityLevelConfiguration;
  'authentication.k8s.io/v1 TokenReview': TokenReview;
  'authorization.k8s.io/v1 SubjectAccessReview': SubjectAccessReview;
  'authorization.k8s.io/v1 SelfSubjectAccessReview': SelfSubjectAccessReview;
  'authorization.k8s.io/v1 SelfSubjectRulesReview': SelfSubjectRulesReview;
  'authorization.k8s.io/v1 LocalSubjectAccessReview': LocalSubjectAccessReview;
}

// A built-in kind without a type does not compile.
type Typed<Names extends keyof BuiltInTypes> = Names;

/** Manifests may be constants. */
type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** What a manifest of this apiVersion and kind may hold: by the Kubernetes API for a built-in kind, else anything. */
export type ManifestOf<ApiVersion extends string, Kind extends string> = {
  readonly apiVersion: ApiVersion;
  readonly kind: Kind;
} & (`${ApiVersion} ${Kind}` extends Typed<BuiltInName>
  ? DeepReadonly<BuiltInTypes[`${ApiVersion} ${Kind}` & BuiltInName]>
  : { readonly [key: string]: unknown });
