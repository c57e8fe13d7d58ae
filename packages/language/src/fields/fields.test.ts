import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  checkFieldRef,
  FIELDS,
  type FieldName,
  type FieldRow,
  findField,
  isFieldName,
  renderFields,
} from '../index.js';

const ROWS: readonly FieldRow[] = FIELDS;

describe('the catalogue', () => {
  it('names every field once', () => {
    expect(new Set(ROWS.map((row) => row.name)).size).toBe(ROWS.length);
    expect(ROWS.length).toBe(71 + 15 + 14 + 6 + 18);
  });

  it('keeps literal names', () => {
    const name: FieldName = 'ka.req.pod.ephemeralContainers.image.repository';
    // @ts-expect-error ephemeral containers have no ports
    const wrong: FieldName = 'ka.req.pod.ephemeralContainers.host_port';
    expect([isFieldName(name), isFieldName(wrong)]).toEqual([true, false]);
  });

  it('refers to fields that exist', () => {
    for (const row of ROWS) {
      if (row.deprecated?.instead !== undefined) expect(findField(row.deprecated.instead)).toBeDefined();
    }
  });

  it('has an argument kind exactly where there is an argument', () => {
    for (const row of ROWS)
      expect([row.name, row.arg.kind !== undefined]).toEqual([row.name, row.arg.presence !== 'none']);
  });

  it('knows when newer fields came', () => {
    expect(findField('ka.req.pod.initContainers.image')?.since).toBe('0.18.0');
    expect(findField('ka.req.pod.containers.image')?.since).toBeUndefined();
    expect(findField('ka.req.pod.containers.args')?.since).toBe('0.15.0');
  });
});

describe('checkFieldRef', () => {
  const refusals: readonly (readonly [name: string, arg: string | undefined, message: string])[] = [
    ['ka.vreb', undefined, 'filter_check called with nonexistent field ka.vreb'],
    ['ka.verbs', undefined, 'filter_check called with nonexistent field ka.verbs'],
    ['evt.num', '0', 'filter_check called with nonexistent field evt.num[0]'],
    ['evt.type', undefined, 'filter_check called with nonexistent field evt.type'],
    ['proc.name', undefined, 'filter_check called with nonexistent field proc.name'],
    ['ka.uri.param', undefined, "filter 'ka.uri.param': ka.uri.param requires an argument but none provided"],
    // The longest field name that the text starts with is the one Falco talks about.
    [
      'ka.uri.params',
      undefined,
      "filter 'ka.uri.params': ka.uri.param requires an argument but none provided",
    ],
    ['ka.uri.params', 'a', 'filter_check called with nonexistent field ka.uri.params[a]'],
    ['ka.uri.param', 'a b', "filter 'ka.uri.param[a': ka.uri.param has unbalanced argument brackets"],
    [
      'ka.uri.param',
      ' b',
      "filter 'ka.uri.param[': ka.uri.param terminates with incomplete argument brackets",
    ],
    ['ka.uri.param', 'a]b', 'filter_check called with nonexistent field ka.uri.param[a]b]'],
    [
      'ka.user.name',
      '0',
      "filter 'ka.user.name[0]': ka.user.name does not allow nor require an argument but one is provided: 0",
    ],
    [
      'ka.req.role.rules.verbs',
      'x',
      'filter ka.req.role.rules.verbs[x] ka.req.role.rules.verbs has an invalid index argument not composed only by digits: x',
    ],
    [
      'ka.sourceips',
      '01',
      'filter ka.sourceips[01] ka.sourceips has an invalid index argument starting with 0: 01',
    ],
    [
      'ka.sourceips',
      '',
      'filter ka.sourceips[] ka.sourceips has an invalid index argument starting with 0: ',
    ],
    [
      'ka.sourceips',
      '18446744073709551616',
      'filter ka.sourceips[18446744073709551616] ka.sourceips has an invalid index argument not representable on 64 bit: 18446744073709551616',
    ],
  ];
  it.each(refusals)('refuses %s[%s]', (name, arg, message) => {
    expect(checkFieldRef(name, arg)).toEqual({ message });
  });

  it.each([
    ['ka.verb', undefined],
    ['evt.num', undefined],
    ['ka.sourceips', undefined],
    ['ka.sourceips', '18446744073709551615'],
    ['ka.uri.param', ''],
    ['jevt.value', '/a/b'],
  ])('takes %s[%s]', (name, arg) => {
    expect(checkFieldRef(name, arg)).toBeUndefined();
  });

  const vectors = new URL('../../../../fixtures/conformance/conditions.jsonl.gz', import.meta.url);
  it.runIf(existsSync(vectors))('gives the words that Falco gave in the recorded refusals', () => {
    let compared = 0;
    for (const line of gunzipSync(readFileSync(vectors)).toString().split('\n').filter(Boolean)) {
      const { invalid } = JSON.parse(line) as { invalid?: { condition: string; message: string }[] };
      for (const { condition, message } of invalid ?? []) {
        const ref = referenceIn(message);
        if (!ref) continue;
        compared++;
        expect([condition, checkFieldRef(ref.name, ref.arg)]).toEqual([condition, { message }]);
      }
    }
    expect(compared).toBeGreaterThan(20);
  });
});

/** The field reference that a refusal is about, where it is about one. */
function referenceIn(message: string): { name: string; arg?: string } | undefined {
  const text = /^(?:filter_check called with nonexistent field|filter) '?([a-z][^ ']*)/.exec(message)?.[1];
  const parts = text === undefined || /^error/.test(text) ? null : /^([^[]+)(?:\[(.*)\])?$/.exec(text);
  if (!parts) return undefined;
  return { name: parts[1]!, ...(parts[2] !== undefined && { arg: parts[2] }) };
}

describe('renderFields', () => {
  it('searches in names and meanings', () => {
    const found = JSON.parse(renderFields(FIELDS, 'json', 'EPHEMERAL repository')) as FieldRow[];
    expect(found.map((row) => row.name)).toEqual(['ka.req.pod.ephemeralContainers.image.repository']);
  });

  it('shows what a user must know of a field', () => {
    expect(renderFields(FIELDS, 'text', 'subject.has_name')).toBe(
      [
        'Bindings, config maps, roles and services',
        '',
        '  ka.req.binding.subject.has_name[<key>]  (string)',
        '      The word true, for every audit event and every key.',
        '      deprecated: since k8saudit 0.1.0; use ka.req.binding.subjects.user_names',
        '      careful: true on every audit event, whatever the binding says',
        '',
      ].join('\n'),
    );
  });

  it('writes every field into the Markdown tables', () => {
    const text = renderFields(FIELDS, 'markdown');
    for (const row of ROWS) expect(text).toContain(`\`${row.name}`);
  });

  it('says when nothing matches', () => {
    expect(renderFields(FIELDS, 'text', 'no such thing')).toBe('no field matches "no such thing"\n');
  });
});
