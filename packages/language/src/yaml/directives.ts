import type { ByteString } from '../text/bytes.js';
import { YamlFault } from './fault.js';
import type { Token } from './token.js';

/** What the directives before a document say (src/parser.cpp, src/directives.cpp, src/tag.cpp). */
export class Directives {
  private sawVersion = false;
  private readonly handles = new Map<ByteString, ByteString>();

  /** Takes in one directive; unknown ones are ignored. Throws YamlFault. */
  add(directive: Token): void {
    if (directive.value === 'YAML') this.addVersion(directive);
    else if (directive.value === 'TAG') this.addTag(directive);
  }

  private addVersion({ mark, params }: Token): void {
    const [version] = params;
    if (version === undefined || params.length !== 1) throw new YamlFault('yamlDirectiveArgs', mark);
    if (this.sawVersion) throw new YamlFault('repeatedYamlDirective', mark);
    const major = parseVersion(version);
    if (major === undefined) throw new YamlFault('yamlVersion', mark, version);
    if (major > 1) throw new YamlFault('yamlMajorVersion', mark);
    this.sawVersion = true;
  }

  private addTag({ mark, params }: Token): void {
    const [handle, prefix] = params;
    if (handle === undefined || prefix === undefined || params.length !== 2) {
      throw new YamlFault('tagDirectiveArgs', mark);
    }
    if (this.handles.has(handle)) throw new YamlFault('repeatedTagDirective', mark);
    this.handles.set(handle, prefix);
  }

  /** The full tag of a tag token. */
  translate(tag: Token): ByteString {
    switch (tag.tagForm) {
      case 'verbatim':
        return tag.value;
      case 'primary':
        return this.prefixOf('!') + tag.value;
      case 'secondary':
        return this.prefixOf('!!') + tag.value;
      case 'named':
        return this.prefixOf(`!${tag.value}!`) + (tag.params[0] ?? '');
      default:
        return '!';
    }
  }

  private prefixOf(handle: ByteString): ByteString {
    return this.handles.get(handle) ?? (handle === '!!' ? 'tag:yaml.org,2002:' : handle);
  }
}

/** Two ints with any one character between them, as two stream extractions read them; gives the first. */
function parseVersion(text: ByteString): number | undefined {
  const match = /^[\v\f]*([+-]?\d+)(?!\d)[\s\S][\v\f]*([+-]?\d+)$/.exec(text);
  const numbers = [Number(match?.[1]), Number(match?.[2])];
  if (!numbers.every((n) => n >= -0x80000000 && n <= 0x7fffffff)) return undefined;
  return numbers[0];
}
