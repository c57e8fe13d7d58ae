// Generated from the field catalogue (packages/language/src/fields). Do not edit: run the tests of
// packages/rules-dsl/src/field with -u.
import type { BoolField, IndexedListField, KeyedField, ListField, NumberField, StringField } from '../types.js';

export interface FieldTree {
  /** `ka.*` */
  readonly ka: KaFields;
  /** `json.*` */
  readonly json: JsonFields;
  /** `jevt.*` */
  readonly jevt: JevtFields;
  /** `evt.*` */
  readonly evt: EvtFields;
}

export interface KaFields {
  /**
   * Identifier of the request; all its stages share it.
   *
   * From: `auditID`
   */
  readonly auditid: StringField<'ka.auditid', 'k8s_audit'>;
  /**
   * Stage of the request: RequestReceived, ResponseStarted, ResponseComplete or Panic.
   *
   * From: `stage`
   */
  readonly stage: StringField<'ka.stage', 'k8s_audit'>;
  /** `ka.auth.*` */
  readonly auth: KaAuthFields;
  /** `ka.validations.*` */
  readonly validations: KaValidationsFields;
  /** `ka.security.*` */
  readonly security: KaSecurityFields;
  /** `ka.user.*` */
  readonly user: KaUserFields;
  /** `ka.impuser.*` */
  readonly impuser: KaImpuserFields;
  /**
   * What is done: get, list, watch, create, update, patch, delete, deletecollection, or an HTTP method.
   *
   * From: `verb`
   */
  readonly verb: StringField<'ka.verb', 'k8s_audit'>;
  /**
   * The request URI as the client sent it, with its query.
   *
   * From: `requestURI`
   */
  readonly uri: StringField<'ka.uri', 'k8s_audit'> & KaUriFields;
  /** `ka.target.*` */
  readonly target: KaTargetFields;
  /** `ka.resp.*` */
  readonly resp: KaRespFields;
  /** `ka.response.*` */
  readonly response: KaResponseFields;
  /**
   * What the client says it is; a client can say anything.
   *
   * From: `userAgent`
   */
  readonly useragent: StringField<'ka.useragent', 'k8s_audit'>;
  /**
   * The sourceIPs entries of the rules in the request object.
   *
   * From: `requestObject.rules[].sourceIPs[]`
   *
   * Mind: not the client's addresses: it reads requestObject.rules[].sourceIPs, which no Kubernetes object has; use jevt.value[/sourceIPs/0].
   */
  readonly sourceips: IndexedListField<'ka.sourceips', 'k8s_audit'>;
  /** `ka.cluster.*` */
  readonly cluster: KaClusterFields;
  /** `ka.req.*` */
  readonly req: KaReqFields;
}

export interface KaAuthFields {
  /**
   * What the authorizer decided: allow or forbid.
   *
   * From: `annotations["authorization.k8s.io/decision"]`
   */
  readonly decision: StringField<'ka.auth.decision', 'k8s_audit'>;
  /**
   * Why the authorizer decided so, in its words.
   *
   * From: `annotations["authorization.k8s.io/reason"]`
   */
  readonly reason: StringField<'ka.auth.reason', 'k8s_audit'>;
  /** `ka.auth.openshift.*` */
  readonly openshift: KaAuthOpenshiftFields;
}

export interface KaAuthOpenshiftFields {
  /**
   * What the authentication of an OpenShift cluster decided.
   *
   * From: `annotations["authentication.openshift.io/decision"]`
   *
   * Since k8saudit 0.10.0.
   */
  readonly decision: StringField<'ka.auth.openshift.decision', 'k8s_audit'>;
  /**
   * The user that authenticates at an OpenShift cluster.
   *
   * From: `annotations["authentication.openshift.io/username"]`
   *
   * Since k8saudit 0.10.0.
   */
  readonly username: StringField<'ka.auth.openshift.username', 'k8s_audit'>;
}

export interface KaValidationsFields {
  /** `ka.validations.admission.*` */
  readonly admission: KaValidationsAdmissionFields;
}

export interface KaValidationsAdmissionFields {
  /** `ka.validations.admission.policy.*` */
  readonly policy: KaValidationsAdmissionPolicyFields;
}

export interface KaValidationsAdmissionPolicyFields {
  /**
   * What a validating admission policy objected to, as the JSON text of the annotation.
   *
   * From: `annotations["validation.policy.admission.k8s.io/validation_failure"]`
   *
   * Since k8saudit 0.13.0.
   */
  readonly failure: StringField<'ka.validations.admission.policy.failure', 'k8s_audit'>;
}

export interface KaSecurityFields {
  /** `ka.security.pod.*` */
  readonly pod: KaSecurityPodFields;
}

export interface KaSecurityPodFields {
  /**
   * What the pod security admission in audit mode objected to.
   *
   * From: `annotations["pod-security.kubernetes.io/audit-violations"]`
   *
   * Since k8saudit 0.14.0.
   */
  readonly violations: StringField<'ka.security.pod.violations', 'k8s_audit'>;
}

export interface KaUserFields {
  /**
   * The user that sent the request.
   *
   * From: `user.username`
   */
  readonly name: StringField<'ka.user.name', 'k8s_audit'>;
  /**
   * The groups of the user that sent the request.
   *
   * From: `user.groups[]`
   */
  readonly groups: ListField<'ka.user.groups', 'k8s_audit'>;
}

