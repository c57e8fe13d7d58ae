// Rule sets that grow in one dimension each, for scripts/bench/load.mjs: the same for the same size.
import { makeRules } from './rules.mjs';

const file = (text, i = 0) => ({ name: `rules-${i}.yaml`, text });
const range = (count, of) => Array.from({ length: count }, (_, i) => of(i));

function rule(name, condition, more = '') {
  return `- rule: ${name}
  desc: Made up for measuring
  condition: ${condition}
  output: Seen (user=%ka.user.name verb=%ka.verb resource=%ka.target.resource)
  priority: WARNING
  source: k8s_audit
${more}`;
}

const list = (name, items) => `- list: ${name}\n  items: [${items.join(', ')}]\n`;
const macro = (name, condition) => `- macro: ${name}\n  condition: ${condition}\n`;
const exception = (name, values) =>
  `  exceptions:\n    - name: ${name}\n      fields: [ka.user.name, ka.target.namespace]\n      values: [${values.map((value) => `[${value.join(', ')}]`).join(', ')}]\n`;
const user = (i) => `user-${i}@example.com`;

/** The items of a rules file, one text each. */
function itemsOf(text) {
  return text.split(/^(?=- )/m);
}

/** Ordinary rules, cut into files of about the same length. */
function ordinary(rules, files) {
  const items = itemsOf(makeRules(rules));
  const most = Math.ceil(items.length / files);
  return range(files, (i) => file(items.slice(i * most, (i + 1) * most).join(''), i));
}

