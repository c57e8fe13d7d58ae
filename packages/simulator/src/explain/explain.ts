import { encodeText, type Ruleset } from '@falco-rules/language';
import { readEvents } from '../events/index.js';
import {
  type Counterfactual,
  createCounterfactualFinder,
  type NoCounterfactual,
} from './counterfactual/search.js';
import { createOverviewer, type Overview } from './overview.js';
import { createSurveyor, type ReasonGroup, type Survey, type SurveyOptions } from './survey.js';

type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface ExplainOptions extends SurveyOptions {
  /** The rule to explain. */
  readonly rule: string;
}

/** A survey whose groups also have the smallest change that turns their example around. */
export interface Explanation extends Omit<Survey, 'groups'> {
  readonly groups: readonly ExplainedGroup[];
}

export interface ExplainedGroup extends ReasonGroup {
  readonly counterfactual: Counterfactual | NoCounterfactual;
}

/**
 * Says why a rule fired, or stayed silent, on the events of a stream: grouped by reason, each with an example and
 * what would have to be different for the rule to come out the other way. Undefined where the ruleset has no such
 * rule that is simulated.
 */
export async function explain(
  ruleset: Ruleset,
  events: Bytes,
  options: ExplainOptions,
): Promise<Explanation | undefined> {
  const surveyor = createSurveyor(ruleset, encodeText(options.rule), options);
  if (!surveyor) return undefined;
  surveyor.begin();
  for await (const batch of readEvents(events, { input: 'webhook' })) surveyor.feed(batch);
  return withCounterfactuals(surveyor.result(), ruleset, options);
}

/** Adds to each group what would turn its example around. */
export function withCounterfactuals(
  survey: Survey,
  ruleset: Ruleset,
  options: SurveyOptions = {},
): Explanation {
  const finder = createCounterfactualFinder(ruleset, survey.rule, options);
  const groups = survey.groups.map((group) => {
    const { bytes, event, item } = group.example;
    return { ...group, counterfactual: finder.find(bytes, event, item) };
  });
  return { ...survey, groups };
}

/** Says of all rules how they came out on the events of a stream: which fired, which were hidden, which came closest. */
export async function explainAll(
  ruleset: Ruleset,
  events: Bytes,
  options: SurveyOptions = {},
): Promise<Overview> {
  const overviewer = createOverviewer(ruleset, options);
  overviewer.begin();
  for await (const batch of readEvents(events, { input: 'webhook' })) overviewer.feed(batch);
  return overviewer.result();
}
