import { show } from '../field/values.js';
import { captureCallSite, type LazyCallSite } from '../source/call-site.js';
import { mistake } from '../source/mistake.js';
import { checkKeys, checkOptions, finish, itemBase } from './make.js';
import { checkText } from './name.js';
import type { EngineRequirement, PluginRequirement, PluginVersion, RequiredPlugin } from './types.js';

const VERSION = /^\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/;

/**
 * The oldest Falco engine that may load the file. A bare number `n` is the engine `0.n.0`.
 * @example requiredEngineVersion('0.57.0')   // - required_engine_version: 0.57.0
 */
export function requiredEngineVersion(version: `${number}.${number}.${number}` | number): EngineRequirement {
  const site = captureCallSite(requiredEngineVersion);
  const text = String(version);
  if (typeof version === 'number' ? !Number.isSafeInteger(version) || version < 0 : !VERSION.test(text)) {
    throw mistake(
      `requiredEngineVersion takes a version as '0.57.0' or a whole number, not ${show(version)}`,
      site,
    );
  }
  return finish(itemBase('required-engine-version', site), { version: text });
}

/**
 * The plugins that must be loaded for the file, in these versions or compatible newer ones. `alternatives` name
 * other plugins of which one will do.
 * @example
 * requiredPluginVersions([
 *   { name: 'k8saudit', version: '0.18.0', alternatives: [{ name: 'k8saudit-eks', version: '0.12.0' }] },
 *   { name: 'json', version: '0.7.0' },
 * ])
 */
export function requiredPluginVersions(plugins: readonly RequiredPlugin[]): PluginRequirement {
  const site = captureCallSite(requiredPluginVersions);
  const where = 'requiredPluginVersions';
  if (!Array.isArray(plugins) || plugins.length === 0)
    throw mistake(`${where} takes an array of plugins`, site);
  const checked = (plugins as readonly RequiredPlugin[]).map((plugin) => {
    const names = new Set<string>();
    const own = readPlugin(where, plugin, ['name', 'version', 'alternatives'], names, site);
    const { alternatives } = plugin;
    if (alternatives === undefined) return own;
    if (!Array.isArray(alternatives)) throw mistake(`${where}: alternatives is an array of plugins`, site);
    const others = (alternatives as readonly PluginVersion[]).map((one) =>
      readPlugin(where, one, ['name', 'version'], names, site),
    );
    return Object.freeze({ ...own, alternatives: Object.freeze(others) });
  });
  return finish(itemBase('required-plugin-versions', site), { plugins: Object.freeze(checked) });
}

function readPlugin(
  where: string,
  plugin: unknown,
  keys: readonly string[],
  names: Set<string>,
  site: LazyCallSite,
): PluginVersion {
  checkOptions(`${where}: a plugin`, plugin, site);
  checkKeys(`${where}: a plugin`, plugin, keys, site);
  const { name, version } = plugin as Partial<PluginVersion>;
  checkText(`${where}: a plugin's name`, name, site);
  if (typeof version !== 'string' || !VERSION.test(version)) {
    throw mistake(`${where}: the version of ${name} is as '0.18.0', not ${show(version)}`, site);
  }
  if (names.has(name)) throw mistake(`${where}: ${name} stands twice among the alternatives`, site);
  names.add(name);
  return Object.freeze({ name, version });
}
