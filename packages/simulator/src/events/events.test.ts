import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planExtraction } from '../extract/index.js';
import { createIntake, type Drop, type EventInput, readEvents } from './index.js';

const TIME = '"stageTimestamp":"2026-01-02T03:04:05.6Z"';

function event(id: string, more = ''): string {
  return `{"kind":"Event","auditID":"${id}",${TIME}${more}}`;
}

interface Outcome {
  /** The audit ids of the accepted events, in order, each behind its evt.num. */
  readonly taken: readonly string[];
  readonly drops: readonly string[];
  readonly stop: { readonly line: number; readonly offset: number } | undefined;
}

/** Runs a text through reader and intake, in chunks of the given size. */
async function run(text: string | Uint8Array, input: EventInput, chunk = 1 << 20): Promise<Outcome> {
  const bytes = Buffer.from(text);
  const chunks: Buffer[] = [];
  for (let i = 0; i < bytes.length; i += chunk) chunks.push(bytes.subarray(i, i + chunk));
  const extractor = planExtraction([{ name: 'ka.auditid' }]);
  const taken: string[] = [];
  const drops: Drop[] = [];
  const intake = createIntake({
    input,
    take(b, start, end, num, item) {
      const refused = extractor.load(b, start, end, num, item);
      if (refused === undefined) taken.push(`${num}:${String(extractor.get(0))}`);
      return refused;
    },
    onDrop: (drop) => drops.push(drop),
  });
  for await (const batch of readEvents(chunks, { input })) intake.feed(batch);
  intake.finish();
  expect(intake.accepted).toBe(taken.length);
  return {
    taken,
    drops: drops.map(({ line, item, reason }) => `${line}${item === undefined ? '' : `.${item}`} ${reason}`),
    stop: intake.stop,
  };
}

describe.each(['webhook', 'file'] as const)('both inputs: %s', (input) => {
  it('takes an event a line, whatever ends the lines', async () => {
    const { taken, drops } = await run(`${event('a')}\n\n${event('b')}\r\n  \n${event('c')}`, input);
    expect(taken).toEqual(['1:a', '2:b', '3:c']);
    expect(drops).toEqual([]);
  });

  it('reports what it drops and goes on', async () => {
    const text = [
      event('a'),
      '{"kind":"Event"',
      '{"kind":"Event","auditID":"b"}',
      '{"kind":"Event","stageTimestamp":"yesterday"}',
      '{"kind":"Pod"}',
      '"text"',
      '12',
      `${event('c')}}`,
      event('d'),
    ].join('\n');
    const { taken, drops } = await run(text, input);
    expect(taken).toEqual(['1:a', '2:d']);
    expect(drops).toEqual([
      '2 broken-json',
      '3 no-stage-timestamp',
      '4 bad-timestamp',
      '5 not-an-event',
      '6 not-an-event',
      '7 not-an-event',
      '8 broken-json',
    ]);
  });

  it('splits arrays, and loses them whole for one element that is no event', async () => {
    const inner = `{"kind":"EventList","items":[${event('c')}]}`;
    const { taken, drops } = await run(
      `[${event('a')},[${event('b')}, ${inner}]]\n[${event('x')},{"kind":"Pod"}]\n[]\n[${event('d')},{"kind":"Event"}]`,
      input,
    );
    expect(taken).toEqual(['1:a', '2:b', '3:c', '4:d']);
    expect(drops).toEqual(['2 not-an-event', '4.2 no-stage-timestamp']);
  });

  it('takes the items of an EventList whatever their kind', async () => {
    const list = `{"items":[{"auditID":"a",${TIME}},null,{"kind":"Pod","auditID":"b",${TIME}},[]],"kind":"EventList"}`;
    const { taken, drops } = await run(
      `${list}\n{"kind":"EventList"}\n{"kind":"EventList","items":null}`,
      input,
    );
    expect(taken).toEqual(['1:a', '2:b']);
    expect(drops).toEqual([
      '1.2 no-stage-timestamp',
      '1.4 no-stage-timestamp',
      '2 not-an-event',
      '3 not-an-event',
    ]);
  });

  it('sees lists behind escaped keys', async () => {
    const { taken } = await run(`{"\\u006bind":"Event\\u004cist","i\\u0074ems":[${event('a')}]}`, input);
    expect(taken).toEqual(['1:a']);
  });

  it('drops an event that is larger than the plugin takes, and counts no blanks', async () => {
    const filler = (bytes: number) =>
      event('a', `,"x":"${'y'.repeat(bytes - event('a', ',"x":""').length)}"`);
    if (input === 'file') return;
    const { taken, drops } = await run(
      `${filler(262_144)}\n${filler(262_145)}\n${filler(262_144).replace(':', `:${' '.repeat(5000)}`)}`,
      input,
    );
    expect(taken).toEqual(['1:a', '2:a']);
    expect(drops).toEqual(['2 too-large']);
  });

  it('gives the same for any chunks', async () => {
    const lines = [
      event('a'),
      '',
      '{"broken',
      `[${event('b')},\t${event('c')}]`,
      event('d'),
      ' ',
      event('e'),
    ];
    const text = lines.join('\n');
    const whole = await run(text, input);
    expect(whole.taken).toHaveLength(5);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), async (size) => {
        expect(await run(text, input, size)).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });
});

