import { suggestion } from '@falco-rules/language';
import { Ajv, type ErrorObject } from 'ajv';
import type { DocumentPath } from './document.js';

/** Something in a document that its schema does not allow. */
export interface SchemaFault {
  readonly message: string;
  readonly path: DocumentPath;
  /** Whether the key at the path is at fault, or its value. */
  readonly at: 'key' | 'value';
}

/** What of a value does not follow a JSON schema, in our words. */
export function checkSchema(schema: object, value: unknown): SchemaFault[] {
  const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true });
  const validate = ajv.compile(schema);
  if (validate(value)) return [];
  const errors = (validate.errors ?? []).filter(({ keyword }) => !['oneOf', 'anyOf', 'if'].includes(keyword));
  return errors.map((error) => faultOf(error));
}

function faultOf(error: ErrorObject): SchemaFault {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const wording = WORDINGS[error.keyword];
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params['additionalProperty']);
    const meant = suggestion(key, Object.keys((error.parentSchema?.['properties'] ?? {}) as object));
    return {
      message: `unknown key \`${key}\`${meant === undefined ? '' : `, ${meant}`}`,
      path: [...path, key],
      at: 'key',
    };
  }
  const subject = path.length === 0 ? '' : `\`${shownPath(path)}\` `;
  return {
    message: wording ? wording(error, subject) : `${subject}${error.message ?? 'is not allowed'}`,
    path,
    at: 'value',
  };
}

/** The last key of a path, and the index behind it: `tests[2]`, counted from 1 as a reader does. */
function shownPath(path: DocumentPath): string {
  const last = path.at(-1);
  if (typeof last === 'string') return last;
  const key = path.findLast((part) => typeof part === 'string') ?? '';
  return `${key}[${Number(last) + 1}]`;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a map',
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'empty',
};

const WORDINGS: Readonly<Record<string, (error: ErrorObject, subject: string) => string>> = {
  required: ({ params }, subject) =>
    `${subject}${subject ? 'has' : 'there is'} no \`${String(params['missingProperty'])}\``,
  type: ({ params }, subject) => {
    const types: unknown = params['type'];
    const words = (Array.isArray(types) ? types : String(types).split(',')).map(
      (type) => TYPE_WORDS[String(type)] ?? String(type),
    );
    return `${subject}must be ${words.join(' or ')}`;
  },
  enum: ({ params, data }, subject) => {
    const allowed = (params['allowedValues'] as readonly unknown[]).map(String);
    const meant = suggestion(String(data), allowed);
    return `${subject}must be ${allowed.slice(0, -1).join(', ')} or ${allowed.at(-1)}${meant === undefined ? '' : `, ${meant}`}`;
  },
  minItems: (_, subject) => `${subject}must not be empty`,
  minLength: (_, subject) => `${subject}must not be empty`,
  minimum: ({ params }, subject) => `${subject}must be at least ${String(params['limit'])}`,
  pattern: ({ parentSchema }, subject) =>
    `${subject}must be ${String(parentSchema?.['description'] ?? 'of another form')}`,
  not: ({ parentSchema }, subject) => `${subject}${String(parentSchema?.['$comment'] ?? 'is not allowed')}`,
};
