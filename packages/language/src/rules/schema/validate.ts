import type { ByteString } from '../../text/bytes.js';
import { exceptionText } from '../../yaml/fault.js';
import type { MapNode, YamlNode } from '../../yaml/node.js';
import type { Schema, SchemaType } from './falco-schema.js';

/** A place that does not follow the schema. */
export interface SchemaIssue {
  /** As Falco prints it: `failed for <root>[3][priority]: ...`. */
  readonly message: ByteString;
  /** The node at fault; of an issue that only passes on what is wrong further in, `undefined`. */
  readonly node?: YamlNode;
  /** What is wrong, for a person. */
  readonly reason?: string;
}

/** What ends the validation, and with it the loading. */
export type SchemaStop =
  | { readonly kind: 'exception'; readonly message: ByteString }
  /** Falco aborts. */
  | { readonly kind: 'crash'; readonly message: string; readonly node: YamlNode };

export interface SchemaResult {
  /** In Falco's order; empty where the document follows the schema. */
  readonly issues: readonly SchemaIssue[];
  readonly stop?: SchemaStop;
}

/**
 * A document against a schema, as valijson 1.0.2 checks yaml-cpp nodes with weak types: every scalar is a string,
 * and counts as a number or a boolean where its text is one.
 */
export function validateSchema(document: YamlNode, schema: Schema): SchemaResult {
  const issues: SchemaIssue[] = [];
  try {
    check(document, schema, '<root>', issues);
    return { issues };
  } catch (stop) {
    if (stop instanceof Stop) return { issues, stop: stop.stop };
    throw stop;
  }
}

class Stop {
  readonly stop: SchemaStop;
  constructor(stop: SchemaStop) {
    this.stop = stop;
  }
}

/**
 * Whether the node is valid, without a word about it: nearly all are. False also where `check` is needed to tell: at
 * keys that are no text, or there twice, and at empty lists.
 */
function follows(node: YamlNode, schema: Schema): boolean {
  if (schema.type && !hasType(node, schema.type)) return false;
  if (schema.anyOf && !followsOneOf(node, schema.anyOf)) return false;
  if (schema.enum && !(node.kind === 'scalar' && schema.enum.includes(node.value))) return false;
  if (node.kind === 'sequence') {
    const { items } = schema;
    if (schema.properties && node.items.length === 0) return false;
    return !items || node.items.every((item) => follows(item, items));
  }
  if (node.kind !== 'map' || !schema.properties) return true;
  if (node.entries.length < (schema.minProperties ?? 0)) return false;
  const { properties } = schema;
  const { entries } = node;
  const keys: ByteString[] = [];
  for (let i = 0; i < entries.length; i++) {
    const { key, value } = entries[i]!;
    if (key.kind !== 'scalar' || keys.includes(key.value) || !Object.hasOwn(properties, key.value))
      return false;
    keys.push(key.value);
    if (!follows(value, properties[key.value]!)) return false;
  }
  return schema.required?.every((name) => keys.includes(name)) ?? true;
}

/** The last ones are the ones that take most. */
function followsOneOf(node: YamlNode, schemas: readonly Schema[]): boolean {
  for (let i = schemas.length - 1; i >= 0; i--) if (follows(node, schemas[i]!)) return true;
  return false;
}

/** Whether the node is valid. Issues inside come before the issue that passes them on. */
function check(node: YamlNode, schema: Schema, path: ByteString, issues: SchemaIssue[]): boolean {
  const before = issues.length;
  const report = (message: ByteString, reason?: string): void => {
    issues.push({ message: `failed for ${path}: ${message}`, ...(reason && { node, reason }) });
  };
  // In the order in which the schema parser sets constraints up.
  if (schema.type && !hasType(node, schema.type)) {
    report("Value type not permitted by 'type' constraint.", `should be ${TYPE_NAMES[schema.type]}`);
  }
  if (schema.anyOf) checkAnyOf(node, schema.anyOf, path, issues, report);
  if (schema.enum && !(node.kind === 'scalar' && schema.enum.includes(node.value))) {
    report('Failed to match against any enum values.', `should be one of ${schema.enum.join(', ')}`);
  }
  if (schema.items && node.kind === 'sequence') {
    for (const [i, item] of node.items.entries()) {
      if (follows(item, schema.items)) continue;
      if (check(item, schema.items, `${path}[${i}]`, issues)) continue;
      report(`Failed to validate item #${i} in array.`);
    }
  }
  // Looked at only where the schema does: a key that is no text ends everything.
  const members = schema.properties && membersOf(node);
  if (members && schema.minProperties !== undefined && members.length < schema.minProperties) {
    const least = schema.minProperties;
    report(`Object should have no fewer than ${least} properties.`, `should have at least ${least} key`);
  }
  if (members && schema.properties) checkProperties(node, members, schema.properties, path, issues, report);
  for (const name of members ? (schema.required ?? []) : []) {
    if (find(members ?? [], name)) continue;
    report(`Missing required property '${name}'.`, `lacks the key \`${name}\``);
  }
  return issues.length === before;
}

