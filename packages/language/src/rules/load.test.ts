import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../diagnostics/index.js';
import { decodeText } from '../text/bytes.js';
import { falcoOutcome, type LoadOptions, loadResultsToJson, loadRules } from './index.js';

function load(yaml: string | readonly string[], options?: LoadOptions) {
  const files = typeof yaml === 'string' ? [yaml] : yaml;
  const named = files.map((text, i) => ({ name: `${i}.yaml`, content: new TextEncoder().encode(text) }));
  return loadRules(named, options);
}

function rule(name: string, condition: string, more = ''): string {
  return `- rule: ${name}
  desc: d
  condition: ${condition}
  output: o
  priority: WARNING
  source: k8s_audit
${more}`;
}

/** What a diagnostic points at, in the user's own words. */
function shown({ code, span, message, help, related }: Diagnostic) {
  const textOf = (s: NonNullable<typeof span>) => decodeText(s.file.text.slice(s.start, s.end));
  return {
    code,
    at: span && textOf(span),
    message,
    ...(help && { help }),
    ...(related && { related: related.map((r) => textOf(r.span)) }),
  };
}

function errorsOf(yaml: string | readonly string[]) {
  return load(yaml)
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(shown);
}

describe('diagnostics point into the file of the user', () => {
  it('at the field that is mistyped, with what was meant', () => {
    expect(errorsOf(rule('R', 'ka.vreb = create'))).toEqual([
      {
        code: 'LOAD_ERR_COMPILE_CONDITION',
        at: 'ka.vreb',
        message: 'there is no field `ka.vreb` for k8s_audit rules',
        help: 'did you mean `ka.verb`?',
      },
    ]);
  });

  it('into the list where a fault came from, and to the condition that it was put into', () => {
    const yaml = `- list: verbs\n  items: [create, "two (words", x]\n${rule('R', 'ka.verb in (verbs)')}`;
    const [error] = errorsOf(yaml.replace('"two (words"', '"two)words"'));
    expect(error).toMatchObject({ code: 'LOAD_ERR_COMPILE_CONDITION', related: ['ka.verb in ('] });
    expect('two)words", x').toContain(error?.at);
  });

  it('into an appended condition, and to the one that it is appended to', () => {
    const append = '- rule: R\n  condition: ka.user.name = x\n  override:\n    condition: append\n';
    const [error] = errorsOf(rule('R', 'ka.verb = create') + append);
    expect(error).toMatchObject({ code: 'LOAD_ERR_COMPILE_CONDITION', related: ['ka.verb = create'] });
  });

  it('through folded scalars', () => {
    const [error] = errorsOf(rule('R', '>\n    ka.verb = create\n    and ka.nope exists'));
    expect(error).toMatchObject({ at: 'ka.nope' });
  });

  it('at the macro that is not there, or not there yet', () => {
    expect(errorsOf(`${rule('R', 'kvet')}- macro: kevt\n  condition: ka.verb = x\n`)).toMatchObject([
      { at: 'kvet', help: 'did you mean `kevt`?' },
    ]);
    const early = '- macro: a\n  condition: b\n- macro: b\n  condition: ka.verb = x\n';
    expect(errorsOf(early)).toMatchObject([
      { at: 'b', message: 'the macro `b` is used before it is defined' },
    ]);
  });

  it('says which operators a field takes', () => {
    expect(errorsOf(rule('R', 'ka.user.groups contains x'))).toMatchObject([
      { at: 'ka.user.groups contains x', help: 'it takes `in`, `intersects`, `exists`' },
    ]);
  });

  it('says that a rule without a source is for syscalls', () => {
    const yaml = rule('R', 'ka.verb = create').replace('  source: k8s_audit\n', '');
    expect(errorsOf(yaml)).toMatchObject([
      { at: 'ka.verb', help: 'add `source: k8s_audit`: a rule without `source` is for syscalls' },
    ]);
  });

  it('at the key, the priority, the operation that is mistyped', () => {
    expect(errorsOf(rule('R', 'ka.verb = x').replace('WARNING', 'WARNNG'))).toMatchObject([
      { at: 'WARNNG', help: 'did you mean `WARNING`?' },
    ]);
    const result = load(rule('R', 'ka.verb = x', '  conditon: y\n'));
    expect(result.diagnostics.map(shown)).toContainEqual({
      code: 'LOAD_UNKNOWN_KEY',
      at: 'conditon',
      message: 'unknown key `conditon` is ignored',
      help: 'did you mean `condition`?',
    });
  });
});

