// `pnpm fuzz [--seed N] [--seconds S] [--kind K]`: tries random inputs, and prints how many. `--case N` repeats one.
import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread } from 'node:worker_threads';
import { inputOf } from './attempt.js';
import type { Input } from './kind.js';
import { KINDS, type KindName } from './kinds/index.js';
import { minimise } from './minimise.js';
import { serve } from './serve.js';
import { WatchedWorker } from './worker.js';

/** How long one kind is tried before the next one's turn. */
const SLICE_MILLIS = 300;
const MINIMISE_SECONDS = 60;
const MOST_SHOWN = 4000;

if (isMainThread) await main();
else serve();

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv.slice(2).filter((arg) => arg !== '--'),
    options: {
      seed: { type: 'string' },
      seconds: { type: 'string', default: '60' },
      kind: { type: 'string' },
      case: { type: 'string' },
    },
  });
  const seed = values.seed ?? String(randomInt(2 ** 31));
  const known = Object.keys(KINDS) as KindName[];
  const kinds = known.filter((name) => values.kind === undefined || values.kind === name);
  const seconds = Number(values.seconds);
  if (kinds.length === 0 || !(seconds > 0)) {
    console.error(`usage: fuzz [--seed N] [--seconds S] [--kind ${known.join('|')}] [--case N]`);
    process.exitCode = 2;
    return;
  }
  const worker = new WatchedWorker(fileURLToPath(import.meta.url));
  console.log(`seed ${seed}, ${values.case === undefined ? `${seconds} seconds` : `case ${values.case}`}`);
  const failed =
    values.case === undefined
      ? await runAll(worker, seed, kinds, seconds)
      : await runCase(worker, seed, kinds[0]!, Number(values.case));
  await worker.close();
  if (failed) process.exitCode = 1;
}

/** Tries all kinds in turns until the time is up or something fails. */
async function runAll(
  worker: WatchedWorker,
  seed: string,
  kinds: readonly KindName[],
  seconds: number,
): Promise<boolean> {
  const end = Date.now() + seconds * 1000;
  const tried = new Map<KindName, number>(kinds.map((kind) => [kind, 0]));
  let failed = false;
  for (let turn = 0; Date.now() < end && !failed; turn++) {
    const kind = kinds[turn % kinds.length]!;
    const from = tried.get(kind)!;
    const answer = await worker.ask({ do: 'slice', seed, kind, from, millis: SLICE_MILLIS });
    tried.set(kind, from + answer.tried);
    if (answer.fault === undefined) continue;
    failed = true;
    await tell(worker, seed, kind, from + answer.tried, answer.fault);
  }
  for (const [kind, count] of tried)
    console.log(`${kind.padEnd(10)} ${String(count).padStart(9)}  ${KINDS[kind].purpose}`);
  console.log(`${'all'.padEnd(10)} ${String([...tried.values()].reduce((a, b) => a + b, 0)).padStart(9)}`);
  return failed;
}

async function runCase(
  worker: WatchedWorker,
  seed: string,
  kind: KindName,
  number: number,
): Promise<boolean> {
  const { fault } = await worker.ask({ do: 'one', kind, input: inputOf(seed, kind, number) });
  if (fault === undefined) {
    console.log('holds');
    return false;
  }
  await tell(worker, seed, kind, number, fault);
  return true;
}

/** Says what failed, with the smallest input found that still fails. */
async function tell(
  worker: WatchedWorker,
  seed: string,
  kind: KindName,
  number: number,
  fault: string,
): Promise<void> {
  console.log(`\n${kind}, case ${number}: ${fault}`);
  console.log(`again: npm run fuzz -- --seed ${seed} --kind ${kind} --case ${number}`);
  const input = inputOf(seed, kind, number);
  const until = Date.now() + MINIMISE_SECONDS * 1000;
  const fails = async (smaller: Input) =>
    (await worker.ask({ do: 'one', kind, input: smaller })).fault !== undefined;
  const smallest = await minimise(input, fails, until);
  const { fault: smallestFault } = await worker.ask({ do: 'one', kind, input: smallest });
  console.log(`minimised: ${smallestFault ?? fault}`);
  for (const [name, bytes] of Object.entries(smallest)) {
    const text = JSON.stringify(Buffer.from(bytes).toString('latin1'));
    const cut = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}... (${bytes.length} bytes)` : text;
    console.log(`  ${name} (one char a byte): ${cut}`);
  }
  console.log('');
}
