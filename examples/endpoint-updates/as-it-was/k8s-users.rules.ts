// The rule as the cluster's owner had it in July 2020, when the log filled up. Kept to show the noise; not deployed.
import { and, field, list, macro, not, out, rule } from 'falco-rules';

const { ka, jevt } = field;

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

const kevt = macro('kevt', jevt.value('/stage').in(['ResponseComplete']));
const nonSystemUser = macro('non_system_user', not(ka.user.name.startswith('system:')));

export const disallowedUser = rule('Disallowed K8s User', {
  desc: 'Detect any k8s operation by users outside of an allowed set of users.',
  condition: and(kevt, nonSystemUser, not(ka.user.name.in(allowedK8sUsers))),
  output: out`K8s Operation performed by user not in allowed list of users (user=${ka.user.name} target=${ka.target.name}/${ka.target.resource} verb=${ka.verb} uri=${ka.uri} resp=${ka.response.code})`,
  priority: 'WARNING',
  tags: ['k8s'],
});
