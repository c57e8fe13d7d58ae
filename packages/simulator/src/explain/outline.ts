import {
  type BinaryCheck,
  type ByteString,
  decodeText,
  type Expr,
  type LoadedRule,
  type MappedText,
  type Part,
  printExpr,
  type Ruleset,
  type Span,
  sliceText,
  spanOf,
  subexpressions,
  type UnaryCheck,
  writtenCondition,
} from '@falco-rules/language';

type Check = UnaryCheck | BinaryCheck;

/** What a node of a condition was when its user wrote it. */
export interface Origin {
  /** As written: lists are named. Of checks and macros; joints have none. */
  readonly written: string;
  /** In the user's own file; absent for what Falco adds. */
  readonly span?: Span;
  /** The rule, macro or exception that it stands in. */
  readonly part?: Part;
  /** Lists that the check names. */
  readonly lists: readonly string[];
}

/** Where the nodes of a rule's condition come from, macros included. */
export type Outline = ReadonlyMap<Expr, Origin>;

/** Finds out what the parts of a rule's condition were as written. Once for a rule: it parses. */
export function outlineOf(rule: LoadedRule, ruleset: Ruleset): Outline {
  const macros = new Map(ruleset.macros.map((macro) => [macro.name, macro]));
  const lists = new Set(ruleset.lists.map(({ name }) => name));
  const outline = new Map<Expr, Origin>();
  const pending: { expr: Expr; written: Expr | undefined; text: MappedText }[] = [
    { expr: rule.expr, written: writtenCondition(rule).expr, text: rule.expandedText },
  ];
  for (let item = pending.pop(); item; item = pending.pop()) {
    const { expr, written, text } = item;
    if (outline.has(expr)) continue;
    outline.set(expr, originOf(expr, written, text, lists));
    if (expr.kind === 'Identifier') {
      const macro = macros.get(expr.name);
      if (macro && expr.expansion) {
        const inner = writtenCondition(macro).expr;
        pending.push({ expr: expr.expansion, written: inner, text: macro.expandedText });
      }
      continue;
    }
    const children = subexpressions(expr);
    // Lists that bring more than values may change the shape: then what was put in is shown.
    const same = written?.kind === expr.kind ? subexpressions(written) : [];
    const paired = same.length === children.length;
    children.forEach((child, i) => {
      pending.push({ expr: child, written: paired ? same[i] : undefined, text });
    });
  }
  return outline;
}

function originOf(
  expr: Expr,
  written: Expr | undefined,
  text: MappedText,
  lists: ReadonlySet<string>,
): Origin {
  const span = spanOf(text, expr.start, expr.end);
  const part = sliceText(text, expr.start, expr.end).segments.find(({ origin }) => origin)?.origin?.part;
  const where = { ...(span && { span }), ...(part && { part }) };
  if (expr.kind === 'Identifier') return { written: decodeText(expr.name), lists: [], ...where };
  if (!isCheck(expr)) return { written: '', lists: [], ...where };
  const shown = written && isCheck(written) && sameLeft(written, expr) ? written : expr;
  return { written: decodeText(printExpr(shown)), lists: listsIn(shown, lists), ...where };
}

function isCheck(expr: Expr): expr is Check {
  return expr.kind === 'BinaryCheck' || expr.kind === 'UnaryCheck';
}

function sameLeft(a: Check, b: Check): boolean {
  return a.operator === b.operator && a.left.kind === b.left.kind;
}

function listsIn(check: Check, lists: ReadonlySet<ByteString>): string[] {
  if (check.kind === 'UnaryCheck' || check.right.kind === 'FieldTransformer') return [];
  const values = check.right.kind === 'List' ? check.right.values : [check.right];
  return values
    .filter(({ value, quoted }) => !quoted && lists.has(value))
    .map(({ value }) => decodeText(value));
}
