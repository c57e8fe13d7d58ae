/** What `rules(...)` and `fixture(...)` give: names of files, read when a replay asks for them. */
const HANDLE: unique symbol = Symbol.for('falco-rules/handle') as never;

/** Rules files, in the order in which Falco would load them. */
export interface RulesHandle {
  readonly [HANDLE]: 'rules';
  /** Relative to the project; empty: the rules of the project. */
  readonly paths: readonly string[];
}

/** A recording of audit events. */
export interface FixtureHandle {
  readonly [HANDLE]: 'fixture';
  /** Relative to the project's fixtures folder. */
  readonly path: string;
}

/**
 * Rules in files: YAML, TypeScript, or folders of them; paths are relative to the project (the folder of
 * falco-rules.config.*). Without a path: the rules of the project.
 */
export function rules(...paths: readonly (string | readonly string[])[]): RulesHandle {
  return Object.freeze({ [HANDLE]: 'rules' as const, paths: paths.flat() });
}

/** A recording in the project's fixtures folder: JSON lines, one event, an array, an EventList, or gzip of these. */
export function fixture(path: string): FixtureHandle {
  return Object.freeze({ [HANDLE]: 'fixture' as const, path });
}

export function isRulesHandle(value: unknown): value is RulesHandle {
  return handleKind(value) === 'rules';
}

export function isFixtureHandle(value: unknown): value is FixtureHandle {
  return handleKind(value) === 'fixture';
}

function handleKind(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (value as { [HANDLE]?: unknown })[HANDLE] : undefined;
}
