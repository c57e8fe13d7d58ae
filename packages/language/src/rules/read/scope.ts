import { CODES, type FalcoErrorCode, type FalcoWarningCode } from '../../diagnostics/codes.js';
import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import { type ByteString, decodeText } from '../../text/bytes.js';
import type { SourceFile, Span } from '../../text/source.js';
import type { YamlNode } from '../../yaml/node.js';
import type { Context } from '../context.js';
import { FatalFault, Fault, type LoadWarning } from '../fault.js';

/** What a diagnostic says beyond Falco's message. */
export interface Notes {
  readonly message?: string;
  readonly span?: Span;
  readonly help?: string | undefined;
  readonly related?: Diagnostic['related'];
}

/** Falco's words as ours: no capital at the beginning, no period at the end. */
export function plainMessage(message: ByteString): string {
  const text = decodeText(message).replace(/\.$/, '');
  return /^[A-Z][a-z]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
}

export function diagnosticOf(
  code: Diagnostic['code'],
  message: ByteString,
  span: Span | undefined,
  notes: Notes = {},
): Diagnostic {
  const at = notes.span ?? span;
  return {
    code,
    severity: CODES[code].severity,
    message: notes.message ?? plainMessage(message),
    ...(at && { span: at }),
    ...(notes.related?.length && { related: notes.related }),
    ...(notes.help && { help: notes.help }),
  };
}

export function spanOfNode(file: SourceFile, node: YamlNode): Span {
  return { file, start: node.span.start, end: node.span.end };
}

/** Ends the reading of the item. */
export function fail(
  code: FalcoErrorCode,
  message: ByteString,
  context: Context,
  span: Span | undefined,
  notes?: Notes,
): never {
  throw new Fault({ code, message, context, diagnostic: diagnosticOf(code, message, span, notes) });
}

/** Falco itself ends here. */
export function failFatally(message: ByteString, span: Span, notes: Notes): never {
  throw new FatalFault(message, diagnosticOf('falco-crash', message, span, notes));
}

export function warning(
  code: FalcoWarningCode,
  message: ByteString,
  context: Context,
  span: Span | undefined,
  notes?: Notes,
): LoadWarning {
  return { code, message, context, diagnostic: diagnosticOf(code, message, span, notes) };
}
