import type { Ruleset } from '@falco-rules/language';
import { compileEngine, type EngineOptions } from '../engine/index.js';
import { createIntake, type EventBatch } from '../events/index.js';
import type { DropReason } from '../extract/index.js';
import { type Alert, alertOf } from '../replay/alert.js';
import { ruleResults } from './collect-result.js';
import type { TestResult } from './result.js';

/** A ruleset in which some rules are not what they were, as applyMutant gives it. */
export interface ChangedRules {
  readonly ruleset: Ruleset;
  /** Their indices in `ruleset.rules`. */
  readonly changed: readonly number[];
}

/**
 * A replay that can be asked again: what would have come of it, had some rules been other ones? Only those are run
 * again; under `rule_matching: first` they take their turns among the others.
 */
export interface KeptRun {
  readonly result: TestResult;
  /** Undefined where nothing would have been different. */
  with(changed: ChangedRules): TestResult | undefined;
}

export interface RunKeeper {
  /** Starts with another recording; `evt.num` goes on. */
  begin(): void;
  feed(batch: EventBatch): void;
  done(): KeptRun;
}

interface KeptEvent {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly num: number;
  readonly item: boolean;
}

/** The alert of a rule on an event. Rules by their index in the whole ruleset. */
interface Match {
  readonly event: number;
  readonly rule: number;
  readonly alert: Alert;
}

const NONE_HIDDEN: ReadonlyMap<string, []> = new Map();

/** Runs events and keeps them. The batches must not be overwritten while the run is in use. */
export function keepRun(ruleset: Ruleset, options: EngineOptions = {}): RunKeeper {
  const first = (options.ruleMatching ?? 'first') === 'first';
  const kept: KeptEvent[] = [];
  const dropped: { event: number; reason: DropReason }[] = [];
  const all = ruleset.rules.map((_, i) => i);
  const run = matcher(ruleset, all, options);
  const matches: Match[] = [];
  let accepted = 0;
  let seen = 0;
  const open = () =>
    createIntake({
      input: 'webhook',
      acceptedBefore: accepted,
      take(bytes, start, end, num, item) {
        const event = { bytes, start, end, num, item };
        const found = run(event);
        if (typeof found === 'string') return found;
        seen++;
        kept.push(event);
        matches.push(...found);
        return undefined;
      },
      onDrop: ({ reason }) => dropped.push({ event: ++seen, reason }),
    });
  let intake = open();

  function resultOf(rules: Ruleset, found: readonly Match[]): TestResult {
    const alerts = (first ? firstOfEach(found) : found).map(({ alert }) => alert);
    return {
      alerts,
      rules: ruleResults(rules, NONE_HIDDEN),
      events: kept.length,
      dropped,
      nearestMiss: () => undefined,
    };
  }

  return {
    begin() {
      accepted = intake.accepted;
      intake = open();
    },
    feed: (batch) => intake.feed(batch),
    done() {
      intake.finish();
      const byRule = new Map<number, Match[]>();
      for (const match of matches) {
        const known = byRule.get(match.rule);
        if (known) known.push(match);
        else byRule.set(match.rule, [match]);
      }
      return {
        result: resultOf(ruleset, matches),
        with({ ruleset: other, changed }) {
          const again = matcher(other, changed, options);
          const fresh: Match[] = [];
          for (const event of kept) {
            const found = again(event);
            if (typeof found !== 'string') fresh.push(...found);
          }
          const before = changed.flatMap((rule) => byRule.get(rule) ?? []);
          if (sameMatches(before, fresh)) return undefined;
          const isChanged = new Set(changed);
          const merged = [...matches.filter(({ rule }) => !isChanged.has(rule)), ...fresh];
          merged.sort((a, b) => a.event - b.event || a.rule - b.rule);
          return resultOf(other, merged);
        },
      };
    },
  };
}

/** Finds all matches of some rules of a ruleset, in order; a text where the event is none. */
function matcher(ruleset: Ruleset, indices: readonly number[], options: EngineOptions) {
  const kept = indices.filter((i) => ruleset.rules[i]!.enabled);
  const rules = kept.map((i) => ruleset.rules[i]!);
  const engine = compileEngine({ ...ruleset, rules }, { ...options, ruleMatching: 'all' });
  return ({ bytes, start, end, num, item }: KeptEvent) => {
    const refused = engine.process(bytes, start, end, num, item);
    if (refused !== undefined) return refused;
    return engine.matches.map(
      (rule): Match => ({ event: num, rule: kept[rule]!, alert: alertOf(engine, rule, num) }),
    );
  };
}

function firstOfEach(matches: readonly Match[]): Match[] {
  return matches.filter(({ event }, i) => matches[i - 1]?.event !== event);
}

function sameMatches(a: readonly Match[], b: readonly Match[]): boolean {
  if (a.length !== b.length) return false;
  const key = ({ event, rule }: Match) => `${event} ${rule}`;
  const known = new Map(a.map((match) => [key(match), match.alert]));
  return b.every((match) => known.get(key(match))?.priority === match.alert.priority);
}
