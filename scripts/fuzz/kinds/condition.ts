import { exprEquals, parseCondition, parseOperand, printExpr, printFaults } from '@falco-rules/language';
import { condition } from '../generate/conditions.js';
import { bytesOf, type Kind } from '../kind.js';
import { byteStringOf } from '../rules.js';

export const CONDITION: Kind = {
  purpose: 'texts of conditions: parsed, printed, parsed again',
  generate: (random) => ({
    condition: bytesOf(condition(random, { wrong: 0.2, broken: 0.3 }, random.below(6))),
  }),
  check({ condition: bytes }) {
    const text = byteStringOf(bytes!);
    const parsed = parseCondition(text);
    if (JSON.stringify(parsed) !== JSON.stringify(parseCondition(text)))
      return 'parses differently each time';
    parseOperand(text);
    if (!parsed.ok) {
      const { idx } = parsed.pos;
      if (parsed.message === '') return 'refused without a word';
      return idx >= 0 && idx <= text.length ? undefined : `refused at ${idx} of ${text.length}`;
    }
    if (printFaults(parsed.expr).length > 0) return 'a tree that was parsed cannot be printed';
    const printed = printExpr(parsed.expr);
    const again = parseCondition(printed);
    if (!again.ok) return `printed as ${printed}, which does not parse: ${again.message}`;
    return exprEquals(parsed.expr, again.expr) ? undefined : `printed as ${printed}, which is another tree`;
  },
};
