import type { Span } from '../text/source.js';
import type { DiagnosticCode } from './codes.js';

export type Severity = 'error' | 'warning' | 'info';

/** A fault or a remark, for a person: what, where in their own file, what else it touches, what to do. Lints have codes of their own. */
export interface Diagnostic<Code extends string = DiagnosticCode> {
  readonly code: Code;
  readonly severity: Severity;
  /** Lowercase, no final period. Ordinary (UTF-16) text. */
  readonly message: string;
  /** The smallest stretch that is at fault; absent only where no file is concerned. */
  readonly span?: Span;
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
  /** What to do about it. */
  readonly help?: string;
}
