export { applyMutant, definitionOf, type Mutated } from './apply.js';
export { type Mutants, mutantsOf } from './enumerate.js';
export type { Change as MutantChange, Mutant, MutantTarget } from './mutant.js';
