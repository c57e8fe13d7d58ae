export * from './condition/index.js';
export * from './diagnostics/index.js';
export * from './fields/index.js';
export * from './text/bytes.js';
export * from './text/mapped-text.js';
export * from './text/source.js';
export * from './yaml/index.js';
