import { and, exception, field, list, macro, not, out, rule } from 'falco-rules';

const { ka, jevt } = field;

/** People and agents of this cluster. */
const allowedK8sUsers = list('allowed_k8s_users', [
  'minikube',
  'minikube-user',
  'kubelet',
  'kops',
  'admin',
  'kube',
  'kube-proxy',
  'kube-apiserver-healthcheck',
  'kubernetes-admin',
  'vertical-pod-autoscaler',
  'cluster-autoscaler',
]);

/** The users that the cloud's own control plane acts as: named after the cluster. */
const cloudControllers = list('cloud_controllers', [
  'br3dsptd0mfheg0375g0-admin',
  'br3dsptd0mfheg0375g0-controller-manager',
]);

/** The locks that they renew every two to three seconds. */
const leaderElectionLocks = list('leader_election_locks', [
  'kube-controller-manager',
  'kube-scheduler',
  'cloud-controller-manager',
]);

const kevt = macro('kevt', jevt.value('/stage').in(['ResponseComplete']));
const nonSystemUser = macro('non_system_user', not(ka.user.name.startswith('system:')));

export const disallowedUser = rule('Disallowed K8s User', {
  desc: 'Detect any k8s operation by users outside of an allowed set of users.',
  condition: and(kevt, nonSystemUser, not(ka.user.name.in(allowedK8sUsers))),
  output: out`K8s Operation performed by user not in allowed list of users (user=${ka.user.name} target=${ka.target.name}/${ka.target.resource} verb=${ka.verb} uri=${ka.uri} resp=${ka.response.code})`,
  priority: 'WARNING',
  tags: ['k8s'],
  exceptions: [
    // Narrow on purpose: the controllers may renew their locks, and nothing else goes unseen.
    exception('cloud_controllers_renew_their_locks', {
      fields: [ka.user.name, ka.verb, ka.target.namespace, ka.target.resource, ka.target.name],
      comps: ['in', '=', '=', '=', 'in'],
      values: [[cloudControllers, 'update', 'kube-system', 'endpoints', leaderElectionLocks]],
    }),
  ],
});
