import {
  applyFixes,
  byteStringToBytes,
  type Fix,
  type LintOptions,
  type LintResult,
  type LoadResult,
  lintRules,
  loadRules,
} from '@falco-rules/language';
import type { RulesSource } from './rules-files.js';

export interface FixedRules {
  readonly sources: readonly RulesSource[];
  /** The fixes that went into each source, by its place. */
  readonly applied: readonly (readonly Fix[])[];
  readonly loaded: LoadResult;
  readonly result: LintResult;
}

/** A fix may bring another one to light. */
const MOST_ROUNDS = 10;

/**
 * Applies the fixes of lints to the sources that `isFixable` names, and lints what comes of it. A round of fixes
 * after which the rules would not load any more is left out. `loaded` is what the sources load to.
 */
export function fixRules(
  sources: readonly RulesSource[],
  loaded: LoadResult,
  options: LintOptions,
  isFixable: (index: number) => boolean,
): FixedRules {
  const applied: Fix[][] = sources.map(() => []);
  let now = { sources, loaded, result: lint(loaded, options) };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { result } = now;
    const next = [...now.sources];
    const added = now.sources.map((source, i) => {
      const file = now.loaded.sources[i];
      if (!file || !isFixable(i)) return [];
      const fixes = result.diagnostics.flatMap(({ fix }) =>
        fix?.edits.every((edit) => edit.file === file) ? [fix] : [],
      );
      const { text, applied: done } = applyFixes(file, fixes);
      next[i] = { ...source, content: byteStringToBytes(text) };
      return done;
    });
    if (added.every((fixes) => fixes.length === 0)) break;
    const reloaded = loadRules(next, options.target ? { target: options.target } : {});
    if (!reloaded.ruleset) break;
    for (const [i, fixes] of added.entries()) applied[i]?.push(...fixes);
    now = { sources: next, loaded: reloaded, result: lint(reloaded, options) };
  }
  return { ...now, applied };
}

function lint({ ruleset, sources }: LoadResult, options: LintOptions): LintResult {
  if (!ruleset) return { diagnostics: [], silenced: 0 };
  return lintRules(ruleset, sources, options);
}
