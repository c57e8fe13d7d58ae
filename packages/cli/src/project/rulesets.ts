import {
  DEFAULT_TARGET,
  type Diagnostic,
  decodeText,
  engineOfFalco,
  type LoadResult,
  loadRules,
  type Ruleset,
  type Target,
} from '@falco-rules/language';
import type { OptionSpecs } from '../command.js';
import { contentFault, usageFault } from '../fault.js';
import type { Project } from './project.js';
import type { RulesSource } from './rules-files.js';

/** The options by which a command takes the Falco that rules are for. */
export const TARGET_OPTIONS = {
  falco: {
    type: 'string',
    value: 'VERSION',
    desc: `the Falco that the rules are for; default: ${DEFAULT_TARGET.falco}`,
  },
  plugin: {
    type: 'string',
    multiple: true,
    value: 'NAME@VERSION',
    desc: 'a plugin that it has, such as k8saudit@0.18.0',
  },
} as const satisfies OptionSpecs;

export interface TargetChoice {
  readonly falco?: string | undefined;
  readonly plugin?: readonly string[];
}

/** The target that the command line names, or else the config. */
export function targetOf(chosen: TargetChoice, project: Project): Target {
  const falco = chosen.falco ?? project.falco ?? DEFAULT_TARGET.falco;
  const engine = engineOfFalco(falco);
  if (engine === undefined)
    throw usageFault(`${falco} is no version of Falco that is known here`, {
      help: 'for instance --falco 0.43',
    });
  const plugins: Record<string, string> = { ...DEFAULT_TARGET.plugins };
  for (const given of [...project.plugins, ...(chosen.plugin ?? [])]) {
    const [, name, version] = /^([^@\s]+)@(\d+\.\d+\.\d+)$/.exec(given) ?? [];
    if (name === undefined || version === undefined) {
      throw usageFault(`--plugin ${given}: must be NAME@VERSION, such as k8saudit@0.18.0`);
    }
    plugins[name] = version;
  }
  return { falco, engine, plugins };
}

/** Loads rules as Falco does. */
export function loadSources(sources: readonly RulesSource[], target: Target): LoadResult {
  return loadRules(sources, { target });
}

export interface Loaded {
  readonly ruleset: Ruleset;
  readonly warnings: readonly Diagnostic[];
}

/** Loads rules as Falco does; throws a fault with all that is wrong where Falco refuses them. */
export function loadOrFault(sources: readonly RulesSource[], target: Target): Loaded {
  const { ruleset, diagnostics, fatal } = loadSources(sources, target);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (ruleset) return { ruleset, warnings: diagnostics.filter(({ severity }) => severity !== 'error') };
  if (errors.length === 0) throw contentFault(fatal ? decodeText(fatal) : 'the rules do not load');
  throw contentFault(`the rules do not load: ${errors.length} ${errors.length === 1 ? 'error' : 'errors'}`, {
    diagnostics: errors,
    help: `falco-rules explain-code ${errors[0]?.code} says more`,
  });
}
