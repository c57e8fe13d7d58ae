import { suggestion } from '../../diagnostics/did-you-mean.js';
import { decodeText } from '../../text/bytes.js';
import { type Item, keySpan, textOf } from './decode.js';
import { spanOfNode, warning } from './scope.js';

const DEPRECATED_APPEND =
  "'append' key is deprecated. Add an 'append' entry (e.g. 'condition: append') under 'override' instead.";

export function warnDeprecatedAppend({ reading, node, ctx }: Item): void {
  const span = keySpan(reading.file, node, 'append');
  reading.warn(warning('LOAD_DEPRECATED_ITEM', DEPRECATED_APPEND, ctx, span));
}

/** Warns of every key of an item that Falco does not know there. */
export function warnUnknownKeys({ reading, node, ctx }: Item, known: readonly string[]): void {
  for (const { key } of node.entries) {
    const name = textOf(reading, key);
    if (known.includes(name)) continue;
    const shown = decodeText(name);
    reading.warn(
      warning(
        'LOAD_UNKNOWN_KEY',
        `Unknown key '${name}'. The key will be ignored.`,
        ctx,
        spanOfNode(reading.file, key),
        {
          message: `unknown key \`${shown}\` is ignored`,
          help: suggestion(shown, known),
        },
      ),
    );
  }
}
