import type { Random } from '../random.js';
import { type ConditionShape, condition, literal } from './conditions.js';
import { output } from './outputs.js';
import { NAMES, NAMESPACES, ODD_TEXTS, SCALARS, VERBS } from './words.js';

export interface RulesShape {
  /** Chance, at each key, of a value of another type. */
  readonly odd: number;
  /** Chance, at each item, of keys too many or too few. */
  readonly keys: number;
  readonly conditions: Pick<ConditionShape, 'wrong' | 'broken'>;
}

export const CLEAN: RulesShape = { odd: 0, keys: 0, conditions: { wrong: 0, broken: 0 } };
export const MESSY: RulesShape = { odd: 0.01, keys: 0.03, conditions: { wrong: 0.01, broken: 0.005 } };
export const WRECKED: RulesShape = { odd: 0.06, keys: 0.15, conditions: { wrong: 0.05, broken: 0.03 } };

const LIST_NAMES = [
  'users_a',
  'users_b',
  'images_ok',
  'verbs_w',
  'empty_list',
  'dash-list',
  'ns.list',
  'l1',
] as const;
/** Names that stand in conditions for something else too. */
const CLASHING = ['create', 'in', 'and', 'pods', 'kevt'] as const;
const MACRO_NAMES = ['kevt', 'is_write', 'is_pod', 'never_true', 'outer', 'response_ok', 'm-dash'] as const;
const RULE_NAMES = [
  'Pod Created',
  'User Seen',
  'Secret Read',
  'Rule With (parens)',
  'port-forward',
  'Ünï',
  '"a: b"',
] as const;
const ODD_NAMES = [
  '',
  'a b',
  '(x)',
  'x,y',
  'é',
  '1',
  '0x1',
  'true',
  '~',
  'null',
  '"q"',
  "it's",
  'a\\b',
  'x=y',
  'ka.verb',
  'not',
] as const;
const PRIORITIES = [
  'EMERGENCY',
  'alert',
  'Critical',
  'ERROR',
  'WARNING',
  'NOTICE',
  'INFO',
  'informational',
  'Informational',
  'DEBUG',
  'debug',
] as const;
const ODD_PRIORITIES = ['err', 'warn', 'Debug x', 'E', '""', 'INFOR', '3'] as const;
const COMPS = [
  'in',
  '=',
  '!=',
  'startswith',
  'endswith',
  'contains',
  'icontains',
  'pmatch',
  'intersects',
  'glob',
  '<',
  '>=',
  'regex',
  '==',
  'exists',
  'nosuch',
  'iglob',
  'bcontains',
  '',
] as const;
const EXCEPTION_FIELDS = [
  'ka.user.name',
  'ka.verb',
  'ka.target.name',
  'ka.target.namespace',
  'ka.req.pod.containers.image',
  'ka.uri.param[x]',
  'jevt.value[/stage]',
  'tolower(ka.verb)',
  'proc.name',
  'nosuch',
  'ka.user.groups',
  'len(ka.user.groups)',
  'evt.num',
] as const;

/** YAML flow text of values that belong to no key in particular. */
const ODD_VALUES = [
  '',
  '~',
  'null',
  '[]',
  '{}',
  '""',
  "''",
  '[a, b]',
  '[[a], b]',
  '{a: b}',
  '12',
  '-1',
  '1.5',
  'true',
  'yes',
  'no',
  'x',
  '"x"',
  '[~]',
  '[1, 2]',
  '!!str 12',
  '|\n    block\n',
  '"a\\nb"',
  '[x, {a: b}]',
  '&a x',
  '0x1F',
  '.inf',
  '"\\x00"',
  '"\\xff"',
  '?',
  '!t x',
] as const;

type Item = [key: string, value: string][];

/** Text of a rules file: some lists, macros and rules, and what later items may do to them. */
export function rulesFile(random: Random, shape: RulesShape): string {
  return new RulesBuilder(random, shape).file();
}

class RulesBuilder {
  readonly #random: Random;
  readonly #shape: RulesShape;
  readonly #lists: string[] = [];
  readonly #macros: string[] = [];
  readonly #rules: string[] = [];

  constructor(random: Random, shape: RulesShape) {
    this.#random = random;
    this.#shape = shape;
  }

