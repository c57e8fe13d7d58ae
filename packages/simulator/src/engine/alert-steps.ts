import type { ByteString } from '@falco-rules/language';
import type { Extractor } from '../extract/index.js';
import type { ByteSink } from './byte-sink.js';
import type { AlertClock } from './clock.js';

// An alert is written in steps. Each can be done here; what WebAssembly can do of it in one go with others
// (alert-press.ts) is said beside it.

export interface AlertStep {
  /** Writes it. False: what it writes is not ASCII, and has to be escaped together with what stands around it. */
  write(sink: ByteSink): boolean;
  /** The same for WebAssembly; undefined: it cannot. */
  readonly fast: readonly FastStep[] | undefined;
}

export type FastStep =
  | { readonly kind: 'literal'; readonly text: ByteString }
  /** The event's time up to the fraction of its second, in one of these spellings. */
  | { readonly kind: 'second'; readonly spelling: 'timeOfDay' | 'utc' | 'nanoseconds' }
  /** The nine digits of that fraction. */
  | { readonly kind: 'fraction' }
  /** The text or list at the path of a slot; escaped for the inside of a JSON string; or as a value of JSON. */
  | { readonly kind: 'text' | 'escaped' | 'quoted'; readonly slot: number; readonly list: boolean };

export function literal(text: ByteString): AlertStep {
  return {
    write(sink) {
      sink.text(text);
      return true;
    },
    fast: [{ kind: 'literal', text }],
  };
}

/** A spelling of the event's time (see AlertClock). */
export function time(
  spelling: 'timeOfDay' | 'utc' | 'iso8601' | 'nanoseconds',
  clock: AlertClock,
  extractor: Extractor,
): AlertStep {
  const after = { utc: 'Z', iso8601: '+0000', timeOfDay: '', nanoseconds: '' }[spelling];
  return {
    write(sink) {
      sink.text(clock[spelling](extractor.time));
      return true;
    },
    fast: [
      { kind: 'second', spelling: spelling === 'iso8601' ? 'utc' : spelling },
      { kind: 'fraction' },
      { kind: 'literal', text: after },
    ],
  };
}

/** The same steps, texts that stand side by side put together. */
export function joined(steps: readonly AlertStep[]): readonly AlertStep[] {
  const out: AlertStep[] = [];
  let text = '';
  const flush = () => {
    if (text !== '') out.push(literal(text));
    text = '';
  };
  for (const step of steps) {
    const only = step.fast?.length === 1 ? step.fast[0] : undefined;
    if (only?.kind === 'literal') {
      text += only.text;
      continue;
    }
    flush();
    out.push(step);
  }
  flush();
  return out;
}

/** Writes steps one after the other; false as soon as one could not be written. */
export function writeSteps(steps: readonly AlertStep[], sink: ByteSink): boolean {
  for (let i = 0; i < steps.length; i++) if (!steps[i]!.write(sink)) return false;
  return true;
}
