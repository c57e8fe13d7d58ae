import { decodeText, type LoadedRule } from '@falco-rules/language';
import {
  type Counterfactual,
  type Edit,
  type EventPlace,
  jsonPath,
  type KeptEvent,
  type NoCounterfactual,
  type Obstacle,
  type Outline,
  type ReasonGroup,
  sentenceOf,
} from '@falco-rules/simulator';

/** What the reporters of explain have in common: sentences. Code stands in backticks. */

/** Checks that a reason names. */
const SHOWN_OBSTACLES = 3;
const SHOWN_VALUES = 4;
const SHOWN_JSON = 120;

/** Names of the events files, by the number of the input. */
export type Inputs = readonly string[];

/** `stayed silent: ...`, as short as it can be said. */
export function reasonOf(
  group: Pick<ReasonGroup, 'outcome' | 'hiddenBy' | 'obstacles'>,
  outline: Outline,
): string {
  switch (group.outcome) {
    case 'fired':
      return 'fired';
    case 'hidden':
      return `hidden: it matches, but under rule_matching \`first\` the earlier rule \`${group.hiddenBy}\` takes the event`;
    case 'disabled':
      return 'stayed silent: it matches, but the rule is not enabled';
    case 'silent':
      return `stayed silent: ${obstaclesText(group.obstacles, outline)}`;
  }
}

export function obstaclesText(obstacles: readonly Obstacle[], outline: Outline): string {
  const shown = obstacles.slice(0, SHOWN_OBSTACLES).map((obstacle) => sentenceOf(obstacle, outline));
  const more = obstacles.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more ${more === 1 ? 'check' : 'checks'}`] : [])].join('; ');
}

/** Where values differ within a group: `` is `get` (812), is `list` (33) ``; one text for each such check. */
export function spreadOf(
  { values, obstacles }: ReasonGroup,
  leftOf: (obstacle: Obstacle) => string,
): string[] {
  return obstacles.flatMap((obstacle, i) => {
    const found = [...(values[i] ?? [])].sort((a, b) => b[1] - a[1]);
    if (found.length < 2) return [];
    const shown = found.slice(0, SHOWN_VALUES).map(([value, count]) => `${value} (${count})`);
    const more = found.length - shown.length;
    return [`${leftOf(obstacle)} ${shown.join(', ')}${more > 0 ? ` and ${more} more values` : ''}`];
  });
}

/** `event 3 (audit.log:7)` */
export function eventName({ event, input, line }: EventPlace, inputs: Inputs): string {
  return `event ${event} (${inputs[input] ?? 'stdin'}:${line})`;
}

/** Who did what, where the event says so: `alice update endpoints/x in kube-system`. */
export function eventStory({ bytes }: KeptEvent): string {
  try {
    const event = JSON.parse(new TextDecoder().decode(bytes)) as {
      user?: { username?: string };
      verb?: string;
      objectRef?: { resource?: string; subresource?: string; name?: string; namespace?: string };
      responseStatus?: { code?: number };
    };
    const { resource, subresource, name, namespace } = event.objectRef ?? {};
    const what = [resource, name, subresource].filter((part) => part !== undefined).join('/');
    const words = [event.user?.username, event.verb, what, namespace === undefined ? '' : `in ${namespace}`];
    return words
      .filter(Boolean)
      .join(' ')
      .replace(/[\x00-\x1f\x7f]/g, '\u00b7');
  } catch {
    return '';
  }
}

/** The heading of what would turn the rule around. */
export function turnedTitle(
  found: Counterfactual | NoCounterfactual,
  outcome: ReasonGroup['outcome'],
): string {
  if ('reason' in found) return `no change found: ${found.reason}`;
  if (outcome === 'disabled') return 'its condition would no longer hold with';
  return found.fires ? 'it would match with' : 'it would stay silent with';
}

/** `.verb: "get" -> "create"` */
export function editText({ path, from, to }: Edit): string {
  const at = jsonPath(path);
  if (to === undefined) return `${at} removed (it is ${json(from)})`;
  if (from === undefined) return `${at}: ${json(to)} added`;
  return `${at}: ${json(from)} -> ${json(to)}`;
}

function json(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > SHOWN_JSON ? `${text.slice(0, SHOWN_JSON)}...` : text;
}

export function ruleName({ name }: LoadedRule): string {
  return decodeText(name);
}
