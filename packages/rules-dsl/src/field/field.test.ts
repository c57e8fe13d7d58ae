import { FIELDS, OPERATORS } from '@falco-rules/language';
import { describe, expect, it } from 'vitest';
import {
  type AnyField,
  basename,
  type Condition,
  concat,
  field,
  getopt,
  join,
  len,
  macro,
  tolower,
  toYaml,
} from '../index.js';
import { fieldData } from './data.js';
import { METHODS_OF } from './operators.js';

const { ka, jevt, evt } = field;

/** A condition's text in Falco's syntax. */
function text(condition: Condition): string {
  return /condition: >?\s*([\s\S]*?)\s*$/.exec(toYaml([macro('m', condition)]))![1]!;
}

/** Runs what the compiler would not let through; gives the first line of what is thrown. */
function thrown(run: (loose: never) => unknown): string {
  try {
    run(field as never);
  } catch (error) {
    return String(error).split('\n')[0]!;
  }
  return 'nothing';
}

interface Loose {
  (...args: unknown[]): Loose;
  readonly [key: string]: Loose;
}

describe('the field tree', () => {
  it.each(FIELDS.map((row) => [row.name, row] as const))('has %s', (name, row) => {
    const node = name.split('.').reduce((at, part) => at[part]!, field as unknown as Loose);
    const made = row.arg.presence === 'required' ? node('/key') : node;
    expect(fieldData(made)).toMatchObject({ holds: row.list ? 'list' : row.type });
    expect(String(made)).toBe(row.arg.presence === 'required' ? `${name}[/key]` : name);
  });

  it('gives a node that is a field and has fields below it both', () => {
    expect(String(ka.req.pod.containers.image)).toBe('ka.req.pod.containers.image');
    expect(String(ka.req.pod.containers.image.repository(2))).toBe(
      'ka.req.pod.containers.image.repository[2]',
    );
  });

  it('makes a node once', () => {
    expect(ka.user).toBe(field.ka.user);
    expect(ka.user.name.eq).toBe(ka.user.name.eq);
  });

  it('stands what runtimes and test runners ask of any object', () => {
    expect((ka.user as unknown as { then?: unknown }).then).toBeUndefined();
    expect(JSON.stringify({ name: ka.user.name })).toBe('{"name":{}}');
    expect(`${ka.user.name}`).toBe('ka.user.name');
    expect('name' in ka.user).toBe(true);
    expect('naem' in ka.user).toBe(false);
  });

  it('has a method for every operator that Falco takes on these fields', () => {
    const words: Record<string, string> = {
      '=': 'eq',
      '!=': 'ne',
      '<': 'lt',
      '<=': 'le',
      '>': 'gt',
      '>=': 'ge',
    };
    const wanted = OPERATORS.map(({ name }) => words[name] ?? name).filter(
      (name) => !['==', 'bcontains', 'bstartswith'].includes(name),
    );
    expect([...METHODS_OF.string].sort()).toEqual(wanted.sort());
  });
});

