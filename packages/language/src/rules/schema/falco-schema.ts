/**
 * The JSON schema that Falco checks rules files against (userspace/engine/rule_json_schema.h), as far as it is
 * one: draft 6's `type`, `enum`, `anyOf`, `items`, `minProperties`, `properties`, `required`. Property names are
 * in byte order, which is the order of complaints.
 */
export type Schema = {
  readonly type?: SchemaType;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly minProperties?: number;
  /** No other property is allowed beside these. */
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
};

export type SchemaType = 'array' | 'boolean' | 'integer' | 'object' | 'string';

const STRING: Schema = { type: 'string' };
const BOOLEAN: Schema = { type: 'boolean' };
const ANYTHING: Schema = {};

function arrayOf(items: Schema): Schema {
  return { type: 'array', items };
}

/** Upper case only, though the loader takes priorities in any case. */
export const SCHEMA_PRIORITIES = [
  'EMERGENCY',
  'ALERT',
  'CRITICAL',
  'ERROR',
  'WARNING',
  'NOTICE',
  'INFO',
  'INFORMATIONAL',
  'DEBUG',
] as const;

const PRIORITY: Schema = { type: 'string', enum: SCHEMA_PRIORITIES };

const ITEM: Schema = { anyOf: [{ type: 'integer' }, STRING] };

const EXCEPTION: Schema = {
  type: 'object',
  properties: { comps: ANYTHING, fields: ANYTHING, name: STRING, values: ANYTHING },
  required: ['name'],
};

const OVERRIDDEN: Schema = { type: 'string', enum: ['append', 'replace'] };

const OVERRIDE: Schema = {
  type: 'object',
  minProperties: 1,
  properties: {
    capture: OVERRIDDEN,
    capture_duration: OVERRIDDEN,
    condition: OVERRIDDEN,
    desc: OVERRIDDEN,
    enabled: OVERRIDDEN,
    exceptions: OVERRIDDEN,
    items: OVERRIDDEN,
    output: OVERRIDDEN,
    priority: OVERRIDDEN,
    'skip-if-unknown-filter': OVERRIDDEN,
    tags: OVERRIDDEN,
    warn_evttypes: OVERRIDDEN,
  },
};

const PLUGIN_ALTERNATIVE: Schema = {
  type: 'object',
  properties: { name: STRING, version: STRING },
  required: ['name', 'version'],
};

const PLUGIN_VERSION: Schema = {
  type: 'object',
  properties: { alternatives: arrayOf(PLUGIN_ALTERNATIVE), name: STRING, version: STRING },
  required: ['name', 'version'],
};

/** A document of a rules file. */
export const RULES_SCHEMA: Schema = arrayOf({
  type: 'object',
  properties: {
    append: BOOLEAN,
    capture: BOOLEAN,
    capture_duration: { type: 'integer' },
    condition: STRING,
    desc: STRING,
    enabled: BOOLEAN,
    exceptions: arrayOf(EXCEPTION),
    items: arrayOf(ITEM),
    list: STRING,
    macro: STRING,
    output: STRING,
    override: OVERRIDE,
    priority: PRIORITY,
    required_engine_version: STRING,
    required_plugin_versions: arrayOf(PLUGIN_VERSION),
    rule: STRING,
    'skip-if-unknown-filter': BOOLEAN,
    source: STRING,
    tags: arrayOf(STRING),
    warn_evttypes: BOOLEAN,
  },
});
