import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../root.js';
import { attempt, inputOf } from './attempt.js';
import { bytesOf, type Input, type Kind, textOf } from './kind.js';
import { KINDS, type KindName } from './kinds/index.js';
import { minimise } from './minimise.js';
import { randomOf } from './random.js';

const NAMES = Object.keys(KINDS) as KindName[];
const HEAVY: readonly KindName[] = ['huge', 'oversized', 'events'];

describe('every kind of input', () => {
  it.each(NAMES)('%s holds on the first inputs of a seed', (name) => {
    for (let n = 0; n < (HEAVY.includes(name) ? 3 : 25); n++) {
      expect(attempt(KINDS[name], inputOf('test', name, n)), `case ${n}`).toBeUndefined();
    }
  });

  it.each(NAMES)('%s gives the same input for the same seed, and others for others', (name) => {
    const texts = (seed: string) => JSON.stringify([0, 1, 2].map((n) => sizesOf(inputOf(seed, name, n))));
    expect(texts('a')).toBe(texts('a'));
    expect(texts('a')).not.toBe(texts('b'));
  });
});

function sizesOf(input: Input): unknown {
  return Object.entries(input).map(([part, bytes]) => [
    part,
    bytes.length,
    bytes.reduce((a, b) => (a * 31 + b) | 0, 0),
  ]);
}

describe('a fault', () => {
  /** Fails on every input that has a `(` somewhere before a `!`. */
  const planted: Kind = {
    purpose: 'a fault that is known',
    generate: (random) => ({
      text: bytesOf(random.times(200, 200, () => random.pick(['a', '(', '\n', ')', '!'])).join('')),
    }),
    check: ({ text }) => {
      if (/\([\s\S]*!/.test(textOf(text))) throw new Error('planted');
      return undefined;
    },
  };

  it('is found, whatever is thrown', () => {
    expect(attempt(planted, planted.generate(randomOf(1)))).toMatch(/^threw Error: planted/);
    expect(attempt(planted, { text: bytesOf('!(') })).toBeUndefined();
  });

  it('is shown on the smallest input', async () => {
    const fails = async (input: Input) => attempt(planted, input) !== undefined;
    const smallest = await minimise(planted.generate(randomOf(1)), fails, Date.now() + 60_000);
    expect(textOf(smallest['text'])).toBe('(!');
  });
});

describe('the command', () => {
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, ['scripts/run-ts.mjs', 'scripts/fuzz/fuzz.ts', ...args], {
      cwd: ROOT,
      encoding: 'utf8',
    });

  it('says its seed and how many inputs it tried', () => {
    const { status, stdout } = run('--seed', '5', '--seconds', '0.5', '--kind', 'condition');
    expect(stdout).toMatch(/^seed 5, 0\.5 seconds\ncondition +[1-9]\d* .*\nall +[1-9]\d*\n$/);
    expect(status).toBe(0);
  });

  it('repeats one case', () => {
    const { status, stdout } = run('--seed', '5', '--kind', 'output', '--case', '3');
    expect(stdout).toBe('seed 5, case 3\nholds\n');
    expect(status).toBe(0);
  });

  it('refuses what it does not know', () => {
    expect(run('--kind', 'nosuch').status).toBe(2);
  });
});