describe('faults that have nothing to do with each other', () => {
  it('are all found in one run', () => {
    const yaml = [
      '- macro: broken\n  condition: (ka.verb = x\n',
      rule('One', 'broken and ka.nope1 exists and ka.nope2 exists'),
      '- list: l\n  items: x\n',
      rule('Two', 'undefined_macro').replace('output: o', 'output: "%nope"'),
    ].join('');
    expect(errorsOf(yaml).map(({ at }) => at)).toEqual([
      expect.anything(),
      'ka.nope1',
      'ka.nope2',
      'x',
      'undefined_macro',
      expect.stringContaining('%'),
    ]);
    // Falco stops at the first.
    expect(loadResultsToJson(load(yaml))?.falco_load_results[0]?.errors).toHaveLength(1);
  });

  it('are each said once, though several rules meet them', () => {
    const yaml = `- macro: m\n  condition: ka.nope exists\n${rule('One', 'm')}${rule('Two', 'm')}`;
    expect(errorsOf(yaml)).toHaveLength(1);
  });

  it('does not call unused what a rule at fault may use', () => {
    const yaml = `- macro: used\n  condition: ka.verb = get\n${rule('R', 'used and ka.vreb = create')}`;
    expect(load(yaml).diagnostics.map(({ code }) => code)).toEqual(['LOAD_ERR_COMPILE_CONDITION']);
  });

  it('says of an unknown key once what both the reader and the schema find', () => {
    const { diagnostics } = load(rule('R', 'ka.verb = get', '  tag: [a]\n'));
    expect(diagnostics.map(({ code }) => code)).toEqual(['LOAD_UNKNOWN_KEY']);
  });
});

describe('several files', () => {
  const one = rule('One', 'later');
  const two = '- macro: later\n  condition: ka.verb = x\n';

  it('are compiled after each, as Falco does', () => {
    const result = load([one, two]);
    expect(result.ok).toBe(false);
    expect(result.files.map(({ successful }) => successful)).toEqual([false, true]);
    expect(load([two, one]).ok).toBe(true);
  });

  it('do not call unused what a later file uses', () => {
    const codes = load([two, one]).diagnostics.map(({ code }) => code);
    expect(codes).not.toContain('LOAD_UNUSED_MACRO');
  });
});

describe('what the target does not meet', () => {
  const requirement = '- required_plugin_versions:\n    - {name: k8saudit, version: 0.18.0}\n';

  it('ends Falco with a bare message', () => {
    const target = { falco: '0.43.0', engine: '0.58.0', plugins: { k8saudit: '0.16.0', json: '0.7.3' } };
    const result = load(requirement, { target });
    const message =
      "Plugin 'k8saudit' version '0.16.0' is not compatible with required plugin version '0.18.0'";
    expect(falcoOutcome(result)).toEqual({ fatal: message });
    expect(result.ok).toBe(false);
    expect(load(requirement).ok).toBe(true);
  });

  it('is no fault of rules for other sources', () => {
    const result = load('- required_plugin_versions:\n    - {name: container, version: 0.4.0}\n');
    expect(result.ok).toBe(true);
    expect(falcoOutcome(result)).toHaveProperty('fatal');
  });

  it('is an engine version that is too new, written right', () => {
    expect(errorsOf('- required_engine_version: 99\n')).toMatchObject([{ at: '99' }]);
    expect(errorsOf('- required_engine_version: "0.62"\n')).toMatchObject([{ help: 'write 0.62.0' }]);
  });
});

describe('what is newer than the target', () => {
  const target = { falco: '0.37.0', engine: '0.31.0', plugins: { k8saudit: '0.6.1', json: '0.7.1' } };

  it('is said of operators, transformers, fields and keys', () => {
    const yaml = rule('R', 'ka.verb = oneof (a, b) and tolower(ka.verb) = a', '  capture: true\n');
    const result = load(yaml, { target });
    const found = result.diagnostics.filter(({ code }) => code === 'newer-than-target');
    expect(found.map(({ message, severity }) => [severity, message])).toEqual([
      ['error', '`oneof` needs Falco 0.44.0, the target has 0.37.0'],
      ['error', 'the transformer `tolower` needs Falco 0.38.0, the target has 0.37.0'],
      ['warning', 'the key `capture` needs Falco 0.42.0, the target has 0.37.0'],
    ]);
    expect(result.ok).toBe(false);
    expect(load(yaml).ok).toBe(true);
  });
});

describe('what a rule prints', () => {
  it('is what is left of its output once Falco has taken out what it no longer fills in', () => {
    const [loaded] = load(
      rule('R', 'ka.verb exists').replace('output: o', 'output: a %container.info %ka.verb'),
    ).ruleset!.rules;
    expect(loaded!.output.text).toBe('a %container.info %ka.verb');
    expect(loaded!.template.tokens).toMatchObject([{ text: 'a  ' }, { operand: { field: 'ka.verb' } }]);
  });

  it('comes of all that was appended to it', () => {
    const append = '- rule: R\n  output: by %ka.user.name\n  override:\n    output: append\n';
    const [loaded] = load([rule('R', 'ka.verb exists'), append]).ruleset!.rules;
    expect(loaded!.template.tokens).toMatchObject([
      { text: 'o by ' },
      { operand: { field: 'ka.user.name' } },
    ]);
  });
});

describe('what makes Falco crash', () => {
  it('is an error, and gives no result', () => {
    const result = load(rule('R', 'tolower(ka.verb, ka.uri) = a'));
    expect(result.ok).toBe(false);
    expect(falcoOutcome(result)).toEqual({ fatal: 'unknown multivalue transformer' });
    expect(result.diagnostics.map(({ code }) => code)).toContain('falco-crash');
  });

  it('is a text cut within a character', () => {
    const result = load(`- list: a${'é'.repeat(100)}\n  items: []\n`);
    expect(falcoOutcome(result)).toHaveProperty(
      'fatal',
      expect.stringContaining('invalid UTF-8 byte at index'),
    );
  });
});

