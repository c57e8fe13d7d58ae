import type { And, BinaryCheck, Expr, Identifier, Not, Or, UnaryCheck } from '@falco-rules/language';
import { dropTrailingNuls, isList } from '../engine/bytes.js';
import { compileOperand } from '../engine/operands.js';
import type { Planner } from '../engine/planner.js';
import { compileCheck } from '../engine/tests.js';
import type { Extractor, FieldValue } from '../extract/index.js';

/** How a condition came out on an event: every node with its verdict, every check with its values. */
export type Trace = JunctionTrace | NotTrace | MacroTrace | CheckTrace;

interface TraceNode {
  readonly verdict: boolean;
  /** Falco did not look at it: what stands before it had decided already. The verdict is what it would be. */
  readonly skipped: boolean;
}

export interface JunctionTrace extends TraceNode {
  readonly kind: 'junction';
  readonly expr: And | Or;
  readonly children: readonly Trace[];
}

export interface NotTrace extends TraceNode {
  readonly kind: 'not';
  readonly expr: Not;
  readonly child: Trace;
}

export interface MacroTrace extends TraceNode {
  readonly kind: 'macro';
  readonly expr: Identifier;
  readonly child: Trace;
}

export interface CheckTrace extends TraceNode {
  readonly kind: 'check';
  readonly expr: UnaryCheck | BinaryCheck;
  /** The left side's value, transformers applied; undefined where it is absent. */
  readonly value: FieldValue;
  /** The right side's value, where that is a field. */
  readonly other?: FieldValue;
}

/** Evaluates the loaded event and gives the trace; `skipped` is passed down from above. */
export type Tracer = (skipped: boolean) => Trace;

/**
 * Compiles a condition for tracing: every check is evaluated, also those that Falco skips. Its own visitor,
 * so that the engine's fast closures know nothing of traces. The condition must have been planned before the
 * extractor was.
 */
export function compileTrace(expr: Expr, planner: Planner, extractor: Extractor): Tracer {
  switch (expr.kind) {
    case 'And':
    case 'Or':
      return traceJunction(
        expr,
        expr.children.map((child) => compileTrace(child, planner, extractor)),
      );
    case 'Not': {
      const trace = compileTrace(expr.child, planner, extractor);
      return (skipped) => {
        const child = trace(skipped);
        return { kind: 'not', expr, verdict: !child.verdict, skipped, child };
      };
    }
    case 'Identifier': {
      if (!expr.expansion) throw new Error(`macro ${expr.name} is not resolved`);
      const trace = compileTrace(expr.expansion, planner, extractor);
      return (skipped) => {
        const child = trace(skipped);
        return { kind: 'macro', expr, verdict: child.verdict, skipped, child };
      };
    }
    case 'UnaryCheck':
    case 'BinaryCheck':
      return traceCheck(expr, planner, extractor);
  }
}

function traceJunction(expr: And | Or, tracers: readonly Tracer[]): Tracer {
  const decider = expr.kind === 'Or';
  return (skipped) => {
    let verdict = !decider;
    const children = tracers.map((trace) => {
      const child = trace(skipped || verdict === decider);
      if (child.verdict === decider) verdict = decider;
      return child;
    });
    return { kind: 'junction', expr, verdict, skipped, children };
  };
}

function traceCheck(expr: UnaryCheck | BinaryCheck, planner: Planner, extractor: Extractor): Tracer {
  const plan = planner.check(expr);
  const test = compileCheck(plan, extractor);
  const left = compileOperand(plan.left, extractor);
  const right = plan.right?.kind === 'operand' ? compileOperand(plan.right.operand, extractor) : undefined;
  return (skipped) => {
    const node = { kind: 'check', expr, verdict: test(), skipped, value: shown(left()) } as const;
    return right ? { ...node, other: shown(right()) } : node;
  };
}

/** Without the terminators that transformers count in. */
function shown(value: FieldValue): FieldValue {
  if (typeof value === 'string') return dropTrailingNuls(value);
  return isList(value) ? value.map(dropTrailingNuls) : value;
}
