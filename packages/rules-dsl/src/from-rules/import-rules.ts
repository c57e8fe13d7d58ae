import {
  type Diagnostic,
  decodeText,
  encodeText,
  loadRules,
  lookup,
  readYaml,
  type YamlNode,
} from '@falco-rules/language';
import type { AnyItem } from '../items/types.js';
import { isRulesMistake } from '../source/mistake.js';
import { itemYaml } from '../yaml/item.js';
import { toYaml } from '../yaml/to-yaml.js';
import { Canon } from './canon.js';
import { differences } from './differences.js';
import { commentLines, type FileItem, type FileItems, fileItems, type GivenFile } from './file-items.js';
import { ItemWriter, type Written } from './item-writer.js';
import { BASE, meaningOf } from './meaning.js';
import { type Declaration, moduleText } from './module-text.js';
import { Names } from './names.js';
import { BLANK_LINE } from './print.js';
import { rawSource } from './raw-item.js';
import { Scope } from './scope.js';

/** A file of the project that rules files become. */
export interface ImportedFile {
  /** The given file's name, its ending `.rules.ts`, or as it was where it stays YAML. */
  readonly name: string;
  readonly content: string | Uint8Array;
  /** How many items it holds, and how many of these as YAML. */
  readonly items: number;
  readonly asYaml: readonly { readonly kind: string; readonly name: string }[];
  /** Why it stays YAML as a whole. */
  readonly kept?: string;
}

export type ImportResult =
  | { readonly ok: true; readonly files: readonly ImportedFile[] }
  /** The rules do not load. */
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Rules files, in the order in which Falco loads them, as modules of the DSL that build back to the same rules. What
 * is written is run and loaded before it is given back: an item that would not come out the same is put into the
 * module as YAML, a file that cannot be said by a module stays as it is.
 */
export function importRules(files: readonly GivenFile[]): ImportResult {
  const loaded = loadRules(files);
  if (!loaded.ok || !loaded.ruleset) return { ok: false, diagnostics: loaded.diagnostics };
  const taken = files.map(fileItems);
  const plan: Plan = {
    asYaml: new Set(),
    levels: taken.map(({ isText }) => (isText ? 0 : KEPT)),
    why: taken.map(({ isText }) => (isText ? '' : 'it is not in UTF-8')),
  };
  // Every round puts more into YAML; in the end all of it stands as it was.
  for (;;) {
    const modules = new Project(files, taken, plan).modules();
    const built = build(files, modules);
    if ('fault' in built) {
      plan.levels[built.file]!++;
      plan.why[built.file] = built.fault;
      continue;
    }
    const rebuilt = loadRules(built.files);
    const wrong = rebuilt.ruleset ? differences(loaded.ruleset, rebuilt.ruleset) : everything(taken);
    if (wrong.length === 0) return { ok: true, files: modules.map(({ imported }) => imported) };
    const fresh = wrong.filter((key) => !plan.asYaml.has(key));
    for (const key of fresh) plan.asYaml.add(key);
    if (fresh.length > 0) continue;
    plan.levels.forEach((level, i) => {
      if (level === KEPT) return;
      plan.levels[i]!++;
      plan.why[i] = 'what it says depends on the order in which it says it';
    });
  }
}

/** How much stays YAML. */
interface Plan {
  /** Items: `rule Disallowed K8s User`. */
  readonly asYaml: Set<string>;
  /** How much of each file: from a level on all lists, then all macros, then all rules, then the file. */
  readonly levels: number[];
  /** Why, where it is the whole file. */
  readonly why: string[];
}

const LEVELS: Readonly<Record<string, number>> = { list: 1, macro: 2, rule: 3 };
const KEPT = 4;

function staysYaml({ kind, name, file }: FileItem, { asYaml, levels }: Plan): boolean {
  const level = LEVELS[kind ?? ''];
  return asYaml.has(`${kind} ${name}`) || (level !== undefined && levels[file]! >= level);
}

function everything(taken: readonly FileItems[]): readonly string[] {
  return taken.flatMap(({ items }) => items.map(({ kind, name }) => `${kind} ${name}`));
}

interface Module {
  readonly imported: ImportedFile;
  readonly items: readonly AnyItem[];
}

/** The YAML files that the modules are built to; or which of them cannot be. */
function build(
  files: readonly GivenFile[],
  modules: readonly Module[],
): { readonly files: readonly GivenFile[] } | { readonly file: number; readonly fault: string } {
  const built: GivenFile[] = [];
  const earlier: AnyItem[] = [];
  for (const [i, { imported, items }] of modules.entries()) {
    const { name } = files[i]!;
    if (imported.kept !== undefined || items.length === 0) {
      built.push(imported.kept === undefined ? { name, content: new Uint8Array() } : files[i]!);
      continue;
    }
    try {
      built.push({ name, content: new TextEncoder().encode(toYaml(items, { earlier })) });
    } catch (error) {
      if (!isRulesMistake(error)) throw error;
      return { file: i, fault: error.problem };
    }
    earlier.push(...items);
  }
  return { files: built };
}