describe('webhook input', () => {
  const pretty = (text: string) => JSON.stringify(JSON.parse(text), undefined, 2);

  it.each([
    ['one event', pretty(event('a')), ['1:a']],
    ['an array', pretty(`[${event('a')},${event('b')}]`), ['1:a', '2:b']],
    ['an array with an event a line', `[\n${event('a')},\n${event('b')}\n]`, ['1:a', '2:b']],
    ['an EventList', pretty(`{"kind":"EventList","items":[${event('a')}]}`), ['1:a']],
    [
      'events one after the other',
      `${pretty(event('a'))}\n${pretty(event('b'))}\n${event('c')}`,
      ['1:a', '2:b', '3:c'],
    ],
    ['a byte order mark', `\ufeff${event('a')}`, ['1:a']],
  ])('takes %s written over several lines', async (_, text, ids) => {
    for (const size of [1, 7, 64, 1000]) {
      const { taken, drops } = await run(`${text}\n`, 'webhook', size);
      expect([taken, drops]).toEqual([ids, []]);
    }
  });

  it('loses only the line that is cut off', async () => {
    const cut = event('x').slice(0, -20);
    for (const line of [
      cut,
      `${event('x', ',"more":')}`.slice(0, -1),
      `${event('x', ',"more":[')}`.slice(0, -1),
    ]) {
      const { taken, drops } = await run(
        `${event('a')}\n${line}\n${event('b')}\n${event('c')}\n`,
        'webhook',
        50,
      );
      expect(taken).toEqual(['1:a', '2:b', '3:c']);
      expect(drops).toEqual(['2 broken-json']);
    }
  });

  it('says on which lines things are after a value over several lines', async () => {
    const { drops } = await run(`${pretty(event('a'))}\n{"kind":"Pod"}\n`, 'webhook');
    expect(drops).toEqual(['6 not-an-event']);
  });

  it('has no limit on lines', async () => {
    const { taken } = await run(
      `[${Array.from({ length: 2000 }, (_, i) => event(`e${i}`)).join(',')}]`,
      'webhook',
      4096,
    );
    expect(taken).toHaveLength(2000);
  });
});

describe('file input', () => {
  const line = (length: number) =>
    event('long', `,"x":"${'y'.repeat(length - event('long', ',"x":""').length)}"`);

  it('takes lines below 64 KiB', async () => {
    expect((await run(`${line(65_535)}\n${event('b')}\n`, 'file', 1000)).taken).toEqual(['1:long', '2:b']);
    expect((await run(line(65_535), 'file')).taken).toEqual(['1:long']);
  });

  it.each([1000, 1 << 20])(
    'ends at a line of 64 KiB, with complete batches of 128 events before it',
    async (chunk) => {
      const before = Array.from({ length: 300 }, (_, i) => event(`e${i}`)).join('\n');
      const { taken, stop, drops } = await run(
        `${before}\n${line(65_536)}\n${event('after')}\n`,
        'file',
        chunk,
      );
      expect(taken).toHaveLength(256);
      expect(taken.at(-1)).toBe('256:e255');
      expect(stop).toEqual({ line: 301, offset: before.length + 1 });
      expect(drops).toEqual(['301 line-too-long']);
    },
  );

  it('takes one value a line only', async () => {
    const { taken, drops } = await run(`[\n${event('a')}\n]`, 'file');
    expect(taken).toEqual(['1:a']);
    expect(drops).toEqual(['1 broken-json', '3 broken-json']);
  });

  it('takes a byte order mark for a fault', async () => {
    expect((await run(`\ufeff${event('a')}\n${event('b')}`, 'file')).taken).toEqual(['1:b']);
  });
});
