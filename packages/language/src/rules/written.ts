import { type Expr, parseCondition } from '../condition/index.js';
import type { MappedText } from '../text/mapped-text.js';
import { withExceptions } from './exceptions.js';
import type { LoadedMacro, LoadedRule } from './model.js';

/** A condition before lists are put in: list names stand where their author wrote them. */
export interface WrittenCondition {
  readonly text: MappedText;
  /** Macros are names. Undefined where the text is no condition before lists are put in. */
  readonly expr: Expr | undefined;
}

/** The condition of a rule or a macro as it was written, appends joined and exceptions put behind it. */
export function writtenCondition(item: LoadedRule | LoadedMacro): WrittenCondition {
  const extended = 'exceptions' in item ? withExceptions(item.condition, item.exceptions) : undefined;
  const text = extended?.ok ? extended.condition : item.condition;
  const parsed = parseCondition(text.text);
  return { text, expr: parsed.ok ? parsed.expr : undefined };
}