type Report = (message: ByteString, reason?: string) => void;

function checkAnyOf(
  node: YamlNode,
  schemas: readonly Schema[],
  path: ByteString,
  issues: SchemaIssue[],
  report: Report,
): void {
  const inside: SchemaIssue[] = [];
  for (const [i, schema] of schemas.entries()) {
    if (check(node, schema, path, inside)) return;
    inside.push({ message: `failed for ${path}: Failed to validate against child schema #${i}.` });
  }
  for (const { message } of inside) issues.push({ message });
  const types = schemas.map(({ type }) => (type ? TYPE_NAMES[type] : 'anything')).join(' or ');
  report('Failed to validate against any schemas allowed by anyOf constraint.', `should be ${types}`);
}

function checkProperties(
  node: YamlNode,
  members: readonly Member[],
  properties: Readonly<Record<string, Schema>>,
  path: ByteString,
  issues: SchemaIssue[],
  report: Report,
): void {
  const matched = new Set<ByteString>();
  for (const [name, schema] of Object.entries(properties)) {
    const member = find(members, name);
    if (!member) continue;
    matched.add(name);
    if (check(member.value, schema, `${path}[${name}]`, issues)) continue;
    report(`Failed to validate against schema associated with property name '${name}'.`);
  }
  if (node.kind !== 'map') {
    throw new Stop({ kind: 'crash', message: 'JSON value is not an object.', node });
  }
  // A key that is there twice counts twice, and is then blamed under no name.
  if (matched.size === members.length) return;
  const unwanted = members.find(({ key }) => !matched.has(key));
  report(
    "Object contains a property that could not be validated using 'properties' or 'additionalProperties' " +
      `constraints: '${unwanted?.key ?? ''}'.`,
    unwanted ? `has the unknown key \`${unwanted.key}\`` : 'has a key twice',
  );
}

interface Member {
  readonly key: ByteString;
  readonly value: YamlNode;
}

/** The members of what counts as an object: an empty sequence does. */
function membersOf(node: YamlNode): readonly Member[] | undefined {
  if (node.kind === 'sequence') return node.items.length === 0 ? [] : undefined;
  if (node.kind !== 'map') return undefined;
  return node.entries.map(({ key, value }) => ({ key: keyText(key), value }));
}

function keyText(key: MapNode['entries'][number]['key']): ByteString {
  if (key.kind === 'scalar') return key.value;
  if (key.kind === 'null') return 'null';
  throw new Stop({ kind: 'exception', message: exceptionText(key.mark, 'bad conversion') });
}

function find(members: readonly Member[], name: string): Member | undefined {
  return members.find(({ key }) => key === name);
}

const TYPE_NAMES: Readonly<Record<SchemaType, string>> = {
  array: 'a list',
  boolean: '`true` or `false`',
  integer: 'a whole number',
  object: 'a mapping',
  string: 'a text',
};

function hasType(node: YamlNode, type: SchemaType): boolean {
  switch (type) {
    case 'array':
      return node.kind === 'sequence';
    case 'object':
      return node.kind === 'map';
    case 'string':
      return node.kind === 'scalar';
    case 'boolean':
      return node.kind === 'scalar' && (node.value === 'true' || node.value === 'false');
    case 'integer':
      return node.kind === 'scalar' && isInt64(node.value);
  }
}

/** What `istream >> int64_t` reads to the end of the text: blanks before it are skipped. */
function isInt64(text: ByteString): boolean {
  const digits = /^[ \t\n\v\f\r]*([+-]?[0-9]+)$/.exec(text)?.[1];
  if (digits === undefined) return false;
  const value = BigInt(digits.replace('+', ''));
  return value >= -(2n ** 63n) && value < 2n ** 63n;
}
