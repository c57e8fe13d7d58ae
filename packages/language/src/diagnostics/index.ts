export { codeFrame, type FrameOptions, type FramePart, type Paint } from './code-frame.js';
export { CODES, type DiagnosticCode, type FalcoErrorCode, type FalcoWarningCode, findCode } from './codes.js';
export type { Diagnostic, Severity } from './diagnostic.js';
export { didYouMean, suggestion } from './did-you-mean.js';
