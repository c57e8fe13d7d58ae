import type { Severity } from './diagnostic.js';

/**
 * Every code that we report: Falco's own LOAD_* where Falco reports the same fault, ours in kebab-case.
 * Reports, `explain-code` and the docs read this table and nothing else.
 */
interface CodeRow {
  readonly severity: Severity;
  /** A few words, as Falco's summaries say it (userspace/engine/falco_load_result.cpp) where the code is Falco's. */
  readonly title: string;
  /** `codedesc` in Falco's JSON; only on Falco's codes. */
  readonly codedesc?: string;
  /** What is wrong, and why it matters. */
  readonly what: string;
  /** A small example of the fault. */
  readonly example: string;
  /** What to do about it. */
  readonly cure: string;
}

export const CODES = {
  LOAD_ERR_FILE_READ: {
    severity: 'error',
    title: 'File read error',
    codedesc: 'File read error',
    what: 'The rules file could not be read at all.',
    example: 'falco-rules validate no-such-file.yaml',
    cure: 'Check the path and the permissions.',
  },
  LOAD_ERR_YAML_PARSE: {
    severity: 'error',
    title: 'YAML parse error',
    codedesc: 'YAML parse error',
    what: 'The file is not YAML, so nothing of it is loaded. The position is where the YAML reader gave up; the fault itself is often a line or two above: a quote or a bracket that is not closed, a tab in the indent, a colon without a blank.',
    example: '- list: users\n  items: [alice, bob\n- list: verbs',
    cure: 'Close what is open, and quote texts that hold `: `, ` #`, or that start with one of `[ ] { } * & ! % @ > |`.',
  },
  LOAD_ERR_YAML_VALIDATE: {
    severity: 'error',
    title: 'Error validating internal structure of YAML file',
    codedesc: 'Error validating internal structure of YAML file',
    what: 'The file is YAML, but an item in it does not have the shape of a rule, macro or list: a key that is required is missing, or a value has the wrong kind (a list where a text belongs, an empty value, a priority that does not exist).',
    example:
      '- rule: Exec in pod\n  condition: ka.verb = create\n  output: exec\n  priority: WARNING        # `desc` is missing',
    cure: 'Give the item the keys it needs: a rule has `rule`, `desc`, `condition`, `output`, `priority`; a macro has `macro` and `condition`; a list has `list` and `items`.',
  },
  LOAD_ERR_COMPILE_CONDITION: {
    severity: 'error',
    title: 'Error compiling condition',
    codedesc: 'Error compiling condition',
    what: 'A condition does not follow the grammar, names a field that does not exist for the source of its rule, or compares a field in a way that its type does not allow. Disabled rules must compile too.',
    example: 'condition: ka.user.groups = admins      # a list field only takes in, intersects, exists',
    cure: 'Correct the condition where the message points. `falco-rules fields` lists the fields with their types. Mind that lists are pasted in as text, and that an appended condition must begin with its own `and` or `or`.',
  },
  LOAD_ERR_COMPILE_OUTPUT: {
    severity: 'error',
    title: 'Error compiling output',
    codedesc: 'Error compiling output',
    what: 'An output template holds a `%` that does not begin a field of the rule’s source. There is no way to write a percent sign in an output.',
    example: 'output: disk 90% full by %ka.user.nmae',
    cure: 'Correct the field name after `%`, or write `percent`.',
  },
  LOAD_ERR_VALIDATE: {
    severity: 'error',
    title: 'Error validating rule/macro/list/exception objects',
    codedesc: 'Error validating rule/macro/list/exception objects',
    what: 'An item is well formed by itself, but does not fit the others: a macro that is not defined (or only after its use in another macro), an append to something that does not exist yet, an exception whose fields, comps and values do not agree, a version that this Falco does not meet.',
    example: 'condition: kevt and ka.verb = create      # no macro `kevt` is defined',
    cure: 'Define what is missing, before its use; load the file that defines it before the file that appends to it.',
  },
  LOAD_ERR_EXTENSION: {
    severity: 'error',
    title: 'Error in extension item',
    codedesc: 'Error in extension item',
    what: 'An item that an extension of Falco reads is wrong. Falco as it is released has no extensions.',
    example: '',
    cure: '',
  },
  LOAD_UNKNOWN_SOURCE: {
    severity: 'warning',
    title: 'Unknown event source',
    codedesc:
      'A rule has a unknown event source. This can occur when reading rules content without having a corresponding plugin loaded, etc. The rule will be silently ignored.',
    what: 'No loaded plugin provides the event source that the rule names, so Falco skips the rule without an error. A typo in `source` looks the same, and switches the rule off.',
    example: '- rule: Exec in pod\n  source: k8s-audit       # the source is called k8s_audit',
    cure: 'Correct the source, or load the plugin that provides it.',
  },
  LOAD_UNSAFE_NA_CHECK: {
    severity: 'warning',
    title: 'Unsafe <NA> comparison in condition',
    codedesc:
      "Comparing a field value with <NA> is unsafe and can lead to unpredictable behavior of the rule condition. If you need to check for the existence of a field, consider using the 'exists' operator instead.",
    what: '`<NA>` is only how absent values are printed. In conditions an absent field makes the check false, and no field ever has the value `<NA>`: the check never holds (with `!=`: always, where the field is present).',
    example: 'condition: ka.target.namespace != "<NA>"',
    cure: 'Write `ka.target.namespace exists`, or `not ka.target.namespace exists`.',
  },
  LOAD_NO_EVTTYPE: {
    severity: 'warning',
    title: 'Condition has no event-type restriction',
    codedesc:
      'A rule condition matches too many evt.type values. This has a significant performance penalty. Make the condition more specific by adding an evt.type field or further restricting the number of evt.type values in the condition.',
    what: 'A syscall rule does not say to which events it applies, so Falco has to try it on all of them.',
    example: 'condition: proc.name = bash',
    cure: 'Begin the condition with the events that matter: `evt.type in (execve, execveat) and proc.name = bash`.',
  },
  LOAD_UNKNOWN_FILTER: {
    severity: 'warning',
    title: 'Unknown field or event-type in condition or output',
    codedesc:
      'A rule condition or output refers to a field or evt.type that does not exist. This is normally an error, but if a rule has a skip-if-unknown-filter property, the error is downgraded to a warning.',
    what: 'The rule says `skip-if-unknown-filter: true`, and this Falco does not know one of its fields: the rule is left out.',
    example: 'skip-if-unknown-filter: true\ncondition: ka.newfield exists',
    cure: 'Nothing, if the rule is meant for a newer Falco or plugin. Otherwise correct the field.',
  },
  LOAD_UNUSED_MACRO: {
    severity: 'warning',
    title: 'Unused macro',
    codedesc: 'A macro is defined in the rules content but is not used by any other macro or rule.',
    what: 'Nothing that is loaded refers to the macro.',
    example: '- macro: kevt\n  condition: jevt.value[/stage] = ResponseComplete',
    cure: 'Remove it, or use it. A macro that another file is meant to use is no fault: load that file after this one.',
  },
  LOAD_UNUSED_LIST: {
    severity: 'warning',
    title: 'Unused list',
    codedesc: 'A list is defined in the rules content but is not used by any other list, macro, or rule.',
    what: 'Nothing that is loaded refers to the list. Mind that a list is pasted in only where its name stands between blanks, parentheses, commas or `=`: not inside quotes.',
    example: 'condition: ka.user.name in ("admins")     # the text admins, not the list',
    cure: 'Remove it, or use it without quotes.',
  },
  LOAD_UNKNOWN_ITEM: {
    severity: 'warning',
    title: 'Unknown rules file item',
    codedesc: 'An unknown top-level object is in the rules content. It will be ignored.',
    what: 'An item has none of the keys `rule`, `macro`, `list`, `required_engine_version`, `required_plugin_versions`. Falco ignores it.',
    example: '- rules: Exec in pod',
    cure: 'Correct the key that says what the item is.',
  },
  LOAD_DEPRECATED_ITEM: {
    severity: 'warning',
    title: 'Used deprecated item',
    codedesc: 'A deprecated item is employed by lists, macros, or rules.',
    what: 'The file uses something that works today and that Falco is going to drop: `append: true`, `enabled` alone, or a field that no longer holds what it did.',
    example: '- list: users\n  append: true\n  items: [alice]',
    cure: 'Say it with `override`, for instance `override: {items: append}` or `override: {enabled: replace}`.',
  },
  LOAD_WARNING_EXTENSION: {
    severity: 'warning',
    title: 'Warning in extension item',
    codedesc: 'An extension item has a warning',
    what: 'An item that an extension of Falco reads is doubtful. Falco as it is released has no extensions.',
    example: '',
    cure: '',
  },
  LOAD_APPEND_NO_VALUES: {
    severity: 'warning',
    title: 'Overriding/appending with no values',
    codedesc: 'A rule exception is overriding/appending with no values',
    what: 'An append names an exception and gives it no values, so it changes nothing.',
    example: 'exceptions:\n  - name: trusted_users\noverride:\n  exceptions: append',
    cure: 'Add `values`, or drop the append.',
  },
  LOAD_EXCEPTION_NAME_NOT_UNIQUE: {
    severity: 'warning',
    title: 'Multiple exceptions defined with the same name',
    codedesc: 'A rule is defining multiple exceptions with the same name',
    what: 'A rule has two exceptions of one name. Both apply, but an append by that name reaches only the first.',
    example:
      'exceptions:\n  - {name: users, fields: ka.user.name, values: [alice]}\n  - {name: users, fields: ka.user.name, values: [bob]}',
    cure: 'Join them, or give the second a name of its own.',
  },
  LOAD_INVALID_MACRO_NAME: {
    severity: 'warning',
    title: 'Invalid macro name',
    codedesc: 'A macro is defined with an invalid name',
    what: 'The name of a macro is not a letter followed by letters, digits and underscores, so no condition can refer to it.',
    example: '- macro: is-write',
    cure: 'Rename it, `is_write` for instance.',
  },
  LOAD_INVALID_LIST_NAME: {
    severity: 'warning',
    title: 'Invalid list name',
    codedesc: 'A list is defined with an invalid name',
    what: 'The name of a list holds blanks, quotes, parentheses, commas or `=`. Falco replaces it wherever that text stands in a condition, which is hardly ever what one wants.',
    example: '- list: trusted users',
    cure: 'Rename it, `trusted_users` for instance.',
  },
  LOAD_COMPILE_CONDITION: {
    severity: 'warning',
    title: 'Warning in rule condition',
    codedesc: 'A rule condition or output have been parsed with a warning',
    what: 'A condition loads, but probably does not mean what it says: a regular expression where a plain operator would do, or the name of a field on the right-hand side, which Falco reads as a text.',
    example: 'condition: ka.user.name = ka.impuser.name',
    cure: 'Use `=`, `contains`, `startswith` or `endswith` instead of the regular expression; compare two fields with `val(...)`: `ka.user.name = val(ka.impuser.name)`.',
  },
  LOAD_UNKNOWN_KEY: {
    severity: 'warning',
    title: 'Unknown key in item definition',
    codedesc:
      'An item in the rules content contains an unrecognized key. The key will be ignored. This may indicate a typo or a property placed on the wrong item type.',
    what: 'An item has a key that Falco does not know there, and ignores.',
    example: '- rule: Exec in pod\n  conditon: ka.verb = create',
    cure: 'Correct the key, or remove it.',
  },
  'unmet-plugin-requirement': {
    severity: 'error',
    title: 'Plugin requirement not met',
    what: 'A `required_plugin_versions` asks for a plugin, or a version of it, that the targeted Falco does not have. Falco then stops with a bare message, whatever else is right or wrong.',
    example: '- required_plugin_versions:\n    - {name: k8saudit, version: 99.0.0}',
    cure: 'Lower the requirement, or name the plugins of your Falco: `--plugin k8saudit@0.18.0`.',
  },
  'falco-crash': {
    severity: 'error',
    title: 'Falco cannot load this',
    what: 'The file is of a kind that makes Falco itself stop without a result: it crashes, or ends with an internal message that names no file.',
    example: 'condition: tolower(ka.verb, ka.uri) = create',
    cure: 'Write it another way; the message says what Falco stumbles over.',
  },
  'schema-violation': {
    severity: 'warning',
    title: 'Does not follow the rules schema',
    what: 'Falco checks rules files against a JSON schema, too, and prints what does not follow it; the file loads all the same. The schema is stricter than the loader: priorities must be upper case, booleans `true` or `false`, list items plain values.',
    example: 'priority: Warning',
    cure: 'Write it as the schema wants it: `priority: WARNING`.',
  },
  'newer-than-target': {
    severity: 'warning',
    title: 'Newer than the targeted Falco',
    what: 'The rules use a field, an operator or a key that the Falco or plugin version you target does not have yet. It would refuse the file, or ignore the key.',
    example: 'condition: ka.verb = oneof (create, update)      # with --falco 0.43',
    cure: 'Target the version that you run (`--falco`, `--plugin`, or the config), or write the rule without it.',
  },
  'module-error': {
    severity: 'error',
    title: 'Rules module failed',
    what: 'A TypeScript or JavaScript module of yours could not be loaded: it does not parse, imports what is not there, or threw an error.',
    example: "import { ruel } from 'falco-rules'",
    cure: 'Correct the module where the message points.',
  },
  'rules-mistake': {
    severity: 'error',
    title: 'Mistake in rules written in TypeScript',
    what: 'Rules of a module do not fit together: two different things under one name, a cycle of macros, a name that Falco does not take.',
    example:
      "const a = list('users', ['alice']);\nconst b = list('users', ['bob']);      // both used by one rule",
    cure: 'Correct the places that the message names.',
  },
  'invalid-config': {
    severity: 'error',
    title: 'Invalid configuration',
    what: 'falco-rules.config.* holds a key that does not exist, or a value of the wrong kind.',
    example: 'rule_matching: al      # first or all',
    cure: 'Correct the key or the value; every key is optional.',
  },
  'invalid-test-file': {
    severity: 'error',
    title: 'Invalid declarative test',
    what: 'A *.falco-test.yaml file does not have the shape of one, so that its tests cannot run.',
    example: 'tests:\n  - name: exec is seen\n    expects: [...]      # the key is `expect`',
    cure: 'Correct the key or the value. The JSON schema is in the package: falco-rules/falco-test.schema.json.',
  },
  'invalid-manifest': {
    severity: 'error',
    title: 'Invalid Kubernetes manifest',
    what: 'A file that an audit event is to be made of does not parse, or holds something else than objects of the Kubernetes API.',
    example: 'metadata:\n  name: web      # apiVersion and kind are missing',
    cure: 'Give a file that kubectl would take: YAML or JSON, each document with `apiVersion` and `kind`.',
  },
} as const satisfies Record<string, CodeRow>;

export type DiagnosticCode = keyof typeof CODES;
export type FalcoErrorCode = Extract<DiagnosticCode, `LOAD_ERR_${string}`>;
export type FalcoWarningCode = Exclude<Extract<DiagnosticCode, `LOAD_${string}`>, FalcoErrorCode>;

/** The row of a code; undefined for a word that is none. */
export function findCode(code: string): CodeRow | undefined {
  return Object.hasOwn(CODES, code) ? CODES[code as DiagnosticCode] : undefined;
}
