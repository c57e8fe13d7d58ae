import type {
  BinaryCheck,
  ByteString,
  Expr,
  FieldRow,
  FieldTransformer,
  Operand,
  TransformerArg,
  UnaryCheck,
} from '@falco-rules/language';
import { findField, subexpressions } from '@falco-rules/language';
import type { FieldRequest } from '../extract/index.js';
import type { CheckPlan, FieldPlan, OperandPlan, RightPlan, Shape, TestPlan } from './plan.js';
import { planConstants, rightKey } from './right-side.js';
import { isTextTransformer, type TextTransformer } from './transform.js';

/** `Omit` that keeps a union a union. */
type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never;

const TEXT: Shape = { type: 'string', list: false };
const TEXTS: Shape = { type: 'string', list: true };
const COUNT: Shape = { type: 'uint64', list: false };

/**
 * Prepares the conditions and output fields of a ruleset. Whatever is asked for twice is planned once: fields
 * by name and argument, operands and tests by what they say.
 *
 * Only what the loader has accepted may come here: anything else is our own mistake, and throws.
 */
export class Planner {
  /** The fields asked for; slots are indices. */
  readonly requests: FieldRequest[] = [];
  /** The distinct tests, by id: parts before what is made of them. */
  readonly tests: TestPlan[] = [];
  /** How many places ask for the test of an id. */
  readonly uses: number[] = [];

  readonly #fields = new Map<string, FieldPlan>();
  readonly #byKey = new Map<string, TestPlan>();
  readonly #byExpr = new WeakMap<Expr, TestPlan>();

  /** Plans a condition, its macros resolved. Works on trees of any depth. */
  test(expr: Expr): TestPlan {
    const pending: Expr[] = [expr];
    for (let node = pending.at(-1); node; node = pending.at(-1)) {
      const parts = this.#byExpr.has(node) ? [] : partsOf(node).filter((part) => !this.#byExpr.has(part));
      if (parts.length > 0) {
        for (let i = parts.length - 1; i >= 0; i--) pending.push(parts[i]!);
        continue;
      }
      pending.pop();
      this.#planTest(node);
    }
    return this.#planned(expr);
  }

