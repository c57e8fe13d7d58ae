import type { ByteString } from '../text/bytes.js';
import { FIELDS } from './catalogue.js';
import type { FieldProvider, FieldRow } from './row.js';

/** In the order in which Falco asks them; the first whose answer is final decides. */
const PROVIDERS: readonly FieldProvider[] = ['falco', 'k8saudit', 'json'];

const ROWS: readonly (readonly FieldRow[])[] = PROVIDERS.map((provider) =>
  FIELDS.filter((row) => row.provider === provider),
);

/** Fields that need no argument: most references are one of these and nothing else. */
const PLAIN_FIELDS: ReadonlySet<ByteString> = new Set(
  FIELDS.filter((row: FieldRow) => row.provider === 'falco' || row.arg.presence !== 'required').map(
    ({ name }) => name,
  ),
);

/**
 * What Falco says of a field reference that it does not take, in its own words; undefined where it takes it.
 * `arg` is the text between the brackets, unquoted; undefined where there are no brackets.
 *
 * libsinsp joins name and argument again and looks for the longest field name that this text starts with, so
 * its answer is about that field even where the name goes on (filter_check_list.cpp, plugin_filtercheck.cpp).
 */
export function checkFieldRef(name: ByteString, arg?: ByteString): { readonly message: string } | undefined {
  if (arg === undefined && PLAIN_FIELDS.has(name)) return undefined;
  const text = arg === undefined ? name : `${name}[${arg}]`;
  for (const rows of ROWS) {
    const row = longestPrefix(rows, text);
    if (!row) continue;
    const parsed = row.provider === 'falco' ? row.name.length : parsePluginField(row, text);
    if (parsed === 'other-field') continue;
    if (typeof parsed === 'object') return parsed;
    // A field that covers only part of the text ends the search: later providers are not asked.
    if (parsed === text.length) return undefined;
    break;
  }
  return { message: `filter_check called with nonexistent field ${text}` };
}

function longestPrefix(rows: readonly FieldRow[], text: ByteString): FieldRow | undefined {
  let best: FieldRow | undefined;
  for (const row of rows) {
    if (row.name.length > (best?.name.length ?? -1) && text.startsWith(row.name)) best = row;
  }
  return best;
}

/** How much of the text the field and its argument cover, or what is wrong with them. */
function parsePluginField(
  row: FieldRow,
  text: ByteString,
): number | 'other-field' | { readonly message: string } {
  const blank = text.indexOf(' ');
  const shown = trim(blank < 0 ? text : text.slice(0, blank));
  const bracket = shown.indexOf('[');
  if (bracket < 0) {
    if (row.arg.presence !== 'required') return row.name.length;
    return { message: `filter '${shown}': ${row.name} requires an argument but none provided` };
  }
  if (bracket !== row.name.length) return 'other-field';
  const rest = shown.slice(bracket + 1);
  if (rest === '') {
    return { message: `filter '${shown}': ${row.name} terminates with incomplete argument brackets` };
  }
  const close = rest.indexOf(']');
  if (close < 0) return { message: `filter '${shown}': ${row.name} has unbalanced argument brackets` };
  const arg = rest.slice(0, close);
  if (row.arg.presence === 'none') {
    return {
      message: `filter '${shown}': ${row.name} does not allow nor require an argument but one is provided: ${arg}`,
    };
  }
  const fault = row.arg.kind === 'index' ? indexFault(arg) : undefined;
  if (fault) return { message: `filter ${shown} ${row.name} has an invalid index argument ${fault}: ${arg}` };
  return bracket + arg.length + 2;
}

const MAX_UINT64 = 2n ** 64n - 1n;

function indexFault(arg: ByteString): string | undefined {
  if (!/^[0-9]*$/.test(arg)) return 'not composed only by digits';
  if (arg === '' || (arg.length > 1 && arg.startsWith('0'))) return 'starting with 0';
  if (BigInt(arg) > MAX_UINT64) return 'not representable on 64 bit';
  return undefined;
}

function trim(text: ByteString): ByteString {
  return text.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, '');
}
