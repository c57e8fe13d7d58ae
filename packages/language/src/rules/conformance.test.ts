import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../text/bytes.js';
import { type JsonLoadResults, loadResultsToJson, loadRules } from './index.js';

/** What real Falco said of rules files, conditions and outputs (fixtures/conformance). */
function vectors<T>(name: string): T[] {
  const path = new URL(`../../../../fixtures/conformance/${name}.jsonl.gz`, import.meta.url);
  const lines = gunzipSync(readFileSync(path)).toString('utf8').split('\n');
  return lines.filter(Boolean).map((line) => JSON.parse(line) as T);
}

function validate(yaml: string): JsonLoadResults | undefined {
  const content = new TextEncoder().encode(yaml);
  return loadResultsToJson(loadRules([{ name: 'rules.yaml', content }]));
}

function statusOf(results: JsonLoadResults | undefined): number {
  return results?.falco_load_results.every(({ successful }) => successful) ? 0 : 1;
}

interface Validated {
  readonly yaml: string;
  readonly status: number;
  readonly validation: unknown;
}

describe('rules files', () => {
  const files = vectors<Validated>('rulefiles').filter(({ yaml }) => yaml !== undefined);

  it('are accepted and refused in the words of Falco', () => {
    expect(files.length).toBe(600);
    for (const { yaml, status, validation } of files) {
      const results = validate(yaml);
      expect(statusOf(results), yaml).toBe(status);
      expect(results ?? null, yaml).toEqual(validation);
    }
  });
});

describe('conditions', () => {
  interface Conditions {
    readonly rules: readonly { readonly name: string; readonly condition: string }[];
    readonly invalid: readonly {
      readonly condition: string;
      readonly code: string;
      readonly message: string;
    }[];
    readonly warnings: readonly { readonly rule: string; readonly code: string; readonly message: string }[];
  }
  const suites = vectors<Conditions>('conditions');

  function ruleOf(name: string, condition: string): string {
    const [n, c] = [name, condition].map((text) => JSON.stringify(text));
    return `- rule: ${n}\n  desc: d\n  condition: ${c}\n  output: o\n  priority: INFO\n  source: k8s_audit\n`;
  }

  it('that Falco refuses are refused for the same reason', () => {
    for (const { condition, code, message } of suites.flatMap(({ invalid }) => invalid)) {
      const error = validate(ruleOf('r', condition))?.falco_load_results[0]?.errors[0];
      expect({ condition, code: error?.code, message: error?.message }).toEqual({ condition, code, message });
    }
  });

  it('that Falco takes are taken, with the same warnings', () => {
    for (const { rules, warnings } of suites) {
      const result = validate(rules.map(({ name, condition }) => ruleOf(name, condition)).join(''))!;
      const [file] = result.falco_load_results;
      expect(file?.errors).toEqual([]);
      const got = file?.warnings.map(({ code, message, context }) => {
        return { rule: context.locations[1]?.item_name, code, message };
      });
      expect(got).toEqual(warnings);
    }
  });
});

describe('outputs', () => {
  it('are accepted and refused in the words of Falco', () => {
    for (const { yaml, status, validation } of vectors<Validated>('outputs')) {
      const results = validate(yaml);
      expect(statusOf(results), yaml).toBe(status);
      expect(results ?? null, yaml).toEqual(validation);
    }
  });
});

describe('byte positions', () => {
  it('count bytes, not characters', () => {
    const results = validate('- list: é\n  items: 1\n')!;
    const [error] = results.falco_load_results[0]!.errors;
    expect(error?.context.locations.at(-1)?.position).toMatchObject({ line: 1, column: 9 });
    expect(encodeText('é').length).toBe(2);
  });
});
