import { AUDIT_LEVELS, type AuditLevel, PROVIDERS, type Provider } from '@falco-rules/language';

export interface LintConfig {
  /** Codes of lints that are not wanted. */
  readonly disable?: readonly string[];
  /** The managed cluster that the events come from; there are lints for its peculiarities. */
  readonly provider?: Provider;
  /** What the audit policy records at the most. */
  readonly auditLevel?: AuditLevel;
}

export interface CoverageConfig {
  /** How `test --coverage` and `coverage` report. Default: text. */
  readonly formats?: readonly ('text' | 'json' | 'html')[];
  /** The folder of the page. Default: `coverage`. */
  readonly out?: string;
  /** Least coverage in percent, of each kind and of all together. */
  readonly thresholds?: Readonly<
    Partial<Record<'rules' | 'macros' | 'checks' | 'items' | 'exceptions' | 'all', number>>
  >;
}

export interface MutationConfig {
  /** Least mutation score, in percent. */
  readonly threshold?: number;
  /** Seconds that `mutate` may take. */
  readonly budget?: number;
}

/** What falco-rules.config.{ts,js,mjs,json,yaml,yml} may say; every key is optional. Paths are relative to the config. */
export interface Config {
  /** Rules: files and folders, in the order in which Falco would load them. Default: `rules`. */
  readonly rules?: string | readonly string[];
  /** Where the tests are: folders or patterns. Default: `tests`. */
  readonly tests?: string | readonly string[];
  /** The folder that `fixture('name')` reads from. Default: `fixtures`. */
  readonly fixtures?: string;
  /** Where `build` writes the YAML. Default: `dist`. */
  readonly out?: string;
  /** The Falco version that the rules are for, `0.44` or `0.44.1`. */
  readonly falco?: string;
  /** The plugin versions that the rules are for: `k8saudit@0.18.0`. */
  readonly plugins?: readonly string[];
  /** As Falco's `rule_matching`. Default: `first`. */
  readonly ruleMatching?: 'first' | 'all';
  /** What `falco-rules lint` is to know. */
  readonly lint?: LintConfig;
  /** What `falco-rules test --coverage` and `coverage` report, and must reach. */
  readonly coverage?: CoverageConfig;
  /** What `falco-rules mutate` must reach. */
  readonly mutation?: MutationConfig;
  /** Refuse tests that say nothing, as `falco-rules test --strict`. */
  readonly strict?: boolean;
}

/** Gives a config in TypeScript its types and completion. */
export function defineConfig(config: Config): Config {
  return config;
}

const PATHS = {
  type: ['string', 'array'],
  minLength: 1,
  minItems: 1,
  items: { type: 'string', minLength: 1 },
};

const PROPERTIES: Readonly<Record<keyof Config, object>> = {
  rules: PATHS,
  tests: PATHS,
  fixtures: { type: 'string', minLength: 1 },
  out: { type: 'string', minLength: 1 },
  falco: {
    type: 'string',
    pattern: '^\\d+\\.\\d+(\\.\\d+)?$',
    description: 'a quoted version such as "0.44.1"',
  },
  plugins: {
    type: 'array',
    items: {
      type: 'string',
      pattern: '^[^@\\s]+@\\d+(\\.\\d+)*$',
      description: 'NAME@VERSION, such as k8saudit@0.18.0',
    },
  },
  ruleMatching: { type: 'string', enum: ['first', 'all'] },
  lint: { type: 'object' },
  coverage: { type: 'object' },
  mutation: { type: 'object' },
  strict: { type: 'boolean' },
};

const LINT_PROPERTIES: Readonly<Record<keyof LintConfig, object>> = {
  disable: { type: 'array', items: { type: 'string', minLength: 1 } },
  provider: { type: 'string', enum: PROVIDERS },
  auditLevel: { type: 'string', enum: AUDIT_LEVELS },
};

const PERCENT = { type: 'number', minimum: 0, maximum: 100 };

const COVERAGE_PROPERTIES: Readonly<Record<keyof CoverageConfig, object>> = {
  formats: { type: 'array', minItems: 1, items: { type: 'string', enum: ['text', 'json', 'html'] } },
  out: { type: 'string', minLength: 1 },
  thresholds: {
    type: 'object',
    additionalProperties: false,
    properties: {
      rules: PERCENT,
      macros: PERCENT,
      checks: PERCENT,
      items: PERCENT,
      exceptions: PERCENT,
      all: PERCENT,
    },
  },
};

const MUTATION_PROPERTIES: Readonly<Record<keyof MutationConfig, object>> = {
  threshold: PERCENT,
  budget: { type: 'number', minimum: 1 },
};

/** The JSON schema of a config: keys are camelCase in modules, snake_case in YAML and JSON. */
export function configSchema(style: 'camel' | 'snake'): object {
  const lint = objectSchema(LINT_PROPERTIES, style);
  const coverage = objectSchema(COVERAGE_PROPERTIES, style);
  const mutation = objectSchema(MUTATION_PROPERTIES, style);
  return objectSchema({ ...PROPERTIES, lint, coverage, mutation }, style);
}

function objectSchema(properties: Readonly<Record<string, object>>, style: 'camel' | 'snake'): object {
  const named = Object.entries(properties).map(([key, schema]) => [
    style === 'camel' ? key : snakeCase(key),
    schema,
  ]);
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(named) };
}

export function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
