import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ByteString } from '../text/bytes.js';
import { type NodeComments, readYaml, type YamlNode, type YamlResult } from './index.js';
import { yamlText } from './text.test-arbitrary.js';

function read(text: ByteString): YamlResult {
  return readYaml({ name: 'rules.yaml', text });
}

/** Every comment with its place: the path of what it belongs to, and how. */
function places({ documents, aliases }: YamlResult): string[] {
  const found: string[] = [];
  const seen = new Set<YamlNode>();
  const note = (path: string, { before, trailing, after = [] }: NodeComments): void => {
    for (const { text } of before) found.push(`${path} before ${text}`);
    if (trailing) found.push(`${path} trailing ${trailing.text}`);
    for (const { text } of after) found.push(`${path} after ${text}`);
  };
  const walk = (node: YamlNode, path: string): void => {
    if (seen.has(node)) return;
    seen.add(node);
    note(path || '.', node.comments);
    if (node.kind === 'sequence') for (const [i, item] of node.items.entries()) walk(item, `${path}[${i}]`);
    if (node.kind !== 'map') return;
    for (const { key, value } of node.entries) {
      const name = key.kind === 'scalar' ? key.value : key.kind;
      walk(key, `${path}.${name}:`);
      walk(value, `${path}.${name}`);
    }
  };
  for (const root of documents) walk(root, '');
  for (const [i, { comments }] of aliases.entries()) note(`alias ${i}`, comments);
  return found;
}

describe('comments', () => {
  it('above an item or key belong to it', () => {
    expect(places(read('# 1\n\n# 2\n- a: b\n  # 3\n  c: d\n# 4\n- e\n'))).toEqual([
      '[0] before # 1',
      '[0] before # 2',
      '[0].c: before # 3',
      '[1] before # 4',
    ]);
    expect(places(read('- # 1\n  a: b\n'))).toEqual(['[0] before # 1']);
    expect(places(read('# 1\na\n'))).toEqual(['. before # 1']);
    expect(places(read('a:\n  # 1\n  b\n'))).toEqual(['.a before # 1']);
  });

  it('behind something on its line belong to what ended there', () => {
    expect(places(read('a: b # 1\nc: # 2\n  - d # 3\ne: # 4\nf: [g, # 5\n  h] # 6\n"i": "j" # 7\n'))).toEqual(
      [
        '.a trailing # 1',
        '.c: trailing # 2',
        '.c[0] trailing # 3',
        '.e trailing # 4',
        '.f trailing # 6',
        '.f[0] trailing # 5',
        '.i trailing # 7',
      ],
    );
    expect(places(read('a: b\n  c # 1\n'))).toEqual(['.a trailing # 1']);
  });

  it('behind a block scalar belong to it on its first line only', () => {
    expect(places(read('a: | # 1\n  b # no comment\n  # neither\n# 2\nc: d\n'))).toEqual([
      '.a trailing # 1',
      '.c: before # 2',
    ]);
  });

  it('behind the last item belong to the collection that they are indented with', () => {
    expect(places(read('- a:\n    - b\n    # 1\n  # 2\n  c: d\n  # 3\n# 4\n- e\n# 5\n'))).toEqual([
      '. after # 5',
      '[0] after # 3',
      '[0].a after # 1',
      '[0].c: before # 2',
      '[1] before # 4',
    ]);
    expect(places(read('a:\n- b\n# 1\nc: d\n'))).toEqual(['.c: before # 1']);
    expect(places(read('a: [b,\n  # 1\n]\nc: {\n  # 2\n}\n'))).toEqual(['.a after # 1', '.c after # 2']);
    expect(places(read('- a\n# 1\n---\n# 2\n- b\n'))).toEqual(['. after # 1', '[0] before # 2']);
  });

  it('of an alias stay with the alias', () => {
    expect(places(read('- &x a # 1\n# 2\n- *x # 3\n'))).toEqual([
      '[0] trailing # 1',
      'alias 0 before # 2',
      'alias 0 trailing # 3',
    ]);
  });

  it('are all listed, those that belong to nothing too', () => {
    const { comments } = read('# 1\n- a # 2\n...\n# 3\n');
    expect(comments).toEqual([
      { text: '# 1', span: { start: 0, end: 3 }, ownLine: true },
      { text: '# 2', span: { start: 8, end: 11 }, ownLine: false },
      { text: '# 3', span: { start: 16, end: 19 }, ownLine: true },
    ]);
    expect(read('a # no comment#either\n"# nor this"').comments).toHaveLength(1);
  });

  it('have one place each', () => {
    fc.assert(
      fc.property(yamlText, (text) => {
        const result = read(text);
        const last = result.documents.at(-1);
        if (result.error || !last || result.unreadFrom !== undefined) return;
        const inside = result.comments.filter(({ span }) => span.start < last.span.end);
        const placed = places(result);
        expect(placed.length).toBeGreaterThanOrEqual(inside.length);
        expect(placed.length).toBeLessThanOrEqual(result.comments.length);
      }),
      { numRuns: 500 },
    );
  });
});
