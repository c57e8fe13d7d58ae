import { CODES } from '../diagnostics/codes.js';
import { type ByteString, byteStringToBytes, decodeText } from '../text/bytes.js';
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
  const bytes: JsonLoadResults = {
    falco_load_results: result.files.map((file) => fileToJson(file, contents)),
  };
  const faults: string[] = [];
  const json = decodeAll(bytes, faults) as JsonLoadResults;
  // A snippet or a condition that is cut in the middle of a character is more than Falco's JSON writer takes.
  return faults[0] === undefined ? { json } : { fatal: `[json.exception.type_error.316] ${faults[0]}` };
}

function fileToJson(file: FileResult, contents: ReadonlyMap<ByteString, ByteString>): JsonFileResult {
  const isValid = file.schema[0] === 'ok';
  return {
    errors: file.errors.map((error) => issueToJson(error, contents)),
    name: file.name,
    ...(file.schema.length > 0 && {
      schema_valid: isValid,
      schema_warnings: isValid ? [] : file.schema,
    }),
    successful: file.successful,
    warnings: file.warnings.map((warning) => issueToJson(warning, contents)),
  };
}

function issueToJson(
  { code, context, message, deprecatedField }: LoadError | LoadWarning,
  contents: ReadonlyMap<ByteString, ByteString>,
): JsonIssue {
  return {
    code,
    codedesc: CODES[code].codedesc,
    context: { locations: locationsOf(context).map(locationToJson), snippet: snippetOf(context, contents) },
    ...(deprecatedField && { deprecated_field: deprecatedField }),
    message,
  };
}

function locationToJson({ itemName, itemType, name, column, line, offset }: Context): JsonLocation {
  return { item_name: itemName, item_type: itemType, position: { column, line, name, offset } };
}

/** Decodes every text of a tree; what is no UTF-8 is noted in nlohmann's words. */
function decodeAll(value: unknown, faults: string[]): unknown {
  if (typeof value === 'string') {
    const fault = utf8Fault(value);
    if (fault) faults.push(fault);
    return decodeText(value);
  }
  if (Array.isArray(value)) return value.map((item) => decodeAll(item, faults));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decodeAll(item, faults)]));
}

// One character, as the decoder in nlohmann's serializer takes it.
const CHARACTER =
  /[\x00-\x7f]+|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}/y;
/** What may begin one at the end of a text. */
const BEGUN =
  /^(?:[\xc2-\xdf]|\xe0[\xa0-\xbf]?|[\xe1-\xec\xee\xef][\x80-\xbf]?|\xed[\x80-\x9f]?|\xf0(?:[\x90-\xbf][\x80-\xbf]?)?|[\xf1-\xf3][\x80-\xbf]{0,2}|\xf4(?:[\x80-\x8f][\x80-\xbf]?)?)?/;

function utf8Fault(text: ByteString): string | undefined {
  if (isUtf8(text)) return undefined;
  let good = 0;
  for (CHARACTER.lastIndex = 0; CHARACTER.test(text); ) good = CHARACTER.lastIndex;
  const begun = BEGUN.exec(text.slice(good, good + 4))![0].length;
  const at = good + begun;
  if (at === text.length) return `incomplete UTF-8 string; last byte: ${hex(text, at - 1)}`;
  return `invalid UTF-8 byte at index ${at}: ${hex(text, at)}`;
}

const strict = new TextDecoder('utf-8', { fatal: true });

function isUtf8(text: ByteString): boolean {
  try {
    strict.decode(byteStringToBytes(text));
    return true;
  } catch {
    return false;
  }
}

function hex(text: ByteString, at: number): string {
  return `0x${text.charCodeAt(at).toString(16).toUpperCase().padStart(2, '0')}`;
}
