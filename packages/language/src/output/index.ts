export {
  type OutputFault,
  type OutputField,
  type OutputLiteral,
  type OutputTemplate,
  type OutputToken,
  parseOutput,
  type ResolvedField,
} from './template.js';
