import type { Random } from '../random.js';

/** Pieces of YAML that rules files seldom have, and that a reader must answer all the same. */
const YAML_PIECES = [
  '&a ',
  '*a',
  '*nosuch',
  '<<: *a',
  '<<: {enabled: false}',
  '!!str ',
  '!!binary aGk=',
  '!foo ',
  '!',
  '---\n',
  '...\n',
  '%YAML 1.2\n',
  '%YAML 9.9\n',
  '%TAG ! tag:x,2000:\n',
  '? ',
  '? a\n: b\n',
  ': ',
  '- ',
  '- - ',
  '[',
  ']',
  '{',
  '}',
  ',',
  '#',
  ' # c\n',
  '|\n',
  '>+2\n',
  '|9\n',
  '"',
  "'",
  '\\',
  '"\\x41\\u00e9\\U0001F600\\N\\_\\L\\P\\e\\/"',
  '"\\ud800"',
  '"\\xff"',
  '"\\q"',
  '\t',
  '\r\n',
  '\r',
  '\u0000',
  '\u0007',
  '\u0085',
  '\u2028',
  '\ufeff',
  '@',
  '`',
  '~',
  'é',
  '\n',
  '\n\n',
  '  ',
  '\n  ',
  '\n- rule: x\n',
  '? [a, {b: c}]\n',
] as const;

/** A text changed at a few places, as bytes: pieces put in, left out, doubled, moved; bytes changed. */
export function mutated(random: Random, text: string): Uint8Array {
  let bytes = Buffer.from(text);
  for (let changes = 1 + random.below(4); changes > 0; changes--) bytes = mutatedOnce(random, bytes);
  return bytes;
}

function mutatedOnce(random: Random, bytes: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
  const at = random.below(bytes.length + 1);
  const end = Math.min(
    bytes.length,
    at +
      random.weighted([
        [3, 1],
        [2, 1 + random.below(8)],
        [1, random.below(200)],
      ]),
  );
  const insert = (piece: Uint8Array): Buffer<ArrayBuffer> =>
    Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
  return random.weighted<() => Buffer<ArrayBuffer>>([
    [6, () => insert(Buffer.from(random.pick(YAML_PIECES)))],
    [2, () => insert(Buffer.from([random.below(256)]))],
    [3, () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)])],
    [2, () => insert(bytes.subarray(at, end))],
    [2, () => insert(Buffer.from(' '.repeat(1 + random.below(4))))],
    [1, () => insertAtLine(random, bytes)],
    [
      1,
      () =>
        Buffer.from(
          bytes.toString('latin1').replace(/\n/g, random.pick(['\r\n', '\r', '\n\n', '\n '])),
          'latin1',
        ),
    ],
    [1, () => bytes.subarray(0, at) as Buffer<ArrayBuffer>],
    [0.5, () => Buffer.concat([Buffer.from('\ufeff'), bytes])],
    [0.3, () => Buffer.from(bytes.toString('utf8'), 'utf16le')],
  ])();
}

/** Changes how far a line is indented, or puts a piece at its start. */
function insertAtLine(random: Random, bytes: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
  const lines = bytes.toString('latin1').split('\n');
  const n = random.below(lines.length);
  lines[n] = random.chance(0.5)
    ? lines[n]!.replace(/^ {1,2}/, '')
    : Buffer.from(random.pick(YAML_PIECES)).toString('latin1') + lines[n];
  return Buffer.from(lines.join('\n'), 'latin1');
}

/** Rules files that grow when they are read: aliases of aliases, deep nesting, very long scalars. */
export function oversized(random: Random): string {
  const size = random.pick([10, 20, 100, 1000]);
  const rule = (condition: string, more = '') =>
    `- rule: r\n  desc: d\n  condition: ${condition}\n  output: o\n  priority: INFO\n  source: k8s_audit\n${more}`;
  const macros = (levels: number, condition: (before: string) => string) =>
    Array.from({ length: levels }, (_, n) => {
      const text = n === 0 ? 'ka.verb regex "x.*"' : condition(`m${n - 1}`);
      return `- macro: m${n}\n  condition: ${text}\n`;
    }).join('') + rule(`m${levels - 1}`);
  return random.weighted<() => string>([
    [
      2,
      () =>
        `- &a0 [x, x]\n${Array.from({ length: Math.min(size, 30) }, (_, n) => `- &a${n + 1} [${`*a${n}, `.repeat(9)}*a${n}]\n`).join('')}- list: l\n  items: *a${Math.min(size, 30)}\n`,
    ],
    [2, () => `- list: l\n  items: ${'['.repeat(size)}${']'.repeat(size)}\n`],
    [1, () => `- list: l\n  items: [${'x, '.repeat(size * 10)}x]\n`],
    [1, () => `${'- '.repeat(size)}x\n`],
    [1, () => `- ${'{a: '.repeat(size)}1${'}'.repeat(size)}\n`],
    [1, () => `- macro: m\n  condition: ${'('.repeat(size)}ka.verb = x${')'.repeat(size)}\n`],
    [1, () => `- macro: m\n  condition: ${'not '.repeat(size)}ka.verb = x\n`],
    [
      1,
      () =>
        `${Array.from(
          { length: Math.min(size, 60) },
          (_, n) => `- list: l${n}\n  items: [l${n + 1}, l${n + 1}]\n`,
        ).join('')}- macro: m\n  condition: ka.verb in (l0)\n`,
    ],
    [1, () => macros(Math.min(size, 40), (before) => `${before} and ${before}`)],
    [1, () => macros(size * 5, (before) => `not ${before}`)],
    [1, () => macros(size * 5, (before) => `ka.stage = s or ${before}`)],
    [1, () => rule(Array.from({ length: size * 10 }, (_, n) => `ka.verb = v${n}`).join(' or '))],
    [1, () => rule('ka.verb = x', exceptionRows(size * 20))],
    [1, () => rule('ka.verb = x') + '- rule: r\n  condition: or ka.verb = y\n  append: true\n'.repeat(size)],
    [
      1,
      () =>
        `- rule: r\n  desc: ${'x'.repeat(size * 100)}\n  condition: ka.verb = "${'y'.repeat(size * 100)}"\n  output: "${'%ka.verb'.repeat(size)}"\n  priority: INFO\n  source: k8s_audit\n`,
    ],
    [
      1,
      () =>
        rule(
          `ka.verb regex "${random.pick(['(a*)*', '(a|a)*', '((a{0,30}){0,30})', 'a?'.repeat(50) + 'a'.repeat(50)])}"`,
        ),
    ],
  ])();
}

function exceptionRows(count: number): string {
  const rows = Array.from({ length: count }, (_, n) => `        - [v${n}]\n`).join('');
  return `  exceptions:\n    - name: e\n      fields: [ka.verb]\n      comps: [=]\n      values:\n${rows}`;
}