  file(): string {
    const random = this.#random;
    const items: Item[] = [];
    if (random.chance(0.1)) items.push(this.#engineVersion());
    if (random.chance(0.1)) items.push(this.#pluginVersions());
    for (const name of LIST_NAMES) if (random.chance(0.5)) items.push(this.#list(name));
    for (const name of MACRO_NAMES) if (random.chance(0.5)) items.push(this.#macro(name));
    for (const name of RULE_NAMES) if (random.chance(0.5)) items.push(this.#rule(name));
    items.push(...random.times(0, 4, () => this.#change()));
    if (random.chance(this.#shape.keys))
      items.push([[random.pick(['foo', 'rules', 'required_engine_version']), this.#oddValue()]]);
    if (random.chance(this.#shape.keys)) items.splice(random.below(items.length + 1), 0, random.pick(items));
    if (random.chance(this.#shape.keys)) items.reverse();
    const texts = items.map((item) => this.#itemText(item));
    if (random.chance(this.#shape.odd))
      texts.push(
        random.pick(['- just a string', '-', '- []', '- ~', '- 12', '- {}', '---', '...', '- - a', '- ? a']),
      );
    return `${texts.join(random.chance(0.8) ? '\n\n' : '\n')}${random.chance(0.95) ? '\n' : ''}`;
  }

  #itemText(item: Item): string {
    const random = this.#random;
    let entries = item;
    if (random.chance(this.#shape.keys)) entries = random.some(entries, 0.7);
    if (random.chance(this.#shape.keys)) {
      const key = random.pick([
        'foo',
        'append',
        'enabled',
        'condition',
        'items',
        'output',
        'tags',
        'override',
        'priority',
        'severity',
        'conditions',
        'rule',
        'list',
        'macro',
        'source',
        'warn_evttypes',
        'skip-if-unknown-filter',
        'capture',
        'capture_duration',
        'desc',
        'exceptions',
      ]);
      entries = [...entries, [key, this.#oddValue()]];
    }
    const changed = entries.map(([key, value]): [string, string] =>
      random.chance(this.#shape.odd) ? [key, this.#oddValue()] : [key, value],
    );
    if (changed.length === 0) return '- {}';
    const comment = () => (random.chance(0.02) ? ' # a comment' : '');
    return changed
      .map(
        ([key, value], n) =>
          `${n === 0 ? '- ' : '  '}${key}:${value === '' ? '' : value.startsWith('\n') ? value : ` ${value}`}${value.includes('\n') ? '' : comment()}`,
      )
      .join('\n');
  }

  #oddValue(): string {
    return this.#random.pick(ODD_VALUES).replace(/\n$/, '');
  }

  #engineVersion(): Item {
    return [
      [
        'required_engine_version',
        this.#random.chance(this.#shape.keys)
          ? this.#random.pick([
              '0.63.0',
              '99',
              '"0.62"',
              '0.62',
              'x',
              '[]',
              '',
              '1.0.0',
              '0.62.0-rc1',
              '-1',
              '0x10',
              '0.62.0.1',
              '0.062.0',
            ])
          : this.#random.pick(['0.26.0', '0.62.0', '62', '10', '"0.62.0"']),
      ],
    ];
  }

  #pluginVersions(): Item {
    const random = this.#random;
    const plugin = () => {
      const name = random.pick(
        random.chance(this.#shape.keys) ? ['k8saudit-eks', 'nosuch', 'json'] : ['k8saudit', 'json'],
      );
      const version = random.pick(
        random.chance(this.#shape.keys)
          ? ['0.19.0', '99.0.0', '1', 'x', '0.7', '']
          : ['0.7.0', '0.1.0', '"0.2.1"'],
      );
      return `name: ${name}\n      version: ${version}`;
    };
    const one = () => {
      const alternatives = random.chance(0.5)
        ? `\n      alternatives:${random.times(1, 2, () => `\n        - ${plugin().replace(/\n {6}/, '\n          ')}`).join('')}`
        : '';
      return `\n    - ${plugin()}${alternatives}`;
    };
    return [
      ['required_plugin_versions', random.times(1, random.chance(this.#shape.keys) ? 2 : 1, one).join('')],
    ];
  }

  #name(name: string): string {
    const random = this.#random;
    return random.chance(this.#shape.keys) ? random.pick(random.chance(0.5) ? ODD_NAMES : CLASHING) : name;
  }

  #listItems(): string {
    const random = this.#random;
    const item = () =>
      random.weighted<() => string>([
        [
          4,
          () =>
            random.pick([
              'alice',
              'bob',
              'create',
              'update',
              'pods',
              'nginx',
              'kube-system',
              '12',
              'true',
              '1.0',
            ]),
        ],
        [3, () => random.pick(LIST_NAMES)],
        [
          2,
          () =>
            random.pick([
              '"a b"',
              "'c d'",
              '"users_a"',
              "'l1'",
              '"\'q\'"',
              '\'"q"\'',
              '"\\"a b\\""',
              'a b',
              '"a,b"',
              '"(x)"',
              '""',
              '"users_a, l1"',
            ]),
        ],
        [0.3, () => JSON.stringify(random.pick(ODD_TEXTS))],
      ])();
    return `[${random.times(0, 4, item).join(', ')}]`;
  }

  #list(name: string): Item {
    this.#lists.push(name);
    return [
      ['list', this.#name(name)],
      ['items', this.#listItems()],
    ];
  }

  #condition(depth: number): string {
    const random = this.#random;
    const macros = random.chance(1 - this.#shape.keys) ? this.#macros : MACRO_NAMES;
    const lists = random.chance(1 - this.#shape.keys) ? this.#lists : LIST_NAMES;
    const shape = { ...this.#shape.conditions, macros, lists };
    if (random.chance(0.5)) {
      return random.pick([
        `ka.user.name in (users_a, carol)`,
        `ka.verb in (verbs_w)`,
        `ka.req.pod.containers.image intersects (images_ok)`,
        `ka.target.namespace in (empty_list, default)`,
        `ka.target.namespace in (default,empty_list)`,
        `ka.user.name in (l1) or ka.user.name = "x users_a y"`,
        `ka.user.name in ("users_a", dash-list)`,
        `ka.verb = create`,
        `ka.target.name = ka.verb`,
        `ka.response.code startswith 2`,
        ...this.#macros,
      ]);
    }
    return condition(random, shape, depth);
  }

  /** Text as a YAML value, in one of YAML's ways. */
  #scalar(text: string): string {
    const random = this.#random;
    const isPlain = /^[\w(][^#:"'\\\n\t\r]*[^#:\s"'\\]$/.test(text) && !/[^\x20-\x7e]/.test(text);
    const lines = text.split(' ');
    const at = random.below(lines.length + 1);
    const folded = `${lines.slice(0, at).join(' ')}\n    ${lines.slice(at).join(' ')}`.trim();
    const isBlock = !/[^\x20-\x7e]/.test(text) && text.trim() === text && text !== '';
    return random.weighted<() => string>([
      [isPlain ? 6 : 0, () => text],
      [isPlain && isBlock ? 1 : 0, () => folded],
      [isBlock ? 1 : 0, () => `>\n    ${folded}`],
      [isBlock ? 1 : 0, () => `|-\n    ${text}`],
      [isBlock ? 0.5 : 0, () => `>-\n    ${text}\n`],
      [
        2,
        () =>
          JSON.stringify(text)
            .replace(/[\u007f-\uffff]/g, (char) =>
              random.chance(0.5) ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
            )
            .replace(/\\u[dD][89a-fA-F].{2}/g, '?'),
      ],
      [/[^\x20-\x7e]/.test(text) ? 0 : 1, () => `'${text.replaceAll("'", "''")}'`],
    ])();
  }

  #macro(name: string): Item {
    const item: Item = [
      ['macro', this.#name(name)],
      ['condition', this.#scalar(this.#condition(1))],
    ];
    this.#macros.push(name);
    return item;
  }

  #rule(name: string): Item {
    const random = this.#random;
    this.#rules.push(name);
    const entry = (chance: number, key: string, value: () => string): Item =>
      random.chance(chance) ? [[key, value()]] : [];
    return [
      ['rule', this.#name(name)],
      [
        'desc',
        random.pick([
          'Something happened',
          '"d"',
          random.chance(this.#shape.keys) ? "''" : 'x y',
          '>\n    folded\n    text',
        ]),
      ],
      ['condition', this.#scalar(this.#condition(2))],
      ['output', this.#scalar(this.#output())],
      ['priority', this.#priority()],
      ...entry(1 - this.#shape.keys, 'source', () =>
        random.chance(this.#shape.keys)
          ? random.pick(['syscall', 'nosuch', '', 'K8S_AUDIT', 'k8s_audit '])
          : 'k8s_audit',
      ),
      ...entry(0.4, 'tags', () =>
        random.pick([
          '[]',
          '[k8s, net]',
          '[b, a, b]',
          '[k8s]',
          '["x y", é]',
          random.chance(this.#shape.keys) ? 'k8s' : '[a]',
        ]),
      ),
      ...entry(0.2, 'enabled', () => this.#bool()),
      ...entry(0.15, 'skip-if-unknown-filter', () => this.#bool()),
      ...entry(0.1, 'warn_evttypes', () => this.#bool()),
      ...entry(0.05, 'capture', () => this.#bool()),
      ...entry(0.4, 'exceptions', () => this.#exceptions()),
    ];
  }

  #output(): string {
    const text = output(this.#random, this.#shape.keys / 4);
    return text.trim() === '' && !this.#random.chance(this.#shape.keys) ? 'plain' : text;
  }

  #priority(): string {
    const random = this.#random;
    return random.pick(random.chance(this.#shape.keys) ? ODD_PRIORITIES : PRIORITIES);
  }

  #bool(): string {
    const random = this.#random;
    return random.chance(1 - this.#shape.keys)
      ? random.pick(['true', 'false', 'yes', 'no'])
      : random.pick(['yes', 'no', 'on', 'OFF', 'True', 'y', '1', '"true"']);
  }

  #exceptions(): string {
    return this.#random.times(0, 2, () => this.#exception()).join('') || '[]';
  }

  #exception(): string {
    const random = this.#random;
    const odd = this.#shape.keys;
    const name = random.pick(['ex1', 'ex2', 'ex_users', '"a b"']);
    const single = random.chance(0.3);
    const fields = random.times(1, 3, () =>
      random.pick(random.chance(odd) ? EXCEPTION_FIELDS : EXCEPTION_FIELDS.slice(0, 5)),
    );
    const count = single ? 1 : fields.length;
    const comp = () => random.pick(random.chance(odd) ? COMPS : COMPS.slice(0, 8));
    const comps =
      single && !random.chance(odd)
        ? [random.pick(['in', 'pmatch', 'intersects'])]
        : random.times(count, count, comp);
    if (random.chance(odd)) comps.push(comp());
    const quoted = (text: string) => (/^\w+$/.test(text) ? text : `'${text}'`);
    const lines = [`\n    - name: ${name}`];
    if (!random.chance(odd))
      lines.push(`fields: ${single ? quoted(fields[0]!) : `[${fields.map(quoted).join(', ')}]`}`);
    if (random.chance(0.7))
      lines.push(`comps: ${single ? quoted(comps[0]!) : `[${comps.map(quoted).join(', ')}]`}`);
    if (random.chance(0.9)) lines.push(this.#exceptionValues(single, comps));
    if (random.chance(odd))
      lines.push(`${random.pick(['foo', 'values', 'comps', 'fields', 'name'])}: ${this.#oddValue()}`);
    return lines.join('\n      ');
  }

  #exceptionValues(single: boolean, comps: readonly string[]): string {
    const random = this.#random;
    const odd = this.#shape.keys;
    const text = () => {
      if (random.chance(0.25)) return random.pick(LIST_NAMES);
      const value =
        random.pick([...NAMES, ...VERBS, ...NAMESPACES, ...SCALARS]) || (random.chance(odd) ? '' : 'x');
      return random.chance(0.1)
        ? `'${literal(random, value).replaceAll("'", "''")}'`
        : /^[\w/.-]+$/.test(value)
          ? value
          : JSON.stringify(value);
    };
    const list = () => `[${random.times(0, 3, text).join(', ')}]`;
    const valueFor = (comp: string) => {
      const wantsList = /^(in|pmatch|intersects)$/.test(comp);
      return random.chance(odd)
        ? random.pick([list(), text(), this.#oddValue() || 'x'])
        : wantsList
          ? random.chance(0.8)
            ? list()
            : text()
          : text();
    };
    if (single) return `values: ${random.chance(odd) ? list() : `[${random.times(0, 3, text).join(', ')}]`}`;
    const row = () =>
      `\n        - [${(random.chance(odd) ? comps.slice(1) : comps).map(valueFor).join(', ')}]`;
    return `values:${random.times(0, 3, row).join('') || ' []'}`;
  }

  /** An item that appends to, replaces parts of, or redefines an earlier one. */
  #change(): Item {
    const random = this.#random;
    const odd = this.#shape.keys;
    const rules = random.chance(odd) || this.#rules.length === 0 ? RULE_NAMES : this.#rules;
    const macros = random.chance(odd) || this.#macros.length === 0 ? MACRO_NAMES : this.#macros;
    const lists = random.chance(odd) || this.#lists.length === 0 ? LIST_NAMES : this.#lists;
    const joined = () =>
      this.#scalar(
        `${random.chance(1 - odd) ? random.pick(['and ', 'or ', 'and not ']) : ''}${this.#condition(1)}`,
      );
    const how = () => random.pick(['append', 'replace']);
    return random.weighted<() => Item>([
      [
        2,
        () => [
          ['list', random.pick(lists)],
          ['items', this.#listItems()],
          ['append', random.chance(0.9) ? 'true' : this.#bool()],
        ],
      ],
      [
        2,
        () => [
          ['list', random.pick(lists)],
          ['items', this.#listItems()],
          ['override', `\n    items: ${how()}`],
        ],
      ],
      [1, () => this.#list(random.pick(lists))],
      [
        2,
        () => [
          ['macro', random.pick(macros)],
          ['condition', joined()],
          ['append', 'true'],
        ],
      ],
      [
        2,
        () => [
          ['macro', random.pick(macros)],
          ['condition', joined()],
          ['override', '\n    condition: append'],
        ],
      ],
      [
        1,
        () => [
          ['macro', random.pick(macros)],
          ['condition', this.#scalar(this.#condition(1))],
          ['override', '{condition: replace}'],
        ],
      ],
      [1, () => this.#macro(random.pick(macros))],
      [
        2,
        () => [
          ['rule', random.pick(rules)],
          ['append', 'true'],
          ['condition', joined()],
          ...(random.chance(0.5) ? ([['exceptions', this.#exceptions()]] satisfies Item) : []),
        ],
      ],
      [
        1,
        () => [
          ['rule', random.pick(rules)],
          ['append', random.chance(0.9) ? 'true' : this.#bool()],
          ['exceptions', this.#exceptions()],
        ],
      ],
      [
        1,
        () => [
          ['rule', random.pick(rules)],
          ['enabled', this.#bool()],
        ],
      ],
      [2, () => this.#rule(random.pick(rules))],
      [6, () => this.#override(random.pick(rules), joined, how)],
    ])();
  }

  #override(rule: string, joined: () => string, how: () => string): Item {
    const random = this.#random;
    const odd = this.#shape.keys;
    const appendable = ['condition', 'output', 'desc', 'tags', 'exceptions'];
    const keys = random.some(
      [
        ...appendable,
        'priority',
        'enabled',
        'warn_evttypes',
        'skip-if-unknown-filter',
        ...(random.chance(odd) ? ['source'] : []),
        'capture',
      ],
      0.25,
    );
    if (keys.length === 0) keys.push('condition');
    const ways = keys.map(
      (key) =>
        [
          key,
          random.chance(odd)
            ? random.pick(['append', 'replace', 'x'])
            : appendable.includes(key)
              ? how()
              : 'replace',
        ] as const,
    );
    const entries = ways.map(([key, way]): [string, string] => {
      if (key === 'condition') return [key, way === 'append' ? joined() : this.#scalar(this.#condition(1))];
      if (key === 'output') return [key, this.#scalar(this.#output())];
      if (key === 'desc') return [key, 'more'];
      if (key === 'tags') return [key, '[extra]'];
      if (key === 'exceptions') return [key, this.#exceptions()];
      if (key === 'priority') return [key, this.#priority()];
      if (key === 'source') return [key, 'k8s_audit'];
      return [key, this.#bool()];
    });
    return [
      ['rule', rule],
      ...entries,
      ['override', ways.map(([key, way]) => `\n    ${key}: ${way}`).join('')],
    ];
  }
}
