const NO_ENTER_EVENTS = 'field is not available due to the drop of enter events.';

/** Fields that Falco warns of, in its order, with its words (userspace/engine/falco_load_result.cpp). */
export const DEPRECATED_FIELDS = {
  'evt.dir':
    "due to the drop of enter events, 'evt.dir = <' always evaluates to true, and 'evt.dir = >' always " +
    "evaluates to false. The rule expression can be simplified by removing the condition on 'evt.dir'",
  'evt.latency': NO_ENTER_EVENTS,
  'evt.latency.s': NO_ENTER_EVENTS,
  'evt.latency.ns': NO_ENTER_EVENTS,
  'evt.latency.human': NO_ENTER_EVENTS,
  'evt.wait_latency': NO_ENTER_EVENTS,
} as const;

export type DeprecatedField = keyof typeof DEPRECATED_FIELDS;

/** Found wherever one of them is: most texts have none. */
export const ANY_DEPRECATED_FIELD = new RegExp(Object.keys(DEPRECATED_FIELDS).map(escapeDots).join('|'));

function escapeDots(name: string): string {
  return name.replaceAll('.', '\\.');
}

export const DEPRECATED_FIELD_NAMES = Object.keys(DEPRECATED_FIELDS) as readonly DeprecatedField[];