export interface KaImpuserFields {
  /**
   * The user whom the sender impersonates.
   *
   * From: `impersonatedUser.username`
   */
  readonly name: StringField<'ka.impuser.name', 'k8s_audit'>;
}

export interface KaUriFields {
  /**
   * The first value of a parameter in the query of the request URI, decoded.
   *
   * From: `requestURI`
   *
   * Mind: a `;` or a broken `%` escape anywhere in the query makes every parameter absent.
   */
  readonly param: KeyedField<'ka.uri.param', 'k8s_audit'>;
}

export interface KaTargetFields {
  /**
   * The name of the object that the request is about.
   *
   * From: `objectRef.name`
   *
   * Mind: absent where the server chooses the name (generateName), for list, watch and deletecollection, and for many creates.
   */
  readonly name: StringField<'ka.target.name', 'k8s_audit'>;
  /**
   * The namespace of the object that the request is about.
   *
   * From: `objectRef.namespace`
   */
  readonly namespace: StringField<'ka.target.namespace', 'k8s_audit'>;
  /**
   * The resource that the request is about, in the plural: pods, configmaps.
   *
   * From: `objectRef.resource`
   */
  readonly resource: StringField<'ka.target.resource', 'k8s_audit'>;
  /**
   * The subresource that the request is about: exec, log, status.
   *
   * From: `objectRef.subresource`
   */
  readonly subresource: StringField<'ka.target.subresource', 'k8s_audit'>;
  /** `ka.target.pod.*` */
  readonly pod: KaTargetPodFields;
}

export interface KaTargetPodFields {
  /**
   * The name of the pod in the response to a request about pods.
   *
   * From: `responseObject.metadata.name`
   *
   * Mind: only for pods themselves, never for subresources such as exec; it needs the audit level RequestResponse.
   *
   * Since k8saudit 0.10.0.
   */
  readonly name: StringField<'ka.target.pod.name', 'k8s_audit'>;
}

export interface KaRespFields {
  /**
   * The name of the object in the response.
   *
   * From: `responseObject.metadata.name`
   */
  readonly name: StringField<'ka.resp.name', 'k8s_audit'>;
}

export interface KaResponseFields {
  /**
   * The HTTP status of the response, as text.
   *
   * From: `responseStatus.code`
   *
   * Mind: a string: `<` and `>=` compare it byte by byte, so `>= 400` misses 1000.
   */
  readonly code: StringField<'ka.response.code', 'k8s_audit'>;
  /**
   * The reason of a response, mostly there for failures: NotFound, AlreadyExists, Forbidden.
   *
   * From: `responseStatus.reason`
   */
  readonly reason: StringField<'ka.response.reason', 'k8s_audit'>;
}

export interface KaClusterFields {
  /**
   * The name of the cluster, where something adds it as the annotation cluster_name.
   *
   * From: `annotations.cluster_name`
   *
   * Mind: an API server does not write this annotation; managed-cluster plugins and log shippers do.
   *
   * Since k8saudit 0.10.0.
   */
  readonly name: StringField<'ka.cluster.name', 'k8s_audit'>;
}

export interface KaReqFields {
  /** `ka.req.binding.*` */
  readonly binding: KaReqBindingFields;
  /** `ka.req.configmap.*` */
  readonly configmap: KaReqConfigmapFields;
  /** `ka.req.role.*` */
  readonly role: KaReqRoleFields;
  /** `ka.req.service.*` */
  readonly service: KaReqServiceFields;
  /** `ka.req.pod.*` */
  readonly pod: KaReqPodFields;
  /** `ka.req.container.*` */
  readonly container: KaReqContainerFields;
  /** `ka.req.volume.*` */
  readonly volume: KaReqVolumeFields;
}

export interface KaReqBindingFields {
  /**
   * The subjects of the binding in the request, each as JSON text.
   *
   * From: `requestObject.subjects[]`
   */
  readonly subjects: ListField<'ka.req.binding.subjects', 'k8s_audit'> & KaReqBindingSubjectsFields;
  /**
   * The role that the binding in the request grants.
   *
   * From: `requestObject.roleRef.name`
   */
  readonly role: StringField<'ka.req.binding.role', 'k8s_audit'>;
  /** `ka.req.binding.subject.*` */
  readonly subject: KaReqBindingSubjectFields;
}

export interface KaReqBindingSubjectsFields {
  /**
   * The names of the users that the binding in the request binds.
   *
   * From: `requestObject.subjects[kind=User].name`
   *
   * Since k8saudit 0.12.0.
   */
  readonly user_names: ListField<'ka.req.binding.subjects.user_names', 'k8s_audit'>;
  /**
   * The names of the service accounts that the binding in the request binds, without namespace.
   *
   * From: `requestObject.subjects[kind=ServiceAccount].name`
   *
   * Since k8saudit 0.12.0.
   */
  readonly serviceaccount_names: ListField<'ka.req.binding.subjects.serviceaccount_names', 'k8s_audit'>;
  /**
   * The service accounts that the binding in the request binds, as namespace:name.
   *
   * From: `requestObject.subjects[kind=ServiceAccount].{namespace,name}`
   *
   * Since k8saudit 0.12.0.
   */
  readonly serviceaccount_ns_names: ListField<'ka.req.binding.subjects.serviceaccount_ns_names', 'k8s_audit'>;
  /**
   * The names of the groups that the binding in the request binds.
   *
   * From: `requestObject.subjects[kind=Group].name`
   *
   * Since k8saudit 0.12.0.
   */
  readonly group_names: ListField<'ka.req.binding.subjects.group_names', 'k8s_audit'>;
}

