import { type Diagnostic, decodeText, markAt } from '@falco-rules/language';
import { contentFault } from '../fault.js';
import { checkSchema } from '../project/check-schema.js';
import { type Document, type DocumentPath, readDocument } from '../project/document.js';
import { isRequest, requestCode, requestFaults } from './request.js';
import {
  DECLARATIVE_SCHEMA,
  type DeclarativeFile,
  type DeclarativeTest,
  type Expectation,
  type Settings,
} from './schema.js';
import { lineSourceMap, type SourcePlace } from './source-map.js';

/** A declarative test file as a vitest module; failures map back to the lines of the YAML. */
export interface CompiledTests {
  readonly code: string;
  /** A source map, as JSON. */
  readonly map: string;
}

/**
 * Compiles a `*.falco-test.yaml` into the module that one would have written by hand. `testModule` is what it
 * imports our test API from. Throws a fault that points at the line for a file that is no such test.
 */
export function compileTests(path: string, shownAs: string, testModule: string): CompiledTests {
  const document = readDocument(path, shownAs, 'invalid-test-file');
  const faults = checkSchema(DECLARATIVE_SCHEMA, document.value ?? {});
  const wrong: Diagnostic[] = faults.map(({ message, path: at, at: what }) =>
    wrongAt(document, message, at, what),
  );
  if (wrong.length === 0) wrong.push(...contradictions(document));
  wrong.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
  if (wrong.length > 0) throw contentFault('', { diagnostics: wrong });

  const file = document.value as DeclarativeFile;
  const lines: string[] = [];
  const places: (SourcePlace | undefined)[] = [];
  const add = (line: string, at?: DocumentPath): void => {
    lines.push(line);
    places.push(at && placeOf(document, at));
  };
  add(`import { event, expect, fixture, manifest, replay, rules, test } from ${JSON.stringify(testModule)};`);
  file.tests.forEach((test, i) => {
    addTest({ ...settingsOf(file), ...test }, ['tests', i], add);
  });
  return {
    code: `${lines.join('\n')}\n`,
    map: lineSourceMap(path, decodeText(document.file.text), places),
  };
}

function addTest(
  test: DeclarativeTest,
  at: DocumentPath,
  add: (line: string, at?: DocumentPath) => void,
): void {
  const options =
    test.rule_matching === undefined ? '' : `, ${JSON.stringify({ ruleMatching: test.rule_matching })}`;
  add(`test(${JSON.stringify(test.name)}, async () => {`, [...at, 'name']);
  add(
    `const alerts = await replay(rules(${test.rules === undefined ? '' : JSON.stringify(test.rules)}), ${eventsCode(test.events)}${options});`,
    [...at, 'name'],
  );
  test.expect?.forEach((expectation, i) => {
    add(
      `expect(alerts).toFire(${JSON.stringify(expectation.rule)}, ${JSON.stringify(optionsOf(expectation))});`,
      [...at, 'expect', i, 'rule'],
    );
  });
  test.silent?.forEach((rule, i) => {
    add(`expect(alerts).toStaySilent(${JSON.stringify(rule)});`, [...at, 'silent', i]);
  });
  if (test.unexpected !== 'ignore') add('expect(alerts).toFireNothingElse();', [...at, 'name']);
  add('});');
}

function settingsOf({ tests: _, ...settings }: DeclarativeFile): Settings {
  return settings;
}

function optionsOf({ times, at_least, at_most, priority, output, fields }: Expectation): object {
  return { times, atLeast: at_least, atMost: at_most, priority, output, fields };
}

/** A text is a recording's name, or JSON where it looks like some; maps are requests, or events written out. */
function eventsCode(events: Settings['events']): string {
  const each = (event: unknown): string => {
    if (isRequest(event)) return requestCode(event);
    if (typeof event !== 'string') return JSON.stringify(event);
    return /^\s*[[{]/.test(event)
      ? `new TextEncoder().encode(${JSON.stringify(event)})`
      : `fixture(${JSON.stringify(event)})`;
  };
  return `[${(Array.isArray(events) ? events : [events]).map(each).join(', ')}]`;
}

/** What the schema cannot say. */
function contradictions(document: Document): Diagnostic[] {
  const file = document.value as DeclarativeFile;
  const names = new Set<string>();
  const ofFile = wrongRequests(document, file.events, []);
  const ofTests = file.tests.flatMap((test, i) => {
    const at = ['tests', i];
    const found: Diagnostic[] = wrongRequests(document, test.events, at);
    if (names.has(test.name))
      found.push(wrongAt(document, `there is another test named \`${test.name}\``, [...at, 'name']));
    names.add(test.name);
    if (test.events === undefined && file.events === undefined) {
      found.push(wrongAt(document, `\`${test.name}\` has no \`events\``, [...at, 'name']));
    }
    const ignores = (test.unexpected ?? file.unexpected) === 'ignore';
    if (ignores && !test.expect?.length && !test.silent?.length) {
      found.push(wrongAt(document, `\`${test.name}\` expects nothing: it cannot fail`, [...at, 'name']));
    }
    test.expect?.forEach((expectation, j) => {
      const { times, at_least, at_most, rule } = expectation;
      if (times !== undefined && (at_least !== undefined || at_most !== undefined)) {
        found.push(
          wrongAt(
            document,
            '`times` goes without `at_least` and `at_most`',
            [...at, 'expect', j, 'times'],
            'key',
          ),
        );
      }
      if (at_least !== undefined && at_most !== undefined && at_least > at_most) {
        found.push(
          wrongAt(document, '`at_least` is more than `at_most`', [...at, 'expect', j, 'at_least'], 'key'),
        );
      }
      if (test.silent?.includes(rule)) {
        found.push(
          wrongAt(document, `\`${rule}\` is expected, and silent, too`, [...at, 'expect', j, 'rule']),
        );
      }
    });
    return found;
  });
  return [...ofFile, ...ofTests];
}

function wrongRequests(document: Document, events: Settings['events'], at: DocumentPath): Diagnostic[] {
  const each = (event: unknown, path: DocumentPath): Diagnostic[] =>
    isRequest(event)
      ? requestFaults(event).map((fault) =>
          wrongAt(document, fault.message, [...path, ...fault.path], fault.at),
        )
      : [];
  if (!Array.isArray(events)) return each(events, [...at, 'events']);
  return events.flatMap((event, i) => each(event, [...at, 'events', i]));
}

function wrongAt(
  document: Document,
  message: string,
  path: DocumentPath,
  at: 'key' | 'value' = 'value',
): Diagnostic {
  return { code: 'invalid-test-file', severity: 'error', message, span: document.span(path, at) };
}

function placeOf(document: Document, path: DocumentPath): SourcePlace {
  return markAt(document.file, document.span(path).start);
}
