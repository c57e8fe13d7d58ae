import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../text/bytes.js';
import type { LintOptions } from './index.js';
import { lintFiles } from './lint-yaml.test-data.js';

// Rules of our own in the shape of those that Falco has shipped: what is reported of them is what
// docs/lints/shipped-rules.md says, and nothing more.

const DOCUMENT = resolve(fileURLToPath(import.meta.url), '../../../../../docs/lints/shipped-rules.md');

const rule = (name: string, condition: string, output = 'x (user=%ka.user.name resp=%ka.response.code)') =>
  `- rule: ${name}\n  desc: d\n  condition: >\n    ${condition}\n  output: ${output}\n  priority: WARNING\n  source: k8s_audit\n`;

const MACROS = `
- macro: k8s_audit_always_true
  condition: (jevt.rawtime exists)
- macro: k8s_audit_never_true
  condition: (jevt.rawtime=0)
- list: k8s_audit_stages
  items: ["ResponseComplete"]
- macro: kevt
  condition: (jevt.value[/stage] in (k8s_audit_stages))
- macro: kevt_started
  condition: (jevt.value[/stage]=ResponseStarted)
- macro: non_system_user
  condition: (not ka.user.name startswith "system:")
- list: user_trusted_images
  items: []
- list: trusted_images
  items: [registry.example/agent, registry.example/proxy, user_trusted_images]
- list: allowed_users
  items: [kubelet, admin, "system:addon-manager"]
- macro: response_successful
  condition: (ka.response.code startswith 2)
- macro: kcreate
  condition: ka.verb=create
- macro: kget
  condition: ka.verb=get
- macro: kmodify
  condition: (ka.verb in (create,update,patch))
- macro: pod
  condition: ka.target.resource=pods and not ka.target.subresource exists
- macro: pod_subresource
  condition: ka.target.resource=pods and ka.target.subresource exists
- macro: secret
  condition: ka.target.resource=secrets
- macro: node
  condition: ka.target.resource=nodes
- macro: allowed_containers
  condition: (k8s_audit_always_true)
- macro: known_exec
  condition: (k8s_audit_never_true)
- macro: health_endpoint
  condition: ka.uri=/healthz or ka.uri startswith /healthz?
- macro: trusted_pods
  condition:
    (ka.req.pod.containers.image.repository in (user_trusted_images) or
    ka.req.pod.containers.image.repository in (trusted_images))
- macro: any_privileged
  condition: >
    (ka.req.pod.containers.privileged intersects (true) or
     ka.req.pod.initContainers.privileged intersects (true) or
     ka.req.pod.ephemeralContainers.privileged intersects (true))
`;

const GOOD = [
  rule('Disallowed User', 'kevt and non_system_user and not ka.user.name in (allowed_users)'),
  rule(
    'Disallowed Pod',
    'kevt and pod and kcreate and not allowed_containers',
    'x (images=%ka.req.pod.containers.image)',
  ),
  rule(
    'Privileged Pod',
    'kevt and pod and kcreate and any_privileged and not ka.req.pod.containers.image.repository in (trusted_images)',
    'x (init=%ka.req.pod.initContainers.image name=%ka.resp.name)',
  ),
  rule(
    'Host Network',
    'kevt and pod and kcreate and ka.req.pod.host_network intersects (true) and not ka.req.pod.containers.image.repository in (user_trusted_images)',
  ),
  rule(
    'Kube Namespace Pod',
    'kevt and pod and kcreate and ka.target.namespace in (kube-system) and not trusted_pods',
  ),
  rule(
    'Anonymous',
    'kevt and ka.user.name=system:anonymous and ka.auth.decision="allow" and not health_endpoint',
  ),
  rule(
    'Exec',
    'kevt_started and pod_subresource and (kcreate or kget) and ka.target.subresource in (exec,attach) and not known_exec',
    'x (command=%ka.uri.param[command])',
  ),
  rule(
    'Debug',
    'kevt and pod_subresource and kmodify and ka.target.subresource in (ephemeralcontainers)',
    'x (%jevt.value[/requestObject/ephemeralContainers/0/name])',
  ),
  rule(
    'System Role',
    'kevt and ka.target.resource=clusterroles and kmodify and (ka.target.name startswith "system:") and not ka.target.name in (system:coredns)',
  ),
  rule(
    'Wildcard',
    'kevt and ka.target.resource=roles and kcreate and (ka.req.role.rules.resources intersects ("*") or ka.req.role.rules.verbs intersects ("*"))',
    'x (%ka.req.role.rules)',
  ),
  rule('Secret Got', 'secret and kget and kevt and response_successful'),
  rule(
    'Ingress',
    'kevt and kcreate and ka.target.resource=ingresses and response_successful and not jevt.value[/requestObject/spec/tls] exists',
  ),
  rule('Everything', 'kevt and k8s_audit_never_true', 'x (%jevt.obj)'),
].join('');

