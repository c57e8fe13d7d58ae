import {
  bytesToByteString,
  codeFrame,
  falcoOutcome,
  type LoadResult,
  loadRules,
} from '@falco-rules/language';

/** A rule with this condition and output, as a rules file. */
export function ruleText(name: string, condition: string, output = '%evt.num'): string {
  const [n, c, o] = [name, condition, output].map((text) => JSON.stringify(wellFormed(text)));
  return `- rule: ${n}\n  desc: d\n  condition: ${c}\n  output: ${o}\n  priority: INFO\n  source: k8s_audit\n`;
}

/** Loads a file, and says what of the result is not as it must be, whatever the file holds. */
export function loadChecked(content: Uint8Array): {
  readonly result: LoadResult;
  readonly fault: string | undefined;
} {
  const files = [{ name: 'rules.yaml', content }];
  const result = loadRules(files);
  return { result, fault: faultOf(result, () => loadRules(files)) };
}

function faultOf(result: LoadResult, again: () => LoadResult): string | undefined {
  const outcome = falcoOutcome(result);
  const json = JSON.stringify(outcome);
  if (JSON.stringify(JSON.parse(json)) !== json) return 'the JSON of the validation does not survive parsing';
  if (JSON.stringify(falcoOutcome(again())) !== json) return 'a second load gives another result';
  if (result.ok !== (result.ruleset !== undefined))
    return 'ok, but without a ruleset, or the other way round';
  if ('json' in outcome) {
    const loads = outcome.json.falco_load_results.every(({ successful }) => successful);
    if (loads !== result.ok) return `Falco would say ${loads}, the loader says ${result.ok}`;
  }
  if (!result.ok && !result.diagnostics.some(({ severity }) => severity === 'error')) {
    return 'does not load, and no diagnostic says why';
  }
  for (const { span, related = [], code } of result.diagnostics) {
    for (const each of [span, ...related.map((one) => one.span)]) {
      if (!each) continue;
      const { start, end, file } = each;
      if (!(0 <= start && start <= end && end <= file.text.length)) {
        return `${code} points at ${start}..${end} of ${file.text.length} bytes`;
      }
      if (typeof codeFrame(each) !== 'string') return 'a frame that is no text';
    }
  }
  return undefined;
}

export const byteStringOf = bytesToByteString;

/** Lone surrogates, which have no bytes in UTF-8, become U+FFFD. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString('utf8');
}
