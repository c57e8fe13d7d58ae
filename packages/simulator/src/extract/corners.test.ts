import { encodeText } from '@falco-rules/language';
import { describe, expect, it } from 'vitest';
import { type ExtractorOptions, type FieldValue, formatEventTime, planExtraction } from './index.js';

const HEAD = '"kind":"Event","auditID":"a","stageTimestamp":"2026-03-04T23:06:07.000000089Z"';

function read(more: string, field: string, options?: ExtractorOptions): FieldValue {
  const [, name, arg] = /^([^[]+)(?:\[(.*)\])?$/s.exec(field)!;
  const extractor = planExtraction(
    [{ name: name!, ...(arg !== undefined && { arg: encodeText(arg) }) }],
    options,
  );
  const bytes = Buffer.from(`{${HEAD}${more === '' ? '' : `,${more}`}}`);
  expect(extractor.load(bytes, 0, bytes.length, 7)).toBeUndefined();
  return extractor.get(0);
}

describe('values', () => {
  it.each<readonly [more: string, field: string, value: FieldValue]>([
    ['"verb":"get","verb":"list"', 'ka.verb', 'get'],
    ['"user":{"x":1},"user":{"username":"u"}', 'ka.user.name', undefined],
    ['"verb":"a\\u0000b"', 'ka.verb', 'a'],
    ['"verb":"\\u00e9"', 'ka.verb', '\xc3\xa9'],
    ['"verb":"\\ud83d"', 'ka.verb', '\\ud83d'],
    ['"verb":"\\ud83d\\u0041"', 'ka.verb', '\xef\xbf\xbd'],
    ['"verb":"\\q\\u12"', 'ka.verb', '\\q\\u12'],
    ['"verb":{ "b" : [1e3 , 01],"a":"\\u0041" }', 'ka.verb', '{"b":[1e3,01],"a":"\\u0041"}'],
    ['"user":{"groups":[]}', 'ka.user.groups', undefined],
    ['"user":{"groups":"x"}', 'ka.user.groups', undefined],
    ['"us\\u0065r":{"username":"u"}', 'ka.user.name', 'u'],
    ['"requestObject":[{"spec":{"containers":{"image":"x"}}}]', 'ka.req.pod.containers.image', ['x']],
    ['"requestObject":[1]', 'ka.req.pod.host_ipc', undefined],
    ['"a":[[5]]', 'jevt.value[/a/0/+0]', '5'],
    ['"a":{"~/":1}', 'jevt.value[/a/~0~1]', '1'],
    ['"":{"":2}', 'jevt.value[//]', '2'],
    ['"requestObject":{"spec":{"containers":[{"image":"x"},{}]}}', 'ka.req.pod.containers.image', undefined],
    ['"requestObject":{"spec":{"containers":[{"image":"x"},{}]}}', 'ka.req.pod.containers.image[0]', ['x']],
    ['"requestObject":{"rules":[{"verbs":["a"]}]}', 'ka.req.role.rules.verbs[18446744073709551615]', ['a']],
    [
      '"requestObject":{"rules":[{"verbs":["a"]}]}',
      'ka.req.role.rules.verbs[9223372036854775808]',
      undefined,
    ],
    ['', 'evt.hostname', undefined],
    ['', 'evt.num', 7n],
    ['', 'evt.rawtime', 1772665567000000089n],
    ['', 'evt.rawtime.ns', 89n],
    ['"x":nan', 'jevt.obj', undefined],
    ['"x":"tab\there"', 'json.obj', undefined],
    ['"x":"\x01\x7f"', 'evt.plugininfo', `{${HEAD},"x":"\xef\xbf\xbd\xef\xbf\xbd"}`],
  ])('%s, %s', (more, field, value) => {
    expect(read(more, field)).toEqual(value);
  });

  it('have no k8saudit ones without an auditID', () => {
    const extractor = planExtraction([{ name: 'ka.verb' }, { name: 'jevt.value', arg: '/verb' }]);
    const bytes = Buffer.from('{"kind":"Event","verb":"get","stageTimestamp":"2026-03-04T23:06:07Z"}');
    extractor.load(bytes, 0, bytes.length, 1);
    expect([extractor.get(0), extractor.get(1)]).toEqual([undefined, 'get']);
  });

  it('change with what has been looked at, where Falco does', () => {
    const extractor = planExtraction([
      { name: 'jevt.value', arg: '/user' },
      { name: 'jevt.value', arg: '/user/username' },
    ]);
    const bytes = Buffer.from(`{${HEAD},"user":{"username":"\\u003cx\\u003e"}}`);
    extractor.load(bytes, 0, bytes.length, 1);
    expect([extractor.get(0), extractor.get(1), extractor.get(0)]).toEqual([
      '{"username":"\\u003cx\\u003e"}',
      '<x>',
      '{"username":"<x>"}',
    ]);
  });

  it('forget the event before', () => {
    const extractor = planExtraction([{ name: 'ka.verb' }, { name: 'evt.reltime' }]);
    const first = Buffer.from(`{${HEAD},"verb":"get"}`);
    const older = Buffer.from('{"kind":"Event","auditID":"a","stageTimestamp":"2026-03-04T23:06:06Z"}');
    extractor.load(first, 0, first.length, 1);
    expect([extractor.get(0), extractor.get(1)]).toEqual(['get', 0n]);
    extractor.load(older, 0, older.length, 2);
    expect([extractor.get(0), extractor.get(1)]).toEqual([undefined, 2n ** 64n - 1_000_000_089n]);
  });
});

describe('times as text', () => {
  const time = 1772665567000000089n;

  it.each([
    ['evt.time', '23:06:07.000000089'],
    ['evt.time.s', '23:06:07'],
    ['evt.time.iso8601', '2026-03-04T23:06:07.000000089+0000'],
    ['evt.datetime', '2026-03-04 23:06:07.000000089'],
    ['evt.datetime.s', '2026-03-04 23:06:07'],
  ])('%s', (field, text) => {
    expect(read('', field)).toBe(text);
  });

  it('are local, but for ISO 8601', () => {
    expect(read('', 'evt.datetime', { utcOffset: 3600 })).toBe('2026-03-05 00:06:07.000000089');
    expect(formatEventTime(time, 'time-s', -5.5 * 3600)).toBe('17:36:07');
    expect(formatEventTime(time, 'iso8601', 3600)).toBe('2026-03-04T23:06:07.000000089+0000');
  });
});
