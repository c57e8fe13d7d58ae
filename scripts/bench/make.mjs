// node scripts/bench/make.mjs events COUNT [SEED]      events, one a line, to standard output
// node scripts/bench/make.mjs stream BYTES [SEED]      the same without end, up to that many bytes (10G, 500M)
// node scripts/bench/make.mjs rules COUNT [SEED]       a rules file
// node scripts/bench/make.mjs alert                    a rule that fires on every event
import { writeSync } from 'node:fs';
import { makeEvents } from './events.mjs';
import { EVERY_EVENT, makeRules } from './rules.mjs';

const [what, size = '1000', seed = '1'] = process.argv.slice(2);

function write(bytes) {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (error.code === 'EPIPE') process.exit(0);
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

function bytesOf(text) {
  const [, number, unit] = /^(\d+)([KMG]?)$/.exec(text);
  return Number(number) * { '': 1, K: 1e3, M: 1e6, G: 1e9 }[unit];
}

switch (what) {
  case 'events': {
    const count = Number(size);
    const block = makeEvents(Math.min(count, 50_000), Number(seed));
    for (let done = 0; done < count; done += block.length) {
      write(Buffer.from(`${block.slice(0, count - done).join('\n')}\n`));
    }
    break;
  }
  case 'stream': {
    const block = Buffer.from(`${makeEvents(20_000, Number(seed)).join('\n')}\n`);
    for (let left = bytesOf(size); left > 0; left -= block.length) write(block);
    break;
  }
  case 'rules':
    write(Buffer.from(makeRules(Number(size), Number(seed))));
    break;
  case 'alert':
    write(Buffer.from(EVERY_EVENT));
    break;
  default:
    console.error('events, stream, rules or alert?');
    process.exit(2);
}