export interface KaReqBindingSubjectFields {
  /**
   * The word true, for every audit event and every key.
   *
   * Mind: true on every audit event, whatever the binding says.
   *
   * @deprecated since k8saudit 0.1.0: use ka.req.binding.subjects.user_names
   */
  readonly has_name: KeyedField<'ka.req.binding.subject.has_name', 'k8s_audit'>;
}

export interface KaReqConfigmapFields {
  /**
   * The name of the object that the request is about, config map or not.
   *
   * From: `objectRef.name`
   *
   * Mind: the same as ka.target.name for any resource: check ka.target.resource too.
   */
  readonly name: StringField<'ka.req.configmap.name', 'k8s_audit'>;
  /**
   * The data of the object in the request, as compact JSON text.
   *
   * From: `requestObject.data`
   *
   * Mind: the data member of any object, secrets included, and only that: binaryData and metadata are not in it.
   */
  readonly obj: StringField<'ka.req.configmap.obj', 'k8s_audit'>;
}

export interface KaReqRoleFields {
  /**
   * The rules of the role in the request, each as JSON text.
   *
   * From: `requestObject.rules[]`
   */
  readonly rules: ListField<'ka.req.role.rules', 'k8s_audit'> & KaReqRoleRulesFields;
}

export interface KaReqRoleRulesFields {
  /**
   * The API groups in all rules of the role in the request, or in the one at the index.
   *
   * From: `requestObject.rules[].apiGroups[]`
   */
  readonly apiGroups: IndexedListField<'ka.req.role.rules.apiGroups', 'k8s_audit'>;
  /**
   * The non-resource URLs in all rules of the role in the request, or in the one at the index.
   *
   * From: `requestObject.rules[].nonResourceURLs[]`
   */
  readonly nonResourceURLs: IndexedListField<'ka.req.role.rules.nonResourceURLs', 'k8s_audit'>;
  /**
   * The verbs in all rules of the role in the request, or in the one at the index.
   *
   * From: `requestObject.rules[].verbs[]`
   */
  readonly verbs: IndexedListField<'ka.req.role.rules.verbs', 'k8s_audit'>;
  /**
   * The resources in all rules of the role in the request, or in the one at the index.
   *
   * From: `requestObject.rules[].resources[]`
   */
  readonly resources: IndexedListField<'ka.req.role.rules.resources', 'k8s_audit'>;
}

export interface KaReqServiceFields {
  /**
   * The type of the service in the request: ClusterIP, NodePort, LoadBalancer, ExternalName.
   *
   * From: `requestObject.spec.type`
   *
   * Mind: spec.type of any object: check ka.target.resource too.
   */
  readonly type: StringField<'ka.req.service.type', 'k8s_audit'>;
  /**
   * The ports of the service in the request, as JSON text.
   *
   * From: `requestObject.spec.ports`
   *
   * Mind: one element that is the whole array as JSON text, with an index too: the index does not choose a port.
   */
  readonly ports: IndexedListField<'ka.req.service.ports', 'k8s_audit'>;
}

export interface KaReqPodFields {
  /**
   * Whether the pod in the request shares the host's IPC namespace.
   *
   * From: `requestObject.spec.hostIPC`
   *
   * Mind: only where the request object is itself a pod; a deployment keeps its pod under spec.template.spec.
   */
  readonly host_ipc: StringField<'ka.req.pod.host_ipc', 'k8s_audit'>;
  /**
   * Whether the pod in the request shares the host's network.
   *
   * From: `requestObject.spec.hostNetwork`
   *
   * Mind: only where the request object is itself a pod; a deployment keeps its pod under spec.template.spec.
   */
  readonly host_network: StringField<'ka.req.pod.host_network', 'k8s_audit'>;
  /**
   * Whether the pod in the request shares the host's process namespace.
   *
   * From: `requestObject.spec.hostPID`
   *
   * Mind: only where the request object is itself a pod; a deployment keeps its pod under spec.template.spec.
   */
  readonly host_pid: StringField<'ka.req.pod.host_pid', 'k8s_audit'>;
  /**
   * The user id in the security context of the pod in the request.
   *
   * From: `requestObject.spec.securityContext.runAsUser`
   *
   * Mind: only where the request object is itself a pod; a deployment keeps its pod under spec.template.spec.
   */
  readonly run_as_user: StringField<'ka.req.pod.run_as_user', 'k8s_audit'>;
  /**
   * The group id in the security context of the pod in the request.
   *
   * From: `requestObject.spec.securityContext.runAsGroup`
   *
   * Mind: only where the request object is itself a pod; a deployment keeps its pod under spec.template.spec.
   */
  readonly run_as_group: StringField<'ka.req.pod.run_as_group', 'k8s_audit'>;
  /**
   * The group id that owns the volumes of the pod in the request.
   *
   * From: `requestObject.spec.securityContext.fsGroup`
   *
   * Mind: only where the request object is itself a pod; a deployment keeps its pod under spec.template.spec.
   */
  readonly fs_group: StringField<'ka.req.pod.fs_group', 'k8s_audit'>;
  /**
   * The additional group ids of the pod in the request.
   *
   * From: `requestObject.spec.securityContext.supplementalGroups[]`
   *
   * Mind: only where the request object is itself a pod; a deployment keeps its pod under spec.template.spec.
   */
  readonly supplemental_groups: ListField<'ka.req.pod.supplemental_groups', 'k8s_audit'>;
  /** `ka.req.pod.volumes.*` */
  readonly volumes: KaReqPodVolumesFields;
  /** `ka.req.pod.containers.*` */
  readonly containers: KaReqPodContainersFields;
  /** `ka.req.pod.initContainers.*` */
  readonly initContainers: KaReqPodInitContainersFields;
  /** `ka.req.pod.ephemeralContainers.*` */
  readonly ephemeralContainers: KaReqPodEphemeralContainersFields;
}

