import { DEFAULT_TARGET } from '@falco-rules/language';
import { AREAS, type Area } from './check.js';
import { type KnownDifference, REASONS } from './known-differences.js';
import { type Count, type Score, sum } from './score.js';

const WHAT: Readonly<Record<Area, string>> = {
  fields: 'the value of every field in an event',
  conditions: 'the events on which a condition holds',
  outputs: 'the line that an alert is printed as, in both formats',
  loading: 'whether a rules file loads, and all its alerts on forty events',
  validation: 'what `falco -V` says of a rules file, piece by piece',
  events: 'which lines of a damaged events file count',
};

const number = new Intl.NumberFormat('en-GB');

function shown({ equal, of }: Count): string {
  return `${number.format(equal)} of ${number.format(of)}`;
}

function versions(): string {
  const { falco, engine, plugins } = DEFAULT_TARGET;
  const named = Object.entries(plugins).map(([name, version]) => `${name} ${version}`);
  return `Falco ${falco} (engine ${engine}) with the plugins ${named.join(' and ')}`;
}

function byArea({ aspects }: Score): { area: Area; count: Count }[] {
  return (Object.keys(AREAS) as Area[]).flatMap((area) => {
    const own = aspects.filter((each) => each.area === area);
    return own.length > 0 ? [{ area, count: sum(own) }] : [];
  });
}

/** What stands near the top of the README, between the markers. */
export function scoreLine(score: Score, known: readonly KnownDifference[]): string {
  const areas = byArea(score).map(({ area, count }) => `${area} ${shown(count)}`);
  const differences = known.length === 1 ? '1 known difference' : `${known.length} known differences`;
  return (
    `**Conformance: ${shown(score.total)}** recorded answers of ${versions()} are ours to the letter ` +
    `(${areas.join(', ')}); [${differences}](CONFORMANCE.md#known-differences), each with its reason.`
  );
}

/** CONFORMANCE.md. */
export function report(score: Score, known: readonly KnownDifference[]): string {
  const rows = score.aspects.map(
    ({ area, aspect, equal, of }) =>
      `| ${area} | ${aspect} | ${number.format(equal)} | ${number.format(of)} |`,
  );
  return `# Conformance

<!-- Written by \`npm run conformance\`; a test keeps it true. -->

The judge is ${versions()}, \`rule_matching\` first and all, TZ=UTC.
Random events, conditions, outputs and rules files were given to it, and what it did was recorded
([fixtures/conformance](fixtures/conformance/README.md)). Our tests ask the same of falco-rules and compare to the
letter: every value, every match, every line, every byte of what \`falco -V\` prints.

**${shown(score.total)} answers are equal.**

| area | what | equal | of |
|---|---|--:|--:|
${rows.join('\n')}

${byArea(score)
  .map(({ area, count }) => `- **${area}** (${shown(count)}): ${WHAT[area]}`)
  .join('\n')}

## Known differences

${knownDifferences(known)}
## How to measure

    npm run conformance      run all vectors, write this file and the score in the README
    npm run fuzz -- --seed 1 --seconds 60

The vectors are recordings: running them needs no Falco.
`;
}

function knownDifferences(known: readonly KnownDifference[]): string {
  if (known.length === 0) return 'None.\n\n';
  const parts = known.map(
    ({ vector, falco, ours, reason, why }) =>
      `### ${vector}\n\n- Falco: ${falco}\n- falco-rules: ${ours}\n- ${REASONS[reason]}: ${why}\n`,
  );
  const lead =
    'An answer may differ only where Falco crashes or ends its run, where its answer varies from run to run, or in the ' +
    'words of a YAML parse error. Each difference counts against the score, and its entry in\n' +
    '`fixtures/conformance/known-differences.json` fails its test as soon as the difference is gone.';
  return `${lead}\n\n${parts.join('\n')}\n`;
}

const START = '<!-- conformance:start -->';
const END = '<!-- conformance:end -->';

/** The README with the score between its markers; undefined where it has none. */
export function withScore(readme: string, line: string): string | undefined {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END, start);
  if (start < 0 || end < 0) return undefined;
  return `${readme.slice(0, start + START.length)}\n${line}\n${readme.slice(end)}`;
}
