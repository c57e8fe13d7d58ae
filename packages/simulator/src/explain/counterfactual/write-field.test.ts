import { FIELDS, type FieldRow } from '@falco-rules/language';
import { describe, expect, it } from 'vitest';
import { planExtraction } from '../../extract/index.js';
import { auditEvent } from '../../test-support/rules.js';
import { editsBetween, type JsonObject, jsonPath } from './json.js';
import { type FieldRef, type Wanted, writeField } from './write-field.js';

/** Fields that no change of an event reaches, or only one that would make it another event. */
const OUT_OF_REACH = /^(evt\.|(jevt|json)\.(rawtime|obj|time)|ka\.req\.binding\.subject\.has_name)/;

const pod = {
  kind: 'Pod',
  spec: {
    containers: [
      { name: 'a', image: 'nginx:1.2', securityContext: { privileged: false } },
      { name: 'b', image: 'redis' },
    ],
    volumes: [{ name: 'v', hostPath: { path: '/etc' } }],
  },
};

const STARTS: readonly (readonly [string, Record<string, unknown>])[] = [
  ['a bare event', auditEvent()],
  ['a pod', auditEvent({ requestObject: pod, requestURI: '/x?a=1', annotations: {} })],
  [
    'things of the wrong type',
    auditEvent({ requestObject: 'x', responseStatus: [[]], annotations: 7, user: [1] }),
  ],
];

function read(event: JsonObject, { name, arg }: FieldRef): unknown {
  const extractor = planExtraction([arg === undefined ? { name } : { name, arg }]);
  const bytes = new TextEncoder().encode(JSON.stringify(event));
  expect(extractor.load(bytes, 0, bytes.length, 1)).toBeUndefined();
  return extractor.get(0);
}

function written(event: Record<string, unknown>, field: FieldRef, wanted: Wanted): unknown {
  const changed = structuredClone(event) as JsonObject;
  expect(writeField(changed, field, wanted)).toBe(true);
  return read(changed, field);
}

const ROWS: readonly FieldRow[] = FIELDS;
const inReach = ROWS.filter(({ name }) => !OUT_OF_REACH.test(name));

describe('writeField', () => {
  it('has fields to write', () => expect(inReach.length).toBeGreaterThan(80));

  describe.each(STARTS)('in %s', (_, event) => {
    it.each(inReach.map(({ name }) => name))('gives %s a value, and takes it away', (name) => {
      const row = inReach.find((each) => each.name === name)!;
      const arg =
        row.arg.presence === 'required' ? (name === 'jevt.value' ? '/user/extra/x' : 'key') : undefined;
      const field = arg === undefined ? { name } : { name, arg };
      const isFlag = row.from.irregular === 'has-hostpath' || row.from.irregular === 'any-true';
      const value = isFlag
        ? 'true'
        : row.from.irregular === 'host-ports'
          ? '8080'
          : name.endsWith('ns_names')
            ? 'ns:x'
            : 'x';
      const found = written(event, field, { value, which: 'every' });
      if (row.list) expect(new Set(found as string[])).toEqual(new Set([value]));
      else expect(found).toBe(value);
      expect(written(event, field, { value, which: 'one' })).toEqual(
        row.list ? expect.arrayContaining([value]) : value,
      );
      // Effective ids are never absent, nor is what is asked of volumes or flags that are there.
      if (row.from.irregular === 'ids-or-pod-id' || isFlag) return;
      expect(written(event, field, 'absent')).toBeUndefined();
    });
  });

  it('takes an index for the element', () => {
    const [, event] = STARTS[1]!;
    const field = { name: 'ka.req.pod.containers.image', arg: '1' };
    expect(written(event, field, { value: 'x', which: 'every' })).toEqual(['x']);
    const changed = structuredClone(event) as JsonObject;
    writeField(changed, field, { value: 'x', which: 'every' });
    expect(editsBetween(event as JsonObject, changed)).toEqual([
      { path: ['requestObject', 'spec', 'containers', 1, 'image'], from: 'redis', to: 'x' },
    ]);
  });

  it('keeps tags, types and neighbours', () => {
    const [, event] = STARTS[1]!;
    const change = (field: FieldRef, wanted: Wanted) => {
      const changed = structuredClone(event) as JsonObject;
      writeField(changed, field, wanted);
      return editsBetween(event as JsonObject, changed).map(({ path, to }) => [jsonPath(path), to]);
    };
    expect(change({ name: 'ka.req.pod.containers.image.repository' }, { value: 'x', which: 'one' })).toEqual([
      ['.requestObject.spec.containers[0].image', 'x:1.2'],
    ]);
    expect(change({ name: 'ka.req.pod.containers.privileged' }, { value: 'true', which: 'one' })).toEqual([
      ['.requestObject.spec.containers[0].securityContext.privileged', true],
    ]);
    expect(change({ name: 'ka.response.code' }, { value: '403', which: 'every' })).toEqual([
      ['.responseStatus', { code: 403 }],
    ]);
    expect(change({ name: 'ka.uri.param', arg: 'command' }, { value: 'sh', which: 'every' })).toEqual([
      ['.requestURI', '/x?a=1&command=sh'],
    ]);
    expect(change({ name: 'ka.auth.decision' }, { value: 'allow', which: 'every' })).toEqual([
      ['.annotations["authorization.k8s.io/decision"]', 'allow'],
    ]);
  });
});