export interface KaReqPodVolumesFields {
  /**
   * The host paths among the volumes of the pod in the request, or of the volume at the index.
   *
   * From: `requestObject.spec.volumes[].hostPath.path`
   *
   * Mind: only where the request object is itself a pod; a deployment keeps its pod under spec.template.spec.
   */
  readonly hostpath: IndexedListField<'ka.req.pod.volumes.hostpath', 'k8s_audit'>;
  /**
   * The FlexVolume drivers among the volumes of the pod in the request, or of the volume at the index.
   *
   * From: `requestObject.spec.volumes[].flexVolume.driver`
   *
   * Mind: only where the request object is itself a pod; a deployment keeps its pod under spec.template.spec.
   */
  readonly flexvolume_driver: IndexedListField<'ka.req.pod.volumes.flexvolume_driver', 'k8s_audit'>;
  /**
   * The types of the volumes of the pod in the request: every key of a volume but name.
   *
   * From: `requestObject.spec.volumes[].*`
   *
   * Mind: a null among the volumes crashes a running Falco.
   */
  readonly volume_type: IndexedListField<'ka.req.pod.volumes.volume_type', 'k8s_audit'>;
}

export interface KaReqPodContainersFields {
  /**
   * The names of the containers of the pod in the request.
   *
   * From: `requestObject.spec.containers[].name`
   *
   * Since k8saudit 0.14.0.
   */
  readonly name: IndexedListField<'ka.req.pod.containers.name', 'k8s_audit'>;
  /**
   * The commands of the containers of the pod in the request, the words of each joined by blanks.
   *
   * From: `requestObject.spec.containers[].command`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   *
   * Since k8saudit 0.15.0.
   */
  readonly command: IndexedListField<'ka.req.pod.containers.command', 'k8s_audit'>;
  /**
   * The arguments of the containers of the pod in the request, the words of each joined by blanks.
   *
   * From: `requestObject.spec.containers[].args`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   *
   * Since k8saudit 0.15.0.
   */
  readonly args: IndexedListField<'ka.req.pod.containers.args', 'k8s_audit'>;
  /**
   * The images of the containers of the pod in the request.
   *
   * From: `requestObject.spec.containers[].image`
   *
   * Mind: one container without an image makes the whole field absent.
   */
  readonly image: IndexedListField<'ka.req.pod.containers.image', 'k8s_audit'> & KaReqPodContainersImageFields;
  /**
   * The privileged flags of the containers of the pod in the request.
   *
   * From: `requestObject.spec.containers[].securityContext.privileged`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   */
  readonly privileged: IndexedListField<'ka.req.pod.containers.privileged', 'k8s_audit'>;
  /**
   * The allowPrivilegeEscalation flags of the containers of the pod in the request.
   *
   * From: `requestObject.spec.containers[].securityContext.allowPrivilegeEscalation`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   */
  readonly allow_privilege_escalation: IndexedListField<'ka.req.pod.containers.allow_privilege_escalation', 'k8s_audit'>;
  /**
   * The readOnlyRootFilesystem flags of the containers of the pod in the request.
   *
   * From: `requestObject.spec.containers[].securityContext.readOnlyRootFilesystem`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   */
  readonly read_only_fs: IndexedListField<'ka.req.pod.containers.read_only_fs', 'k8s_audit'>;
  /**
   * The user ids of the containers of the pod in the request, where their security context sets one.
   *
   * From: `requestObject.spec.containers[].securityContext.runAsUser`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   */
  readonly run_as_user: IndexedListField<'ka.req.pod.containers.run_as_user', 'k8s_audit'>;
  /**
   * Meant as the user ids of the containers of the pod in the request, falling back to the pod's and then to 0.
   *
   * From: `requestObject.spec.containers[].runAsUser`
   *
   * Mind: reads the id beside securityContext, not inside it: real pods give 0 for every container, whoever they run as.
   */
  readonly eff_run_as_user: IndexedListField<'ka.req.pod.containers.eff_run_as_user', 'k8s_audit'>;
  /**
   * The group ids of the containers of the pod in the request, where their security context sets one.
   *
   * From: `requestObject.spec.containers[].securityContext.runAsGroup`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   */
  readonly run_as_group: IndexedListField<'ka.req.pod.containers.run_as_group', 'k8s_audit'>;
  /**
   * Meant as the group ids of the containers of the pod in the request, falling back to the pod's and then to 0.
   *
   * From: `requestObject.spec.containers[].runAsGroup`
   *
   * Mind: reads the id beside securityContext, not inside it: real pods give 0 for every container, whoever they run as.
   */
  readonly eff_run_as_group: IndexedListField<'ka.req.pod.containers.eff_run_as_group', 'k8s_audit'>;
  /**
   * The procMount settings of the containers of the pod in the request.
   *
   * From: `requestObject.spec.containers[].securityContext.procMount`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   */
  readonly proc_mount: IndexedListField<'ka.req.pod.containers.proc_mount', 'k8s_audit'>;
  /**
   * The capabilities that the security contexts of the containers of the pod in the request add.
   *
   * From: `requestObject.spec.containers[].securityContext.capabilities.add`
   *
   * Mind: one element a container, the whole array as JSON text: ["SYS_ADMIN"], not SYS_ADMIN.
   */
  readonly add_capabilities: IndexedListField<'ka.req.pod.containers.add_capabilities', 'k8s_audit'>;
  /**
   * The ports of the containers of the pod in the request: hostPort, or containerPort where there is none.
   *
   * From: `requestObject.spec.containers[].ports[].{hostPort,containerPort}`
   *
   * Mind: container ports without a host port are in it too.
   */
  readonly host_port: IndexedListField<'ka.req.pod.containers.host_port', 'k8s_audit'>;
}

