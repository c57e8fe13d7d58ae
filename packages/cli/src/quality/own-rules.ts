import type { Target } from '@falco-rules/language';
import { type Project, shownPath } from '../project/project.js';
import { loadOrFault } from '../project/rulesets.js';
import type { OwnRules } from './measure.js';
import { type ModuleSpans, moduleSpans } from './module-spans.js';
import { projectSources } from './sources.js';

export interface ShownRules extends OwnRules {
  /** Leads what is built of modules back to them. */
  readonly spans: ModuleSpans;
}

/**
 * The rules of a project, or those given, loaded. Throws a fault where they do not load. To be called before vitest
 * runs: it takes over how this process writes out stacks, which the places in modules come from.
 */
export async function ownRules(
  project: Project,
  target: Target,
  given: readonly string[] = [],
  cwd: string = project.root,
): Promise<ShownRules> {
  const { sources, items } = await projectSources(project, given, cwd);
  const { ruleset } = loadOrFault(sources, target);
  return { ruleset, sources, spans: await moduleSpans(items, ruleset, (path) => shownPath(cwd, path)) };
}
