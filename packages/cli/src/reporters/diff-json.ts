import { type Alert, CHANGES, type RulesetDiff } from '@falco-rules/simulator';
import type { DiffShown } from './diff-text.js';

/** Differences of two rulesets, for programs. */
export function diffJson({ verdict, changes, traffic }: RulesetDiff, shown: DiffShown): object {
  return {
    old: shown.old,
    new: shown.new,
    verdict: verdict ?? 'none',
    changes: changes.map(({ level, code, kind, name, message }) => ({
      level,
      code,
      kind,
      name,
      message,
      why: CHANGES[code].why,
    })),
    ...(traffic && {
      events: traffic.events,
      alerts: { before: traffic.before, after: traffic.after },
      alert_changes: traffic.changes.map(({ rule, kind, code, cause, count, example, before, after }) => ({
        rule,
        kind,
        ...(code !== undefined && { code }),
        cause,
        count,
        example: { event: example.event, file: shown.inputs[example.input] ?? 'stdin', line: example.line },
        ...(before && { before: alertJson(before) }),
        ...(after && { after: alertJson(after) }),
      })),
    }),
  };
}

function alertJson({ rule, priority, tags, output }: Alert): object {
  return { rule, priority, tags, output };
}