/** One try at writing the modules. */
class Project {
  private readonly files: readonly GivenFile[];
  private readonly taken: readonly FileItems[];
  private readonly plan: Plan;
  private readonly names = new Names();
  private readonly scope: Scope;
  private readonly canon: Canon;
  private readonly writer: ItemWriter;
  /** The first definitions of lists and macros in a file, which others may need before their turn. */
  private readonly definitions = new Map<string, FileItem>();
  private readonly begun = new Set<FileItem>();
  private readonly fileOf = new Map<string, number>();
  private current: Output = newOutput();

  constructor(files: readonly GivenFile[], taken: readonly FileItems[], plan: Plan) {
    this.files = files;
    this.taken = taken;
    this.plan = plan;
    const all = taken.flatMap(({ items }) => items);
    const listNames = new Set(all.filter(({ kind }) => kind === 'list').map(({ name }) => name));
    this.scope = new Scope(listNames);
    this.canon = new Canon(listNames);
    this.writer = new ItemWriter(this.scope, this.canon);
    for (const item of all) {
      const key = `${item.kind} ${item.name}`;
      if ((item.kind === 'list' || item.kind === 'macro') && !this.definitions.has(key))
        this.definitions.set(key, item);
    }
  }

  modules(): readonly Module[] {
    return this.taken.map((file, i) => this.module(file, i));
  }

  private module({ items, tail, source }: FileItems, file: number): Module {
    const { name, content } = this.files[file]!;
    if (this.plan.levels[file] === KEPT) {
      const kept = this.plan.why[file]!;
      for (const item of items) this.writer.note(item);
      return { imported: { name, content, items: items.length, asYaml: [], kept }, items: [] };
    }
    this.current = newOutput();
    for (const item of items) this.write(item);
    const { declarations, made, asYaml } = this.current;
    const { header, first } = splitHeader(declarations[0]);
    const text = moduleText(
      header,
      first ? [first, ...declarations.slice(1)] : [],
      commentLines(tail, source.text.length, source).filter(
        (line, i, all) => line !== BLANK_LINE || i < all.length - 1,
      ),
      (constant) => {
        const other = this.fileOf.get(constant);
        return other === undefined || other === file
          ? undefined
          : `./${moduleName(this.files[other]!.name, 'js')}`;
      },
    );
    return {
      imported: { name: moduleName(name, 'ts'), content: text, items: items.length, asYaml },
      items: made,
    };
  }

  /** Writes an item, and before it the lists and macros of its file that it uses. */
  private write(item: FileItem): void {
    if (this.begun.has(item)) return;
    this.begun.add(item);
    if (item.kind === undefined) {
      this.leaveOut(item);
      return;
    }
    const asYaml = staysYaml(item, this.plan);
    if (!asYaml) for (const needed of this.needs(item)) this.write(needed);
    const calls = asYaml ? undefined : this.writer.write(item);
    const made = calls?.map((call) => this.scope.tryEvaluate(call.source) as AnyItem | undefined);
    if (calls && made?.every((one) => one !== undefined) && this.means(item, made)) {
      calls.forEach((call, i) => {
        this.declare(item, call, made[i]!, i === 0);
      });
    } else this.declareRaw(item);
    this.writer.note(item);
  }

  private needs(item: FileItem): readonly FileItem[] {
    const words = new Set<string>();
    wordsIn(item.node, words);
    const found: FileItem[] = [];
    for (const word of words) {
      for (const family of ['list', 'macro'] as const) {
        const definition = this.definitions.get(`${family} ${word}`);
        if (!definition || definition.file !== item.file || staysYaml(definition, this.plan)) continue;
        if (definition !== item) found.push(definition);
      }
    }
    return found;
  }

  /** Whether what was made of an item says the same when it is written out. */
  private means(item: FileItem, made: readonly AnyItem[]): boolean {
    if (item.kind === 'required_engine_version' || item.kind === 'required_plugin_versions') return true;
    const wanted = meaningOf(item.node, this.canon);
    const meanings = made.map((one) =>
      meaningOf(mapOf(itemYaml(one as never, this.scope.listNames)), this.canon),
    );
    const [first, ...more] = meanings;
    for (const [key, value] of wanted) {
      if (key === 'condition' && more.length > 0 && first?.has('condition')) continue;
      const own = meanings.find((meaning) => meaning.has(key))?.get(key);
      const silent = own === undefined && (key === 'source' || value === '');
      if (own !== value && !silent) return false;
    }
    return more.length === 0 || this.joinedSame(item, made);
  }

