/**
 * How much a change of a ruleset asks of those who run it, as the maintainers of Falco's rules version theirs
 * (falcosecurity/rules, RELEASE.md, "Versioning a ruleset").
 */
export const CHANGE_LEVELS = ['patch', 'minor', 'major'] as const;
export type ChangeLevel = (typeof CHANGE_LEVELS)[number];

/** A difference between two rulesets, or in what they say of the same events. Ordinary text. */
export interface Change {
  readonly level: ChangeLevel;
  readonly code: ChangeCode;
  readonly kind: 'rule' | 'macro' | 'list' | 'requirement';
  /** The rule, macro, list or requirement that it is about. */
  readonly name: string;
  /** What has changed, lowercase, without the name. */
  readonly message: string;
}

/** The level of each kind of change, and why. One table: what a verdict says is what stands here. */
export const CHANGES = {
  'rule-removed': { level: 'major', why: 'whoever relies on its alerts, or overrides it, loses them' },
  'rule-renamed': { level: 'major', why: 'overrides and alert routing go by the name' },
  'rule-added': { level: 'minor', why: 'it adds something, and takes nothing away' },
  'rule-disabled': { level: 'major', why: 'its alerts are gone' },
  'rule-enabled': { level: 'patch', why: 'the rule was there already' },
  'source-changed': { level: 'major', why: 'it looks at other events' },
  'priority-lowered': { level: 'major', why: 'a minimum priority may now drop its alerts' },
  'priority-raised': { level: 'patch', why: 'nobody misses an alert by it' },
  'tags-removed': { level: 'major', why: 'selecting rules by these tags no longer finds it' },
  'tags-added': { level: 'patch', why: 'nothing that selected it stops doing so' },
  'output-changed': { level: 'patch', why: 'the same events, told differently' },
  'description-changed': { level: 'patch', why: 'only words' },
  'exceptions-changed': { level: 'patch', why: 'exceptions tune a rule, its scope stays' },
  'condition-changed': { level: 'patch', why: 'its scope stays, as far as can be seen' },
  'alerts-lost': { level: 'major', why: 'the rule matches less than before' },
  'alerts-excluded': {
    level: 'patch',
    why: 'noise that an exception or a list now keeps out; see that it is noise',
  },
  'alerts-hidden': {
    level: 'patch',
    why: 'under `rule_matching: first` another rule now tells of these events, no less urgently',
  },
  'alerts-toned-down': {
    level: 'major',
    why: 'under `rule_matching: first` a less urgent rule now takes these events',
  },
  'alerts-uncovered': { level: 'patch', why: 'another rule no longer takes these events' },
  'alerts-gained': { level: 'patch', why: 'an existing rule that matches more' },
  'macro-removed': { level: 'major', why: 'rules elsewhere that use it no longer load' },
  'macro-added': { level: 'minor', why: 'it adds something, and takes nothing away' },
  'macro-changed': { level: 'major', why: 'rules elsewhere that use it match other events' },
  'list-removed': { level: 'major', why: 'rules elsewhere that use it, or append to it, no longer load' },
  'list-added': { level: 'minor', why: 'it adds something, and takes nothing away' },
  'list-changed': { level: 'patch', why: 'items of lists are for tuning' },
  'engine-raised': { level: 'minor', why: 'an older Falco no longer loads the rules' },
  'engine-lowered': { level: 'patch', why: 'every Falco that loaded them still does' },
  'plugin-required': { level: 'minor', why: 'the plugin has to be installed' },
  'plugin-raised': { level: 'minor', why: 'the plugin has to be updated' },
  'plugin-lowered': { level: 'patch', why: 'every plugin that would do still does' },
  'plugin-unrequired': { level: 'patch', why: 'one thing less to install' },
  'alternative-added': { level: 'patch', why: 'what was loaded still does' },
  'alternative-removed': { level: 'major', why: 'who has that plugin can no longer load the rules' },
} as const satisfies Readonly<Record<string, { readonly level: ChangeLevel; readonly why: string }>>;

export type ChangeCode = keyof typeof CHANGES;

export function change(code: ChangeCode, kind: Change['kind'], name: string, message: string): Change {
  return { level: CHANGES[code].level, code, kind, name, message };
}

/** The highest level; undefined where nothing has changed. */
export function highest(changes: readonly Change[]): ChangeLevel | undefined {
  return CHANGE_LEVELS.findLast((level) => changes.some((each) => each.level === level));
}
