// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of TypeScript
import { decodeText, loadRules, type Ruleset } from '@falco-rules/language';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences } from './differences.js';
import { type ImportedFile, importRules } from './index.js';
import { buildTexts } from './test-modules.js';

function given(...texts: readonly string[]) {
  return texts.map((text, i) => ({ name: `${'abcd'[i]}.yaml`, content: new TextEncoder().encode(text) }));
}

function load(files: Parameters<typeof loadRules>[0]): Ruleset {
  const { ruleset, diagnostics } = loadRules(files);
  expect(ruleset, JSON.stringify(diagnostics.map(({ message }) => message))).toBeDefined();
  return ruleset!;
}

/** Imports, runs what is written, builds it, and compares with the original. */
function imported(...texts: readonly string[]): readonly ImportedFile[] {
  const files = given(...texts);
  const result = importRules(files);
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
  const [a, b] = [load(files), load(buildTexts(result.files))];
  expect(differences(a, b)).toEqual([]);
  expect(b.rules.map(({ name }) => name)).toEqual(a.rules.map(({ name }) => name));
  return result.files;
}

/** The lines of the only module, imports and namespaces apart. */
function module(...texts: readonly string[]): string {
  const files = imported(...texts);
  return String(files.at(-1)!.content)
    .replace(/^import [\s\S]*?from '[^']+';\n/gm, '')
    .replace(/^const \{.*\} = field;\n/m, '')
    .trim();
}

const RULE = (condition: string, more = '') =>
  `- rule: R\n  desc: d\n  condition: ${condition}\n  output: o\n  priority: INFO\n  source: k8s_audit\n${more}`;

function condition(text: string, before = ''): string {
  const [, found] = /condition: ([\s\S]*?),\n {2}output/.exec(module(before + RULE(text))) ?? [];
  return found!.replace(/\s+/g, ' ');
}

describe('conditions', () => {
  it.each([
    ['ka.verb=create', "ka.verb.eq('create')"],
    ['ka.verb == create', "ka.verb.eq('create')"],
    ['not (ka.verb in (create, "update"))', "not(ka.verb.in(['create', 'update']))"],
    [
      'ka.verb exists and (ka.verb = a and ka.verb = b)',
      "and(ka.verb.exists(), ka.verb.eq('a'), ka.verb.eq('b'))",
    ],
    ['ka.response.code >= 400', 'ka.response.code.ge(400)'],
    ['ka.response.code = 400', "ka.response.code.eq('400')"],
    ['len(ka.user.groups) = 2', 'len(ka.user.groups).eq(2)'],
    ['ka.uri.param[command] startswith "sh -c"', "ka.uri.param('command').startswith('sh -c')"],
    ['ka.req.pod.containers.image[0] in (nginx)', "ka.req.pod.containers.image(0).in(['nginx'])"],
    ['jevt.value[/a/b] = "x"', "jevt.value('/a/b').eq('x')"],
    ['tolower(ka.user.name) contains admin', "tolower(ka.user.name).contains('admin')"],
    ['ka.user.name != val(ka.impuser.name)', 'ka.user.name.ne(ka.impuser.name)'],
    ['ka.user.name startswith anyof (a, b)', "ka.user.name.startswith.anyof(['a', 'b'])"],
    ['concat(ka.user.name, "/", ka.verb) = x', "concat(ka.user.name, '/', ka.verb).eq('x')"],
    ['ka.user.name = "it\'s"', 'ka.user.name.eq("it\'s")'],
    ['ka.user.name = "ü ${x} `"', "ka.user.name.eq('ü ${x} `')"],
    // Quotes would keep it from being the list of that name in a file that is not here.
    ['ka.user.name in (some_users)', 'cond`ka.user.name in (some_users)`'],
    [
      'ka.verb = create and ka.user.name in (some_users)',
      "and(ka.verb.eq('create'), cond`ka.user.name in (some_users)`)",
    ],
    [
      'ka.user.name in (some_users) or ka.verb in (other_list)',
      'cond`ka.user.name in (some_users) or ka.verb in (other_list)`',
    ],
  ])('%s', (text, source) => {
    expect(condition(text)).toBe(source);
  });

  it('use constants for macros and lists, in cond too', () => {
    const before = '- list: users\n  items: [a]\n- macro: kevt\n  condition: ka.verb exists\n';
    expect(condition('kevt and not ka.user.name in (users)', before)).toBe(
      'and(kevt, not(ka.user.name.in(users)))',
    );
    expect(condition('ka.user.name in (users, b)', before)).toBe("ka.user.name.in([users, 'b'])");
    expect(condition('kevt and ka.user.name in (users, some_users)', before)).toBe(
      'cond`${kevt} and ka.user.name in (${users}, some_users)`',
    );
  });
});

