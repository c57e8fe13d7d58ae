import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { type ByteString, bytesToByteString, decodeText, encodeText } from '../text/bytes.js';
import type { SourceFile, Span } from '../text/source.js';
import { readYaml, type YamlNode, type YamlResult } from '../yaml/index.js';
import { K8S_AUDIT, type OtherSources, sourcesOf } from './check/sources.js';
import { type Collection, newCollection } from './collect.js';
import { type Compiled, Compiler } from './compile.js';
import { fileContext, itemContext } from './context.js';
import { FatalFault, Fault, type LoadError, type LoadWarning } from './fault.js';
import type { Ruleset } from './model.js';
import { newerThanTarget } from './newer.js';
import { nodeAt, type Reading } from './read/decode.js';
import { readItem } from './read/item.js';
import { diagnosticOf, fail, spanOfNode } from './read/scope.js';
import type { Sink } from './report.js';
import { hasForeignRequirement, requirementFault } from './requirements.js';
import { rulesetOf } from './ruleset.js';
import { RULES_SCHEMA } from './schema/falco-schema.js';
import { type SchemaIssue, validateSchema } from './schema/validate.js';
import { DEFAULT_TARGET, type Target } from './versions.js';

export interface RulesFile {
  /** What reports call it. */
  readonly name: string;
  readonly content: Uint8Array;
}

export interface LoadOptions {
  readonly target?: Target;
}

