import { parentPort, workerData } from 'node:worker_threads';
import { type BatchRunner, createBatchCounter } from '@falco-rules/simulator';
import { InputWindow } from './files/input-window.js';
import { AcceptedCounts } from './replaying/accepted-counts.js';
import type { FromWorker, TaskEnd, ToWorker, WorkerStart } from './replaying/messages.js';
import { unpackRules } from './replaying/packed-rules.js';
import { runnerOf } from './replaying/setup.js';
import { countEvents, runTask } from './replaying/task-run.js';

// A thread of `replay --workers`: runs the tasks that come, one after the other, and tells what comes of them.

type RunMessage = Extract<ToWorker, { kind: 'run' }>;

/** Output that is waiting to be written, in bytes: beyond it, this thread waits too. */
const MOST_UNWRITTEN = 2 << 20;
/** Output from here on goes to the other thread as it is; less is copied, so that its large buffer stays here. */
const WORTH_GIVING = 1 << 15;

const { counts } = workerData as WorkerStart;
const port = parentPort!;
const accepted = new AcceptedCounts(counts);
const count = createBatchCounter();
const window = new InputWindow();
const reading = { onRead: () => {}, mayBlock: () => false };

const waiting: RunMessage[] = [];
let isWorking = false;
let unwritten = 0;
let resume: () => void = () => {};

let current: RunMessage;
/** Events of the task that outcomes have told of. */
let told = 0;
/** How many events were accepted before this task; undefined as long as nobody has asked. */
let before: number | undefined;

/** Some rule reads `evt.num`: counts this task for those who come after, and waits for the counts of those before. */
function countedBefore(): number {
  if (before === undefined) {
    const { id, task } = current;
    const { known } = current.before;
    accepted.tell(id, countEvents(task, { ...reading, window: new InputWindow() }, count));
    before = known.accepted;
    for (let each = known.id; each < id; each++) before += accepted.waitFor(each);
  }
  return before + told;
}

let runner: BatchRunner;

async function run(message: RunMessage): Promise<void> {
  current = message;
  told = 0;
  before = undefined;
  const { id, task } = message;
  let end: TaskEnd | undefined;
  await runTask(task, {
    ...reading,
    runner,
    window,
    tell(outcome, atEnd) {
      end = atEnd;
      told += outcome.accepted;
      unwritten += outcome.output.length;
      if (end && before === undefined) accepted.tell(id, told);
      const isGiven = outcome.output.length >= WORTH_GIVING;
      const output = isGiven ? outcome.output : outcome.output.slice();
      const buffer = end && task.kind === 'batch' ? (task.batch.bytes.buffer as ArrayBuffer) : undefined;
      const answer: FromWorker = { kind: 'outcome', id, outcome: { ...outcome, output }, end, buffer };
      const given = [...(isGiven ? [output.buffer as ArrayBuffer] : []), ...(buffer ? [buffer] : [])];
      port.postMessage(answer, given);
      return unwritten > MOST_UNWRITTEN ? written() : undefined;
    },
  });
}

async function written(): Promise<void> {
  while (unwritten > MOST_UNWRITTEN) {
    await new Promise<void>((resolve) => {
      resume = resolve;
    });
  }
}

async function work(): Promise<void> {
  if (isWorking) return;
  isWorking = true;
  for (let next = waiting.shift(); next; next = waiting.shift()) await run(next);
  isWorking = false;
}

port.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'rules':
      runner = runnerOf(message.setup, unpackRules(message.rules), {
        countedBefore,
        firstTime: () => current.before.firstTime,
      });
      port.postMessage({ kind: 'ready' } satisfies FromWorker);
      break;
    case 'run':
      waiting.push(message);
      void work();
      break;
    case 'written':
      unwritten -= message.bytes;
      resume();
  }
});
