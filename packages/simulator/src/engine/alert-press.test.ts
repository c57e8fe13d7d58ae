import { loadRules } from '@falco-rules/language';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileEngine, type EngineOptions } from './engine.js';

// Alerts written in WebAssembly, against the same written in JavaScript.

const OUTPUTS = [
  'user=%ka.user.name verb=%ka.verb uri=%ka.uri',
  '%ka.target.name/%ka.target.resource %ka.auth.reason \u00e9 %ka.response.code',
  '%ka.user.groups %10ka.verb %3ka.user.name %toupper(ka.user.name) "%jevt.value[/user/username]" \\ %jevt.value[/x]',
  '%evt.num %evt.time %evt.time.iso8601 %jevt.rawtime %ka.useragent%ka.uri %ka.req.pod.containers.image',
  '%jevt.value[/user] %ka.req.configmap.obj %jevt.value[/user/extra/a]',
  `${'long '.repeat(2000)}%ka.user.name`,
];

function engineOf(options: EngineOptions, outputs: readonly string[]) {
  const yaml = outputs.map(
    (output, i) =>
      `- rule: Rule ${i} "\u00e9"\n  desc: d\n  condition: jevt.rawtime exists\n  output: ${JSON.stringify(output)}\n  priority: INFO\n  source: k8s_audit\n  tags: [k8s, "a\\"b"]\n`,
  );
  const { ruleset, diagnostics } = loadRules([{ name: 'r.yaml', content: Buffer.from(yaml.join('')) }]);
  if (!ruleset) throw new Error(diagnostics[0]?.message);
  return compileEngine(ruleset, { ruleMatching: 'all', hostname: 'host', utcOffset: 3600, ...options });
}

/** The inside of a JSON string. */
const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 40 }).map((plain) => JSON.stringify(plain).slice(1, -1)) },
  fc
    .array(
      fc.constantFrom(
        ...['a', 'system:node', '\\"', '\\\\', '\\/', '\\n', '\\t', '\\q', '\\u0026', '\\u003C', '\\u0022'],
        ...[
          '\\u005c',
          '\\u0000',
          '\\u001f',
          '\\u007f',
          '\\u00e9',
          '\\u20ac',
          '\\ud83d\\ude00',
          '\\u00',
          '\\u12',
        ],
        ...[
          '\u00e9',
          '\u20ac',
          '\x7f',
          '\x01',
          ' ',
          "'",
          '16 bytes exactly',
          'x'.repeat(500),
          'y'.repeat(513),
        ],
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('')),
);
const scalar = fc.oneof(
  { weight: 6, arbitrary: text.map((inside) => `"${inside}"`) },
  fc.constantFrom('1', '1e3', '-0.5', 'null', 'true', 'nan', '""'),
);
const value = fc.oneof(
  { weight: 8, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }).map((items) => `[${items.join(' , ')}]`),
  scalar.map((inside) => `{ "name": ${inside}, "username":${inside}, "a": [] }`),
);
const member = (key: string, of: fc.Arbitrary<string>) =>
  fc.option(
    of.map((made) => `"${key}":${made}`),
    { nil: '', freq: 6 },
  );
const object = (...members: fc.Arbitrary<string>[]) =>
  fc.tuple(...members).map((made) => `{${made.filter(Boolean).join(', ')}}`);
const user = object(
  member('username', value),
  member('groups', value),
  member('extra', object(member('a', value))),
);
const pod = object(
  member(
    'spec',
    object(
      member(
        'containers',
        object(member('image', value)).map((made) => `[${made}]`),
      ),
    ),
  ),
);
const time = fc.constantFrom(
  ...['2026-01-02T03:04:05.123456Z', '2026-01-02T03:04:05.000000001Z', '2026-01-02T03:04:06Z'],
  ...[
    '1969-12-31T23:59:59.5Z',
    '1970-01-01T05:00:00Z',
    '1970-01-02T00:00:00.7+01:00',
    '2300-01-01T00:00:00Z',
  ],
);
const event = object(
  fc.constant('"kind":"Event"'),
  time.map((made) => `"stageTimestamp":"${made}"`),
  member('auditID', scalar),
  member('verb', value),
  member('requestURI', value),
  member('userAgent', value),
  member(
    'user',
    fc.oneof(
      user,
      user.map((made) => `[${made}]`),
    ),
  ),
  member('objectRef', object(member('resource', value), member('name', value))),
  member('responseStatus', object(member('code', value))),
  member('annotations', object(member('authorization.k8s.io/reason', value))),
  member('requestObject', fc.oneof(pod, value)),
  member('x', value),
);

describe('alerts written in WebAssembly', () => {
  it.each(['default', 'iso8601'] as const)('are those written in JavaScript: %s', (timeFormat) => {
    const plain = engineOf({ timeFormat, plain: true }, OUTPUTS);
    const fast = engineOf({ timeFormat, scanner: 'fast' }, OUTPUTS);
    let alerts = 0;
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 4 }), (events) => {
        const bytes = Buffer.from(events.join('\n'));
        let at = 0;
        for (const [i, each] of events.entries()) {
          const end = at + Buffer.byteLength(each);
          const refused = plain.process(bytes, at, end, i + 1);
          expect(fast.process(bytes, at, end, i + 1)).toBe(refused);
          at = end + 1;
          if (refused !== undefined) continue;
          expect(fast.matches).toEqual(plain.matches);
          for (const rule of plain.matches) {
            for (const format of ['text', 'json'] as const) {
              expect(fast.print(rule, format)).toBe(plain.print(rule, format));
              alerts++;
            }
          }
        }
      }),
      { numRuns: 1500 },
    );
    expect(alerts).toBeGreaterThan(5000);
  });

  it('takes very many rules, and lines longer than its room', () => {
    const outputs = Array.from({ length: 2000 }, (_, i) => `${i} ${'o'.repeat(i * 40)} %ka.verb`);
    const plain = engineOf({ plain: true }, outputs);
    const fast = engineOf({ scanner: 'fast' }, outputs);
    const bytes = Buffer.from(
      '{"kind":"Event","auditID":"a","verb":"get","stageTimestamp":"2026-01-02T03:04:05Z"}',
    );
    for (let round = 0; round < 2; round++) {
      plain.process(bytes, 0, bytes.length, 1);
      fast.process(bytes, 0, bytes.length, 1);
    }
    expect(fast.matches).toHaveLength(outputs.length);
    for (const rule of [0, 1, 1500, 1600, 1700, 1999, 3])
      expect(fast.print(rule, 'json')).toBe(plain.print(rule, 'json'));
  });
});
