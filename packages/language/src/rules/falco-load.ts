import type { ByteString } from '../text/bytes.js';
import { K8S_AUDIT, type OtherSources, sourcesOf } from './check/sources.js';
import { type Collection, newCollection } from './collect.js';
import { Compiler, type Growth } from './compile.js';
import { LogReader } from './dependents.js';
import { type FatalFault, type LoadError, type LoadWarning, untilFatal } from './fault.js';
import type { ParsedFile } from './parse-file.js';
import { readFile } from './read-file.js';
import type { Sink } from './report.js';
import { hasForeignRequirement, requirementFault } from './requirements.js';
import type { Target } from './versions.js';

/** What Falco finds in one file (and, once that is read, in all the files up to it). */
export interface FileResult {
  readonly name: ByteString;
  readonly successful: boolean;
  readonly errors: readonly LoadError[];
  readonly warnings: readonly LoadWarning[];
  /** The state of each document: `ok`, or what does not follow the schema. Empty where nothing was validated. */
  readonly schema: readonly ByteString[];
}

/** What loading comes to, one way or the other. */
interface FalcoLoad {
  readonly files: FileResult[];
  /** What was warned of when the last file was compiled. */
  compileWarnings: readonly LoadWarning[];
  fatal?: FatalFault;
}

export interface FalcoLoads {
  readonly collection: Collection;
  readonly compiler: Compiler;
  /** Rules of other sources left alone. */
  readonly kept: FalcoLoad;
  /** Rules of other sources checked. */
  readonly checked: FalcoLoad;
  /** What was warned of when the files were read. */
  readonly readWarnings: readonly LoadWarning[];
}

/** Loads file after file, each to its first error, and compiles after each, as `falco -V` does. */
export function loadAsFalco(parsed: readonly ParsedFile[], target: Target): FalcoLoads {
  const loads = load(parsed, target, 'by-parts');
  return loads.compiler.settle() ? loads : load(parsed, target, 'whole');
}

function load(parsed: readonly ParsedFile[], target: Target, growth: Growth): FalcoLoads {
  const collection = newCollection();
  const compiler = new Compiler(collection, { growth });
  const changedRules = new LogReader(collection.changed.rules);
  const loading: Loading = { collection, compiler, target };
  const readWarnings: LoadWarning[] = [];
  const kept: FalcoLoad = { files: [], compileWarnings: [] };
  /** Its own only from the file on that brings something to check. */
  let checked = kept;
  for (const file of parsed) {
    const read = readAlone(file, collection, target);
    for (const warning of read.warnings) readWarnings.push(warning);
    if (checked === kept && hasOthers(collection, changedRules.next())) {
      checked = { ...kept, files: [...kept.files] };
    }
    if (!kept.fatal) compileFile(kept, file, read, loading, 'keep');
    if (checked !== kept && !checked.fatal) compileFile(checked, file, read, loading, 'check');
    if (kept.fatal && checked.fatal) break;
  }
  return { collection, compiler, kept, checked, readWarnings };
}

/** Whether there is anything that is left alone, or else checked; of rules, among those that were changed. */
function hasOthers(collection: Collection, changedRules: Iterable<ByteString>): boolean {
  if (hasForeignRequirement(collection)) return true;
  for (const name of changedRules) {
    const rule = collection.rules.get(name)!;
    if (!rule.unknownSource && rule.source !== K8S_AUDIT) return true;
  }
  return false;
}

/** What files are loaded into. */
interface Loading {
  readonly collection: Collection;
  readonly compiler: Compiler;
  readonly target: Target;
}

/** What Falco says of one file's items, up to the first error. */
interface ReadFile {
  readonly warnings: readonly LoadWarning[];
  readonly errors: readonly LoadError[];
  readonly fatal?: FatalFault;
}

function readAlone(parsed: ParsedFile, collection: Collection, target: Target): ReadFile {
  const { file, schema } = parsed;
  const warnings: LoadWarning[] = [];
  const errors: LoadError[] = [];
  const sink = falcoSink(errors, warnings);
  const reading = { file, collection, target, sources: sourcesOf(target), warn: sink.warn };
  if (schema.fatal) return { warnings, errors, fatal: schema.fatal };
  const fatal = untilFatal(() => readFile(reading, parsed, sink));
  return { warnings, errors, ...(fatal && { fatal }) };
}

/** Ends at the first error, and at once where Falco does. */
export function falcoSink(errors: LoadError[], warnings: LoadWarning[]): Sink {
  return {
    error(error) {
      errors.push(error);
      return false;
    },
    warn: (warning) => warnings.push(warning),
    fatal(fault) {
      throw fault;
    },
  };
}

/** Compiles what has been read so far, and notes what Falco says of the file that was read last. */
function compileFile(
  load: FalcoLoad,
  { file, yaml, schema }: ParsedFile,
  read: ReadFile,
  { compiler, collection, target }: Loading,
  others: OtherSources,
): void {
  const errors = [...read.errors];
  const warnings: LoadWarning[] = [];
  const fatal =
    read.fatal ??
    untilFatal(() => {
      if (errors.length > 0) return;
      load.compileWarnings = warnings;
      compiler.compile(others, falcoSink(errors, warnings));
    }) ??
    requirementFault(collection, target, others);
  if (fatal) {
    load.fatal = fatal;
    return;
  }
  const states = yaml.error || schema.error ? [] : schema.states;
  const successful = errors.length === 0;
  load.files.push({
    name: file.name,
    successful,
    errors,
    warnings: [...read.warnings, ...warnings],
    schema: states,
  });
}
