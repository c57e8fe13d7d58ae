import { decodeText } from '../../text/bytes.js';
import { COMPLETE, exampleRule } from '../example.js';
import type { Finding, Lint } from '../lint.js';
import { holdsFor } from '../logic/model.js';
import { FormulaIndex } from '../logic/requirements.js';
import { findModel, impossible } from '../logic/solver.js';
import type { RuleView, Scene } from '../scene.js';

const DELETED = exampleRule(
  'Secret deleted',
  `${COMPLETE} and ka.target.resource = secrets and ka.verb = delete`,
);
const SYSTEM = exampleRule(
  'System secret deleted',
  `${COMPLETE} and ka.target.resource = secrets and ka.verb = delete\nand ka.target.namespace = kube-system`,
);

export const hiddenRule: Lint = {
  code: 'hidden-rule',
  severity: 'warning',
  summary: 'A rule that an earlier one always hides',
  docs: {
    what: 'Every event that would fire this rule fires an earlier one, too.',
    why: 'Falco stops at the first rule that matches an event (`rule_matching: first`, the default), in the order in which the rules are defined and whatever their priorities are. The later rule never fires, and nothing says so.',
    example: `${DELETED}${SYSTEM}`,
    cure: 'Put the special rule before the general one, let the general one leave out what the special one is for, or set `rule_matching: all` in falco.yaml (and `ruleMatching` in the config of this project).',
    cured: `${SYSTEM}${DELETED}`,
  },
  *check(scene: Scene): Iterable<Finding> {
    if (scene.options.ruleMatching === 'all') return;
    const earlier: RuleView[] = [];
    const index = new FormulaIndex();
    for (const view of scene.rules) {
      const formula = view.rule.enabled ? view.formula() : undefined;
      if (!formula || impossible(formula)) continue;
      // One event on which this rule fires and an earlier one does not is enough to leave that one out.
      const model = findModel(formula);
      const hiding = index
        .candidates(model)
        .map((i) => earlier[i]!)
        .find((other) => {
          const theirs = other.formula();
          if (model && theirs && holdsFor(theirs, model) === false) return false;
          const opposite = other.opposite();
          return opposite !== undefined && impossible(formula, opposite);
        });
      if (hiding) {
        const name = decodeText(hiding.rule.name);
        yield {
          message: `this rule never fires: \`${name}\` fires first on all of its events`,
          span: view.rule.nameSpan,
          subject: view.unit.subject,
          related: [{ span: hiding.rule.nameSpan, message: 'this rule comes first' }],
          help: `move it before \`${name}\`, or make that rule leave out these events`,
        };
      }
      // Also one that is hidden itself hides nothing that its hider does not.
      if (hiding) continue;
      index.add(formula);
      earlier.push(view);
    }
  },
};
