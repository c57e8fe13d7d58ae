import { CODES, findCode, findLint, LINTS, suggestion } from '@falco-rules/language';
import { defineCommand } from '../command.js';
import { usageFault } from '../fault.js';

/** Codes of diagnostics, then those of lints. */
const KNOWN = [...Object.keys(CODES), ...LINTS.map(({ code }) => code)];

function explained(code: string) {
  const lint = findLint(code);
  if (!lint) return findCode(code);
  const { severity, summary, docs } = lint;
  return {
    severity,
    title: summary,
    what: `${docs.what} ${docs.why}`,
    example: docs.example.trimEnd(),
    cure: docs.cure,
  };
}

export default defineCommand({
  name: 'explain-code',
  purpose: 'Say what a code of a diagnostic means, with an example and the cure.',
  usage: '[CODE]',
  options: {},
  examples: [
    { command: 'falco-rules explain-code LOAD_UNSAFE_NA_CHECK', does: 'one code' },
    { command: 'falco-rules explain-code', does: 'all codes, a line each' },
  ],
  async run({ operands, terminal }) {
    const { outColours: c } = terminal;
    const [given, ...more] = operands;
    if (more.length > 0) throw usageFault('explain-code takes one code');
    if (given === undefined) {
      const rows = KNOWN.map((code) => ({ code, ...explained(code) }));
      const width = Math.max(...KNOWN.map((code) => code.length));
      const lines = rows.map(
        ({ code, severity = '', title }) => `${code.padEnd(width)}  ${severity.padEnd(7)}  ${title}\n`,
      );
      await terminal.out(lines.join(''));
      return 0;
    }
    const code = explained(given)
      ? given
      : (KNOWN.find((each) => each.toLowerCase() === given.toLowerCase()) ?? given);
    const row = explained(code);
    if (!row) {
      const meant = suggestion(given, KNOWN);
      throw usageFault(`unknown code ${given}${meant === undefined ? '' : `, ${meant}`}`, {
        help: 'falco-rules explain-code lists them all',
      });
    }
    const { severity, title, what, example, cure } = row;
    const parts = [`${c.bold(code)} (${severity}): ${title}`, what];
    if (example)
      parts.push(
        example
          .split('\n')
          .map((line) => `    ${line}`)
          .join('\n'),
      );
    if (cure) parts.push(`${c.bold('Cure')}: ${cure}`);
    await terminal.out(`${parts.join('\n\n')}\n`);
    return 0;
  },
});
