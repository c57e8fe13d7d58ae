import type { NewFiles } from './starter.js';

/** What rules said of the starter recording. */
export interface StarterVerdict {
  /** Paths of the rules files, relative to the project, in their order. */
  readonly rules: readonly string[];
  /** How often each rule fired, in the order of the first alerts. */
  readonly fired: readonly { readonly rule: string; readonly times: number }[];
  /** A few rules that stayed silent. */
  readonly silent: readonly string[];
}

const TITLE = 'what the rules say of a few ordinary events';

/** A test in TypeScript that holds what the rules say today. */
export function typescriptTest({ rules, fired, silent }: StarterVerdict): NewFiles {
  const checks = [
    ...fired.map(({ rule, times }) => `  expect(alerts).toFire(${quoted(rule)}, { times: ${times} });\n`),
    ...silent.map((rule) => `  expect(alerts).toStaySilent(${quoted(rule)});\n`),
    '  expect(alerts).toFireNothingElse();\n',
  ];
  return {
    'tests/starter.test.ts': `import { expect, fixture, replay, rules, test } from 'falco-rules/test';

test('${TITLE}', async () => {
  const alerts = await replay(rules(${rules.map(quoted).join(', ')}), fixture('starter.jsonl'));

${checks.join('')}});
`,
  };
}

/** The same in YAML. */
export function yamlTest({ rules, fired, silent }: StarterVerdict): NewFiles {
  const lines = [
    'rules:',
    ...rules.map((path) => `  - ${JSON.stringify(path)}`),
    '',
    'tests:',
    `  - name: ${TITLE}`,
    '    events: starter.jsonl',
  ];
  if (fired.length > 0) lines.push('    expect:');
  for (const { rule, times } of fired)
    lines.push(`      - rule: ${JSON.stringify(rule)}`, `        times: ${times}`);
  if (silent.length > 0)
    lines.push('    silent:', ...silent.map((rule) => `      - ${JSON.stringify(rule)}`));
  return { 'tests/starter.falco-test.yaml': `${lines.join('\n')}\n    unexpected: fail\n` };
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n')}'`;
}