/** What Falco finds in one file (and, once that is read, in all the files up to it). */
export interface FileResult {
  readonly name: ByteString;
  readonly successful: boolean;
  readonly errors: readonly LoadError[];
  readonly warnings: readonly LoadWarning[];
  /** The state of each document: `ok`, or what does not follow the schema. Empty where nothing was validated. */
  readonly schema: readonly ByteString[];
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

/** A file that has been parsed; passes share it. */
interface ParsedFile {
  readonly file: SourceFile;
  readonly yaml: YamlResult;
  readonly schema: SchemaOutcome;
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

function parseFile({ name, content }: RulesFile): ParsedFile {
  const file: SourceFile = { name: encodeText(name), text: bytesToByteString(content) };
  const yaml = readYaml(file);
  return { file, yaml, schema: checkSchema(file, yaml) };
}

interface SchemaOutcome {
  readonly states: readonly ByteString[];
  readonly issues: readonly SchemaIssue[];
  /** Ends the reading of the file. */
  readonly error?: LoadError;
  readonly fatal?: FatalFault;
}

function checkSchema(file: SourceFile, yaml: YamlResult): SchemaOutcome {
  const states: ByteString[] = [];
  const all: SchemaIssue[] = [];
  for (const document of yaml.documents) {
    const { issues, stop } = validateSchema(document, RULES_SCHEMA);
    if (stop?.kind === 'exception') {
      const code = 'LOAD_ERR_YAML_PARSE';
      const context = fileContext(file.name);
      const diagnostic = diagnosticOf(code, stop.message, { file, start: 0, end: 0 });
      return { states: [], issues: [], error: { code, message: stop.message, context, diagnostic } };
    }
    if (stop) {
      const diagnostic = diagnosticOf('falco-crash', stop.message, spanOfNode(file, stop.node), {
        message: 'an empty list stands where a mapping belongs: Falco crashes on it',
      });
      return { states: [], issues: [], fatal: new FatalFault('', diagnostic) };
    }
    if (issues.length === 0) states.push('ok');
    for (const issue of issues) states.push(issue.message);
    for (const issue of issues) all.push(issue);
  }
  return { states, issues: all };
}

/** What loading comes to, one way or the other. */
interface FalcoLoad {
  readonly files: FileResult[];
  /** What was warned of when the last file was compiled. */
  compileWarnings: readonly LoadWarning[];
  fatal?: FatalFault;
}

interface FalcoLoads {
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
function loadAsFalco(parsed: readonly ParsedFile[], target: Target): FalcoLoads {
  const collection = newCollection();
  const compiler = new Compiler(collection);
  const loading: Loading = { collection, compiler, target };
  const readWarnings: LoadWarning[] = [];
  const kept: FalcoLoad = { files: [], compileWarnings: [] };
  /** Its own only from the file on that brings something to check. */
  let checked = kept;
  for (const file of parsed) {
    const read = readAlone(file, collection, target);
    readWarnings.push(...read.warnings);
    if (checked === kept && hasOthers(collection)) checked = { ...kept, files: [...kept.files] };
    if (!kept.fatal) compileFile(kept, file, read, loading, 'keep');
    if (checked !== kept && !checked.fatal) compileFile(checked, file, read, loading, 'check');
    if (kept.fatal && checked.fatal) break;
  }
  return { collection, compiler, kept, checked, readWarnings };
}

/** Whether there is anything that is left alone, or else checked. */
function hasOthers(collection: Collection): boolean {
  if (hasForeignRequirement(collection)) return true;
  for (const rule of collection.rules.values()) {
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

function readAlone({ file, yaml, schema }: ParsedFile, collection: Collection, target: Target): ReadFile {
  const warnings: LoadWarning[] = [];
  const errors: LoadError[] = [];
  const sink = falcoSink(errors, warnings);
  const reading: Reading = { file, collection, target, sources: sourcesOf(target), warn: sink.warn };
  if (schema.fatal) return { warnings, errors, fatal: schema.fatal };
  const fatal = untilFatal(() => readFile(reading, yaml, schema, sink));
  return { warnings, errors, ...(fatal && { fatal }) };
}

/** Ends at the first error, and at once where Falco does. */
function falcoSink(errors: LoadError[], warnings: LoadWarning[]): Sink {
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

function untilFatal(step: () => void): FatalFault | undefined {
  try {
    step();
    return undefined;
  } catch (fault) {
    if (fault instanceof FatalFault) return fault;
    throw fault;
  }
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

/** Reads the items of a file into the collection. False where the sink stopped it. */
function readFile(reading: Reading, yaml: YamlResult, schema: SchemaOutcome, sink: Sink): boolean {
  const { file } = reading;
  const ctx = fileContext(file.name);
  if (yaml.error) {
    const { message, mark, offset } = yaml.error;
    const code = 'LOAD_ERR_YAML_PARSE';
    const span = {
      file,
      start: Math.min(offset, file.text.length),
      end: Math.min(offset + 1, file.text.length),
    };
    const words = message.replace(/^yaml-cpp: error at line [0-9]+, column [0-9]+: /, '');
    const diagnostic = diagnosticOf(code, words, span);
    return sink.error({ code, message, context: itemContext(mark, 'value for', '', ctx), diagnostic });
  }
  if (schema.error) return sink.error(schema.error);
  for (const document of yaml.documents) {
    if (document.kind === 'null') continue;
    const read = (step: () => void, item?: YamlNode): boolean => {
      try {
        step();
        return true;
      } catch (fault) {
        if (fault instanceof Fault) {
          for (const name of item ? namesOf(item) : []) reading.collection.broken.add(name);
          return sink.error(fault.error);
        }
        if (!(fault instanceof FatalFault)) throw fault;
        sink.fatal(fault);
        return true;
      }
    };
    if (document.kind !== 'sequence') {
      const isMap = document.kind === 'map';
      const message = isMap ? 'Rules content is not yaml array of objects' : 'Rules content is not yaml';
      const goOn = read(() =>
        fail('LOAD_ERR_YAML_VALIDATE', message, ctx, spanOfNode(file, document), {
          message: 'a rules file is a list of items: each begins with `- rule:`, `- macro:`, `- list:`',
        }),
      );
      if (!goOn) return false;
      continue;
    }
    for (const item of document.items) {
      if (item.kind === 'null') continue;
      if (!read(() => readItem(reading, item, ctx), item)) return false;
    }
  }
  return true;
}

/** What an item is called, as whatever kind of item. */
function namesOf(item: YamlNode): readonly ByteString[] {
  if (item.kind !== 'map') return [];
  return ['list', 'macro', 'rule'].flatMap((key) => {
    const name = nodeAt(item, key);
    return name?.kind === 'scalar' ? [name.value] : [];
  });
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
  for (const { file, yaml, schema } of parsed) {
    const reading: Reading = { file, collection, target, sources: sourcesOf(target), warn: sink.warn };
    readFile(reading, yaml, schema, sink);
  }
  const compiler = new Compiler(collection, collection.broken);
  compiler.compile('keep', sink);
  return {
    // A rule that did not come through may be the one that uses it.
    diagnostics: diagnostics.filter(
      ({ code }) => code !== 'LOAD_UNUSED_MACRO' && code !== 'LOAD_UNUSED_LIST',
    ),
    compiled: compiler.result(),
  };
}

function schemaDiagnostics(file: SourceFile, { issues }: SchemaOutcome): readonly Diagnostic[] {
  return issues.flatMap(({ node, reason, message }) => {
    if (!node || !reason) return [];
    const notes = { message: `this ${decodeText(reason)}` };
    return [diagnosticOf('schema-violation', message, spanOfNode(file, node), notes)];
  });
}

/** Whether one of some spans of the same file, in their order, is inside of another one. */
function holdsOneOf(outer: Span, inner: readonly Span[]): boolean {
  let low = 0;
  let high = inner.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (inner[middle]!.start < outer.start) low = middle + 1;
    else high = middle;
  }
  const first = inner[low];
  return first !== undefined && first.end <= outer.end;
}

const SEVERITY_ORDER: Readonly<Record<Diagnostic['severity'], number>> = { error: 0, warning: 1, info: 2 };

/** By file and place; each once, however often it was met; a schema's complaint only where nothing else is said of the place. */
function ordered(diagnostics: readonly Diagnostic[], files: readonly SourceFile[]): readonly Diagnostic[] {
  const rank = new Map(files.map((file, i) => [file, i]));
  const seen = new Set<string>();
  const said = new Set<string>();
  const keyOf = ({ span }: Diagnostic) => (span ? `${rank.get(span.file)}:${span.start}:${span.end}` : '');
  const unknownKeys = new Map<SourceFile, Span[]>();
  for (const diagnostic of diagnostics) {
    if (diagnostic.code !== 'schema-violation') said.add(keyOf(diagnostic));
    const { code, span } = diagnostic;
    if (code !== 'LOAD_UNKNOWN_KEY' || !span) continue;
    const keys = unknownKeys.get(span.file);
    if (keys) keys.push(span);
    else unknownKeys.set(span.file, [span]);
  }
  for (const keys of unknownKeys.values()) keys.sort((a, b) => a.start - b.start);
  const unique = diagnostics.filter((diagnostic) => {
    const place = keyOf(diagnostic);
    if (diagnostic.code === 'schema-violation') {
      if (said.has(place)) return false;
      // The schema complains of the item that holds the key.
      const { span, message } = diagnostic;
      if (message.includes('unknown key') && span && holdsOneOf(span, unknownKeys.get(span.file) ?? []))
        return false;
    }
    const key = `${diagnostic.code} ${place} ${diagnostic.message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return unique.sort((a, b) => {
    const [x, y] = [a.span, b.span];
    if (!x || !y) return Number(!x) - Number(!y);
    return (
      (rank.get(x.file) ?? 0) - (rank.get(y.file) ?? 0) ||
      x.start - y.start ||
      SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity]
    );
  });
}
