import {
  asText,
  decodeText,
  encodeText,
  lookup,
  type MapNode,
  nodesOfKind,
  parseCondition,
  readYaml,
} from '@falco-rules/language';
import { show } from '../field/values.js';
import { captureCallSite } from '../source/call-site.js';
import { mistake } from '../source/mistake.js';
import { finish, itemBase } from './make.js';
import type { YamlItem } from './types.js';

const FAMILIES = ['list', 'macro', 'rule'] as const;

/**
 * A list, macro or rule as Falco's YAML, for what the DSL has no form for. It is written as it stands, without being
 * checked; the macros that its condition names come before it where they are in the same file.
 * @example
 * export const shell = yaml`
 *   - rule: Terminal shell in container
 *     desc: A shell with an attached terminal.
 *     condition: spawned_process and container and proc.name in (shell_binaries)
 *     output: shell (user=%user.name)
 *     priority: NOTICE
 * `;
 */
export function yaml(text: TemplateStringsArray | string, ...parts: readonly never[]): YamlItem {
  const site = captureCallSite(yaml);
  if (parts.length > 0) throw mistake('yaml takes a text, and nothing can be put into it', site);
  // Of a template, as cond has it: backslashes are YAML's.
  const given = typeof text === 'string' ? text : (text.raw[0] ?? '').replace(/\\(`|\$\{)/g, '$1');
  const written = dedent(given);
  const { documents, error } = readYaml({ name: 'yaml', text: encodeText(written) });
  if (error) throw mistake(`yaml: ${decodeText(error.message)}`, site);
  const [document, ...more] = documents;
  const items = document?.kind === 'sequence' ? document.items : [];
  const [item] = items;
  if (item?.kind !== 'map' || items.length > 1 || more.length > 0)
    throw mistake('yaml takes one item: `- rule: ...`, `- macro: ...` or `- list: ...`', site);
  const family = FAMILIES.find((key) => lookup(item, key));
  const name = family && asText(lookup(item, family)!);
  if (family === undefined || name === undefined)
    throw mistake(`yaml: an item is a rule, a macro or a list, not ${show(written.slice(0, 40))}`, site);
  return finish(itemBase('yaml', site), {
    family,
    name: decodeText(name),
    isChange: ['append', 'override'].some((key) => lookup(item, key)),
    text: `${written}\n`,
    macroNames: macroNamesOf(item),
  });
}

function macroNamesOf(item: MapNode): readonly string[] {
  const condition = lookup(item, 'condition');
  const text = condition && asText(condition);
  const parsed = text === undefined ? undefined : parseCondition(text.replace(/^\s*(?:and|or)\s/, ''));
  return parsed?.ok ? nodesOfKind(parsed.expr, 'Identifier').map(({ name }) => name) : [];
}

/** Without the blank lines around it, and the indentation that all lines share. */
function dedent(text: string): string {
  const lines = text.replace(/^(?:[ \t]*\r?\n)+|\s+$/g, '').split('\n');
  const depths = lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)![0].length);
  const depth = Math.min(...depths);
  return lines.map((line) => line.slice(Math.min(depth, /^ */.exec(line)![0].length))).join('\n');
}
