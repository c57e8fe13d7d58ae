export * from '@falco-rules/rules-dsl';
export type { Config } from './project/config-schema.js';
export { defineConfig } from './project/config-schema.js';
