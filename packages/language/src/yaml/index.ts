export { asText, badConversion, badSubscript, invalidNode, lookup } from './access.js';
export { decodeBool, decodeInt, decodeUint, decodeUint64 } from './decode.js';
export { exceptionText } from './fault.js';
export type * from './node.js';
export { readYaml } from './read.js';
export { scalarText, stretchesOf } from './scalar-origin.js';
