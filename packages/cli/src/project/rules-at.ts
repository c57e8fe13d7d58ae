import { decodeText } from '@falco-rules/language';
import type { AnyItem } from '@falco-rules/rules-dsl';
import { checkOut } from '../files/git.js';
import type { Project } from './project.js';
import { type RulesSource, readRules, rulesPaths } from './rules-files.js';

/** A ruleset as the command line names it: paths, commas between, each maybe of a git revision. */
export interface RulesAt {
  readonly sources: readonly RulesSource[];
  /** What the modules among them export, for their call sites. */
  readonly items: readonly AnyItem[];
}

const GIT = /^git:([^:]+):(.*)$/;

/** Reads `rules`, `a.yaml,b.yaml`, `git:HEAD~1:rules`. */
export async function readRulesAt(given: string, project: Project, cwd: string): Promise<RulesAt> {
  const sources: RulesSource[] = [];
  const items: AnyItem[] = [];
  for (const part of given.split(',').filter(Boolean)) {
    const [, revision, path = ''] = GIT.exec(part) ?? [];
    if (revision === undefined) {
      sources.push(...(await readRules(rulesPaths([part], cwd), cwd, project.root, items)));
      continue;
    }
    const { path: there, root } = checkOut(revision, path === '' ? '.' : path, cwd);
    const read = await readRules(rulesPaths([there], cwd), cwd, root, items);
    // People know the file by its revision, not by where we have put it.
    sources.push(
      ...read.map(({ name, content }) => ({ name: name.replace(`${root}/`, `${revision}:`), content })),
    );
  }
  return { sources, items };
}

export function sourceNames(sources: readonly RulesSource[]): string {
  return sources.map(({ name }) => decodeText(name)).join(', ');
}
