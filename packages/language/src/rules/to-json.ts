import { CODES } from '../diagnostics/codes.js';
import { type ByteString, decodeText } from '../text/bytes.js';
import { type Context, locationsOf, snippetOf } from './context.js';
import type { LoadError, LoadWarning } from './fault.js';
import type { FileResult, LoadResult } from './load.js';

/** Keys in the order in which Falco prints them: nlohmann's maps are sorted. */
export interface JsonLocation {
  readonly item_name: string;
  readonly item_type: string;
  readonly position: {
    readonly column: number;
    readonly line: number;
    readonly name: string;
    readonly offset: number;
  };
}

export interface JsonIssue {
  readonly code: string;
  readonly codedesc: string;
  readonly context: { readonly locations: readonly JsonLocation[]; readonly snippet: string };
  readonly deprecated_field?: string;
  readonly message: string;
}

export interface JsonFileResult {
  readonly errors: readonly JsonIssue[];
  readonly name: string;
  readonly schema_valid?: boolean;
  readonly schema_warnings?: readonly string[];
  readonly successful: boolean;
  readonly warnings: readonly JsonIssue[];
}

export interface JsonLoadResults {
  readonly falco_load_results: readonly JsonFileResult[];
}

/** What `falco -V` ends with: a line of JSON on standard output, or a bare message on standard error. */
export type FalcoOutcome =
  | { readonly json: JsonLoadResults }
  /** Empty where Falco crashes. */
  | { readonly fatal: string };

/** What `falco -V F1 -V F2 -o json_output=true` prints; undefined where it prints no JSON. Text is ordinary (UTF-16). */
export function loadResultsToJson(result: LoadResult): JsonLoadResults | undefined {
  const outcome = falcoOutcome(result);
  return 'json' in outcome ? outcome.json : undefined;
}

/** As loadResultsToJson, and the message where there is no JSON. JSON.stringify without blanks gives Falco's line. */
export function falcoOutcome(result: LoadResult): FalcoOutcome {
  if (result.fatal !== undefined) return { fatal: decodeText(result.fatal) };
  const contents = new Map<ByteString, ByteString>();
  for (const { name, text } of result.sources) if (!contents.has(name)) contents.set(name, text);
  const writer: Writer = { contents, fault: undefined };
  const json = { falco_load_results: result.files.map((file) => fileToJson(file, writer)) };
  // A snippet or a condition that is cut in the middle of a character is more than Falco's JSON writer takes.
  return writer.fault === undefined ? { json } : { fatal: `[json.exception.type_error.316] ${writer.fault}` };
}

interface Writer {
  /** Of the files, by name. */
  readonly contents: ReadonlyMap<ByteString, ByteString>;
  /** The first text that is no UTF-8, in nlohmann's words. */
  fault: string | undefined;
}

/** Texts are decoded in the order in which they are printed: the first one at fault is the one that is told of. */
function decoded(text: ByteString, writer: Writer): string {
  const shown = decodeText(text);
  // ASCII comes back as it is.
  if (shown !== text) writer.fault ??= utf8Fault(text);
  return shown;
}

function fileToJson(file: FileResult, writer: Writer): JsonFileResult {
  const isValid = file.schema[0] === 'ok';
  return {
    errors: file.errors.map((error) => issueToJson(error, writer)),
    name: decoded(file.name, writer),
    ...(file.schema.length > 0 && {
      schema_valid: isValid,
      schema_warnings: isValid ? [] : file.schema.map((state) => decoded(state, writer)),
    }),
    successful: file.successful,
    warnings: file.warnings.map((warning) => issueToJson(warning, writer)),
  };
}

function issueToJson(
  { code, context, message, deprecatedField }: LoadError | LoadWarning,
  writer: Writer,
): JsonIssue {
  return {
    code,
    codedesc: CODES[code].codedesc,
    context: {
      locations: locationsOf(context).map((location) => locationToJson(location, writer)),
      snippet: decoded(snippetOf(context, writer.contents), writer),
    },
    ...(deprecatedField && { deprecated_field: deprecatedField }),
    message: decoded(message, writer),
  };
}

function locationToJson(
  { itemName, itemType, name, column, line, offset }: Context,
  writer: Writer,
): JsonLocation {
  return {
    item_name: decoded(itemName, writer),
    item_type: itemType,
    position: { column, line, name: decoded(name, writer), offset },
  };
}

// One character, as the decoder in nlohmann's serializer takes it.
const CHARACTER =
  /[\x00-\x7f]+|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}/y;
/** What may begin one at the end of a text. */
const BEGUN =
  /^(?:[\xc2-\xdf]|\xe0[\xa0-\xbf]?|[\xe1-\xec\xee\xef][\x80-\xbf]?|\xed[\x80-\x9f]?|\xf0(?:[\x90-\xbf][\x80-\xbf]?)?|[\xf1-\xf3][\x80-\xbf]{0,2}|\xf4(?:[\x80-\x8f][\x80-\xbf]?)?)?/;

function utf8Fault(text: ByteString): string | undefined {
  let good = 0;
  for (CHARACTER.lastIndex = 0; CHARACTER.test(text); ) good = CHARACTER.lastIndex;
  if (good === text.length) return undefined;
  const begun = BEGUN.exec(text.slice(good, good + 4))![0].length;
  const at = good + begun;
  if (at === text.length) return `incomplete UTF-8 string; last byte: ${hex(text, at - 1)}`;
  return `invalid UTF-8 byte at index ${at}: ${hex(text, at)}`;
}

function hex(text: ByteString, at: number): string {
  return `0x${text.charCodeAt(at).toString(16).toUpperCase().padStart(2, '0')}`;
}
