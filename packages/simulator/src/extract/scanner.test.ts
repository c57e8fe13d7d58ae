import { type ByteString, encodeText } from '@falco-rules/language';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DocumentFinder } from '../events/document-finder.js';
import { planExtraction } from './index.js';

/** A value as fastjson has it: containers, or the bytes as they stand. */
type Naive =
  | { readonly members: readonly (readonly [ByteString, Naive])[] }
  | { readonly items: readonly Naive[] }
  | ByteString;

/** A slow parser of the loose grammar, written from its description only. Throws where the text is refused. */
function parseNaively(text: ByteString): Naive {
  let rest = text;
  const blank = () => {
    rest = rest.replace(/^[ \t\r\n]+/, '');
  };
  const token = (pattern: RegExp): ByteString => {
    const found = pattern.exec(rest)?.[0];
    if (found === undefined) throw new Error(`refused at ${rest.slice(0, 20)}`);
    rest = rest.slice(found.length);
    return found;
  };
  const string = () => token(/^"(?:[^"\\]|\\.)*"/s);
  const value = (depth: number): Naive => {
    if (depth > 300) throw new Error('too deep');
    if (rest.startsWith('{')) {
      const members: [ByteString, Naive][] = [];
      token(/^\{[ \t\r\n]*/);
      if (!rest.startsWith('}')) {
        for (;;) {
          blank();
          const key = string().slice(1, -1);
          blank();
          token(/^:/);
          blank();
          members.push([key, value(depth + 1)]);
          blank();
          if (!rest.startsWith(',')) break;
          token(/^,/);
        }
      }
      token(/^\}/);
      return { members };
    }
    if (rest.startsWith('[')) {
      const items: Naive[] = [];
      token(/^\[[ \t\r\n]*/);
      if (!rest.startsWith(']')) {
        for (;;) {
          blank();
          items.push(value(depth + 1));
          blank();
          if (!rest.startsWith(',')) break;
          token(/^,/);
        }
      }
      token(/^\]/);
      return { items };
    }
    if (rest.startsWith('"')) return string();
    return token(/^(?:true|false|null|[+-]?(?:inf|nan)|(?![+-][^-0-9.+eE])[-0-9.+eE]+)/i);
  };
  // The words are lower case; fastjson takes only infinities and nan in any case.
  blank();
  const root = value(1);
  blank();
  if (rest !== '') throw new Error('tail');
  return root;
}

function naiveOrRefused(text: ByteString): Naive | undefined {
  if (/\b(?:True|TRUE|False|FALSE|Null|NULL)\b/.test(text)) return undefined;
  try {
    return parseNaively(text);
  } catch {
    return undefined;
  }
}

function print(value: Naive): ByteString {
  if (typeof value === 'string') return value;
  if ('items' in value) return `[${value.items.map(print).join(',')}]`;
  return `{${value.members.map(([key, member]) => `"${key}":${print(member)}`).join(',')}}`;
}

function lookUp(value: Naive | undefined, keys: readonly string[]): Naive | undefined {
  let at = value;
  for (const key of keys) {
    if (at === undefined || typeof at === 'string') return undefined;
    if ('items' in at) at = /^\d+$/.test(key) ? at.items[Number(key)] : undefined;
    else at = at.members.find(([name]) => name === key)?.[1];
  }
  return at;
}

const KEYS = ['a', 'b', 'spec', 'containers', 'name', 'kind', '0', '1', '', 'é', '__proto__'];
const blanks = fc.constantFrom('', '', '', '', ' ', '\t', ' \r');
const scalar = fc.constantFrom(
  ...[
    '"x"',
    '""',
    '"a b"',
    '"\u0001"',
    '"[{\\"}]"',
    '"é"',
    '"x\\\\"',
    'true',
    'false',
    'null',
    '0',
    '-1.5e3',
    '01',
    '1.2.3e',
  ],
  ...['nan', 'NaN', '-inf', '+INF', 'e', '--', '{}', '[]', '{ }', '[\t]'],
);
const json = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, list(tie('value')), tie('object')),
  object: members(tie('value')),
}));

