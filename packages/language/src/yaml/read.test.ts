import { describe, expect, it } from 'vitest';
import type { ByteString } from '../text/bytes.js';
import { CORNERS } from './corners.test-data.js';
import { readYaml, type YamlNode, type YamlResult } from './index.js';

function read(text: ByteString): YamlResult {
  return readYaml({ name: 'rules.yaml', text });
}

/** The notation that corners.test-data.ts explains. */
function show({ documents, error }: YamlResult): string {
  if (error) return `${error.message} +${error.mark.offset}`;
  if (documents.length === 0) return 'nothing';
  return documents.map((root) => showNode(root, new Set())).join(' ; ');
}

function showNode(node: YamlNode, seen: Set<YamlNode>): string {
  const at = `@${node.mark.line}:${node.mark.column}`;
  if (seen.has(node)) return `*${at}`;
  seen.add(node);
  if (node.kind === 'null') return `~${at}`;
  const tag = { '?': '', '!': '! ' }[node.tag] ?? `<${node.tag}> `;
  if (node.kind === 'scalar') return tag + showText(node.value) + at;
  if (node.kind === 'sequence') {
    const items = node.items.map((item) => showNode(item, seen)).join(', ');
    return tag + (node.style === 'flow' ? `[${items}]` : `(${items})`) + at;
  }
  const entries = node.entries
    .map(({ key, value }) => `${showNode(key, seen)}: ${showNode(value, seen)}`)
    .join(', ');
  return tag + (node.style === 'flow' ? `{${entries}}` : `<${entries}>`) + at;
}

function showText(text: ByteString): string {
  return JSON.stringify(text).replace(/[\x7f-\xff]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
}

describe('readYaml accepts, refuses and marks as yaml-cpp does', () => {
  for (const [topic, corners] of Object.entries(CORNERS)) {
    it(topic, () => {
      const seen = corners.map(([text]) => [text, show(read(text))]);
      expect(seen).toEqual(corners);
    });
  }
});

describe('deep and wide files', () => {
  it('refuses the node that would be the 500th deep, at the place that scanning has come to', () => {
    expect(show(read('['.repeat(499) + ']'.repeat(499)))).toMatch(/^\[\[\[/);
    expect(show(read('['.repeat(500) + ']'.repeat(500)))).toBe(
      'yaml-cpp: error at line 1, column 1: bad file +1000',
    );
    expect(show(read('- '.repeat(500)))).toBe('yaml-cpp: error at line 1, column 1000: bad file +999');
  });

  it('does not run out of stack on nesting that is refused', () => {
    for (const opening of ['[', '{', '- ', '? ', '[a: ']) {
      expect(read(opening.repeat(20_000)).error?.message).toMatch(/: bad file$/);
    }
  });

  it('shares what aliases name, however often', () => {
    let text = '- &a0 x\n';
    for (let i = 1; i <= 60; i++) text += `- &a${i} [*a${i - 1}, *a${i - 1}]\n`;
    const root = read(text).documents[0];
    let node = root?.kind === 'sequence' ? root.items[60] : undefined;
    for (let depth = 0; node?.kind === 'sequence'; depth++) {
      expect(node.items[0]).toBe(node.items[1]);
      node = node.items[0];
      expect(depth).toBeLessThan(60);
    }
    expect(node).toMatchObject({ kind: 'scalar', value: 'x' });
  });

  it('makes a cycle of an alias inside its own anchor', () => {
    const root = read('&a [*a]').documents[0];
    expect(root?.kind === 'sequence' && root.items[0]).toBe(root);
  });
});

describe('offsets', () => {
  it('marks count bytes of the text, without its byte order mark; spans and fault offsets those of the file', () => {
    const { documents } = read('\xef\xbb\xbf- \xc3\xa9: x\n');
    expect(documents[0]).toMatchObject({
      mark: { offset: 0, line: 0, column: 0 },
      items: [
        {
          entries: [
            {
              key: { mark: { offset: 2, column: 2 }, span: { start: 5, end: 7 } },
              value: { mark: { offset: 6, column: 6 }, span: { start: 9, end: 10 } },
            },
          ],
        },
      ],
    });
    expect(read('\xef\xbb\xbfa: "b').error).toEqual({
      message: 'yaml-cpp: error at line 1, column 6: illegal EOF in scalar',
      mark: { offset: 5, line: 0, column: 5 },
      offset: 8,
    });
  });

  it('spans of UTF-16 are those of the file', () => {
    const { documents } = read('\xff\xfe-\0 \0\xe9\0b\0 \0#\0c\0');
    expect(documents[0]).toMatchObject({
      items: [
        {
          value: '\xc3\xa9b',
          span: { start: 6, end: 10 },
          origin: [{ start: 0, length: 3, from: 6, to: 10, linear: false }],
          comments: { trailing: { text: '#c', span: { start: 12, end: 16 } } },
        },
      ],
    });
  });

  it('says where reading ended at an empty document', () => {
    const result = read('- a\n---\n~\n---\n- [');
    expect(result.error).toBeUndefined();
    expect(result.documents).toHaveLength(1);
    expect(result.unreadFrom).toBe(9);
    expect(read('- a\n').unreadFrom).toBeUndefined();
  });
});

describe('spans', () => {
  const spanned = (text: ByteString): string[] => {
    const found: string[] = [];
    const walk = (node: YamlNode): void => {
      found.push(text.slice(node.span.start, node.span.end));
      if (node.kind === 'sequence') node.items.forEach(walk);
      if (node.kind === 'map') {
        for (const { key, value } of node.entries) {
          walk(key);
          walk(value);
        }
      }
    };
    read(text).documents.forEach(walk);
    return found;
  };

  it('run from a node, its tag or its anchor to its last byte', () => {
    expect(spanned('a: b  # c\n\n')).toEqual(['a: b', 'a', 'b']);
    expect(spanned("- &x !t 'a' \n- [b , c ] \n")).toEqual([
      "- &x !t 'a' \n- [b , c ]",
      "&x !t 'a'",
      '[b , c ]',
      'b',
      'c',
    ]);
    expect(spanned('a: |\n  b\n\n  c \n\n\nd: e\n  f\n')).toEqual([
      'a: |\n  b\n\n  c \n\n\nd: e\n  f',
      'a',
      '|\n  b\n\n  c',
      'd',
      'e\n  f',
    ]);
  });

  it('are empty where nothing is written, behind the colon or dash', () => {
    expect(read('a: \n\nb: ~\n').documents[0]).toMatchObject({
      entries: [
        { value: { kind: 'null', span: { start: 2, end: 2 }, mark: { line: 2, column: 0 } } },
        { value: { kind: 'null', span: { start: 8, end: 9 } } },
      ],
    });
    expect(read('-\n- b\n').documents[0]).toMatchObject({ items: [{ span: { start: 1, end: 1 } }, {}] });
  });
});