export interface KaReqPodContainersImageFields {
  /**
   * The images of the containers of the pod in the request, each up to its first colon or at sign.
   *
   * From: `requestObject.spec.containers[].image`
   *
   * Mind: cut at the first colon: reg:5000/team/app gives reg.
   */
  readonly repository: IndexedListField<'ka.req.pod.containers.image.repository', 'k8s_audit'>;
}

export interface KaReqPodInitContainersFields {
  /**
   * The names of the init containers of the pod in the request.
   *
   * From: `requestObject.spec.initContainers[].name`
   *
   * Since k8saudit 0.18.0.
   */
  readonly name: IndexedListField<'ka.req.pod.initContainers.name', 'k8s_audit'>;
  /**
   * The commands of the init containers of the pod in the request, the words of each joined by blanks.
   *
   * From: `requestObject.spec.initContainers[].command`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   *
   * Since k8saudit 0.18.0.
   */
  readonly command: IndexedListField<'ka.req.pod.initContainers.command', 'k8s_audit'>;
  /**
   * The arguments of the init containers of the pod in the request, the words of each joined by blanks.
   *
   * From: `requestObject.spec.initContainers[].args`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   *
   * Since k8saudit 0.18.0.
   */
  readonly args: IndexedListField<'ka.req.pod.initContainers.args', 'k8s_audit'>;
  /**
   * The images of the init containers of the pod in the request.
   *
   * From: `requestObject.spec.initContainers[].image`
   *
   * Mind: one container without an image makes the whole field absent.
   *
   * Since k8saudit 0.18.0.
   */
  readonly image: IndexedListField<'ka.req.pod.initContainers.image', 'k8s_audit'> & KaReqPodInitContainersImageFields;
  /**
   * The privileged flags of the init containers of the pod in the request.
   *
   * From: `requestObject.spec.initContainers[].securityContext.privileged`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   *
   * Since k8saudit 0.18.0.
   */
  readonly privileged: IndexedListField<'ka.req.pod.initContainers.privileged', 'k8s_audit'>;
  /**
   * The allowPrivilegeEscalation flags of the init containers of the pod in the request.
   *
   * From: `requestObject.spec.initContainers[].securityContext.allowPrivilegeEscalation`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   *
   * Since k8saudit 0.18.0.
   */
  readonly allow_privilege_escalation: IndexedListField<'ka.req.pod.initContainers.allow_privilege_escalation', 'k8s_audit'>;
  /**
   * The readOnlyRootFilesystem flags of the init containers of the pod in the request.
   *
   * From: `requestObject.spec.initContainers[].securityContext.readOnlyRootFilesystem`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   *
   * Since k8saudit 0.18.0.
   */
  readonly read_only_fs: IndexedListField<'ka.req.pod.initContainers.read_only_fs', 'k8s_audit'>;
  /**
   * The user ids of the init containers of the pod in the request, where their security context sets one.
   *
   * From: `requestObject.spec.initContainers[].securityContext.runAsUser`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   *
   * Since k8saudit 0.18.0.
   */
  readonly run_as_user: IndexedListField<'ka.req.pod.initContainers.run_as_user', 'k8s_audit'>;
  /**
   * Meant as the user ids of the init containers of the pod in the request, falling back to the pod's and then to 0.
   *
   * From: `requestObject.spec.initContainers[].runAsUser`
   *
   * Mind: reads the id beside securityContext, not inside it: real pods give 0 for every container, whoever they run as.
   *
   * Since k8saudit 0.18.0.
   */
  readonly eff_run_as_user: IndexedListField<'ka.req.pod.initContainers.eff_run_as_user', 'k8s_audit'>;
  /**
   * The group ids of the init containers of the pod in the request, where their security context sets one.
   *
   * From: `requestObject.spec.initContainers[].securityContext.runAsGroup`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   *
   * Since k8saudit 0.18.0.
   */
  readonly run_as_group: IndexedListField<'ka.req.pod.initContainers.run_as_group', 'k8s_audit'>;
  /**
   * Meant as the group ids of the init containers of the pod in the request, falling back to the pod's and then to 0.
   *
   * From: `requestObject.spec.initContainers[].runAsGroup`
   *
   * Mind: reads the id beside securityContext, not inside it: real pods give 0 for every container, whoever they run as.
   *
   * Since k8saudit 0.18.0.
   */
  readonly eff_run_as_group: IndexedListField<'ka.req.pod.initContainers.eff_run_as_group', 'k8s_audit'>;
  /**
   * The procMount settings of the init containers of the pod in the request.
   *
   * From: `requestObject.spec.initContainers[].securityContext.procMount`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   *
   * Since k8saudit 0.18.0.
   */
  readonly proc_mount: IndexedListField<'ka.req.pod.initContainers.proc_mount', 'k8s_audit'>;
  /**
   * The capabilities that the security contexts of the init containers of the pod in the request add.
   *
   * From: `requestObject.spec.initContainers[].securityContext.capabilities.add`
   *
   * Mind: one element a container, the whole array as JSON text: ["SYS_ADMIN"], not SYS_ADMIN.
   *
   * Since k8saudit 0.18.0.
   */
  readonly add_capabilities: IndexedListField<'ka.req.pod.initContainers.add_capabilities', 'k8s_audit'>;
  /**
   * The ports of the init containers of the pod in the request: hostPort, or containerPort where there is none.
   *
   * From: `requestObject.spec.initContainers[].ports[].{hostPort,containerPort}`
   *
   * Mind: container ports without a host port are in it too.
   *
   * Since k8saudit 0.18.0.
   */
  readonly host_port: IndexedListField<'ka.req.pod.initContainers.host_port', 'k8s_audit'>;
}