/** What grows: the sizes to measure, and the files of a size. */
export const DIMENSIONS = {
  rules: { sizes: [250, 500, 1000, 2000, 4000, 8000], files: (n) => [file(makeRules(n))] },
  'files of 25 rules': { sizes: [10, 20, 40, 80, 160], files: (n) => ordinary(n * 25, n) },
  'files that each append to one rule': {
    sizes: [50, 100, 200, 400],
    files: (n) => [
      file(rule('Base', 'ka.verb = create')),
      ...range(n, (i) =>
        file(
          `- rule: Base\n  condition: and ka.user.name != u${i}\n  override:\n    condition: append\n`,
          i + 1,
        ),
      ),
    ],
  },
  'files that each append to one macro': {
    sizes: [50, 100, 200, 400],
    files: (n) => [
      file(macro('m', 'ka.verb = create') + rule('Base', 'm and ka.user.name exists')),
      ...range(n, (i) =>
        file(
          `- macro: m\n  condition: and ka.user.name != u${i}\n  override:\n    condition: append\n`,
          i + 1,
        ),
      ),
    ],
  },
  'files of one rule': { sizes: [250, 500, 1000, 2000], files: (n) => ordinary(n, n) },
  'files that each append to one list': {
    sizes: [50, 100, 200, 400],
    files: (n) => [
      file(list('users', ['a']) + rule('Base', 'ka.user.name in (users)')),
      ...range(n, (i) =>
        file(`- list: users\n  items: [${user(i)}]\n  override:\n    items: append\n`, i + 1),
      ),
    ],
  },
  'files that each append an exception to one rule': {
    sizes: [50, 100, 200, 400],
    files: (n) => [
      file(rule('Base', 'ka.verb = create')),
      ...range(n, (i) =>
        file(
          `- rule: Base\n${exception(`known_${i}`, [[user(i), 'ns']])}  override:\n    exceptions: append\n`,
          i + 1,
        ),
      ),
    ],
  },
  'appends to one rule': {
    sizes: [500, 1000, 2000, 4000],
    files: (n) => [
      file(
        rule('Base', 'ka.verb = create') +
          range(
            n,
            (i) =>
              `- rule: Base\n  condition: and ka.user.name != u${i}\n  output: ", ${i}"\n  desc: d${i}\n  tags: [t${i}]\n  override:\n    condition: append\n    output: append\n    desc: append\n    tags: append\n`,
          ).join(''),
      ),
    ],
  },
  'appends to one macro': {
    sizes: [500, 1000, 2000, 4000],
    files: (n) => [
      file(
        macro('m', 'ka.verb = create') +
          range(
            n,
            (i) => `- macro: m\n  condition: and ka.user.name != u${i}\n  override:\n    condition: append\n`,
          ).join('') +
          rule('Uses It', 'm'),
      ),
    ],
  },
  'appends to one list': {
    sizes: [500, 1000, 2000, 4000],
    files: (n) => [
      file(
        list('users', ['a']) +
          range(n, (i) => `- list: users\n  items: [${user(i)}]\n  override:\n    items: append\n`).join('') +
          rule('Uses It', 'ka.user.name in (users)'),
      ),
    ],
  },
  'appends of exceptions to one rule': {
    sizes: [500, 1000, 2000, 4000],
    files: (n) => [
      file(
        rule('Base', 'ka.verb = create') +
          range(
            n,
            (i) =>
              `- rule: Base\n${exception(`known_${i}`, [[user(i), 'ns']])}  override:\n    exceptions: append\n`,
          ).join(''),
      ),
    ],
  },
  'appends of values to one exception': {
    sizes: [500, 1000, 2000, 4000],
    files: (n) => [
      file(
        rule('Base', 'ka.verb = create', exception('known', [['a', 'ns']])) +
          range(
            n,
            (i) =>
              `- rule: Base\n  exceptions:\n    - name: known\n      values: [[${user(i)}, ns]]\n  override:\n    exceptions: append\n`,
          ).join(''),
      ),
    ],
  },
  'exceptions of a rule': {
    sizes: [500, 1000, 2000, 4000],
    files: (n) => [
      file(
        rule(
          'Excepted',
          'ka.verb = get',
          `  exceptions:\n${range(n, (i) => `    - name: known_${i}\n      fields: [ka.user.name, ka.target.namespace]\n      values: [[${user(i)}, ns]]\n`).join('')}`,
        ),
      ),
    ],
  },
  'overrides of one rule': {
    sizes: [500, 1000, 2000, 4000],
    files: (n) => [
      file(
        rule('Base', 'ka.verb = create') +
          range(
            n,
            (i) => `- rule: Base\n  condition: ka.user.name != u${i}\n  override:\n    condition: replace\n`,
          ).join(''),
      ),
    ],
  },
  'definitions of one rule': {
    sizes: [500, 1000, 2000, 4000],
    files: (n) => [file(range(n, (i) => rule('Same', `ka.user.name = u${i}`)).join(''))],
  },
  'fields, one a rule': {
    sizes: [500, 1000, 2000, 4000],
    files: (n) => [
      file(
        range(n, (i) => rule(`Rule ${i}`, `jevt.value[/x/${i}] = y and ka.uri.param[p${i}] = z`)).join(''),
      ),
    ],
  },
  'fields of a condition, and': {
    sizes: [500, 1000, 2000, 4000],
    files: (n) => [file(rule('Wide', range(n, (i) => `jevt.value[/x/${i}] = ${i}`).join(' and ')))],
  },
  'fields of a condition, or': {
    sizes: [500, 1000, 2000, 4000],
    files: (n) => [file(rule('Wide', range(n, (i) => `jevt.value[/x/${i}] = ${i}`).join(' or ')))],
  },
  'fields, each inside of the last': {
    sizes: [100, 200, 400, 800],
    files: (n) => [
      file(
        rule('Wide', range(n, (i) => `jevt.value[${range(i, () => '/x').join('')}/y] = ${i}`).join(' or ')),
      ),
    ],
  },
  'fields of an output': {
    sizes: [500, 1000, 2000, 4000],
    files: (n) => [
      file(
        rule('Says Much', 'ka.verb = get').replace(
          /output: .*/,
          `output: "${range(n, (i) => `%jevt.value[/x/${i}]`).join(' ')}"`,
        ),
      ),
    ],
  },
  'words of an output that are near fields': {
    sizes: [500, 1000, 2000, 4000],
    files: (n) => [
      file(
        rule('Says Much', 'ka.verb = get').replace(
          /output: .*/,
          `output: "${range(n, (i) => `%ka.verbose${i} %ka.uri.param`).join(' ')}"`,
        ),
      ),
    ],
  },
  'macros, each used by many rules': {
    sizes: [250, 500, 1000, 2000, 4000],
    files: (n) => [
      file(
        range(n, (i) => macro(`m${i}`, `(ka.user.name = u${i} or ka.target.name startswith t${i})`)).join(
          '',
        ) +
          range(n, (i) => rule(`Rule ${i}`, range(10, (k) => `m${(i * 7 + k * 13) % n}`).join(' and '))).join(
            '',
          ),
      ),
    ],
  },
  'rules that use a macro of a list': {
    sizes: [250, 500, 1000, 2000, 4000],
    files: (n) => [
      file(
        list('users', range(n, user)) +
          macro('known_user', '(ka.user.name in (users))') +
          range(n, (i) =>
            rule(`Rule ${i}`, `(known_user or ka.user.name = extra-${i}) and ka.target.name = n-${i}`),
          ).join(''),
      ),
    ],
  },
  'rules that deny a macro of a list': {
    sizes: [250, 500, 1000, 2000, 4000],
    files: (n) => [
      file(
        list('users', range(n, user)) +
          macro('known_user', '(ka.user.name in (users))') +
          range(n, (i) => rule(`Rule ${i}`, `ka.target.name = n-${i} and not known_user`)).join(''),
      ),
    ],
  },
  'rules that use a macro of many checks, and': {
    sizes: [250, 500, 1000, 2000],
    files: (n) => [
      file(
        macro('m', range(n, (i) => `ka.user.name != u${i}`).join(' and ')) +
          range(n, (i) => rule(`Rule ${i}`, `ka.target.name = n-${i} and m`)).join(''),
      ),
    ],
  },
  'rules that use a macro of many checks, or': {
    sizes: [250, 500, 1000, 2000],
    files: (n) => [
      file(
        macro('m', range(n, (i) => `ka.user.name = u${i} and ka.verb != v${i}`).join(' or ')) +
          range(n, (i) => rule(`Rule ${i}`, `ka.target.name = n-${i} and (m or ka.verb = get)`)).join(''),
      ),
    ],
  },
  'parts of a condition that look at two fields': {
    sizes: [500, 1000, 2000, 4000],
    files: (n) => [
      file(
        rule('Long', range(n, (i) => `(ka.user.name = ${user(i)} and ka.target.name = t${i})`).join(' or ')),
      ),
    ],
  },
  'not in not': {
    sizes: [500, 1000, 2000, 4000],
    files: (n) => [file(rule('Deep', `${'not ('.repeat(n)}ka.verb = get${')'.repeat(n)}`))],
  },
  'and in or in and': {
    sizes: [500, 1000, 2000, 4000],
    files: (n) => [
      file(
        rule(
          'Deep',
          `${range(n, (i) => `ka.verb = v${i} ${i % 2 ? 'and' : 'or'} (`).join('')}ka.verb = get${')'.repeat(n)}`,
        ),
      ),
    ],
  },
  'items of a list': {
    sizes: [1250, 2500, 5000, 10000, 20000],
    files: (n) => [
      file(list('users', range(n, user)) + rule('Uses It', 'ka.verb = get and not ka.user.name in (users)')),
    ],
  },
  'items of a list, one a line': {
    sizes: [1250, 2500, 5000, 10000, 20000],
    files: (n) => [
      file(
        `- list: users\n  items:\n${range(n, (i) => `    - ${user(i)}\n`).join('')}` +
          rule('Uses It', 'ka.verb = get and not ka.user.name in (users)'),
      ),
    ],
  },
  'uses of a list of 500 items': {
    sizes: [25, 50, 100, 200, 400],
    files: (n) => [
      file(
        list('users', range(500, user)) +
          range(n, (i) => rule(`Use ${i}`, `ka.target.name = n-${i} and not ka.user.name in (users)`)).join(
            '',
          ),
      ),
    ],
  },
  'lists in a condition': {
    sizes: [100, 200, 400, 800],
    files: (n) => [
      file(
        range(n, (i) => list(`l${i}`, [user(i), `x${i}`])).join('') +
          rule('All', `ka.user.name in (${range(n, (i) => `l${i}`).join(', ')})`),
      ),
    ],
  },
  'lists, each the item of the next': {
    sizes: [250, 500, 1000, 2000],
    files: (n) => [
      file(
        list('l0', ['a']) +
          range(n, (i) => list(`l${i + 1}`, [`l${i}`, `x${i}`])).join('') +
          rule('All', `ka.user.name in (l${n})`),
      ),
    ],
  },
  'macros, each in the next': {
    sizes: [500, 1000, 2000, 4000, 8000],
    files: (n) => [
      file(
        macro('m0', 'ka.verb = create') +
          range(n, (i) => macro(`m${i + 1}`, `m${i} and ka.user.name != u${i}`)).join('') +
          rule('Deep', `m${n}`),
      ),
    ],
  },
  'macros, each twice in the next': {
    sizes: [25, 50, 100, 200, 400],
    files: (n) => [
      file(
        macro('m0', 'ka.verb = create') +
          range(n, (i) => macro(`m${i + 1}`, `m${i} and m${i}`)).join('') +
          rule('Laughs', `m${n}`) +
          rule('Laughs Too', `m${n} or not m${n - 1}`),
      ),
    ],
  },
  'checks of a condition': {
    sizes: [1000, 2000, 4000, 8000, 16000],
    files: (n) => [file(rule('Long', range(n, (i) => `ka.user.name = ${user(i)}`).join(' or ')))],
  },
  'parentheses around a check': {
    sizes: [500, 1000, 2000, 4000],
    files: (n) => [file(rule('Deep', `${'('.repeat(n)}ka.verb = get${')'.repeat(n)}`))],
  },
  'lines of a folded condition': {
    sizes: [1000, 2000, 4000, 8000],
    files: (n) => [
      file(
        rule('Long', `>\n${range(n, (i) => `    ka.user.name = ${user(i)} or\n`).join('')}    ka.verb = get`),
      ),
    ],
  },
  'tuples of an exception': {
    sizes: [500, 1000, 2000, 4000],
    files: (n) => [
      file(
        rule(
          'Excepted',
          'ka.verb = get',
          `  exceptions:\n    - name: known\n      fields: [ka.user.name, ka.target.namespace]\n      comps: [=, in]\n      values:\n${range(n, (i) => `        - [${user(i)}, [a${i}, b]]\n`).join('')}`,
        ),
      ),
    ],
  },
  'errors in a file': {
    sizes: [250, 500, 1000, 2000],
    files: (n) => [file(range(n, (i) => rule(`Wrong ${i}`, `ka.vreb = x${i} and undefined_${i}`)).join(''))],
  },
  'conditions that do not parse': {
    sizes: [250, 500, 1000, 2000],
    files: (n) => [file(range(n, (i) => rule(`Wrong ${i}`, `ka.verb in (a b) and x${i}`)).join(''))],
  },
  'appends to rules that are not there': {
    sizes: [250, 500, 1000, 2000],
    files: (n) => [
      file(
        makeRules(n) +
          range(n, (i) => `- rule: Measurd ${i}\n  condition: and ka.verb = get\n  append: true\n`).join(''),
      ),
    ],
  },
  'errors in one condition': {
    sizes: [250, 500, 1000, 2000],
    files: (n) => [file(rule('Wrong', range(n, (i) => `ka.vreb = ${user(i)}`).join(' or ')))],
  },
  'unknown keys': {
    sizes: [250, 500, 1000, 2000],
    files: (n) => [file(range(n, (i) => rule(`Odd ${i}`, 'ka.verb = get', `  conditon${i}: x\n`)).join(''))],
  },
  'unused macros and lists': {
    sizes: [500, 1000, 2000, 4000],
    files: (n) => [file(range(n, (i) => macro(`m${i}`, 'ka.verb = get') + list(`l${i}`, ['a'])).join(''))],
  },
  'warnings of the items of a list': {
    sizes: [500, 1000, 2000, 4000],
    files: (n) => [
      file(
        list(
          'fields',
          range(n, (i) => (i % 2 ? 'ka.verb' : `"ka.uri.param[x${i}]"`)),
        ) + rule('Misuses', 'ka.user.name in (fields)'),
      ),
    ],
  },
  'errors in appended conditions': {
    sizes: [125, 250, 500, 1000],
    files: (n) => [
      file(
        rule('Base', 'ka.verb = get') +
          range(n, (i) => `- rule: Base\n  condition: and ka.nope = x${i}\n  append: true\n`).join(''),
      ),
    ],
  },
  'undefined macros': {
    sizes: [250, 500, 1000, 2000],
    files: (n) => [
      file(
        range(n, (i) => macro(`macro_${i}`, 'ka.verb = get')).join('') +
          range(n, (i) => rule(`Rule ${i}`, `macr_${i} and macro_${i}`)).join(''),
      ),
    ],
  },
};
