import {
  decodeText,
  encodeText,
  falcoOutcome,
  type JsonLoadResults,
  loadRules,
  type Ruleset,
} from '@falco-rules/language';
import { type AlertFormat, createReplayer, EventReader, type RuleMatching } from '@falco-rules/simulator';

/** What we say where Falco was asked: the same roads that `validate` and `replay` take. */
export interface Validated {
  readonly status: number;
  readonly validation: JsonLoadResults | null;
  readonly ruleset: Ruleset | undefined;
}

/** Falco's exit status where it crashes (SIGSEGV). */
const CRASHED = 139;

export function validate(yaml: string): Validated {
  const result = loadRules([{ name: 'rules.yaml', content: Buffer.from(yaml) }]);
  const outcome = falcoOutcome(result);
  if ('fatal' in outcome)
    return { status: outcome.fatal === '' ? CRASHED : 1, validation: null, ruleset: undefined };
  const loads = outcome.json.falco_load_results.every(({ successful }) => successful);
  return { status: loads ? 0 : 1, validation: outcome.json, ruleset: result.ruleset };
}

export interface Replayed {
  readonly status: number;
  readonly lines: readonly string[];
}

/** The lines of alerts for an events file, as Falco reads it. */
export function replayFile(
  ruleset: Ruleset,
  events: string,
  format: AlertFormat,
  ruleMatching: RuleMatching,
): Replayed {
  const replayer = createReplayer(ruleset, { ruleMatching, input: 'file', hostname: encodeText('host') });
  const reader = new EventReader({ input: 'file' });
  let out = '';
  for (const batch of [reader.push(Buffer.from(events)), reader.finish()]) {
    if (batch) out += replayer.lines(batch, format);
  }
  out += replayer.finish.lines(format);
  const lines = decodeText(out).split('\n').slice(0, -1);
  return { status: replayer.summary().stop ? 1 : 0, lines };
}

/** A file of rules with these conditions, each saying only which event it matched. */
export function rulesOf(
  conditions: readonly { readonly name: string; readonly condition: string }[],
  output = '%evt.num',
): string {
  return conditions
    .map(({ name, condition }) => {
      const [n, c, o] = [name, condition, output].map((text) => JSON.stringify(text));
      return `- rule: ${n}\n  desc: d\n  condition: ${c}\n  output: ${o}\n  priority: DEBUG\n  source: k8s_audit\n`;
    })
    .join('');
}