function list(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .array(fc.tuple(blanks, value, blanks), { maxLength: 4 })
    .map((all) => `[${all.map((t) => t.join('')).join(',')}]`);
}

function members(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const member = fc
    .tuple(blanks, fc.constantFrom(...KEYS), blanks, blanks, value, blanks)
    .map(([a, key, b, c, text, d]) => `${a}"${key}"${b}:${c}${text}${d}`);
  return fc.array(member, { maxLength: 5 }).map((all) => `{${all.join(',')}}`);
}

/** An event around some members. */
const HEAD = '"kind":"Event","stageTimestamp":"2026-01-02T03:04:05Z"';
const event = json.object.map((text) =>
  `{${HEAD}${/^\{\s*\}$/.test(text) ? '' : ','}${text.slice(1)}`.replace(/,\s*\}$/, '}'),
);

const damage = fc.tuple(
  fc.nat(),
  fc.constantFrom('cut', 'drop', 'add'),
  fc.constantFrom(...'"\\,:{}[]0n \u0001e.+tx'),
);
const damaged = fc.tuple(event, fc.array(damage, { maxLength: 2 })).map(([text, faults]) =>
  faults.reduce((now, [where, how, char]) => {
    const at = where % (now.length + 1);
    if (how === 'cut') return now.slice(0, at);
    return now.slice(0, at) + (how === 'add' ? char : '') + now.slice(how === 'add' ? at : at + 1);
  }, text),
);

/** Loads a text that stands among other bytes, as events do in a chunk. */
function load(extractor: ReturnType<typeof planExtraction>, text: string): string | undefined {
  const inner = Buffer.from(text);
  const bytes = Buffer.concat([Buffer.from('"}]'), inner, Buffer.from('"]}\\"')]);
  return extractor.load(bytes, 3, 3 + inner.length, 1);
}