  /** A condition that is appended in two calls: what they come to together. */
  private joinedSame(item: FileItem, made: readonly AnyItem[]): boolean {
    const own = lookup(item.node, 'condition');
    const texts = made.map((one) => conditionOf(mapOf(itemYaml(one as never, this.scope.listNames))));
    const joined = texts.filter((one) => one !== undefined).join(' ');
    if (own?.kind !== 'scalar') return joined === '';
    return this.canon.ofText(`${BASE} ${decodeText(own.value)}`) === this.canon.ofText(`${BASE} ${joined}`);
  }

  private declareRaw(item: FileItem): void {
    const file = this.taken[item.file]!;
    const { source, verbatim } = rawSource(item.node, file.source);
    // Comments inside come along with the text.
    if (verbatim)
      for (const comment of item.comments)
        if (inside(comment.span.start, item)) this.writer.claimed.add(comment);
    const made = this.scope.evaluate(source) as AnyItem;
    this.declare(item, { source, words: item.name, suffix: item.kind ?? 'item', defines: false }, made, true);
    this.current.asYaml.push({ kind: item.kind ?? 'item', name: item.name });
  }

  private declare(item: FileItem, call: Written, made: AnyItem, isFirst: boolean): void {
    const constant = this.names.take(call.words, call.suffix);
    const family =
      item.kind === 'list' || item.kind === 'macro' || item.kind === 'rule' ? item.kind : undefined;
    this.scope.define(
      { name: constant, item: made, file: item.file },
      call.defines ? family : undefined,
      item.name,
    );
    this.fileOf.set(constant, item.file);
    const { source } = this.taken[item.file]!;
    const comments = isFirst
      ? commentLines(
          item.comments.filter((one) => !this.writer.claimed.has(one)),
          item.node.span.start,
          source,
        )
      : [];
    this.current.declarations.push({
      name: constant,
      source: call.source,
      comments: [...this.current.pending, ...comments],
      kind: item.kind ?? '',
    });
    this.current.pending = [];
    this.current.made.push(made);
  }

  /** What Falco passes over: its text stays as a comment. */
  private leaveOut(item: FileItem): void {
    const { source } = this.taken[item.file]!;
    const text = decodeText(source.text.slice(item.node.span.start, item.node.span.end)).trimEnd();
    this.current.pending.push(
      ...commentLines(
        item.comments.filter(({ span }) => span.start < item.node.span.start),
        item.node.span.start,
        source,
      ),
      ' Falco passes this item over:',
      ...text.split('\n').map((line) => ` ${line.trimEnd()}`),
      BLANK_LINE,
    );
  }
}

interface Output {
  readonly declarations: Declaration[];
  readonly made: AnyItem[];
  readonly asYaml: { readonly kind: string; readonly name: string }[];
  /** Comments for the next declaration. */
  pending: string[];
}

function newOutput(): Output {
  return { declarations: [], made: [], asYaml: [], pending: [] };
}

/** Comments at the top that a blank line keeps apart from the first item are about the file. */
function splitHeader(first: Declaration | undefined): {
  readonly header: readonly string[];
  readonly first: Declaration | undefined;
} {
  if (!first) return { header: [], first };
  const gap = first.comments.lastIndexOf(BLANK_LINE);
  if (gap < 0) return { header: [], first };
  return {
    header: first.comments.slice(0, gap),
    first: { ...first, comments: first.comments.slice(gap + 1) },
  };
}

/** `rules.d/k8s.yaml` is `rules.d/k8s.rules.ts`. */
function moduleName(name: string, extension: 'ts' | 'js'): string {
  return `${name.replace(/\.ya?ml$/, '')}.rules.${extension}`;
}

function inside(at: number, { node }: FileItem): boolean {
  return at >= node.span.start && at < node.span.end;
}

function mapOf(yaml: string) {
  const [document] = readYaml({ name: '', text: encodeText(yaml) }).documents;
  const [item] = document?.kind === 'sequence' ? document.items : [];
  if (item?.kind !== 'map') throw new Error('what is written is no item');
  return item;
}

function conditionOf(item: ReturnType<typeof mapOf>): string | undefined {
  const condition = lookup(item, 'condition');
  return condition?.kind === 'scalar' ? decodeText(condition.value) : undefined;
}

/** Everything in an item that may be the name of a list or macro. */
function wordsIn(node: YamlNode, words: Set<string>): void {
  switch (node.kind) {
    case 'scalar':
      for (const [word] of decodeText(node.value).matchAll(/[^\s(),="']+/g)) words.add(word);
      break;
    case 'sequence':
      for (const item of node.items) wordsIn(item, words);
      break;
    case 'map':
      for (const { key, value } of node.entries) {
        const word = key.kind === 'scalar' ? key.value : '';
        if (word !== 'desc' && word !== 'output' && word !== 'tags') wordsIn(value, words);
      }
      break;
    default:
  }
}
