import { decodeText } from '../../text/bytes.js';
import { decodeUint } from '../../yaml/index.js';
import type { MapNode, YamlNode } from '../../yaml/node.js';
import { type Context, itemContext } from '../context.js';
import { compareVersions, formatVersion, isCompatible, parseVersion, type Version } from '../versions.js';
import { failShape, type Item, nodeAt, type Reading, requiredOf } from './decode.js';
import { warnUnknownKeys } from './keys.js';
import { fail, spanOfNode } from './scope.js';

/** A plain number means 0.<number>.0. */
export function readEngineVersion(reading: Reading, node: MapNode, parent: Context): void {
  const ctx = itemContext(node.mark, 'required_engine_version', '', parent);
  const item: Item = { reading, node, ctx };
  const value = requiredOf(item, 'required_engine_version');
  const span = spanOfNode(reading.file, value);
  const minor = decodeUint(value);
  const engine = parseVersion(reading.target.engine);
  const wanted: Version | undefined =
    minor === undefined ? parseVersion(value.value) : { major: 0, minor, patch: engine?.patch ?? 0 };
  if (!wanted) {
    const message = `Unable to parse engine version '${value.value}' as a semver string. Expected "x.y.z" semver format.`;
    fail('LOAD_ERR_YAML_VALIDATE', message, ctx, span, {
      message: 'an engine version is written `x.y.z`',
      ...(/^[0-9]+\.[0-9]+$/.test(value.value) && { help: `write ${value.value}.0` }),
    });
  }
  if (!isCompatible(engine, wanted)) {
    const has = engine ? formatVersion(engine) : reading.target.engine;
    const message = `Rules require engine version ${formatVersion(wanted)}, but engine version is ${has}`;
    fail('LOAD_ERR_VALIDATE', message, ctx, span, {
      message: `engine ${formatVersion(wanted)} is required, Falco ${reading.target.falco} has ${has}`,
    });
  }
  const { collection } = reading;
  if (!collection.engineRequirement || compareVersions(wanted, collection.engineRequirement) > 0) {
    // A plain number says nothing of a patch.
    collection.engineRequirement = minor === undefined ? wanted : { ...wanted, patch: 0 };
  }
  warnUnknownKeys(item, ['required_engine_version']);
}

export function readPluginVersions(reading: Reading, node: MapNode, parent: Context): void {
  const value = nodeAt(node, 'required_plugin_versions')!;
  const ctx = itemContext(value.mark, 'required plugin versions', '', parent);
  if (value.kind !== 'sequence') {
    failShape(reading, 'Value of required_plugin_versions must be a sequence', ctx, value, {
      message: '`required_plugin_versions` takes a list',
    });
  }
  for (const plugin of value.items) readPlugin(reading, plugin, ctx);
  const itemCtx = itemContext(node.mark, 'required plugin versions', '', parent);
  warnUnknownKeys({ reading, node, ctx: itemCtx }, ['required_plugin_versions']);
}

function readPlugin(reading: Reading, node: YamlNode, parent: Context): void {
  const kind = 'required plugin versions entry';
  const unnamed = itemContext(node.mark, kind, '', parent);
  if (node.kind !== 'map') {
    failShape(reading, 'Plugin version must be a mapping', unnamed, node, {
      message: 'a plugin requirement is a mapping with `name` and `version`',
    });
  }
  const name = requiredOf({ reading, node, ctx: unnamed }, 'name').value;
  const ctx = itemContext(node.mark, kind, name, parent);
  const version = requiredOf({ reading, node, ctx }, 'version').value;
  const wanted = [{ name, version }];
  const others = nodeAt(node, 'alternatives');
  if (others && others.kind !== 'sequence') {
    failShape(reading, 'Value of plugin version alternatives must be a sequence', ctx, others, {
      message: '`alternatives` takes a list',
    });
  }
  for (const other of others?.items ?? []) wanted.push(readAlternative(reading, other, ctx));
  const seen = new Set<string>();
  for (const alternative of wanted) {
    const span = spanOfNode(reading.file, node);
    if (!parseVersion(alternative.version)) {
      const message = `Invalid required version '${alternative.version}' for plugin '${alternative.name}'`;
      fail('LOAD_ERR_VALIDATE', message, ctx, span, {
        message: `\`${decodeText(alternative.version)}\` is no version \`x.y.z\``,
      });
    }
    if (seen.has(alternative.name)) {
      const message = `Defined multiple alternative version requirements for plugin '${alternative.name}'`;
      fail('LOAD_ERR_VALIDATE', message, ctx, span);
    }
    seen.add(alternative.name);
  }
  reading.collection.pluginRequirements.push({ alternatives: wanted, span: spanOfNode(reading.file, node) });
}

function readAlternative(
  reading: Reading,
  node: YamlNode,
  parent: Context,
): { name: string; version: string } {
  const kind = 'required plugin versions alternative';
  const unnamed = itemContext(node.mark, kind, '', parent);
  if (node.kind !== 'map') {
    return failShape(reading, 'Plugin version alternative must be a mapping', unnamed, node, {
      message: 'an alternative is a mapping with `name` and `version`',
    });
  }
  const name = requiredOf({ reading, node, ctx: unnamed }, 'name').value;
  const ctx = itemContext(node.mark, kind, name, parent);
  return { name, version: requiredOf({ reading, node, ctx }, 'version').value };
}
