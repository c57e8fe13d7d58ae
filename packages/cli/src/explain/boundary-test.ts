import { relative, resolve } from 'node:path';
import { decodeText, type Ruleset } from '@falco-rules/language';
import { createReplayer, type Explanation, type RuleMatching, readEvents } from '@falco-rules/simulator';
import { contentFault, usageFault } from '../fault.js';
import { filesBelow, pathKind, STDIN, writeText } from '../files.js';
import { type Project, shownPath } from '../project/project.js';
import { isModule } from '../project/rules-files.js';
import { editText } from '../reporters/explain-words.js';

export interface BoundaryRequest {
  /** A folder, or a file named *.test.ts or *.falco-test.yaml. */
  readonly target: string;
  /** Rules as the command line gave them; empty: those of the project. */
  readonly rules: readonly string[];
  readonly ruleset: Ruleset;
  readonly ruleMatching: RuleMatching;
}

/** Files of a boundary test, by their absolute paths. */
export interface BoundaryFiles {
  /** The test, then its two recordings. */
  readonly paths: readonly string[];
}

/**
 * Writes a test of where a rule draws the line: an event on which it fires, one on which it stays silent, and the
 * smallest difference between them. Never writes over what is there.
 */
export async function writeBoundaryTest(
  { rule, groups }: Explanation,
  { target, rules, ruleset, ruleMatching }: BoundaryRequest,
  project: Project,
  cwd: string,
): Promise<BoundaryFiles> {
  const name = decodeText(rule.name);
  if (!rule.enabled) throw contentFault(`the rule ${name} is not enabled: it has no boundary`);
  if (rules.includes(STDIN))
    throw usageFault('--emit-test needs rules in files: standard input is gone when the test runs');
  const group =
    groups.find((each) => each.outcome === 'silent' && !('reason' in each.counterfactual)) ??
    groups.find((each) => !('reason' in each.counterfactual));
  if (!group || 'reason' in group.counterfactual)
    throw contentFault('no change was found that turns the rule around: there is no boundary to test');
  const { fires, event: changed, edits } = group.counterfactual;
  const original = new TextDecoder().decode(group.example.bytes).trim();
  const firing = fires ? changed : original;
  const silent = fires ? original : changed;
  const asFirst = ruleMatching === 'all' || (await firesUnder(ruleset, name, firing, ruleMatching));

  const slug =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'rule';
  const path = testPath(resolve(cwd, target), slug, project);
  const recordings = { fires: `boundary/${slug}.fires.jsonl`, silent: `boundary/${slug}.silent.jsonl` };
  const differences = edits.map((edit) => editText(fires ? edit : { ...edit, from: edit.to, to: edit.from }));
  const plan: TestPlan = {
    name,
    rules: rules.map((each) => relative(project.root, resolve(cwd, each)).replaceAll('\\', '/')),
    recordings,
    differences,
    matchAll: !asFirst,
  };
  const files: [string, string][] = [
    [path, path.endsWith('.ts') ? typescriptTest(plan) : yamlTest(plan)],
    [resolve(project.fixtures, recordings.fires), `${firing}\n`],
    [resolve(project.fixtures, recordings.silent), `${silent}\n`],
  ];
  for (const [file] of files) {
    if (pathKind(file))
      throw usageFault(`${shownPath(cwd, file)} is there already`, { help: 'name another file' });
  }
  for (const [file, text] of files) writeText(file, text);
  return { paths: files.map(([file]) => file) };
}

/** The style of a folder is that of the tests which are there, of an empty one that of the project. */
function testPath(target: string, slug: string, project: Project): string {
  if (/\.test\.[mc]?ts$|\.falco-test\.ya?ml$/.test(target)) return target;
  if (pathKind(target) === 'file' || /\.\w+$/.test(target)) {
    throw usageFault(`--emit-test ${target}: name a folder, a *.test.ts or a *.falco-test.yaml`);
  }
  const found = filesBelow(target);
  const yaml = found.some((file) => /\.falco-test\.ya?ml$/.test(file));
  const typescript = found.some((file) => /\.test\.[mc]?[jt]s$/.test(file));
  const isYaml = yaml === typescript ? !hasModules(project) : yaml;
  return resolve(target, isYaml ? `${slug}.falco-test.yaml` : `${slug}.test.ts`);
}

function hasModules({ configFile, rules }: Project): boolean {
  return [configFile ?? '', ...rules.flatMap((path) => [path, ...filesBelow(path)])].some(isModule);
}

async function firesUnder(
  ruleset: Ruleset,
  name: string,
  event: string,
  ruleMatching: RuleMatching,
): Promise<boolean> {
  const replayer = createReplayer(ruleset, { ruleMatching });
  for await (const batch of readEvents([Buffer.from(`${event}\n`)], { input: 'webhook' })) {
    if (replayer.alerts(batch).some(({ rule }) => rule === name)) return true;
  }
  return false;
}

interface TestPlan {
  readonly name: string;
  readonly rules: readonly string[];
  readonly recordings: { readonly fires: string; readonly silent: string };
  /** From the silent event to the one that fires. */
  readonly differences: readonly string[];
  /** Another rule would come first. */
  readonly matchAll: boolean;
}

function typescriptTest({ name, rules, recordings, differences, matchAll }: TestPlan): string {
  const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
  const args = rules.map(quoted).join(', ');
  const options = matchAll ? ", { ruleMatching: 'all' }" : '';
  const body = (recording: string, matcher: string): string => `async () => {
  const alerts = await replay(rules(${args}), fixture(${quoted(recording)})${options});

  expect(alerts).${matcher}(${quoted(name)});
});
`;
  return `import { expect, fixture, replay, rules, test } from 'falco-rules/test';

// Where the rule draws the line. The two events differ in this only:
${comment(differences, '//')}
test(${quoted(`${name}: fires just inside`)}, ${body(recordings.fires, 'toFire')}
test(${quoted(`${name}: silent just outside`)}, ${body(recordings.silent, 'toStaySilent')}`;
}

function yamlTest({ name, rules, recordings, differences, matchAll }: TestPlan): string {
  const text = (value: string): string => JSON.stringify(value);
  return `# Where the rule draws the line. The two events differ in this only:
${comment(differences, '#')}
${rules.length === 0 ? '' : `rules: [${rules.map(text).join(', ')}]\n`}${matchAll ? 'rule_matching: all\n' : ''}unexpected: ignore

tests:
  - name: ${text(`${name}: fires just inside`)}
    events: ${text(recordings.fires)}
    expect:
      - rule: ${text(name)}
  - name: ${text(`${name}: silent just outside`)}
    events: ${text(recordings.silent)}
    silent: [${text(name)}]
`;
}

function comment(lines: readonly string[], mark: string): string {
  return lines.map((line) => `${mark}   ${line.replace(/[\x00-\x1f\u2028\u2029]/g, ' ')}`).join('\n');
}