const FAULTY = [
  rule(
    'Create Privileged Pod',
    'kevt and pod and kcreate and ka.req.pod.containers.privileged intersects (true)',
  ),
  rule(
    'Attach/Exec Pod',
    'kevt_started and pod_subresource and kcreate and ka.target.subresource in (exec,attach)',
  ),
  rule('port-forward', 'ka.target.subresource in (portforward) and not known_exec'),
  rule('Anonymous Request Allowed', 'kevt and ka.user.name=system:anonymous and ka.auth.decision!=reject'),
  rule(
    'Launch Excessively Capable Pod',
    'kevt and pod and kcreate and ka.req.pod.containers.add_capabilities intersects (CAP_SYS_ADMIN, CAP_NET_ADMIN)',
  ),
  '- list: full_admin_k8s_users\n  items: [admin, kubernetes-admin]\n',
  rule(
    'Full K8s Administrative Access',
    'kevt and non_system_user and ka.user.name in (admin_k8s_users) and not allowed_containers',
  ),
  rule('GKE Event', 'kevt and ka.auditid != ""', 'x (%jevt.value[/resource/labels/cluster_name])'),
].join('');

const GKE = [
  rule('K8s Secret Get Successfully', 'kevt and secret and kget and response_successful'),
  rule('K8s Secret Get Unsuccessfully Tried', 'kevt and secret and kget and not response_successful'),
  rule(
    'Untrusted Node Unsuccessfully Tried to Join the Cluster',
    'kevt and node and kcreate and not response_successful',
  ),
].join('');

function found(yaml: string, options?: LintOptions): readonly string[] {
  const { diagnostics } = lintFiles({ 'rules.yaml': MACROS + yaml }, options);
  return diagnostics.map(({ code, subject, span }) => {
    const inMacro = /- macro: (\w+)\n[^-]*$/.exec(decodeText(span!.file.text.slice(0, span!.start)))?.[1];
    return `${code} | ${inMacro === undefined ? decodeText(subject!.name) : `macro ${inMacro}`}`;
  });
}

/** `lint | rule` of each row of the tables of the document. */
function documented(): readonly string[] {
  const rows = readFileSync(DOCUMENT, 'utf8').matchAll(/^\| ([a-z-]+) \| (.+?) \|/gm);
  return [...rows].map(([, code, name]) => `${code} | ${name}`).filter((row) => row !== 'lint | rule');
}

describe('rules in the shape of those that Falco has shipped', () => {
  it('are let alone where they are good', () => {
    expect(found(GOOD)).toEqual([]);
  });

  it('are reported where docs/lints/shipped-rules.md says so', () => {
    const both = [...found(GOOD + FAULTY), ...found(GKE, { provider: 'gke' })];
    expect([...new Set(both)].sort()).toEqual([...documented()].sort());
  });

  it('say nothing of responses where they are the API server’s own', () => {
    expect(found(GKE)).toEqual([]);
  });
});
