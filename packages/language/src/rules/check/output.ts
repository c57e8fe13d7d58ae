import type { FieldLookup } from '../../fields/operand-type.js';
import { type OutputFault, parseOutput } from '../../output/index.js';
import type { ByteString } from '../../text/bytes.js';

/** Why a source's output template does not load; undefined where it does. */
export function outputFault(output: ByteString, fields: FieldLookup): OutputFault | undefined {
  const parsed = parseOutput(output, fields);
  return parsed.ok ? undefined : parsed;
}
