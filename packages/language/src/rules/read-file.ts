import type { ByteString } from '../text/bytes.js';
import type { YamlNode } from '../yaml/index.js';
import { fileContext, itemContext } from './context.js';
import { FatalFault, Fault } from './fault.js';
import type { ParsedFile } from './parse-file.js';
import { nodeAt, type Reading } from './read/decode.js';
import { readItem } from './read/item.js';
import { diagnosticOf, fail, spanOfNode } from './read/scope.js';
import type { Sink } from './report.js';

/** Reads the items of a file into the collection. False where the sink stopped it. */
export function readFile(reading: Reading, { file, yaml, schema }: ParsedFile, sink: Sink): boolean {
  const ctx = fileContext(file.name);
  if (yaml.error) {
    const { message, mark, offset } = yaml.error;
    const code = 'LOAD_ERR_YAML_PARSE';
    const span = {
      file,
      start: Math.min(offset, file.text.length),
      end: Math.min(offset + 1, file.text.length),
    };
    const words = message.replace(/^yaml-cpp: error at line [0-9]+, column [0-9]+: /, '');
    const diagnostic = diagnosticOf(code, words, span);
    return sink.error({ code, message, context: itemContext(mark, 'value for', '', ctx), diagnostic });
  }
  if (schema.error) return sink.error(schema.error);
  for (const document of yaml.documents) {
    if (document.kind === 'null') continue;
    const read = (step: () => void, item?: YamlNode): boolean => {
      try {
        step();
        return true;
      } catch (fault) {
        if (fault instanceof Fault) {
          for (const name of item ? namesOf(item) : []) reading.collection.broken.add(name);
          return sink.error(fault.error);
        }
        if (!(fault instanceof FatalFault)) throw fault;
        sink.fatal(fault);
        return true;
      }
    };
    if (document.kind !== 'sequence') {
      const isMap = document.kind === 'map';
      const message = isMap ? 'Rules content is not yaml array of objects' : 'Rules content is not yaml';
      const goOn = read(() =>
        fail('LOAD_ERR_YAML_VALIDATE', message, ctx, spanOfNode(file, document), {
          message: 'a rules file is a list of items: each begins with `- rule:`, `- macro:`, `- list:`',
        }),
      );
      if (!goOn) return false;
      continue;
    }
    for (const item of document.items) {
      if (item.kind === 'null') continue;
      if (!read(() => readItem(reading, item, ctx), item)) return false;
    }
  }
  return true;
}

/** What an item is called, as whatever kind of item. */
function namesOf(item: YamlNode): readonly ByteString[] {
  if (item.kind !== 'map') return [];
  return ['list', 'macro', 'rule'].flatMap((key) => {
    const name = nodeAt(item, key);
    return name?.kind === 'scalar' ? [name.value] : [];
  });
}
