import type { ByteString } from '@falco-rules/language';
import { quoteLikeFastjson, unescapeJson } from './escapes.js';
import { arrayIndex, type Handle, type JsonKind, type JsonView, NONE } from './view.js';

interface Node {
  kind: JsonKind;
  /** Strings: the inside of the quotes, escaped until somebody looks (`raw`). Others: as written. */
  text: ByteString;
  raw: boolean;
  readonly keys: ByteString[];
  readonly values: Handle[];
  keysUnescaped: boolean;
  readonly start: number;
  end: number;
}

/**
 * An event that behaves as a parsed fastjson value does, its memory included: a look at a string unescapes it for
 * good, a look for a missing key unescapes all keys of that object, and what has been unescaped is written out
 * differently (by Go's rules) when a value around it is turned into text. So the order of looks matters.
 *
 * Slow, used only for events where bytes alone do not tell. The text must be well formed by the loose grammar.
 */
export class FastjsonDocument implements JsonView {
  readonly root: Handle;
  readonly #nodes: Node[] = [];
  readonly #source: ByteString;
  #at = 0;

  constructor(source: ByteString) {
    this.#source = source;
    this.#blanks();
    this.root = this.#value();
  }

  get(value: Handle, key: ByteString): Handle {
    const node = this.#nodes[value];
    if (!node) return NONE;
    if (node.kind === 'object') return this.#member(node, key);
    if (node.kind !== 'array') return NONE;
    const index = arrayIndex(key);
    return index < 0 ? NONE : (node.values[index] ?? NONE);
  }

  kind(value: Handle): JsonKind {
    const node = this.#nodes[value]!;
    if (node.raw) {
      node.text = unescapeJson(node.text);
      node.raw = false;
    }
    return node.kind;
  }

  elements(value: Handle): readonly Handle[] {
    const node = this.#nodes[value];
    return node?.kind === 'array' ? node.values : [];
  }

  keys(value: Handle): readonly ByteString[] {
    const node = this.#nodes[value];
    if (node?.kind !== 'object') return [];
    unescapeKeys(node);
    return node.keys;
  }

  text(value: Handle): ByteString {
    return this.kind(value) === 'string' ? this.#nodes[value]!.text : this.marshal(value);
  }

  /** Value.MarshalTo: compact JSON text. */
  marshal(value: Handle): ByteString {
    const node = this.#nodes[value]!;
    switch (node.kind) {
      case 'object': {
        const members = node.keys.map((key, i) => {
          const name = node.keysUnescaped ? quoteLikeFastjson(key) : `"${key}"`;
          return `${name}:${this.marshal(node.values[i]!)}`;
        });
        return `{${members.join(',')}}`;
      }
      case 'array':
        return `[${node.values.map((element) => this.marshal(element)).join(',')}]`;
      case 'string':
        return node.raw ? `"${node.text}"` : quoteLikeFastjson(node.text);
      default:
        return node.text;
    }
  }

  /** Where a value stands in the source. */
  span(value: Handle): { readonly start: number; readonly end: number } {
    return this.#nodes[value]!;
  }

  #member(node: Node, key: ByteString): Handle {
    if (!node.keysUnescaped && !key.includes('\\')) {
      const raw = node.keys.indexOf(key);
      if (raw >= 0) return node.values[raw]!;
    }
    unescapeKeys(node);
    const found = node.keys.indexOf(key);
    return found < 0 ? NONE : node.values[found]!;
  }

  #add(kind: JsonKind, start: number, text: ByteString, raw = false): Handle {
    this.#nodes.push({ kind, text, raw, keys: [], values: [], keysUnescaped: false, start, end: this.#at });
    return this.#nodes.length - 1;
  }

  #blanks(): void {
    while (' \n\r\t'.includes(this.#source.charAt(this.#at)) && this.#at < this.#source.length) this.#at++;
  }

  #string(): ByteString {
    const start = this.#at + 1;
    let i = start;
    while (this.#source[i] !== '"') i += this.#source[i] === '\\' ? 2 : 1;
    this.#at = i + 1;
    return this.#source.slice(start, i);
  }

  #value(): Handle {
    const start = this.#at;
    const first = this.#source.charAt(start);
    if (first === '{' || first === '[') return this.#container(first === '{');
    if (first === '"') {
      const text = this.#string();
      return this.#add('string', start, text, true);
    }
    const word = /^(?:true|false|null)/.exec(this.#source.slice(this.#at, this.#at + 5))?.[0];
    if (word === 'true' || word === 'false' || word === 'null') {
      this.#at += word.length;
      return this.#add(word, start, word);
    }
    while (!/[\s,\]}]/.test(this.#source.charAt(this.#at)) && this.#at < this.#source.length) this.#at++;
    return this.#add('number', start, this.#source.slice(start, this.#at));
  }

  #container(object: boolean): Handle {
    const handle = this.#add(object ? 'object' : 'array', this.#at, '');
    const node = this.#nodes[handle]!;
    this.#at++;
    this.#blanks();
    while (!']}'.includes(this.#source.charAt(this.#at))) {
      if (this.#source[this.#at] === ',') this.#at++;
      this.#blanks();
      if (object) {
        node.keys.push(this.#string());
        this.#blanks();
        this.#at++;
        this.#blanks();
      }
      node.values.push(this.#value());
      this.#blanks();
    }
    this.#at++;
    node.end = this.#at;
    return handle;
  }
}

function unescapeKeys(node: Node): void {
  if (node.keysUnescaped) return;
  for (let i = 0; i < node.keys.length; i++) node.keys[i] = unescapeJson(node.keys[i]!);
  node.keysUnescaped = true;
}