  #planTest(expr: Expr): TestPlan {
    // A macro's tree is the same object wherever it is used.
    const known = this.#byExpr.get(expr);
    if (known) return known;
    const planned = this.#newTest(expr);
    this.#byExpr.set(expr, planned);
    return planned;
  }

  /** The plan of a part that has been planned before. */
  #planned(expr: Expr): TestPlan {
    const plan = this.#byExpr.get(expr)!;
    this.uses[plan.id]!++;
    return plan;
  }

  #newTest(expr: Expr): TestPlan {
    switch (expr.kind) {
      case 'And':
      case 'Or': {
        const kind = expr.kind === 'And' ? 'and' : 'or';
        const children = expr.children.map((child) => this.#planned(child));
        return this.#share(`${kind} ${children.map((child) => child.id).join(' ')}`, { kind, children });
      }
      case 'Not': {
        const child = this.#planned(expr.child);
        return this.#share(`not ${child.id}`, { kind: 'not', child });
      }
      case 'Identifier':
        if (!expr.expansion) throw new Error(`macro ${expr.name} is not resolved`);
        return this.#byExpr.get(expr.expansion)!;
      case 'UnaryCheck':
      case 'BinaryCheck':
        return this.check(expr);
    }
  }

  check(expr: UnaryCheck | BinaryCheck): CheckPlan {
    const left = this.operand(expr.left);
    if (expr.kind === 'UnaryCheck') {
      return this.#share(`exists ${left.key}`, { kind: 'check', left, operator: 'exists' }) as CheckPlan;
    }
    const { operator, modifier } = expr;
    const right = this.#right(expr.right, left);
    const name = operator === '==' ? '=' : operator;
    const key = `${name} ${modifier ?? ''} ${left.key} ${rightKey(right)}`;
    return this.#share(key, {
      kind: 'check',
      left,
      operator,
      ...(modifier && { modifier }),
      right,
    }) as CheckPlan;
  }

  /** Plans what stands left of an operator, or in an output. */
  operand(operand: Operand): OperandPlan {
    if (operand.kind === 'Field') return this.field(operand.field, operand.arg);
    const { transformer, values, arg } = operand;
    if (isTextTransformer(transformer)) return this.#textTransformers(operand);
    const args = values.map((value) => this.#argument(value));
    const first = args[0];
    const second = args[1];
    if (!first) throw new Error(`${transformer}() without an argument`);
    const key = `${transformer}(${args.map((each) => each.key).join(',')})${arg === undefined ? '' : `[${JSON.stringify(arg)}]`}`;
    switch (transformer) {
      case 'val':
        return first;
      case 'len':
        return {
          ...COUNT,
          kind: 'length',
          key,
          nuls: false,
          seenAs: first.seenAs,
          print: first.print,
          of: first,
        };
      case 'join': {
        if (!second) break;
        const nuls = first.nuls || first.type !== 'string';
        return {
          ...TEXT,
          kind: 'join',
          key,
          nuls,
          seenAs: TEXT,
          print: 'none',
          separator: first,
          of: second,
        };
      }
      case 'concat':
        return { ...TEXT, kind: 'concat', key, nuls: false, seenAs: TEXT, print: 'none', parts: args };
      case 'getopt': {
        if (!second) break;
        const shape = arg === undefined ? TEXTS : TEXT;
        const option = arg === undefined ? {} : { option: arg };
        const common = { ...shape, key, nuls: true, seenAs: TEXT, print: 'none' } as const;
        return { ...common, kind: 'getopt', args: first, optstring: second, ...option };
      }
    }
    throw new Error(`${transformer}() with ${args.length} argument`);
  }

  /** Transformers of one text, one around the other: however many, one operand. */
  #textTransformers(outermost: FieldTransformer): OperandPlan {
    const names: TextTransformer[] = [];
    let inner: TransformerArg | undefined = outermost;
    while (inner?.kind === 'FieldTransformer' && isTextTransformer(inner.transformer)) {
      names.push(inner.transformer);
      inner = inner.values[0];
    }
    if (!inner) throw new Error(`${names[0]}() without an argument`);
    names.reverse();
    const of = this.#argument(inner);
    const { type, list, seenAs, print } = of;
    const key = `${names.join('.')}(${of.key})`;
    return { type, list, kind: 'text-transformers', key, nuls: true, seenAs, print, names, of };
  }

  /** Plans a field by name and argument. */
  field(name: ByteString, arg?: ByteString): FieldPlan {
    const key = arg === undefined ? name : `${name}[${JSON.stringify(arg)}]`;
    const known = this.#fields.get(key);
    if (known) return known;
    const row = findField(name);
    if (!row) throw new Error(`no field ${name}`);
    const slot = this.requests.push(arg === undefined ? { name } : { name, arg }) - 1;
    const shape: Shape = { type: row.type, list: row.list };
    const planned: FieldPlan = {
      ...shape,
      kind: 'field',
      key,
      nuls: false,
      seenAs: shape,
      print: printOf(row),
      slot,
      cleaned: row.provider === 'falco' && row.type === 'string',
      ...(row.provider !== 'falco' && row.type === 'string' && { memory: row.name }),
    };
    this.#fields.set(key, planned);
    return planned;
  }

  #argument(arg: TransformerArg): OperandPlan {
    switch (arg.kind) {
      case 'Field':
      case 'FieldTransformer':
        return this.operand(arg);
      case 'Value':
        return textPlan(arg.value);
      case 'TransformerList': {
        const parts = arg.children.map((child) => this.#argument(child));
        const key = `(${parts.map((part) => part.key).join(',')})`;
        return { ...TEXTS, kind: 'elements', key, nuls: true, seenAs: TEXTS, print: 'none', parts };
      }
    }
  }

  #right(right: BinaryCheck['right'], left: OperandPlan): RightPlan {
    if (right.kind === 'FieldTransformer') return { kind: 'operand', operand: this.operand(right) };
    const values = right.kind === 'List' ? right.values : [right];
    return planConstants(
      values.map(({ value }) => value),
      left,
    );
  }

  #share(key: string, test: Unnumbered<TestPlan>): TestPlan {
    const known = this.#byKey.get(key);
    if (known) return known;
    const numbered: TestPlan = { ...test, id: this.tests.length };
    this.tests.push(numbered);
    this.uses.push(0);
    this.#byKey.set(key, numbered);
    return numbered;
  }
}

function partsOf(expr: Expr): readonly Expr[] {
  return expr.kind === 'Identifier' && expr.expansion ? [expr.expansion] : subexpressions(expr);
}

function textPlan(value: ByteString): OperandPlan {
  const nuls = value.includes('\0');
  return { ...TEXT, kind: 'text', key: JSON.stringify(value), nuls, seenAs: TEXT, print: 'none', value };
}

function printOf(row: FieldRow): FieldPlan['print'] {
  if (row.padded) return 'padded';
  // Plugin fields of every type are decimal to libsinsp, its own texts have no number format.
  return row.provider === 'falco' && row.type === 'string' ? 'none' : 'decimal';
}
