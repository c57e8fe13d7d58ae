import * as conditions from '../condition/cond.js';
import * as logic from '../condition/logic.js';
import * as transformers from '../field/transformers.js';
import { field } from '../field/tree.js';
import { append, override } from '../items/change.js';
import { exception } from '../items/exception.js';
import { list } from '../items/list.js';
import { macro } from '../items/macro.js';
import { requiredEngineVersion, requiredPluginVersions } from '../items/required.js';
import { rule } from '../items/rule.js';
import type { AnyItem } from '../items/types.js';
import { yaml } from '../items/yaml.js';
import { out } from '../output/out.js';
import { evaluate } from './evaluate.js';
import type { Source } from './source.js';

/** What a rules module imports from falco-rules. */
const EXPORTS: Readonly<Record<string, unknown>> = {
  ...logic,
  ...conditions,
  ...transformers,
  field,
  append,
  override,
  exception,
  list,
  macro,
  requiredEngineVersion,
  requiredPluginVersions,
  rule,
  yaml,
  out,
};

/** The namespaces of fields, which a module takes out of `field` by their names. */
export const NAMESPACES = ['ka', 'jevt', 'json', 'evt'] as const;

/** A list, macro or rule that has been written, and can be referred to. */
export interface Constant {
  readonly name: string;
  readonly item: AnyItem;
  /** Which of the files it stands in. */
  readonly file: number;
}

type Family = 'list' | 'macro' | 'rule';

/** What the modules that are being written know: the library, and the constants written so far. */
export class Scope {
  private readonly values = new Map<string, unknown>(Object.entries(EXPORTS));
  private readonly constants: Readonly<Record<Family, Map<string, Constant>>> = {
    list: new Map(),
    macro: new Map(),
    rule: new Map(),
  };
  /** Lists of all the files, also those that come later. */
  readonly listNames: ReadonlySet<string>;

  constructor(listNames: ReadonlySet<string>) {
    this.listNames = listNames;
    for (const namespace of NAMESPACES) this.values.set(namespace, field[namespace]);
  }

  /** What a piece of source comes to; undefined where the library refuses it. */
  tryEvaluate(source: Source): unknown {
    try {
      return evaluate(source, this.values);
    } catch {
      return undefined;
    }
  }

  evaluate(source: Source): unknown {
    return evaluate(source, this.values);
  }

  /** Makes a constant known by its own name and, where others may refer to it by value, by that of the item. */
  define(constant: Constant, family?: Family, itemName?: string): void {
    this.values.set(constant.name, constant.item);
    if (family && itemName !== undefined) this.constants[family].set(itemName, constant);
  }

  constant(family: Family, itemName: string): Constant | undefined {
    return this.constants[family].get(itemName);
  }

  constantNamed(word: string): boolean {
    return this.values.has(word) && !Object.hasOwn(EXPORTS, word);
  }
}

/** The words of a piece of source that stand for something else: imports, namespaces, constants. */
export function wordsOf(source: Source, words: Set<string> = new Set()): Set<string> {
  switch (source.kind) {
    case 'name':
      words.add(source.name);
      break;
    case 'member':
      wordsOf(source.of, words);
      break;
    case 'call':
      wordsOf(source.of, words);
      for (const arg of source.args) wordsOf(arg, words);
      break;
    case 'array':
      for (const { value } of source.items) wordsOf(value, words);
      break;
    case 'object':
      for (const { value } of source.entries) wordsOf(value, words);
      break;
    case 'template':
      words.add(source.tag);
      for (const part of source.parts) wordsOf(part, words);
      break;
    default:
  }
  return words;
}

export function isExport(word: string): boolean {
  return Object.hasOwn(EXPORTS, word);
}