export interface KaReqPodInitContainersImageFields {
  /**
   * The images of the init containers of the pod in the request, each up to its first colon or at sign.
   *
   * From: `requestObject.spec.initContainers[].image`
   *
   * Mind: cut at the first colon: reg:5000/team/app gives reg.
   *
   * Since k8saudit 0.18.0.
   */
  readonly repository: IndexedListField<'ka.req.pod.initContainers.image.repository', 'k8s_audit'>;
}

export interface KaReqPodEphemeralContainersFields {
  /**
   * The names of the ephemeral containers of the pod in the request.
   *
   * From: `requestObject.spec.ephemeralContainers[].name`
   *
   * Since k8saudit 0.18.0.
   */
  readonly name: IndexedListField<'ka.req.pod.ephemeralContainers.name', 'k8s_audit'>;
  /**
   * The commands of the ephemeral containers of the pod in the request, the words of each joined by blanks.
   *
   * From: `requestObject.spec.ephemeralContainers[].command`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   *
   * Since k8saudit 0.18.0.
   */
  readonly command: IndexedListField<'ka.req.pod.ephemeralContainers.command', 'k8s_audit'>;
  /**
   * The arguments of the ephemeral containers of the pod in the request, the words of each joined by blanks.
   *
   * From: `requestObject.spec.ephemeralContainers[].args`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   *
   * Since k8saudit 0.18.0.
   */
  readonly args: IndexedListField<'ka.req.pod.ephemeralContainers.args', 'k8s_audit'>;
  /**
   * The images of the ephemeral containers of the pod in the request.
   *
   * From: `requestObject.spec.ephemeralContainers[].image`
   *
   * Mind: one container without an image makes the whole field absent.
   *
   * Since k8saudit 0.18.0.
   */
  readonly image: IndexedListField<'ka.req.pod.ephemeralContainers.image', 'k8s_audit'> & KaReqPodEphemeralContainersImageFields;
  /**
   * The privileged flags of the ephemeral containers of the pod in the request.
   *
   * From: `requestObject.spec.ephemeralContainers[].securityContext.privileged`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   *
   * Since k8saudit 0.18.0.
   */
  readonly privileged: IndexedListField<'ka.req.pod.ephemeralContainers.privileged', 'k8s_audit'>;
  /**
   * The allowPrivilegeEscalation flags of the ephemeral containers of the pod in the request.
   *
   * From: `requestObject.spec.ephemeralContainers[].securityContext.allowPrivilegeEscalation`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   *
   * Since k8saudit 0.18.0.
   */
  readonly allow_privilege_escalation: IndexedListField<'ka.req.pod.ephemeralContainers.allow_privilege_escalation', 'k8s_audit'>;
  /**
   * The readOnlyRootFilesystem flags of the ephemeral containers of the pod in the request.
   *
   * From: `requestObject.spec.ephemeralContainers[].securityContext.readOnlyRootFilesystem`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   *
   * Since k8saudit 0.18.0.
   */
  readonly read_only_fs: IndexedListField<'ka.req.pod.ephemeralContainers.read_only_fs', 'k8s_audit'>;
  /**
   * The user ids of the ephemeral containers of the pod in the request, where their security context sets one.
   *
   * From: `requestObject.spec.ephemeralContainers[].securityContext.runAsUser`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   *
   * Since k8saudit 0.18.0.
   */
  readonly run_as_user: IndexedListField<'ka.req.pod.ephemeralContainers.run_as_user', 'k8s_audit'>;
  /**
   * Meant as the user ids of the ephemeral containers of the pod in the request, falling back to the pod's and then to 0.
   *
   * From: `requestObject.spec.ephemeralContainers[].runAsUser`
   *
   * Mind: reads the id beside securityContext, not inside it: real pods give 0 for every container, whoever they run as.
   *
   * Since k8saudit 0.18.0.
   */
  readonly eff_run_as_user: IndexedListField<'ka.req.pod.ephemeralContainers.eff_run_as_user', 'k8s_audit'>;
  /**
   * The group ids of the ephemeral containers of the pod in the request, where their security context sets one.
   *
   * From: `requestObject.spec.ephemeralContainers[].securityContext.runAsGroup`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   *
   * Since k8saudit 0.18.0.
   */
  readonly run_as_group: IndexedListField<'ka.req.pod.ephemeralContainers.run_as_group', 'k8s_audit'>;
  /**
   * Meant as the group ids of the ephemeral containers of the pod in the request, falling back to the pod's and then to 0.
   *
   * From: `requestObject.spec.ephemeralContainers[].runAsGroup`
   *
   * Mind: reads the id beside securityContext, not inside it: real pods give 0 for every container, whoever they run as.
   *
   * Since k8saudit 0.18.0.
   */
  readonly eff_run_as_group: IndexedListField<'ka.req.pod.ephemeralContainers.eff_run_as_group', 'k8s_audit'>;
  /**
   * The procMount settings of the ephemeral containers of the pod in the request.
   *
   * From: `requestObject.spec.ephemeralContainers[].securityContext.procMount`
   *
   * Mind: containers that do not say are left out: the list may be shorter than the containers.
   *
   * Since k8saudit 0.18.0.
   */
  readonly proc_mount: IndexedListField<'ka.req.pod.ephemeralContainers.proc_mount', 'k8s_audit'>;
  /**
   * The capabilities that the security contexts of the ephemeral containers of the pod in the request add.
   *
   * From: `requestObject.spec.ephemeralContainers[].securityContext.capabilities.add`
   *
   * Mind: one element a container, the whole array as JSON text: ["SYS_ADMIN"], not SYS_ADMIN.
   *
   * Since k8saudit 0.18.0.
   */
  readonly add_capabilities: IndexedListField<'ka.req.pod.ephemeralContainers.add_capabilities', 'k8s_audit'>;
}

