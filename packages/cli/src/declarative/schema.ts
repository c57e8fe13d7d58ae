/** A check of the alerts, as `*.falco-test.yaml` says it. */
export interface Expectation {
  readonly rule: string;
  readonly times?: number;
  readonly at_least?: number;
  readonly at_most?: number;
  readonly priority?: string;
  readonly output?: string;
  readonly fields?: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
}

/** One test: what is replayed, and what must come of it. */
export interface DeclarativeTest extends Settings {
  readonly name: string;
  readonly expect?: readonly Expectation[];
  /** Rules that must not fire. */
  readonly silent?: readonly string[];
}

/** Said once for a file, or by a test for itself. */
export interface Settings {
  /** Rules files, relative to the project. Default: the project's rules. */
  readonly rules?: string | readonly string[];
  /** A recording in the project's fixtures folder, requests, or the events themselves. */
  readonly events?:
    | string
    | Readonly<Record<string, unknown>>
    | readonly (string | Readonly<Record<string, unknown>>)[];
  readonly rule_matching?: 'first' | 'all';
  /** What of alerts that no expectation names. Default: fail. */
  readonly unexpected?: 'fail' | 'ignore';
}

export interface DeclarativeFile extends Settings {
  readonly tests: readonly DeclarativeTest[];
}

const TEXT = { type: 'string', minLength: 1 };

const SETTINGS = {
  rules: {
    description:
      'Rules files, relative to the project, in the order in which Falco would load them. Default: the rules of the project.',
    type: ['string', 'array'],
    minLength: 1,
    minItems: 1,
    items: TEXT,
  },
  events: {
    description:
      'A recording in the fixtures folder of the project, or what happens, written here: a request (verb, user, and manifest, resource or path), an audit event as a map, or JSON lines as a text; or a list of these.',
    type: ['string', 'object', 'array'],
    minLength: 1,
    minItems: 1,
    items: { type: ['string', 'object'] },
  },
  rule_matching: {
    description: "As Falco's rule_matching. Default: that of the project.",
    type: 'string',
    enum: ['first', 'all'],
  },
  unexpected: {
    description: 'What of alerts that no expectation of the test names. Default: fail.',
    type: 'string',
    enum: ['fail', 'ignore'],
  },
};

const COUNT = { type: 'integer', minimum: 0 };

/** The JSON schema of `*.falco-test.yaml`; scripts/build.mjs writes it to the package as falco-test.schema.json. */
export const DECLARATIVE_SCHEMA: object = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Tests of Falco rules, run by falco-rules test',
  type: 'object',
  additionalProperties: false,
  required: ['tests'],
  properties: {
    ...SETTINGS,
    tests: {
      description: 'The tests of the file.',
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: {
          name: { ...TEXT, description: 'What the test shows, in a few words.' },
          ...SETTINGS,
          expect: {
            description: 'The rules that must fire.',
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['rule'],
              properties: {
                rule: { ...TEXT, description: 'The name of the rule.' },
                times: {
                  ...COUNT,
                  minimum: 1,
                  description: 'How many alerts, exactly. Default: at least one.',
                },
                at_least: { ...COUNT, minimum: 1, description: 'How many alerts, at least.' },
                at_most: { ...COUNT, minimum: 1, description: 'How many alerts, at most.' },
                priority: {
                  ...TEXT,
                  description: 'The priority that the alerts must have: WARNING, for instance.',
                },
                output: { ...TEXT, description: 'A text that the output of an alert must hold.' },
                fields: {
                  description: 'Values of fields that the alerts must have; null: the field is absent.',
                  type: 'object',
                  additionalProperties: {
                    type: ['string', 'number', 'boolean', 'null', 'array'],
                    items: { type: 'string' },
                  },
                },
              },
            },
          },
          silent: { description: 'The rules that must not fire.', type: 'array', minItems: 1, items: TEXT },
        },
      },
    },
  },
};
