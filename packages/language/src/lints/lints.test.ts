import { describe, expect, it } from 'vitest';
import { loadRules } from '../rules/index.js';
import { byteStringToBytes, decodeText, encodeText } from '../text/bytes.js';
import { applyFixes, LINTS, type LintDiagnostic, type LintOptions, lintRules } from './index.js';

function lint(yaml: string, options?: LintOptions): readonly LintDiagnostic[] {
  const { ruleset, sources, diagnostics } = loadRules([
    { name: 'rules.yaml', content: byteStringToBytes(encodeText(yaml)) },
  ]);
  if (!ruleset) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return lintRules(ruleset, sources, options).diagnostics;
}

describe.each(LINTS)('$code', ({ code, severity, docs, providers }) => {
  const options: LintOptions = providers ? { provider: providers[0]! } : {};

  it('reports its example, and nothing else does', () => {
    const found = lint(docs.example, options);
    expect([...new Set(found.map((each) => each.code))]).toEqual([code]);
    expect(found[0]?.severity).toBe(severity);
  });

  it('is silent on the cured example, as all are', () => {
    expect(lint(docs.cured, options).map((each) => `${each.code}: ${each.message}`)).toEqual([]);
  });

  it('writes messages as messages are written', () => {
    for (const { message, help = 'x' } of lint(docs.example, options)) {
      expect(message).toMatch(/^[a-z`0-9]/);
      expect(`${message}|${help}`).not.toMatch(/\.(\||$)/);
    }
  });

  it('points into the file', () => {
    for (const { span, related = [] } of lint(docs.example, options)) {
      for (const each of [span, ...related.map((other) => other.span)]) {
        expect(each?.file.name).toBe('rules.yaml');
        expect(each!.start).toBeLessThan(each!.end);
      }
    }
  });

  it.skipIf(code === 'useless-opt-out')('is silenced for a file, for an item, on the command line', () => {
    expect(lint(`# falco-rules-disable ${code}\n${docs.example}`, options)).toEqual([]);
    const everywhere = docs.example.replace(
      /^- /gm,
      `# falco-rules-disable-next-item ${code} -- a reason\n- `,
    );
    expect(lint(everywhere, options).filter((each) => each.code === code)).toEqual([]);
    expect(lint(docs.example, { ...options, disable: [code] })).toEqual([]);
  });

  it('has fixes that load, cure, and leave the rest alone', () => {
    const found = lint(docs.example, options);
    for (const { fix } of found) {
      if (!fix) continue;
      const [file] = fix.edits.map((edit) => edit.file);
      const { text, applied } = applyFixes(file!, [fix]);
      expect(applied).toEqual([fix]);
      const after = lint(decodeText(text), options);
      expect(after.filter((each) => each.code === code).length).toBe(
        found.filter((each) => each.code === code).length - 1,
      );
    }
  });
});

describe('lints', () => {
  it('have codes in kebab-case, each its own', () => {
    const codes = LINTS.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });
});
