import type { Expr } from '../condition/index.js';
import { type OtherSources, sourcesOf } from './check/sources.js';
import type { Collection } from './collect.js';
import type { Compiler } from './compile.js';
import { falcoSink } from './falco-load.js';
import { FatalFault, type LoadError, type LoadWarning } from './fault.js';
import { parseFile } from './parse-file.js';
import { readFile } from './read-file.js';
import { DEFAULT_TARGET } from './versions.js';

/** All that a compiler says of a collection, and makes of it, where that is looked at. */
export function verdict(compiler: Compiler, others: OtherSources, looksAtResult = true) {
  const errors: LoadError[] = [];
  const warnings: LoadWarning[] = [];
  let ending: unknown;
  try {
    ending = compiler.compile(others, falcoSink(errors, warnings));
  } catch (fault) {
    if (!(fault instanceof FatalFault)) throw fault;
    ending = fault.diagnostic.message;
  }
  // What is made of rules is what they are kept as.
  const made = looksAtResult && ending === true && others === 'keep' ? shown(compiler) : undefined;
  return { errors, warnings, ending, made };
}

export function shown(compiler: Compiler) {
  const { lists, macros, rules } = compiler.result();
  return {
    lists: lists.map(({ list, items, used }) => [list.name, items.map(({ text }) => text), used]),
    macros: macros.map(({ macro, expandedText, expr, used }) => [
      macro.name,
      expandedText.text,
      outline(expr),
      used,
    ]),
    rules: rules.map(({ rule, expandedText, expr }) => [rule.name, expandedText.text, outline(expr)]),
  };
}

/** A tree with what its macros expand to. */
function outline(expr: Expr): unknown {
  if (expr.kind === 'Identifier') return [expr.name, expr.start, expr.expansion && outline(expr.expansion)];
  if (expr.kind === 'Not') return ['not', outline(expr.child)];
  if (expr.kind === 'And' || expr.kind === 'Or') return [expr.kind, ...expr.children.map(outline)];
  return expr;
}

/** Reads a rules file into a collection. */
export function read(collection: Collection, text: string, n: number): void {
  const parsed = parseFile({ name: `${n}.yaml`, content: new TextEncoder().encode(text) });
  const sink = falcoSink([], []);
  const sources = sourcesOf(DEFAULT_TARGET);
  readFile({ file: parsed.file, collection, target: DEFAULT_TARGET, sources, warn: sink.warn }, parsed, sink);
}
