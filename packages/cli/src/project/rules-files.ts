import { basename, join, resolve } from 'node:path';
import type { AnyItem } from '@falco-rules/rules-dsl';
import { contentFault, usageFault } from '../fault.js';
import { filesInFolder, pathKind, readBytes, STDIN } from '../files.js';
import { type Project, shownPath } from './project.js';

/** A rules file as Falco would read it; for a module, the YAML that it builds to. */
export interface RulesSource {
  /** What reports call it. */
  readonly name: string;
  readonly content: Uint8Array;
}

/** A rules module, loaded. */
export interface RulesModule {
  readonly path: string;
  readonly items: readonly AnyItem[];
}

const YAML = /\.ya?ml$/;
const MODULE = /\.[mc]?[jt]s$/;
/** Modules that a folder gives: what else stands there may be anything. */
const RULES_MODULE = /\.rules\.m?[jt]s$/;

/** The files behind paths of rules: a folder gives its YAML and its `*.rules.*` modules, in the order of their names. */
export function rulesPaths(paths: readonly string[], cwd: string): string[] {
  return paths.flatMap((given) => {
    if (given === STDIN) return [STDIN];
    const path = resolve(cwd, given);
    if (pathKind(path) === 'folder') {
      const names = filesInFolder(path).filter((name) => YAML.test(name) || RULES_MODULE.test(name));
      if (names.length === 0) {
        throw usageFault(`no rules in the folder ${given}`, {
          help: 'rules are *.yaml, *.yml, or modules named *.rules.ts',
        });
      }
      return names.map((name) => join(path, name));
    }
    if (!YAML.test(path) && !MODULE.test(path)) {
      throw usageFault(`${given} is no rules file`, {
        help: 'rules are *.yaml, *.yml, a folder of them, or modules (*.ts, *.js)',
      });
    }
    return [path];
  });
}

/** The rules that a command was given, or else those of the project. */
export function chosenRules(given: readonly string[], project: Project, cwd: string): string[] {
  if (given.length > 0) return rulesPaths(given, cwd);
  const [first = ''] = project.rules;
  if (project.configFile === undefined && !pathKind(first)) {
    throw usageFault('no rules are given, and there is no folder `rules` here');
  }
  return rulesPaths(
    project.rules.map((path) => shownPath(cwd, path)),
    cwd,
  );
}

/**
 * Reads rules files in their order. `root` is what the headers of built modules are relative to; `earlier` are the
 * items that stand in files before these, and those of these are added to it.
 */
export async function readRules(
  paths: readonly string[],
  cwd: string,
  root: string,
  earlier: AnyItem[] = [],
): Promise<RulesSource[]> {
  const sources: RulesSource[] = [];
  for (const path of paths) {
    if (isModule(path)) {
      const { items } = await loadRulesModule(path, cwd);
      sources.push({ name: shownPath(cwd, path), content: await yamlOf(items, [path], earlier, root) });
      earlier.push(...items);
    } else {
      const name = path === STDIN ? 'stdin' : shownPath(cwd, path);
      sources.push({ name, content: readBytes(path, name) });
    }
  }
  return sources;
}

export function isModule(path: string): boolean {
  return MODULE.test(path);
}

/** The name of the YAML file that a module is built to: `exec.rules.ts` gives `exec.yaml`. */
export function yamlName(path: string): string {
  return `${basename(path).replace(/(\.rules)?\.[mc]?[jt]s$/, '')}.yaml`;
}

/** The rules that a module exports. Throws a fault where it does not load, or exports none. */
export async function loadRulesModule(path: string, cwd: string): Promise<RulesModule> {
  const [{ loadModule }, { itemsOfModule }] = await Promise.all([
    import('./load-module.js'),
    import('@falco-rules/rules-dsl'),
  ]);
  const shownAs = shownPath(cwd, path);
  const items = itemsOfModule(await loadModule(path, shownAs));
  if (items.length === 0) {
    throw contentFault(`${shownAs} exports no rules`, { help: 'export const myRule = rule(...)' });
  }
  return { path, items };
}

/**
 * The Falco YAML of items that modules at these paths export. What `earlier` items have is not said again. Throws a
 * fault for a mistake in them.
 */
export async function yamlOf(
  items: readonly AnyItem[],
  paths: readonly string[],
  earlier: readonly AnyItem[],
  root: string,
): Promise<Uint8Array> {
  const { isRulesMistake, toYaml } = await import('@falco-rules/rules-dsl');
  try {
    return Buffer.from(toYaml(items, { from: paths.map((path) => shownPath(root, path)), earlier }));
  } catch (error) {
    if (!isRulesMistake(error)) throw error;
    const { mistakeFault } = await import('./load-module.js');
    throw mistakeFault(error);
  }
}
