import { parseCondition } from '../../condition/index.js';
import { evaluateOperand } from '../../fields/operand-type.js';
import type { ByteString } from '../../text/bytes.js';
import { fieldsOf } from './sources.js';

/**
 * Whether a text can be a field of an exception; a message where Falco stumbles over it
 * (userspace/engine/falco_source.h, is_valid_lhs_field).
 */
export function checkExceptionField(
  text: ByteString,
  source: ByteString,
): 'ok' | 'unknown' | { readonly message: ByteString } {
  const fields = fieldsOf(source, 'check');
  if (!text.includes('(')) {
    const fault = fields.check(text);
    if (!fault) return 'ok';
    return fault.message.includes('called with nonexistent field') ? 'unknown' : fault;
  }
  // Transformers are tried in a condition.
  const parsed = parseCondition(`${text} exists`);
  if (!parsed.ok || parsed.expr.kind !== 'UnaryCheck') return parsed.ok ? 'ok' : 'unknown';
  return evaluateOperand(parsed.expr.left, fields).ok ? 'ok' : 'unknown';
}
