import { type ByteString, decodeText } from '../text/bytes.js';
import { K8S_AUDIT, type OtherSources, sourceOfPlugin } from './check/sources.js';
import type { Collection, PluginRequirement } from './collect.js';
import { FatalFault } from './fault.js';
import { diagnosticOf } from './read/scope.js';
import { isCompatible, parseVersion, type Target } from './versions.js';

/** Whether a plugin has to do with audit events: only of those is it known what the user's Falco loads. */
function servesAudit(name: ByteString): boolean {
  return sourceOfPlugin(name) === K8S_AUDIT || name === 'json';
}

/** Whether a requirement is about other sources than k8s_audit only. */
function isForeign({ alternatives }: PluginRequirement): boolean {
  return !alternatives.some(({ name }) => servesAudit(name));
}

/** Whether `keep` and `check` may come to different ends. */
export function hasForeignRequirement({ pluginRequirements }: Collection): boolean {
  return pluginRequirements.some(isForeign);
}

/**
 * The first plugin requirement that the target does not meet (falco_engine.cpp, check_plugin_requirements).
 * `keep`: those that are about other sources only are left alone.
 */
export function requirementFault(
  { pluginRequirements }: Collection,
  { plugins }: Target,
  others: OtherSources,
): FatalFault | undefined {
  for (const requirement of pluginRequirements) {
    const { alternatives, span } = requirement;
    const loaded = alternatives.find(({ name }) => Object.hasOwn(plugins, name));
    if (!loaded) {
      if (others === 'keep' && isForeign(requirement)) continue;
      const wanted = alternatives.map(({ name, version }) => `${name} (>= ${version})`).join(', ');
      const message = `Plugin requirement not satisfied, must load one of: ${wanted}`;
      const words = `Falco must load ${decodeText(wanted)} for these rules`;
      const diagnostic = diagnosticOf('unmet-plugin-requirement', message, span, { message: words });
      return new FatalFault(message, diagnostic);
    }
    const has = plugins[loaded.name]!;
    if (isCompatible(parseVersion(has), parseVersion(loaded.version))) continue;
    const message =
      `Plugin '${loaded.name}' version '${has}' is not compatible with ` +
      `required plugin version '${loaded.version}'`;
    const words = `${decodeText(loaded.name)} ${decodeText(loaded.version)} is required, the target has ${has}`;
    return new FatalFault(
      message,
      diagnosticOf('unmet-plugin-requirement', message, span, { message: words }),
    );
  }
  return undefined;
}