export interface KaReqPodEphemeralContainersImageFields {
  /**
   * The images of the ephemeral containers of the pod in the request, each up to its first colon or at sign.
   *
   * From: `requestObject.spec.ephemeralContainers[].image`
   *
   * Mind: cut at the first colon: reg:5000/team/app gives reg.
   *
   * Since k8saudit 0.18.0.
   */
  readonly repository: IndexedListField<'ka.req.pod.ephemeralContainers.image.repository', 'k8s_audit'>;
}

export interface KaReqContainerFields {
  /**
   * Another name for ka.req.pod.host_network.
   *
   * From: `requestObject.spec.hostNetwork`
   *
   * @deprecated since k8saudit 0.1.0: use ka.req.pod.host_network
   */
  readonly host_network: StringField<'ka.req.container.host_network', 'k8s_audit'>;
  /**
   * The image of the first container of the pod in the request.
   *
   * From: `requestObject.spec.containers[0].image`
   *
   * Mind: the first container only: a second one goes unseen.
   *
   * @deprecated since k8saudit 0.1.0: use ka.req.pod.containers.image
   */
  readonly image: StringField<'ka.req.container.image', 'k8s_audit'> & KaReqContainerImageFields;
  /**
   * Whether one of the containers of the pod in the request is privileged: true or false.
   *
   * From: `requestObject.spec.containers[].securityContext.privileged`
   *
   * Mind: looks at containers only, not at initContainers and ephemeralContainers.
   *
   * @deprecated since k8saudit 0.1.0: use ka.req.pod.containers.privileged
   */
  readonly privileged: StringField<'ka.req.container.privileged', 'k8s_audit'>;
}

export interface KaReqContainerImageFields {
  /**
   * The image of the first container of the pod in the request, up to its first colon or at sign.
   *
   * From: `requestObject.spec.containers[0].image`
   *
   * Mind: the first container only, cut at the first colon: reg:5000/team/app gives reg.
   *
   * @deprecated since k8saudit 0.1.0: use ka.req.pod.containers.image.repository
   */
  readonly repository: StringField<'ka.req.container.image.repository', 'k8s_audit'>;
}

export interface KaReqVolumeFields {
  /**
   * Whether a volume of the pod in the request is the given host path, or starts with it where that ends with an asterisk: true or false.
   *
   * From: `requestObject.spec.volumes[].hostPath.path`
   *
   * Mind: compares text: /etc matches neither /etc/ nor /etc/kubernetes, and /etc* also matches /etcetera.
   *
   * @deprecated since k8saudit 0.1.0: use ka.req.pod.volumes.hostpath
   */
  readonly hostpath: KeyedField<'ka.req.volume.hostpath', 'k8s_audit'>;
}

