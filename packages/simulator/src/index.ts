export * from './audit/index.js';
export * from './coverage/index.js';
export * from './engine/index.js';
export * from './events/index.js';
export * from './explain/index.js';
export * from './extract/index.js';
export * from './replay/index.js';
export * from './testing/index.js';