describe('items', () => {
  it('keep comments next to what they comment', () => {
    const text = `# Of the file.
#
# More.

# Above the list,
# two lines

- list: users # behind its name
  items:
    # above a
    - a
    - b # behind b
    # behind all

# Above the macro.
- macro: kevt
  # above the condition
  condition: ka.verb exists # behind it

- rule: R
  desc: d
  # why this priority
  priority: INFO # really
  condition: kevt and ka.user.name in (users)
  output: o %ka.verb
  source: k8s_audit
  exceptions:
    # the exception
    - name: e
      fields: [ka.user.name]
      values:
        # row
        - [x] # x
  # at the end of the rule
# at the end of the file
`;
    expect(String(imported(text)[0]!.content)).toBe(
      `// Of the file.
//
// More.

// Above the list,
// two lines

import { exception, field, list, macro, out, and, rule } from 'falco-rules';
`.replace('exception, field, list, macro, out, and, rule', 'and, exception, field, list, macro, out, rule') +
        `
const { ka } = field;

// behind its name
export const users = list('users', [
  // above a
  'a',
  'b', // behind b
  // behind all
]);

// Above the macro.
// above the condition
// behind it
export const kevt = macro('kevt', ka.verb.exists());

export const r = rule('R', {
  desc: 'd',
  condition: and(kevt, ka.user.name.in(users)),
  output: out\`o \${ka.verb}\`,
  // why this priority
  priority: 'INFO', // really
  exceptions: [
    // the exception
    exception('e', {
      fields: [ka.user.name],
      values: [
        // row
        ['x'], // x
      ],
    }),
  ],
});

// at the end of the rule
// at the end of the file
`,
    );
  });

  it('keep appends and overrides', () => {
    const base = `- list: users\n  items: [a]\n- macro: m\n  condition: (ka.verb = a and ka.verb exists)\n${RULE('m')}`;
    expect(
      module(
        base,
        `- list: users
  items: [b]
  append: true
- list: users
  items: [c]
  override: {items: append}
- macro: m
  condition: or ka.verb = b
  override: {condition: append}
- rule: R
  condition: and ka.user.name = x or ka.user.name = y
  tags: [t]
  output: more
  priority: WARNING
  override: {condition: append, tags: append, output: append, priority: replace}
- rule: R
  enabled: false
`,
      ),
    ).toBe(`export const usersAppend = append.list(users, ['b']);
export const usersAppendList = append.list(users, ['c']);

export const mAppend = append.macro(m, or(ka.verb.eq('b')));

export const rAppend = append.rule(r, {
  condition: and(ka.user.name.eq('x')),
  output: 'more',
  tags: ['t'],
});

export const rAppend2 = append.rule(r, { condition: or(ka.user.name.eq('y')) });
export const rOverride = override.rule(r, { priority: 'WARNING' });
export const rOverrideRule = override.rule(r, { enabled: false });`);
  });

  it('write a redefinition as what it replaces, and takes back', () => {
    const text = `- macro: m\n  condition: ka.verb = a\n${RULE('m', '  tags: [t]\n  enabled: false\n')}`;
    expect(module(text, `- macro: m\n  condition: ka.verb = b\n${RULE('not m')}`)).toBe(
      `export const mOverride = override.macro(m, ka.verb.eq('b'));

export const rOverride = override.rule(r, {
  desc: 'd',
  condition: not(m),
  output: 'o',
  priority: 'INFO',
  tags: [],
  enabled: true,
});`,
    );
  });

  it('stand in an order that TypeScript takes', () => {
    expect(
      module(
        `${RULE('later and ka.user.name in (users)')}- macro: later\n  condition: ka.verb exists\n- list: users\n  items: [a]\n`,
      ),
    ).toMatch(/^export const later[\s\S]*^export const users[\s\S]*^export const r = /m);
  });

  it('import from the modules of earlier files', () => {
    const files = imported('- macro: m\n  condition: ka.verb exists\n', RULE('m'));
    expect(String(files[1]!.content)).toContain("import { m } from './a.rules.js';\n");
  });

  it.each([
    ['a macro that no condition can name', '- macro: my-macro\n  condition: ka.verb exists\n'],
    ['a list that includes itself', '- list: a\n  items: [x, a]\n'],
    ['a list of an unknown list', '- list: a\n  items: [other_list]\n'],
    ['two values in an item', '- list: a\n  items: ["x, y"]\n'],
    ['an alias', '- list: a\n  items: &i [x, "y, z"]\n- list: b\n  items: *i\n'],
    [
      'a macro in parentheses that is appended to',
      '- macro: m\n  condition: (ka.verb = a or ka.verb = b)\n- macro: m\n  condition: and ka.verb exists\n  append: true\n',
    ],
    [
      'an exception whose tuples are too short',
      RULE(
        'ka.verb exists',
        '  exceptions:\n    - name: e\n      fields: [ka.verb, ka.user.name]\n      comps: [in, =]\n      values: [[a, b]]\n',
      ),
    ],
    [
      'a rule with tabs and quotes',
      RULE('ka.verb = "a\\\\b"').replace('output: o', 'output: "a`b\\t${x} \\\\ %ka.verb"'),
    ],
    ['a backtick behind a backslash', '- list: a\n  items: ["x, \\\\`"]\n'],
    ['nothing but comments', '# nothing\n'],
    ['an item that Falco passes over', '- foo: bar\n  # inside\n- list: a\n  items: []\n'],
  ])('keep %s', (_, text) => {
    imported(text);
  });

  it('keep rules of other sources, with their exceptions as YAML', () => {
    const text = `- macro: spawned
  condition: evt.type in (execve, execveat)
- list: shells
  items: [sh, bash]
- rule: Shell
  desc: >
    A shell.
  condition: spawned and proc.name in (shells) and not user.name = root
  output: shell %proc.name
  priority: notice
- rule: Other
  desc: d
  condition: spawned
  output: '%proc.name'
  priority: notice
  source: syscall
  exceptions:
    - name: e
      fields: [proc.name]
      values: [[x]]
`;
    expect(
      module(text),
    ).toBe(`export const spawned = macro('spawned', cond\`evt.type in (execve, execveat)\`);

export const shells = list('shells', ['sh', 'bash']);

export const shell = rule('Shell', {
  desc: 'A shell.',
  condition: cond\`\${spawned} and proc.name in (\${shells}) and not user.name = root\`,
  output: 'shell %proc.name',
  priority: 'NOTICE',
  source: 'syscall',
});

export const other = yaml\`
  - rule: Other
    desc: d
    condition: spawned
    output: '%proc.name'
    priority: notice
    source: syscall
    exceptions:
      - name: e
        fields: [proc.name]
        values: [[x]]
\`;`);
  });

  it('say why rules do not load', () => {
    const result = importRules(
      given(
        '- rule: R\n  desc: d\n  condition: ka.vreb = x\n  output: o\n  priority: INFO\n  source: k8s_audit\n',
      ),
    );
    expect(result).toMatchObject({ ok: false });
  });

  it('leave a file in another encoding as it is', () => {
    const result = importRules([
      {
        name: 'a.yaml',
        content: Uint8Array.from(Buffer.from('# caf\xe9\n- list: a\n  items: [x]\n', 'latin1')),
      },
    ]);
    if (!result.ok) throw new Error('it loads');
    expect(result.files).toMatchObject([{ name: 'a.yaml', kept: 'it is not in UTF-8' }]);
  });
});

