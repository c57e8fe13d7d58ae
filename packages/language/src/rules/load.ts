import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { ByteString } from '../text/bytes.js';
import type { SourceFile } from '../text/source.js';
import { sourcesOf } from './check/sources.js';
import { newCollection } from './collect.js';
import { type Compiled, Compiler } from './compile.js';
import { type FileResult, loadAsFalco } from './falco-load.js';
import type { Ruleset } from './model.js';
import { newerThanTarget } from './newer.js';
import { ordered } from './order.js';
import { type ParsedFile, parseFile, type RulesFile, schemaDiagnostics } from './parse-file.js';
import { readFile } from './read-file.js';
import type { Sink } from './report.js';
import { rulesetOf } from './ruleset.js';
import { DEFAULT_TARGET, type Target } from './versions.js';

export type { FileResult } from './falco-load.js';
export type { RulesFile } from './parse-file.js';

export interface LoadOptions {
  readonly target?: Target;
}

export interface LoadResult {
  /** Whether Falco loads the files, rules of sources that are not simulated apart. */
  readonly ok: boolean;
  /** What `falco -V` finds; up to the last file that it looks at. */
  readonly files: readonly FileResult[];
  /** Where Falco ends with a bare message on standard error, or crashes (an empty text), and prints no result. */
  readonly fatal?: ByteString;
  /** Everything worth saying, in the order of the files. Goes on where Falco stops. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where ok. */
  readonly ruleset?: Ruleset;
  readonly sources: readonly SourceFile[];
}

/**
 * Loads rules files in order, as Falco does (userspace/engine/falco_engine.cpp, load_rules;
 * userspace/falco/app/actions/validate_rules_files.cpp). Never throws for what is in them.
 */
export function loadRules(files: readonly RulesFile[], options: LoadOptions = {}): LoadResult {
  const target = options.target ?? DEFAULT_TARGET;
  const parsed = files.map(parseFile);
  const sources = parsed.map(({ file }) => file);
  const { collection, compiler, kept, checked, readWarnings } = loadAsFalco(parsed, target);
  const fatal = checked.fatal?.message;
  const loads = !kept.fatal && kept.files.every(({ successful }) => successful);
  // Where Falco has nothing to complain of, it has seen everything; else it stopped somewhere.
  const diagnosis = loads ? undefined : diagnose(parsed, target);
  const compiled = diagnosis?.compiled ?? compiler.result();
  const newer = newerThanTarget(parsed, compiled, target);
  const ok = loads && !newer.some(({ severity }) => severity === 'error');
  const warnings = [...readWarnings, ...kept.compileWarnings];
  const diagnostics = [
    ...(diagnosis?.diagnostics ?? warnings.map(({ diagnostic }) => diagnostic)),
    ...(kept.fatal ? [kept.fatal.diagnostic] : []),
    ...newer,
    ...parsed.flatMap(({ file, schema }) => schemaDiagnostics(file, schema)),
  ];
  return {
    ok,
    files: checked.files,
    ...(fatal !== undefined && { fatal }),
    diagnostics: ordered(diagnostics, sources),
    ...(ok && { ruleset: rulesetOf(collection, compiled) }),
    sources,
  };
}

/** Everything that is wrong: all files are read, errors or not, and compiled once. */
function diagnose(
  parsed: readonly ParsedFile[],
  target: Target,
): { readonly diagnostics: readonly Diagnostic[]; readonly compiled: Compiled } {
  const collection = newCollection();
  const diagnostics: Diagnostic[] = [];
  const sink: Sink = {
    error: ({ diagnostic }) => {
      diagnostics.push(diagnostic);
      return true;
    },
    warn: ({ diagnostic }) => diagnostics.push(diagnostic),
    fatal: ({ diagnostic }) => diagnostics.push(diagnostic),
  };
  for (const each of parsed) {
    const reading = { file: each.file, collection, target, sources: sourcesOf(target), warn: sink.warn };
    readFile(reading, each, sink);
  }
  const compiler = new Compiler(collection, { unreadable: collection.broken });
  compiler.compile('keep', sink);
  return {
    // A rule that did not come through may be the one that uses it.
    diagnostics: diagnostics.filter(
      ({ code }) => code !== 'LOAD_UNUSED_MACRO' && code !== 'LOAD_UNUSED_LIST',
    ),
    compiled: compiler.result(),
  };
}
