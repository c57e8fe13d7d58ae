// Keeps what V8 compiles of a built core for a run of replay: `node scripts/build/warm.mjs DIST` (src/core.ts reads it).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';

const RULES = `- macro: reads
  condition: ka.verb in (get, list) and not ka.user.name startswith "system:"
- list: namespaces
  items: [kube-system, default]
- rule: Secret read
  desc: somebody reads a secret
  condition: reads and ka.target.resource=secrets and ka.target.namespace in (namespaces)
  output: secret read (user=%ka.user.name secret=%ka.target.name)
  priority: WARNING
  source: k8s_audit
`;
const EVENT = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  auditID: '1',
  stage: 'ResponseComplete',
  verb: 'get',
  user: { username: 'alice', groups: ['system:authenticated'] },
  objectRef: { resource: 'secrets', namespace: 'default', name: 'token', apiVersion: 'v1' },
  responseStatus: { code: 200 },
  requestReceivedTimestamp: '2026-01-01T00:00:00.000000Z',
  stageTimestamp: '2026-01-01T00:00:00.010000Z',
};

const dist = resolve(process.argv[2]);
const at = (file) => import(pathToFileURL(join(dist, file)).href);
const { script } = await at('core.js');
if (script) {
  const folder = mkdtempSync(join(tmpdir(), 'falco-rules-build-'));
  writeFileSync(join(folder, 'rules.yaml'), RULES);
  writeFileSync(join(folder, 'events.jsonl'), `${JSON.stringify(EVENT)}\n`);
  process.chdir(folder);
  const { run } = await at('main.js');
  await run(['replay', '-r', 'rules.yaml', 'events.jsonl']);
  // A run changes V8's flags (replaying/young-objects.ts), and V8 takes no code over from where they were others.
  setFlagsFromString('--semi-space-growth-factor=2');
  writeFileSync(join(dist, 'core.cjs.v8cache'), script.createCachedData());
  process.chdir(dist);
  rmSync(folder, { recursive: true });
}