describe('any rules', () => {
  const word = fc.constantFrom(
    'a',
    'b',
    'kube-system',
    'x:y',
    'a b',
    "it's",
    '"',
    'true',
    '12',
    'ü',
    '`${x}`',
    'b_c',
    'l1',
    'm1',
  );
  const item = fc.oneof(
    word,
    word.map((value) => JSON.stringify(value)),
    fc.constantFrom('l0', 'l1', 'l2'),
  );
  const quoted = word.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`);
  const check = fc.oneof(
    fc
      .tuple(
        fc.constantFrom('ka.verb', 'ka.user.name', 'jevt.value[/a/b]', 'tolower(ka.uri)'),
        fc.constantFrom('=', '!=', 'contains', 'startswith', 'glob'),
        quoted,
      )
      .map((parts) => parts.join(' ')),
    fc
      .tuple(
        fc.constantFrom('ka.verb', 'ka.user.groups'),
        fc.constantFrom('in', 'intersects'),
        fc.array(fc.oneof(quoted, fc.constantFrom('l0', 'l1', 'l2', 'unknown_list')), { maxLength: 3 }),
      )
      .map(([field, op, values]) => `${field} ${op} (${values.join(', ')})`),
    fc.constantFrom('ka.verb exists', 'm0', 'm1', 'ka.response.code < 400', 'ka.user.name = val(ka.verb)'),
  );
  const { expr } = fc.letrec<{ expr: string }>((tie) => ({
    expr: fc.oneof(
      { maxDepth: 3 },
      check,
      tie('expr').map((inner) => `not (${inner})`),
      fc.tuple(tie('expr'), fc.constantFrom(' and ', ' or '), tie('expr')).map((parts) => parts.join('')),
      tie('expr').map((inner) => `(${inner})`),
    ),
  }));
  const yaml = (value: unknown) => JSON.stringify(value);
  const comment = fc.option(fc.constantFrom('# c1', '# c2\n#  c3', '#c4\n'), { nil: undefined });
  const override = (keys: readonly string[], how: string) =>
    `  override: {${keys.map((key) => `${key}: ${how}`).join(', ')}}\n`;
  const anItem = fc.oneof(
    fc
      .record({
        n: fc.nat(2),
        items: fc.array(item, { maxLength: 4 }),
        how: fc.constantFrom('', 'append', 'replace'),
      })
      .map(
        ({ n, items, how }) => `- list: l${n}\n  items: ${yaml(items)}\n${how && override(['items'], how)}`,
      ),
    fc
      .record({ n: fc.nat(1), condition: expr, how: fc.constantFrom('', 'append') })
      .map(
        ({ n, condition, how }) =>
          `- macro: m${n}\n  condition: ${yaml((how && 'or ') + condition)}\n${how && override(['condition'], how)}`,
      ),
    fc
      .record({
        n: fc.nat(2),
        condition: expr,
        output: fc.constantFrom(
          'o',
          'u=%ka.user.name',
          '%ka.verb` \\ ${x}',
          ' %10ka.verb %tolower(ka.uri) ',
          '*%ka.uri.param[a]',
          'two\nlines %ka.verb',
        ),
        tags: fc.option(fc.array(word, { maxLength: 2 }), { nil: undefined }),
        enabled: fc.option(fc.boolean(), { nil: undefined }),
        exceptions: fc.array(
          fc.constantFrom(
            '{name: e1, fields: [ka.verb, ka.user.name], comps: [in, =], values: [[[a, l0], b]]}',
            '{name: e2, fields: ka.user.name, values: [a, l1]}',
            '{name: e3, fields: [ka.verb]}',
          ),
          { maxLength: 2 },
        ),
      })
      .map(
        ({ n, condition, output, tags, enabled, exceptions }) =>
          `- rule: Rule ${n}\n  desc: d\n  condition: ${yaml(condition)}\n  output: ${yaml(output)}\n  priority: warning\n  source: k8s_audit\n${tags ? `  tags: ${yaml(tags)}\n` : ''}${enabled === undefined ? '' : `  enabled: ${enabled}\n`}${exceptions.length > 0 ? `  exceptions: [${[...new Set(exceptions)].join(', ')}]\n` : ''}`,
      ),
    fc
      .record({ n: fc.nat(2), condition: expr, word: fc.constantFrom('and', 'or') })
      .map(
        ({ n, condition, word: joins }) =>
          `- rule: Rule ${n}\n  condition: ${yaml(`${joins} ${condition}`)}\n  enabled: true\n  override: {condition: append, enabled: replace}\n`,
      ),
  );
  const file = fc
    .array(fc.tuple(comment, anItem), { minLength: 1, maxLength: 8 })
    .map((parts) =>
      parts.map(([above, one]) => `${above === undefined ? '' : `${above}\n`}${one}`).join('\n'),
    );

  it('come back the same, with every comment', () => {
    let loads = 0;
    fc.assert(
      fc.property(fc.array(file, { minLength: 1, maxLength: 2 }), (texts) => {
        if (!loadRules(given(...texts)).ok) return;
        loads++;
        const files = imported(...texts);
        texts.forEach((text, i) => {
          if (files[i]!.kept !== undefined) return;
          const written = String(files[i]!.content);
          for (const [all, own = ''] of text.matchAll(/^#(.*)$/gm)) {
            const count = (where: string, what: string) =>
              where.split('\n').filter((line) => line === what).length;
            expect(count(written, `//${own}`), all).toBe(count(text, all));
          }
        });
      }),
      { numRuns: 700 },
    );
    expect(loads).toBeGreaterThan(20);
  });

  it('are named in the order of their files', () => {
    const files = imported('- list: one\n  items: []\n', '- list: two\n  items: []\n');
    expect(files.map(({ name }) => decodeText(name))).toEqual(['a.rules.ts', 'b.rules.ts']);
  });
});