describe('the ruleset', () => {
  it('keeps the place of a redefined rule, and what changed it', () => {
    const yaml = rule('A', 'ka.verb = a') + rule('B', 'ka.verb = b') + rule('A', 'ka.verb = c');
    const { ruleset } = load(yaml);
    expect(ruleset?.rules.map(({ name, condition }) => [name, condition.text])).toEqual([
      ['A', 'ka.verb = c'],
      ['B', 'ka.verb = b'],
    ]);
    expect(ruleset?.rules[0]?.history.map(({ kind }) => kind)).toEqual(['define', 'redefine']);
  });

  it('keeps rules of other sources apart', () => {
    const yaml = rule('S', 'proc.name = x').replace('k8s_audit', 'syscall') + rule('K', 'ka.verb = x');
    const { ok, ruleset } = load(yaml);
    expect(ok).toBe(true);
    expect(ruleset?.rules.map(({ name }) => name)).toEqual(['K']);
    expect(ruleset?.otherRules.map(({ name, source }) => [name, source])).toEqual([['S', 'syscall']]);
  });

  it('has macros as expansions of their names', () => {
    const yaml = `- macro: m\n  condition: ka.verb = x\n${rule('R', 'm and not m')}`;
    const expr = load(yaml).ruleset?.rules[0]?.expr;
    expect(expr).toMatchObject({
      kind: 'And',
      children: [{ kind: 'Identifier', name: 'm', expansion: { kind: 'BinaryCheck' } }, { kind: 'Not' }],
    });
  });
});

describe('hostile files', () => {
  it('load or not, but come to an end', () => {
    const laughs = Array.from({ length: 40 }, (_, i) =>
      i === 0
        ? '- macro: m0\n  condition: ka.verb = x\n'
        : `- macro: m${i}\n  condition: m${i - 1} and m${i - 1}\n`,
    ).join('');
    expect(load(laughs + rule('R', 'm39')).ok).toBe(true);
    expect(load(`- rule: &a [*a]\n`).ok).toBe(false);
    const cycle = rule('R', 'ka.verb = x', '  exceptions:\n    - name: e\n      fields: &f [*f]\n');
    expect(load(cycle).ok).toBe(false);
    expect(load(rule('R', `${'('.repeat(5000)}ka.verb = x${')'.repeat(5000)}`)).ok).toBe(true);
    expect(load(rule('R', `${'not ('.repeat(3000)}ka.verb = x${')'.repeat(3000)}`)).ok).toBe(true);
  });
});

describe('lists in lists', () => {
  const chain = (levels: number) =>
    Array.from({ length: levels }, (_, n) => `- list: l${n}\n  items: [l${n + 1}, l${n + 1}]\n`).join('') +
    rule('R', 'ka.verb in (l0)');

  it('grow as they do in Falco', () => {
    expect(load(chain(10)).ruleset?.rules[0]?.expandedText.text.split(',').length).toBe(1024);
  });

  it('may not have millions of items', () => {
    const many = (name: string) => `[${Array(5000).fill(name).join(', ')}]`;
    const yaml = `- list: a\n  items: ${many('x')}\n- list: b\n  items: ${many('a')}\n`;
    expect(falcoOutcome(load(yaml))).toEqual({ fatal: '' });
  });

  it('that would never come to an end are refused', () => {
    const result = load(chain(40));
    expect(result.ok).toBe(false);
    expect(falcoOutcome(result)).toEqual({ fatal: '' });
    expect(result.diagnostics.filter(({ severity }) => severity === 'error').map(shown)).toEqual([
      {
        code: 'falco-crash',
        at: 'R',
        message: 'lists in lists make this too long: Falco would not come to an end',
      },
    ]);
  });
});

describe('positions', () => {
  it('count bytes, not characters', () => {
    const results = loadResultsToJson(load('- list: é\n  items: 1\n'))!;
    const [error] = results.falco_load_results[0]!.errors;
    expect(error?.context.locations.at(-1)?.position).toMatchObject({ line: 1, column: 9 });
  });
});

describe('macros of macros', () => {
  const chain = (levels: number, condition: (n: number) => string) =>
    Array.from({ length: levels }, (_, n) => `- macro: m${n}\n  condition: ${condition(n)}\n`).join('') +
    rule('R', `m${levels - 1}`);

  it('may be thousands of levels deep', () => {
    expect(load(chain(5000, (n) => (n === 0 ? 'ka.verb = x' : `not m${n - 1}`))).ok).toBe(true);
  });

  it('that double at each level are warned of, but not without end', () => {
    const yaml = chain(40, (n) => (n === 0 ? 'ka.verb regex "x.*"' : `m${n - 1} and m${n - 1}`));
    const result = load(yaml);
    expect(result.ok).toBe(true);
    expect(result.files[0]!.warnings.length).toBeLessThan(30_000);
  });
});
