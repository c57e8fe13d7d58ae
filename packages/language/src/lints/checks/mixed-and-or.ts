import { type And, type Or, walk } from '../../condition/index.js';
import { sliceText } from '../../text/mapped-text.js';
import { replacement } from '../edits.js';
import { COMPLETE, exampleRule } from '../example.js';
import type { Finding, Lint } from '../lint.js';
import { type Scene, spanOfNode } from '../scene.js';

export const mixedAndOr: Lint = {
  code: 'mixed-and-or',
  severity: 'info',
  summary: '`and` and `or` mixed without parentheses',
  docs: {
    what: 'One side of an `or` is a chain of `and`, and no parentheses say so.',
    why: '`and` binds more tightly: `a and b or c` is `(a and b) or c`. If it was meant as `a and (b or c)`, the rule fires on every `c`, whatever stage or resource it is.',
    example: exampleRule(
      'Secret changed',
      `${COMPLETE} and ka.target.resource = secrets and ka.verb = create or ka.verb = update`,
    ),
    cure: 'Put parentheses around what belongs together. `--fix` puts them where Falco sees them, which changes nothing.',
    cured: exampleRule(
      'Secret changed',
      `${COMPLETE} and ka.target.resource = secrets and (ka.verb = create or ka.verb = update)`,
    ),
  },
  *check(scene: Scene): Iterable<Finding> {
    for (const unit of scene.units) {
      const found: And[] = [];
      walk(unit.expr, {
        enter: (node) => {
          if (node.kind === 'Or') found.push(...bareSides(node, unit.text.text));
          return undefined;
        },
      });
      for (const node of found) {
        const { start, end } = node;
        // What an append does to the condition before it is another lint's matter.
        if (sliceText(unit.text, start, end).segments.some(({ origin }) => origin?.part.kind === 'append'))
          continue;
        yield {
          message: 'this side of the `or` is all that is joined by `and`',
          span: spanOfNode({ node: { start, end }, text: unit.text }, unit.subject.span),
          subject: unit.subject,
          help: 'put parentheses around what belongs together',
          fix: replacement(
            unit.text,
            start,
            end,
            `(${unit.text.text.slice(start, end)})`,
            'put parentheses around one side of an `or`',
          ),
        };
      }
    }
  },
};

/** Sides of an `or` that are chains of `and` without parentheses of their own. */
function bareSides({ children }: Or, text: string): readonly And[] {
  return children.filter((child): child is And => child.kind === 'And' && !isWrapped(child, text));
}

/** A chain's range leaves out the parentheses around it. */
function isWrapped({ start, end }: And, text: string): boolean {
  return (
    /\(\s*$/.test(text.slice(Math.max(0, start - 1000), start)) && /^\s*\)/.test(text.slice(end, end + 1000))
  );
}
