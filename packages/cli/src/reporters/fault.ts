import type { ChalkInstance } from 'chalk';
import type { Fault } from '../fault.js';
import { renderDiagnostics } from './diagnostics.js';

/** A fault for a person: what is wrong and where, and what to do. */
export function faultText({ diagnostics, message, help }: Fault, c: ChalkInstance): string {
  const lines =
    diagnostics.length > 0 ? [renderDiagnostics(diagnostics, c), message] : [`${c.red('error')}: ${message}`];
  return [...lines, help === undefined ? '' : `${c.cyan('help')}: ${help}`].filter(Boolean).join('\n');
}
