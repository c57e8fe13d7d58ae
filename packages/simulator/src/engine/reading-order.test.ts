import { FIELDS, type FieldRow } from '@falco-rules/language';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldRequest } from '../extract/index.js';
import { mayReadEarly } from './reading-order.js';

const value = (arg: string): FieldRequest => ({ name: 'jevt.value', arg });

describe('mayReadEarly', () => {
  it('makes a field wait where one around it is asked for', () => {
    const all = [value('/a'), value('/a/b'), value('/c/b'), { name: 'ka.verb' }];
    expect(all.map((field) => mayReadEarly(field, all))).toEqual([true, false, true, true]);
  });

  it('lets none wait for what is shown without a look into the event', () => {
    const all = [{ name: 'jevt.rawtime' }, { name: 'jevt.obj' }, value('/a')];
    expect(all.map((field) => mayReadEarly(field, all))).toEqual([true, true, true]);
  });

  it('knows of fields that were asked for since', () => {
    const all = [value('/a/b')];
    expect(mayReadEarly(all[0]!, all)).toBe(true);
    all.push(value('/a'));
    expect(mayReadEarly(all[0]!, all)).toBe(false);
  });

  it('compares every field with every other one', () => {
    const pointer = fc.array(fc.constantFrom('a', 'b', ''), { maxLength: 4 }).map((keys) => keys.join('/'));
    const request = fc.oneof(
      pointer.map((keys) => value(`/${keys}`)),
      fc.constantFrom<FieldRow>(...FIELDS).map(({ name }): FieldRequest => ({ name })),
    );
    fc.assert(
      fc.property(fc.array(request, { maxLength: 12 }), (all) => {
        for (const field of all) expect(mayReadEarly(field, all), field.arg).toBe(!isInsideOfOne(field, all));
      }),
    );
  });
});

function isInsideOfOne(field: FieldRequest, all: readonly FieldRequest[]): boolean {
  const own = pathOf(field);
  return all.some((other) => {
    const outer = pathOf(other);
    if (!own || !outer || outer.length >= own.length) return false;
    return outer.every((key, i) => key === own[i]);
  });
}

/** The plugin, and the keys from the event's root down. */
function pathOf({ name, arg = '' }: FieldRequest): readonly string[] | undefined {
  const { provider, from }: FieldRow = FIELDS.find((row) => row.name === name)!;
  if (from.irregular?.startsWith('json-') && from.irregular !== 'json-pointer') return undefined;
  const keys = provider === 'json' ? arg.split('/').slice(1) : from.keys;
  return keys && [provider, ...keys];
}