describe('operators', () => {
  it.each<[Condition, string]>([
    [ka.user.name.eq('alice'), 'ka.user.name = alice'],
    [ka.user.name.ne('a b'), 'ka.user.name != "a b"'],
    [ka.response.code.ge(400), 'ka.response.code >= 400'],
    [ka.req.pod.host_network.eq(true), 'ka.req.pod.host_network = true'],
    [ka.user.name.eq(ka.impuser.name), 'ka.user.name = val(ka.impuser.name)'],
    [ka.user.name.eq(ka.uri.param('a')), 'ka.user.name = val(ka.uri.param[a])'],
    [ka.user.name.eq(tolower(ka.target.name)), 'ka.user.name = tolower(ka.target.name)'],
    [
      ka.user.groups.intersects(ka.req.role.rules.verbs),
      'ka.user.groups intersects val(ka.req.role.rules.verbs)',
    ],
    [ka.user.name.startswith.oneof(['a', 'b']), 'ka.user.name startswith oneof (a, b)'],
    [ka.user.name.in([]), 'ka.user.name in ()'],
    [ka.user.name.exists(), 'ka.user.name exists'],
    [jevt.value("/a'b").eq('x'), `jevt.value["/a'b"] = x`],
    [evt.num.gt(2n ** 60n), 'evt.num > 1152921504606846976'],
    [evt.num.gt(1e21), 'evt.num > 1000000000000000000000'],
    [evt.is_async.ne(false), 'evt.is_async != false'],
    [len(ka.user.groups).gt(2), 'len(ka.user.groups) > 2'],
    [basename(ka.uri).eq('x'), 'basename(ka.uri) = x'],
    [join(',', [ka.user.name, 'x']).eq('y'), 'join(",", (ka.user.name, "x")) = y'],
    [concat(ka.verb, '"', '1').eq('y'), `concat(ka.verb, '"', "1") = y`],
    [
      getopt(ka.req.pod.containers.args, 'ab:', 'b').eq('x'),
      'getopt(ka.req.pod.containers.args, "ab:")[b] = x',
    ],
    [getopt(ka.req.pod.containers.args, 'ab:').in(['a']), 'getopt(ka.req.pod.containers.args, "ab:") in (a)'],
  ])('%#: %s', (condition, want) => {
    expect(text(condition)).toBe(want);
  });

  it('quotes values that Falco could take for something else', () => {
    const values = [
      'and',
      'oneof',
      'startswith',
      'tolower',
      'looks_like_a_list',
      '',
      'a,b',
      '(a)',
      'a=b',
      '\\',
      '"',
      'é',
    ];
    for (const value of values) expect(text(ka.verb.eq(value))).toMatch(/ka\.verb = ["'\\]/);
  });
});

describe('misuse at run time', () => {
  it.each<[(loose: Loose) => unknown, string]>([
    [({ ka }) => ka!['target']!['naem'], 'there is no field ka.target.naem; did you mean ka.target.name?'],
    [({ proc }) => proc, 'there is no field proc'],
    [({ ka }) => ka!['user']!['eq']!('x'), 'ka.user is not a field yet; its fields are name, groups'],
    [
      ({ ka }) => ka!['uri']!['param']!['eq'],
      "ka.uri.param is not a field yet; give the key first: ka.uri.param('...')",
    ],
    [
      ({ ka }) => ka!['user']!['groups']!['contains'],
      'ka.user.groups does not take contains: a list field takes in, intersects and exists',
    ],
    [
      ({ evt }) => evt!['num']!['contains'],
      'evt.num does not take contains: a field of type uint64 takes eq, ne, lt, le, gt, ge, in, intersects and exists',
    ],
    [
      ({ ka }) => ka!['user']!['name']!['startwith'],
      'ka.user.name has no startwith; did you mean ka.user.name.startswith?',
    ],
    [({ ka }) => ka!['uri']!['param']!(), "ka.uri.param takes a key, as in ('key')"],
    [
      ({ ka }) => ka!['uri']!['param']!('a]b'),
      'ka.uri.param: the argument "a]b" does not work: filter_check called with nonexistent field ka.uri.param[a]b]',
    ],
    [
      ({ ka }) => ka!['req']!['pod']!['containers']!['image']!('x'),
      'ka.req.pod.containers.image takes an index, a whole number from 0, not "x"',
    ],
    [({ ka }) => ka!['verb']!['eq']!(), 'ka.verb.eq takes one argument'],
    [({ ka }) => ka!['verb']!['eq']!(null), 'ka.verb = takes a value or a field, not null'],
    [
      ({ ka }) => ka!['verb']!['eq']!(['a']),
      "ka.verb = takes one value, not an array; '= oneof', 'anyof', 'allof' or 'in' take several",
    ],
    [
      ({ ka }) => ka!['verb']!['in']!('a'),
      'ka.verb in takes an array of values or a list, not "a": write in(["a"])',
    ],
    [({ ka }) => ka!['verb']!['in']!([{}]), 'ka.verb in: a value cannot be an object'],
    [
      ({ ka, evt }) => ka!['verb']!['eq']!(evt!['num']),
      'ka.verb = evt.num: Falco compares fields of the same type; ka.verb is string, evt.num is uint64',
    ],
    [({ ka }) => ka!['verb']!['pmatch']!(ka!['uri']), 'ka.verb pmatch: Falco takes values here, no field'],
    [({ ka }) => ka!['verb']!['lt']!('x'), 'ka.verb < "x": Falco\'s grammar takes a number here'],
    [({ evt }) => evt!['num']!['eq']!(1.5), 'evt.num = "1.5": Falco takes a whole number here'],
    [({ evt }) => evt!['is_async']!['eq']!('yes'), 'evt.is_async = "yes": it is true or false'],
    [({ ka }) => ka!['verb']!['eq']!('a\0'), 'ka.verb = "a\\u0000": Falco ends a text at a NUL character'],
    [
      ({ ka }) => ka!['verb']!['eq']!('\ud800'),
      'ka.verb = "\\ud800": it holds half of a surrogate pair, which UTF-8 cannot write',
    ],
    [({ ka }) => ka!['verb']!['regex']!('(?i)a'), 'ka.verb regex "(?i)a": the pattern does not compile: '],
    [() => tolower(evt.num as never), 'tolower takes a text or a list; evt.num is uint64'],
    [() => len('x' as never), 'len takes a field, not "x"'],
    [() => concat(ka.verb, ka.user.groups as never), 'concat takes texts here; ka.user.groups is a list'],
    [() => (concat as (...parts: AnyField[]) => unknown)(ka.verb), 'concat takes 2 parts or more, not 1'],
    [
      () => getopt(ka.req.pod.containers.args, 'a', 'ab'),
      'getopt: an option is a single character, not "ab"',
    ],
  ])('%#', (run, want) => {
    expect(thrown(run as never)).toContain(`RulesMistake: ${want}`);
  });
});