export interface JsonFields {
  /**
   * The value at a JSON pointer (RFC 6901) in the event, as text.
   *
   * From: `what the JSON pointer names`
   *
   * Mind: a pointer that names an object or array gives its compact JSON text; an empty one gives the whole event.
   */
  readonly value: KeyedField<'json.value', never>;
  /**
   * The whole event as JSON text, indented by two blanks.
   *
   * From: `the whole event`
   *
   * Mind: absent where the event is JSON only by the loose grammar that lets it in (raw control characters, 01, \q).
   */
  readonly obj: StringField<'json.obj', never>;
  /**
   * The time of the event in nanoseconds since 1970, as text.
   *
   * From: `stageTimestamp`
   *
   * Mind: a string: order comparisons go byte by byte; evt.rawtime is the number.
   */
  readonly rawtime: StringField<'json.rawtime', never>;
}

export interface JevtFields {
  /**
   * The older name of json.value, the one that most rules use.
   *
   * From: `what the JSON pointer names`
   *
   * Mind: a pointer that names an object or array gives its compact JSON text; an empty one gives the whole event.
   */
  readonly value: KeyedField<'jevt.value', never>;
  /**
   * The older name of json.obj.
   *
   * From: `the whole event`
   *
   * Mind: absent where the event is JSON only by the loose grammar that lets it in (raw control characters, 01, \q).
   */
  readonly obj: StringField<'jevt.obj', never>;
  /**
   * The older name of json.rawtime.
   *
   * From: `stageTimestamp`
   *
   * Mind: a string: order comparisons go byte by byte; evt.rawtime is the number.
   */
  readonly rawtime: StringField<'jevt.rawtime', never>;
}

export interface EvtFields {
  /** The count of accepted events, from 1. */
  readonly num: NumberField<'evt.num', never, 'uint64'>;
  /**
   * The time of day of the event, with nanoseconds.
   *
   * From: `stageTimestamp`
   *
   * Mind: in local time: the zone of the machine that runs Falco.
   */
  readonly time: StringField<'evt.time', never> & EvtTimeFields;
  /**
   * Date and time of the event, with nanoseconds.
   *
   * From: `stageTimestamp`
   *
   * Mind: in local time: the zone of the machine that runs Falco.
   */
  readonly datetime: StringField<'evt.datetime', never> & EvtDatetimeFields;
  /**
   * The time of the event in nanoseconds since 1970.
   *
   * From: `stageTimestamp`
   */
  readonly rawtime: NumberField<'evt.rawtime', never, 'abstime'> & EvtRawtimeFields;
  /**
   * Nanoseconds since the first event.
   *
   * From: `stageTimestamp`
   *
   * Mind: an event older than the first one wraps around to a huge number.
   */
  readonly reltime: NumberField<'evt.reltime', never, 'reltime'> & EvtReltimeFields;
  /** The plugin that the event comes from: k8saudit. */
  readonly pluginname: StringField<'evt.pluginname', never>;
  /**
   * The event as the plugin prints it: the whole of it as compact JSON text.
   *
   * From: `the whole event`
   */
  readonly plugininfo: StringField<'evt.plugininfo', never>;
  /**
   * The source of the event: k8s_audit.
   *
   * Since falco 0.35.0.
   */
  readonly source: StringField<'evt.source', never>;
  /**
   * Whether a plugin injected the event on the side; false for audit events.
   *
   * Since falco 0.35.0.
   */
  readonly is_async: BoolField<'evt.is_async', never>;
  /**
   * The type of such an injected event; absent for audit events.
   *
   * Since falco 0.35.0.
   */
  readonly asynctype: StringField<'evt.asynctype', never>;
  /**
   * The host that runs Falco, or what FALCO_HOSTNAME says.
   *
   * Mind: Falco's host, not the node that the request is about.
   *
   * Since falco 0.36.0.
   */
  readonly hostname: StringField<'evt.hostname', never>;
}

export interface EvtTimeFields {
  /**
   * The time of day of the event, to the second.
   *
   * From: `stageTimestamp`
   *
   * Mind: in local time: the zone of the machine that runs Falco.
   */
  readonly s: StringField<'evt.time.s', never>;
  /**
   * Date and time of the event in ISO 8601, UTC, with nanoseconds.
   *
   * From: `stageTimestamp`
   */
  readonly iso8601: StringField<'evt.time.iso8601', never>;
}

export interface EvtDatetimeFields {
  /**
   * Date and time of the event, to the second.
   *
   * From: `stageTimestamp`
   *
   * Mind: in local time: the zone of the machine that runs Falco.
   */
  readonly s: StringField<'evt.datetime.s', never>;
}

export interface EvtRawtimeFields {
  /**
   * The time of the event in seconds since 1970.
   *
   * From: `stageTimestamp`
   */
  readonly s: NumberField<'evt.rawtime.s', never, 'abstime'>;
  /**
   * The nanoseconds within the second of the event.
   *
   * From: `stageTimestamp`
   */
  readonly ns: NumberField<'evt.rawtime.ns', never, 'abstime'>;
}

export interface EvtReltimeFields {
  /**
   * Seconds since the first event.
   *
   * From: `stageTimestamp`
   *
   * Mind: an event older than the first one wraps around to a huge number.
   */
  readonly s: NumberField<'evt.reltime.s', never, 'reltime'>;
  /**
   * The nanoseconds within the second of the time since the first event.
   *
   * From: `stageTimestamp`
   *
   * Mind: an event older than the first one wraps around to a huge number.
   */
  readonly ns: NumberField<'evt.reltime.ns', never, 'reltime'>;
}