describe.each(['plain', 'fast'] as const)('the scanner: %s', (scanner) => {
  it('takes and refuses what a naive parser of the grammar does', () => {
    const extractor = planExtraction([], { scanner });
    let refused = 0;
    let taken = 0;
    fc.assert(
      fc.property(damaged, (text) => {
        const wellFormed = naiveOrRefused(encodeText(text)) !== undefined;
        if (wellFormed) taken++;
        else refused++;
        expect(load(extractor, text) !== 'broken-json').toBe(wellFormed);
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(taken, refused)).toBeGreaterThan(300);
  });

  it('finds what a naive look-up finds', () => {
    const paths = fc.array(
      fc.array(fc.constantFrom(...KEYS.filter((key) => key !== '')), { minLength: 1, maxLength: 4 }),
      {
        minLength: 1,
        maxLength: 5,
      },
    );
    let found = 0;
    fc.assert(
      fc.property(event, paths, (text, asked) => {
        const extractor = planExtraction(
          asked.map((keys) => ({ name: 'json.value', arg: `/${keys.map(encodeText).join('/')}` })),
          { scanner },
        );
        expect(load(extractor, text)).toBeUndefined();
        const root = naiveOrRefused(encodeText(text));
        for (const [slot, keys] of asked.entries()) {
          const value = lookUp(root, keys.map(encodeText));
          // Strings with escapes are the business of escapes.test.ts.
          if (value !== undefined && print(value).includes('\\')) continue;
          if (value !== undefined) found++;
          const wanted =
            typeof value === 'string' && value.startsWith('"') ? value.slice(1, -1) : value && print(value);
          const got = extractor.get(slot);
          if (wanted !== undefined && /[\u0000-\u001f]/.test(wanted) && typeof value === 'object') continue;
          expect(got).toBe(wanted);
        }
      }),
      { numRuns: 1500 },
    );
    expect(found).toBeGreaterThan(200);
  });

  it.each([299, 300, 301])('knows the limit of depth: %i', (depth) => {
    const extractor = planExtraction([{ name: 'json.value', arg: '/a/0/0' }], { scanner });
    for (const inner of ['', '1', '[]', '{}']) {
      for (const [open, close] of [
        ['[', ']'],
        ['{"x":', '}'],
      ] as const) {
        if (inner === '' && open !== '[') continue;
        const value = `${open.repeat(depth - 1)}${inner}${close.repeat(depth - 1)}`;
        const text = `{${HEAD},"a":${value}}`;
        expect(load(extractor, text) !== 'broken-json').toBe(naiveOrRefused(text) !== undefined);
      }
    }
  });

  it('survives nesting of any depth', () => {
    const extractor = planExtraction([{ name: 'ka.req.pod.containers.image' }], { scanner });
    for (const text of [
      '['.repeat(1_000_000),
      '{"requestObject":'.repeat(200_000),
      `{"a":${'['.repeat(500_000)}`,
    ]) {
      expect(load(extractor, text)).toBe('broken-json');
    }
  });

  it('takes an event of any length', () => {
    const extractor = planExtraction([{ name: 'ka.verb' }], { scanner });
    for (const length of [1, 70_000, 3_000_000, 5_000_000, 10]) {
      const text = `{${HEAD},"auditID":"a","x":"${'y'.repeat(length)}","verb":"get"}`;
      expect(load(extractor, text)).toBe(length > 262_144 ? 'too-large' : undefined);
      if (length < 262_144) expect(extractor.get(0)).toBe('get');
    }
  });
});

describe('both scanners', () => {
  it('read the same', () => {
    const asked = [
      '/a',
      '/a/b',
      '/a/b/name',
      '/spec',
      '/spec/containers',
      '/kind',
      '/name/a',
      '/\u00e9',
      '/__proto__',
    ];
    const requests = asked.map((arg) => ({ name: 'json.value', arg: encodeText(arg) }));
    const plain = planExtraction(requests, { scanner: 'plain' });
    const fast = planExtraction(requests, { scanner: 'fast' });
    let taken = 0;
    fc.assert(
      fc.property(damaged, (text) => {
        const reason = load(plain, text);
        expect(load(fast, text)).toBe(reason);
        if (reason !== undefined) return;
        taken++;
        for (let slot = 0; slot < asked.length; slot++) expect(fast.get(slot)).toEqual(plain.get(slot));
      }),
      { numRuns: 3000 },
    );
    expect(taken).toBeGreaterThan(300);
  });
});

describe('the finder of values over several lines', () => {
  it('finds the end of every container that the scanner takes, in pieces of any size', () => {
    fc.assert(
      fc.property(event, fc.integer({ min: 1, max: 40 }), (text, size) => {
        const bytes = Buffer.from(`${text}\n{"next":1}`);
        const finder = new DocumentFinder();
        for (let at = 0; at < bytes.length; at += size) {
          const found = finder.feed(bytes, at, Math.min(at + size, bytes.length));
          if (found === 'more') continue;
          expect(found).toBe(Buffer.byteLength(text));
          return;
        }
        expect.unreachable();
      }),
      { numRuns: 500 },
    );
  });

  it('never finds an end in a text that is not well formed so far', () => {
    fc.assert(
      fc.property(damaged, (text) => {
        const bytes = Buffer.from(text);
        const found = new DocumentFinder().feed(bytes, 0, bytes.length);
        if (typeof found !== 'number') return;
        // Words and numbers are not checked by the finder.
        const words = encodeText(text)
          .slice(0, found)
          .replace(/"(?:[^"\\]|\\.)*"/gs, '""')
          .replace(/[A-Za-z0-9.+-]+/g, '0');
        expect(naiveOrRefused(words)).toBeDefined();
      }),
      { numRuns: 2000 },
    );
  });
});
