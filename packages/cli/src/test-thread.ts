// The thread that tests run in while vitest watches. By itself it does what vitest's own thread does; asked to get
// ready before there is anything to run, it makes what takes long at first (vitest/threads.ts).
import { parentPort } from 'node:worker_threads';
import { init, runBaseTests, setupEnvironment } from 'vitest/worker';
import { onFilesRead } from './testing/files-read.js';
import { GET_READY, READ } from './vitest/thread-messages.js';

const port = parentPort;
if (!port) throw new Error('this runs in a thread of vitest');

init({
  post: (message) => port.postMessage(message),
  on: (listener) => port.on('message', listener),
  off: (listener) => port.off('message', listener),
  teardown: () => port.removeAllListeners('message'),
  runTests: (state, traces) => runBaseTests('run', state, traces),
  collectTests: (state, traces) => runBaseTests('collect', state, traces),
  setup: setupEnvironment,
});

onFilesRead((read) => port.postMessage({ [READ]: read }));

// The first message says what this thread is for; what follows it are vitest's.
port.once('message', async (message: unknown) => {
  if (message !== GET_READY) return;
  let needed = false;
  port.once('message', () => {
    needed = true;
  });
  // What of this goes wrong, a test will tell: it does the same.
  const { rehearse } = await import('./testing/rehearsal.js');
  await rehearse(() => needed).catch(() => {});
});
