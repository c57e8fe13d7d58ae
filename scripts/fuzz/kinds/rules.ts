import {
  applyFixes,
  type LoadResult,
  lintRules,
  loadRules,
  readYaml,
  type YamlNode,
} from '@falco-rules/language';
import { compileEngine } from '@falco-rules/simulator';
import { mutated, oversized } from '../generate/bytes.js';
import { CLEAN, MESSY, rulesFile, WRECKED } from '../generate/rules.js';
import { bytesOf, type Kind } from '../kind.js';
import { byteStringOf, loadChecked } from '../rules.js';

const EVENT = bytesOf(
  '{"kind":"Event","auditID":"a","stage":"ResponseComplete","verb":"create","user":{"username":"alice"},' +
    '"objectRef":{"resource":"pods","namespace":"default"},"stageTimestamp":"2026-01-02T03:04:05Z"}',
);

function check({ rules }: Readonly<Record<string, Uint8Array>>): string | undefined {
  const { result, fault } = loadChecked(rules!);
  if (fault) return fault;
  const { ruleset } = result;
  if (!ruleset) return undefined;
  const engine = compileEngine(ruleset, { ruleMatching: 'all' });
  engine.process(EVENT, 0, EVENT.length, 1);
  for (const rule of engine.matches) {
    const line = engine.print(rule, 'json');
    JSON.parse(Buffer.from(line, 'latin1').toString('utf8'));
    engine.print(rule, 'text');
  }
  return lintFault(result);
}

/** Lints answer, point into the file, and mend it so that it still loads. */
function lintFault({ ruleset, sources }: LoadResult): string | undefined {
  const { diagnostics } = lintRules(ruleset!, sources, { provider: 'eks' });
  for (const { span, code } of diagnostics) {
    if (span && !(0 <= span.start && span.start <= span.end && span.end <= span.file.text.length)) {
      return `the lint ${code} points at ${span.start}..${span.end}`;
    }
  }
  const [file] = sources;
  const fixes = diagnostics.flatMap(({ fix }) => fix ?? []);
  if (!file || fixes.length === 0) return undefined;
  const { text, applied } = applyFixes(file, fixes);
  const { ok } = loadRules([{ name: 'rules.yaml', content: Buffer.from(text, 'latin1') }]);
  return ok ? undefined : `does not load once ${applied.map(({ message }) => message).join(', ')}`;
}

export const RULES: Kind = {
  purpose: 'rules files: items, keys and values of all kinds',
  generate: (random) => ({ rules: bytesOf(rulesFile(random, random.pick([CLEAN, MESSY, WRECKED]))) }),
  check,
};

export const MUTATED: Kind = {
  purpose: 'rules files with bytes and YAML pieces put in, left out and moved',
  generate: (random) => ({ rules: mutated(random, rulesFile(random, CLEAN)) }),
  check(input) {
    const text = byteStringOf(input['rules']!);
    const { documents, error } = readYaml({ name: 'rules.yaml', text });
    if (error && !(error.offset >= 0 && error.offset <= text.length)) return `an error at ${error.offset}`;
    return documents.map((node) => spanFault(node, text.length, 0)).find(Boolean) ?? check(input);
  },
};

function spanFault(node: YamlNode, length: number, depth: number): string | undefined {
  const { start, end } = node.span;
  if (!(0 <= start && start <= end && end <= length))
    return `a ${node.kind} at ${start}..${end} of ${length}`;
  // Aliases can make a tree that is endless for all practical purposes.
  if (depth > 12) return undefined;
  if (node.kind === 'sequence')
    return node.items.map((item) => spanFault(item, length, depth + 1)).find(Boolean);
  if (node.kind !== 'map') return undefined;
  return node.entries
    .flatMap(({ key, value }) => [spanFault(key, length, depth + 1), spanFault(value, length, depth + 1)])
    .find(Boolean);
}

export const OVERSIZED: Kind = {
  purpose:
    'rules files that grow when they are read: aliases, lists in lists, nesting, long texts, heavy patterns',
  generate: (random) => ({ rules: bytesOf(oversized(random)) }),
  check,
};
