import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

// TypeScript 7 has no JavaScript API; editors with either show the same members.
const require = createRequire(import.meta.url);
const ts = require('typescript-5.9') as typeof import('typescript-5.9');
const here = dirname(fileURLToPath(import.meta.url));
const file = join(here, 'completed.ts');

const SOURCE = `import { append, exception, field, list, rule } from './index.js';
const { ka, jevt, evt } = field;
field./*root*/;
ka.target./*namespace*/;
ka.user.name./*text*/;
ka.user.groups./*list*/;
ka.req.pod.containers.image./*both*/;
evt.num./*number*/;
ka.uri.param./*keyed*/;
rule('r', { /*rule*/ });
rule('r', { desc: 'd', condition: ka.verb.exists(), output: 'o', priority: '/*priority*/' });
exception('e', { fields: [ka.user.name, ka.verb], comps: ['=', '/*comp*/'] });
append./*append*/;
`;

/** What every function has, and a callable field therefore too. */
const FUNCTION = [
  'Symbol',
  'apply',
  'arguments',
  'bind',
  'call',
  'caller',
  'length',
  'name',
  'prototype',
  'toString',
];

describe('an editor offers', () => {
  let service: import('typescript-5.9').LanguageService;
  beforeAll(() => {
    service = ts.createLanguageService({
      getCompilationSettings: () => ({
        strict: true,
        module: ts.ModuleKind.NodeNext,
        target: ts.ScriptTarget.ES2023,
        types: [],
        skipLibCheck: true,
      }),
      getScriptFileNames: () => [file],
      getScriptVersion: () => '1',
      getScriptSnapshot: (name) => {
        if (name === file) return ts.ScriptSnapshot.fromString(SOURCE);
        return ts.sys.fileExists(name) ? ts.ScriptSnapshot.fromString(readFileSync(name, 'utf8')) : undefined;
      },
      getCurrentDirectory: () => here,
      getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
      fileExists: (name) => name === file || ts.sys.fileExists(name),
      readFile: ts.sys.readFile,
    });
  }, 60_000);

  const offered = (place: string) =>
    (
      service.getCompletionsAtPosition(file, SOURCE.indexOf(`/*${place}*/`), {
        includeCompletionsWithInsertText: true,
      })?.entries ?? []
    )
      .map(({ name }) => name)
      .sort();

  it.each([
    ['root', ['evt', 'jevt', 'json', 'ka']],
    ['namespace', ['name', 'namespace', 'pod', 'resource', 'subresource']],
    [
      'text',
      [
        'contains',
        'endswith',
        'eq',
        'exists',
        'ge',
        'glob',
        'gt',
        'icontains',
        'iglob',
        'in',
        'intersects',
        'le',
        'lt',
        'ne',
        'pmatch',
        'regex',
        'startswith',
      ],
    ],
    ['list', ['exists', 'in', 'intersects']],
    ['both', ['exists', 'in', 'intersects', 'repository']],
    ['number', ['eq', 'exists', 'ge', 'gt', 'in', 'intersects', 'le', 'lt', 'ne']],
    ['keyed', []],
    [
      'rule',
      [
        'capture',
        'captureDuration',
        'condition',
        'desc',
        'enabled',
        'exceptions',
        'output',
        'priority',
        'skipIfUnknownFilter',
        'source',
        'tags',
        'warnEvttypes',
      ],
    ],
    ['append', ['exception', 'list', 'macro', 'rule']],
  ])('%s: what can be used there, and nothing else', (place, members) => {
    const callable = place === 'both' || place === 'keyed';
    expect(offered(place).filter((name) => !callable || !FUNCTION.includes(name))).toEqual(members);
  });

  it.each([
    ['priority', ['WARNING', 'Warning', 'warning', 'INFO']],
    ['comp', ['=', 'in', 'startswith', 'startswith oneof']],
  ])('%s: its words', (place, words) => {
    expect(offered(place)).toEqual(expect.arrayContaining(words));
  });

  it('says what a field means', () => {
    const at = SOURCE.indexOf('groups./*list*/') + 1;
    const info = service.getQuickInfoAtPosition(file, at);
    expect(ts.displayPartsToString(info?.documentation)).toContain('From: `user.groups[]`');
  });
});
