import {
  type BinaryCheck,
  type Expr,
  findField,
  mapExpr,
  type Operand,
  printExpr,
  type UnaryCheck,
  type Value,
} from '@falco-rules/language';
import { isCondition } from '../condition/make.js';
import { toExpr } from '../condition/to-expr.js';
import { methodOf } from '../field/operators.js';
import type { Canon } from './canon.js';
import { operandSource } from './operand.js';
import type { Scope } from './scope.js';
import { array, call, fitsTemplate, member, name, type Source, text } from './source.js';

/** Writes conditions. A part that the DSL has no form for becomes `cond`, alone where it can. */
export class ConditionWriter {
  private readonly scope: Scope;
  private readonly canon: Canon;

  constructor(scope: Scope, canon: Canon) {
    this.scope = scope;
    this.canon = canon;
  }

  /** Undefined for what not even `cond` can say. */
  write(expr: Expr): Source | undefined {
    return this.convert(expr)?.source;
  }

  private convert(expr: Expr): Written | undefined {
    switch (expr.kind) {
      case 'Identifier': {
        const macro = this.scope.constant('macro', expr.name);
        return macro ? { source: name(macro.name), typed: true, checks: 0 } : this.asText(expr);
      }
      case 'Not': {
        const child = this.convert(expr.child);
        if (!child?.typed) return this.asText(expr);
        return { ...child, source: call('not', child.source) };
      }
      case 'And':
      case 'Or': {
        const children = flat(expr.kind, expr.children).map((child) => this.convert(child));
        if (!children.every((child) => child !== undefined)) return this.asText(expr);
        const typedChecks = children.reduce((sum, { typed, checks }) => sum + (typed ? checks : 0), 0);
        // Text all over: one text is easier to read than many.
        if (typedChecks === 0 && children.some(({ typed }) => !typed)) return this.asText(expr);
        const checks = children.reduce((sum, child) => sum + child.checks, 0);
        const word = expr.kind === 'And' ? 'and' : 'or';
        return { source: call(word, ...children.map(({ source }) => source)), typed: true, checks };
      }
      case 'UnaryCheck':
      case 'BinaryCheck': {
        const source = this.checkSource(expr);
        return source && this.comesTo(source, expr) ? { source, typed: true, checks: 1 } : this.asText(expr);
      }
    }
  }

  private asText(expr: Expr): Written | undefined {
    const source = this.condSource(expr);
    return source && this.comesTo(source, expr) ? { source, typed: false, checks: 1 } : undefined;
  }

  private comesTo(source: Source, expr: Expr): boolean {
    const made = this.scope.tryEvaluate(source);
    return (
      isCondition(made) && this.canon.of(toExpr(made, this.scope.listNames).expr) === this.canon.of(expr)
    );
  }

  private checkSource(expr: UnaryCheck | BinaryCheck): Source | undefined {
    const left = operandSource(expr.left);
    if (!left) return undefined;
    if (expr.kind === 'UnaryCheck') return call(member(left, 'exists'));
    const method = methodOf(expr.operator);
    if (method === undefined) return undefined;
    const right = this.rightSource(expr);
    if (!right) return undefined;
    const callee = member(left, method, ...(expr.modifier ? [expr.modifier] : []));
    return call(callee, right);
  }

  private rightSource({ left, operator, right }: BinaryCheck): Source | undefined {
    switch (right.kind) {
      case 'FieldTransformer': {
        const [inner] = right.values;
        const isVal = right.transformer === 'val';
        if (!isVal) return operandSource(right);
        return inner && (inner.kind === 'Field' || inner.kind === 'FieldTransformer')
          ? operandSource(inner)
          : undefined;
      }
      case 'Value':
        return valueSource(right, left, operator);
      case 'List': {
        const values = right.values.map((value) => this.listValue(value, left, operator));
        if (!values.every((value) => value !== undefined)) return undefined;
        const [only] = values;
        return values.length === 1 && only?.kind === 'name' ? only : array(values);
      }
    }
  }

  private listValue(value: Value, left: Operand, operator: string): Source | undefined {
    if (value.quoted) return valueSource(value, left, operator);
    const list = this.scope.constant('list', value.value);
    if (list) return name(list.name);
    // It may be the name of a list that is not among the files: quotes would keep it from being replaced.
    return looksLikeList(value.value) ? undefined : valueSource(value, left, operator);
  }

  /** The condition's text, with constants put in where it names macros and lists. */
  private condSource(expr: Expr): Source | undefined {
    const parts: Source[] = [];
    const placeholder = (part: Source): string => `${PLACEHOLDER}${parts.push(part) - 1}_`;
    if (printExpr(expr).includes(PLACEHOLDER)) return undefined;
    const marked = mapExpr(expr, (node) => {
      if (node.kind === 'Identifier') {
        const macro = this.scope.constant('macro', node.name);
        return macro ? { ...node, name: placeholder(name(macro.name)) } : node;
      }
      if (node.kind !== 'BinaryCheck' || node.right.kind !== 'List') return node;
      const values = node.right.values.map((value) => {
        const list = value.quoted ? undefined : this.scope.constant('list', value.value);
        return list ? { ...value, value: placeholder(name(list.name)) } : value;
      });
      return { ...node, right: { ...node.right, values } };
    });
    const printed = printExpr(marked);
    const order: Source[] = [];
    const texts = printed.split(PLACEHOLDERS).filter((piece, i) => {
      if (i % 2 === 1) order.push(parts[Number(piece)]!);
      return i % 2 === 0;
    });
    if (!texts.every((piece) => fitsTemplate('cond', piece))) return undefined;
    return { kind: 'template', tag: 'cond', texts, parts: order };
  }
}

interface Written {
  readonly source: Source;
  /** Whether more than text. */
  readonly typed: boolean;
  readonly checks: number;
}

const PLACEHOLDER = 'put_in_by_import_';
const PLACEHOLDERS = /put_in_by_import_(\d+)_/;

function flat(kind: 'And' | 'Or', children: readonly Expr[]): readonly Expr[] {
  return children.flatMap((child) => (child.kind === kind ? flat(kind, child.children) : [child]));
}

/** As DSL values that look so are quoted (condition/literal.ts). */
export function looksLikeList(value: string): boolean {
  return /^[A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_]*$/.test(value);
}

/** Numbers where numbers are compared, true and false where only those can be meant, else texts. */
function valueSource({ value: decoded }: Value, left: Operand, operator: string): Source {
  const isOrder = operator.startsWith('<') || operator.startsWith('>');
  if (
    (isOrder || isNumber(left)) &&
    String(Number(decoded)) === decoded &&
    Number.isSafeInteger(Number(decoded))
  ) {
    return { kind: 'literal', value: Number(decoded) };
  }
  const flag = left.kind === 'Field' && (isFlag(left.field) || holds(left) === 'bool');
  if (flag && (decoded === 'true' || decoded === 'false'))
    return { kind: 'literal', value: decoded === 'true' };
  return text(decoded);
}

function isNumber(left: Operand): boolean {
  if (left.kind === 'FieldTransformer') return left.transformer === 'len';
  return ['uint64', 'abstime', 'reltime'].includes(holds(left) ?? '');
}

function holds(left: Operand): string | undefined {
  return left.kind === 'Field' ? findField(left.field)?.type : undefined;
}

/** Fields whose values are the texts `true` and `false`. */
function isFlag(field: string): boolean {
  return /\.(?:privileged|allow_privilege_escalation|read_only_fs|host_?(?:network|pid|ipc))$/.test(field);
}
