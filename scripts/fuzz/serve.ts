import { parentPort, workerData } from 'node:worker_threads';
import { attempt, inputOf } from './attempt.js';
import { KINDS } from './kinds/index.js';
import type { Answer, Order } from './worker.js';

/** The worker's side: tries inputs, and answers. */
export function serve(): void {
  const progress = workerData as Int32Array;
  parentPort!.on('message', (order: Order) => parentPort!.postMessage(answer(order, progress)));
}

function answer(order: Order, progress: Int32Array): Answer {
  if (order.do === 'one') {
    const fault = attempt(KINDS[order.kind], order.input);
    return fault === undefined ? { tried: 1 } : { tried: 0, fault };
  }
  const { seed, kind, from, millis } = order;
  const end = performance.now() + millis;
  let tried = 0;
  do {
    const fault = attempt(KINDS[kind], inputOf(seed, kind, from + tried));
    if (fault !== undefined) return { tried, fault };
    tried++;
    Atomics.store(progress, 0, tried);
  } while (performance.now() < end);
  return { tried };
}
