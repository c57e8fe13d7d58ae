import type { SourceFile } from '../text/source.js';
import { decodeFile } from './encoding.js';
import { exceptionText, FAULTS, YamlFault } from './fault.js';
import { fileMap } from './file-map.js';
import type { YamlNode, YamlResult } from './node.js';
import { Parser } from './parser.js';
import { Scanner } from './scanner.js';
import { Stream } from './stream.js';

/**
 * Reads a rules file as Falco does: yaml-cpp's LoadAll, as of the version that Falco 0.44.1 builds with. It
 * accepts and refuses the same files, in the same words and at the same marks; a file that is refused has no
 * documents. Reading ends at the first document that is null: what stands behind it is not even scanned.
 */
export function readYaml(file: SourceFile): YamlResult {
  const decoded = decodeFile(file.text);
  const files = fileMap(decoded);
  const scanner = new Scanner(new Stream(decoded.text));
  const parser = new Parser(scanner, files);
  const documents: YamlNode[] = [];
  try {
    for (;;) {
      const root = parser.document();
      if (!root) return { documents, comments: parser.comments.all(), aliases: parser.aliases };
      if (root.kind === 'null') {
        const unreadFrom = files.offset(parser.end);
        return { documents, comments: parser.comments.all(), aliases: parser.aliases, unreadFrom };
      }
      documents.push(root);
    }
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error;
    const { mark, fault, detail } = error;
    return {
      documents: [],
      error: {
        message: exceptionText(mark, FAULTS[fault] + detail),
        mark,
        offset: files.offset(mark.offset),
      },
      comments: parser.comments.all(),
      aliases: [],
    };
  }
}
