import { parseOperand } from '../../condition/index.js';
import { evaluateOperand, type FieldLookup } from '../../fields/operand-type.js';
import type { ByteString } from '../../text/bytes.js';

export interface OutputFault {
  /** Falco's words. */
  readonly message: ByteString;
  /** The token at fault, in the output. */
  readonly start: number;
  readonly end: number;
}

/** Why a source's output template does not load; undefined where it does (userspace/libsinsp/eventformatter.cpp, set_format). */
export function outputFault(output: ByteString, fields: FieldLookup): OutputFault | undefined {
  if (output === '') return { message: 'empty formatting token', start: 0, end: 0 };
  const end = output.length;
  for (let at = output.indexOf('%', output.startsWith('*') ? 1 : 0); at >= 0; ) {
    let field = at + 1;
    if (field === end) {
      return { message: 'invalid formatting syntax: formatting cannot end with a %', start: at, end };
    }
    while (field < end && isDigit(output, field)) field++;
    if (field === end) {
      return { message: 'invalid formatting syntax: formatting cannot end with a number', start: at, end };
    }
    const length = tokenLength(output.slice(field), fields);
    if (typeof length === 'string') return { message: length, start: at, end: field + 1 };
    at = output.indexOf('%', field + length);
  }
  return undefined;
}

function isDigit(text: ByteString, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

/** Length of the longest beginning that is a field or transformer of the source, or Falco's message where none is. */
function tokenLength(text: ByteString, fields: FieldLookup): number | ByteString {
  for (let length = text.length; length > 0; length--) {
    const parsed = parseOperand(text.slice(0, length));
    if (!parsed.ok) continue;
    const info = evaluateOperand(parsed.operand, fields);
    if (info.ok) return parsed.operand.end;
    if (info.fatal) return info.message;
  }
  return "unknown filter: unexpected token after '";
}
