import type { FieldRow } from '@falco-rules/language';
import { propertyName, type TreeNode } from './tree.js';

const TYPE_NAMES = {
  string: 'StringField',
  bool: 'BoolField',
  uint64: 'NumberField',
  abstime: 'NumberField',
  reltime: 'NumberField',
} as const;

/**
 * The TypeScript types of the field tree, from the catalogue. They are written out, not computed by the type
 * system, for what an editor can show of them: each field's meaning, where it comes from, its traps, a line
 * through deprecated ones; and for the speed of the compiler.
 */
export function fieldTreeSource(root: TreeNode): string {
  const interfaces: string[] = [];
  const visit = (node: TreeNode): void => {
    interfaces.push(interfaceOf(node));
    for (const child of node.children.values()) if (child.children.size > 0) visit(child);
  };
  visit(root);
  const used = [
    'BoolField',
    'IndexedListField',
    'KeyedField',
    'ListField',
    'NumberField',
    'StringField',
  ].filter((name) => interfaces.some((text) => text.includes(`${name}<`)));
  return [
    '// Generated from the field catalogue (packages/language/src/fields). Do not edit: run the tests of',
    '// packages/rules-dsl/src/field with -u.',
    `import type { ${used.join(', ')} } from '../types.js';`,
    '',
    interfaces.join('\n\n'),
    '',
  ].join('\n');
}

function interfaceOf(node: TreeNode): string {
  const members = [...node.children].map(([part, child]) => {
    const doc = child.row ? docOf(child.row) : docOfNamespace(child);
    return `${doc}  readonly ${propertyName(part, node)}: ${typeOf(child)};`;
  });
  return `export interface ${interfaceName(node)} {\n${members.join('\n')}\n}`;
}

function interfaceName(node: TreeNode): string {
  if (node.path === '') return 'FieldTree';
  const words = node.path.split(/[._]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Fields`;
}

function typeOf(node: TreeNode): string {
  const below = node.children.size > 0 ? [interfaceName(node)] : [];
  return [...(node.row ? [fieldType(node.row)] : []), ...below].join(' & ');
}

function fieldType(row: FieldRow): string {
  const name = `'${row.name}'`;
  const source = row.provider === 'k8saudit' ? "'k8s_audit'" : 'never';
  if (row.list)
    return `${row.arg.presence === 'none' ? 'ListField' : 'IndexedListField'}<${name}, ${source}>`;
  if (row.arg.presence === 'required') return `KeyedField<${name}, ${source}>`;
  const type = TYPE_NAMES[row.type];
  return `${type}<${name}, ${source}${type === 'NumberField' ? `, '${row.type}'` : ''}>`;
}

function docOf(row: FieldRow): string {
  const lines = [row.desc];
  if (row.from.path) lines.push(`From: \`${row.from.path}\``);
  if (row.trap) lines.push(`Mind: ${row.trap}.`);
  if (row.since) lines.push(`Since ${row.provider} ${row.since}.`);
  if (row.deprecated) {
    const { since, instead } = row.deprecated;
    lines.push(`@deprecated since ${row.provider} ${since}${instead ? `: use ${instead}` : ''}`);
  }
  const safe = lines.map((line) => line.replaceAll('*/', '*\\/'));
  if (safe.length === 1) return `  /** ${safe[0]} */\n`;
  return `  /**\n${safe.map((line) => `   * ${line}`).join('\n   *\n')}\n   */\n`;
}

function docOfNamespace(node: TreeNode): string {
  return `  /** \`${node.path}.*\` */\n`;
}
