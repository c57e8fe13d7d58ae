// `npm run conformance`: runs all recorded vectors, writes CONFORMANCE.md and the score in the README.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../root.js';
import { readKnownDifferences } from './known-differences.js';
import { report, scoreLine, withScore } from './report.js';
import { measure } from './score.js';
import { readVectors } from './vectors.js';

const score = measure(readVectors());
const known = readKnownDifferences();
writeFileSync(join(ROOT, 'CONFORMANCE.md'), report(score, known));

const readme = join(ROOT, 'README.md');
const made = existsSync(readme) && withScore(readFileSync(readme, 'utf8'), scoreLine(score, known));
if (made) writeFileSync(readme, made);

for (const { area, aspect, equal, of } of score.aspects) console.log(`${area} ${aspect}: ${equal} of ${of}`);
const unknown = score.differences.filter(({ vector }) => !known.some((each) => each.vector === vector));
for (const { vector, falco, ours } of unknown.slice(0, 20)) {
  console.log(`\n${vector}\n  falco: ${JSON.stringify(falco)}\n  ours:  ${JSON.stringify(ours)}`);
}
if (unknown.length > 0) {
  console.log(`\n${unknown.length} differences that are not known`);
  process.exitCode = 1;
}
