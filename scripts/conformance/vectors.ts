import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ROOT } from '../root.js';

/** What Falco printed for one rules file, as `falco -V` does with json_output. */
export interface Validation {
  readonly falco_load_results: readonly {
    readonly errors: readonly Issue[];
    readonly warnings: readonly Issue[];
    readonly schema_valid?: boolean;
    readonly schema_warnings?: readonly string[];
  }[];
}

export interface Issue {
  readonly code: string;
  readonly message: string;
  readonly context: {
    readonly locations: readonly { readonly item_type: string; readonly item_name: string }[];
    readonly snippet: string;
  };
}

/** `status`: 0 it loads, 1 it does not, 139 Falco crashes. `validation` is null where Falco prints no JSON. */
export interface Validated {
  readonly yaml: string;
  readonly status: number;
  readonly validation: Validation | null;
}

export interface FieldsFile {
  readonly asked: readonly string[];
  readonly events: readonly {
    readonly event: string;
    readonly time: string;
    readonly fields: Readonly<Record<string, unknown>>;
  }[];
}

export interface ConditionsLine {
  readonly events: readonly string[];
  readonly rules: readonly {
    readonly name: string;
    readonly condition: string;
    readonly matches: readonly number[];
  }[];
  readonly invalid: readonly {
    readonly condition: string;
    readonly code: string;
    readonly message: string;
  }[];
  readonly crashes: readonly string[];
  readonly warnings: readonly { readonly rule: string; readonly code: string; readonly message: string }[];
}

export interface OutputsLine extends Validated {
  readonly output: string;
  readonly events?: readonly string[];
  readonly json?: readonly unknown[];
  readonly text?: readonly string[];
}

export interface RulesFilesFile {
  readonly events: readonly string[];
  readonly files: readonly (Validated & { readonly alerts?: readonly unknown[] })[];
}

export interface EventsLine {
  /** The bytes of an events file, read in file mode. */
  readonly text: string;
  readonly status: number;
  /** The text alerts of a rule that shows `%evt.num %ka.auditid %ka.verb`. */
  readonly alerts: readonly string[];
}

/** All recorded vectors of a suite, by the name of their file: the suite's own, and `more-` ones of our making. */
export interface Vectors {
  readonly fields: ReadonlyMap<string, FieldsFile>;
  readonly conditions: ReadonlyMap<string, readonly ConditionsLine[]>;
  readonly outputs: ReadonlyMap<string, readonly OutputsLine[]>;
  readonly rulefiles: ReadonlyMap<string, RulesFilesFile>;
  readonly events: ReadonlyMap<string, readonly EventsLine[]>;
}

const FOLDER = join(ROOT, 'fixtures', 'conformance');

export function readVectors(): Vectors {
  return {
    fields: read('fields', ([first, ...events]) => ({
      ...(first as FieldsFile),
      events: events as FieldsFile['events'],
    })),
    conditions: read('conditions', (lines) => lines as ConditionsLine[]),
    outputs: read('outputs', (lines) => lines as OutputsLine[]),
    rulefiles: read('rulefiles', ([first, ...files]) => ({
      ...(first as RulesFilesFile),
      files: files as RulesFilesFile['files'],
    })),
    events: read('events', (lines) => lines as EventsLine[]),
  };
}

function read<T>(suite: string, shape: (lines: unknown[]) => T): Map<string, T> {
  const files = [`${suite}.jsonl.gz`, `more-${suite}.jsonl.gz`];
  const names = readdirSync(FOLDER).filter((name) => files.includes(name));
  return new Map(
    names.sort().map((name) => {
      const text = gunzipSync(readFileSync(join(FOLDER, name))).toString('utf8');
      const lines = text.split('\n').filter((line) => line !== '');
      return [name.replace('.jsonl.gz', ''), shape(lines.map((line) => JSON.parse(line) as unknown))];
    }),
  );
}
