import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ByteString } from '../text/bytes.js';
import { spanOf } from '../text/mapped-text.js';
import { readYaml, type ScalarNode, scalarText, stretchesOf, type YamlNode } from './index.js';
import { yamlText } from './text.test-arbitrary.js';

function scalarOf(text: ByteString): ScalarNode {
  const root = readYaml({ name: 'rules.yaml', text }).documents[0];
  const node = root?.kind === 'map' ? root.entries[0]?.value : root;
  if (node?.kind !== 'scalar') throw new Error(`no scalar in ${text}`);
  return node;
}

/** Each stretch: what it is in the value, what it is in the file, and `=` where they are the same bytes. */
function stretches(text: ByteString): string[] {
  const { value, origin } = scalarOf(text);
  return stretchesOf(origin, value.length).map(({ start, length, from, to, linear }) => {
    const [inValue, inFile] = [value.slice(start, start + length), text.slice(from, to)];
    return linear ? `= ${JSON.stringify(inFile)}` : `${JSON.stringify(inValue)} < ${JSON.stringify(inFile)}`;
  });
}

describe('segments', () => {
  it('of one-line scalars are one stretch', () => {
    expect(stretches('a: b c # d')).toEqual(['= "b c"']);
    expect(stretches("a: 'b c'")).toEqual(['= "b c"']);
    expect(stretches('a: ""')).toEqual([]);
  });

  it('of literal scalars are a stretch a line, its newline included', () => {
    expect(stretches('a: |\n  b\n  c\n\n  d\n\n')).toEqual(['= "b\\n"', '= "c\\n\\n"', '= "d\\n"']);
    expect(stretches('a: |\r\n  b\r\n')).toEqual(['= "b"', '"\\n" < "\\r\\n"']);
  });

  it('of folds cover the break and the indentation', () => {
    expect(stretches('a: >\n  b\n  c\n\n\n  d\n')).toEqual([
      '= "b"',
      '" " < "\\n  "',
      '= "c"',
      '"\\n\\n" < "\\n\\n\\n  "',
      '= "d"',
      '"\\n" < "\\n"',
    ]);
    expect(stretches('a: b\n  c\n\n  d')).toEqual(['= "b"', '" " < "\\n  "', '= "c\\n"', '= "d"']);
  });

  it('of escapes cover the escape', () => {
    expect(stretches('a: "b\\n\\u00e9c"')).toEqual([
      '= "b"',
      '"\\n" < "\\\\n"',
      '"\u00c3\u00a9" < "\\\\u00e9"',
      '= "c"',
    ]);
    expect(stretches("a: 'it''s'")).toEqual(['= "it"', '"\'" < "\'\'"', '= "s"']);
    expect(stretches('a: "b\\\n   c"')).toEqual(['= "b"', '= "c"']);
  });

  it('lead from a place in the value to one in the file', () => {
    const file = { name: 'rules.yaml', text: 'condition: >\n  ka.verb = x and\n  ka.nope = y\n' };
    const root = readYaml(file).documents[0];
    const value = root?.kind === 'map' ? root.entries[0]?.value : undefined;
    if (value?.kind !== 'scalar') throw new Error('no scalar');
    const mapped = scalarText(value, file, { kind: 'rule', name: 'r' });
    expect(mapped.text).toBe('ka.verb = x and ka.nope = y\n');
    const span = spanOf(mapped, 16, 23);
    expect(file.text.slice(span?.start, span?.end)).toBe('ka.nope');
    const joint = spanOf(mapped, 12, 23);
    expect(file.text.slice(joint?.start, joint?.end)).toBe('and\n  ka.nope');
  });

  it('cover every value, in order, and to the letter where they say so', () => {
    fc.assert(
      fc.property(yamlText, (text) => {
        const { documents } = readYaml({ name: 'rules.yaml', text });
        const seen = new Set<YamlNode>();
        const walk = (node: YamlNode): void => {
          if (seen.has(node)) return;
          seen.add(node);
          if (node.kind === 'sequence') node.items.forEach(walk);
          if (node.kind === 'map') for (const entry of node.entries) [entry.key, entry.value].forEach(walk);
          if (node.kind !== 'scalar') return;
          let end = 0;
          let fileEnd = node.span.start;
          for (const { start, length, from, to, linear } of stretchesOf(node.origin, node.value.length)) {
            expect(start).toBe(end);
            expect(length).toBeGreaterThan(0);
            expect(from).toBeGreaterThanOrEqual(fileEnd);
            expect(to).toBeLessThanOrEqual(text.length);
            end += length;
            fileEnd = to;
            // A lone CR that ends a line is a newline in the value.
            if (linear) expect(unbroken(text.slice(from, to))).toBe(unbroken(node.value.slice(start, end)));
          }
          expect(end).toBe(node.value.length);
        };
        documents.forEach(walk);
      }),
      { numRuns: 500 },
    );
  });
});

function unbroken(text: ByteString): ByteString {
  return text.replaceAll('\r', '\n');
}
