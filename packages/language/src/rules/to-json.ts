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

/**
 * What `falco -V F1 -V F2 -o json_output=true` prints for files that have been loaded; undefined where it prints
 * nothing (`fatal`). Text is ordinary (UTF-16); JSON.stringify without blanks gives Falco's line.
 */
export function loadResultsToJson(result: LoadResult): JsonLoadResults | undefined {
  if (result.fatal !== undefined) return undefined;
  const contents = new Map<ByteString, ByteString>();
  for (const { name, text } of result.sources) if (!contents.has(name)) contents.set(name, text);
  return { falco_load_results: result.files.map((file) => fileToJson(file, contents)) };
}

function fileToJson(file: FileResult, contents: ReadonlyMap<ByteString, ByteString>): JsonFileResult {
  const isValid = file.schema[0] === 'ok';
  return {
    errors: file.errors.map((error) => issueToJson(error, contents)),
    name: decodeText(file.name),
    ...(file.schema.length > 0 && {
      schema_valid: isValid,
      schema_warnings: isValid ? [] : file.schema.map(decodeText),
    }),
    successful: file.successful,
    warnings: file.warnings.map((warning) => issueToJson(warning, contents)),
  };
}

function issueToJson(
  issue: LoadError | LoadWarning,
  contents: ReadonlyMap<ByteString, ByteString>,
): JsonIssue {
  const { code, context, message, deprecatedField } = issue;
  return {
    code,
    codedesc: CODES[code].codedesc,
    context: {
      locations: locationsOf(context).map(locationToJson),
      snippet: decodeText(snippetOf(context, contents)),
    },
    ...(deprecatedField && { deprecated_field: deprecatedField }),
    message: decodeText(message),
  };
}

function locationToJson({ itemName, itemType, name, column, line, offset }: Context): JsonLocation {
  return {
    item_name: decodeText(itemName),
    item_type: itemType,
    position: { column, line, name: decodeText(name), offset },
  };
}
