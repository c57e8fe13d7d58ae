import type { Extractor } from '../extract/types.js';
import type { TestPlan } from './plan.js';
import type { Planner } from './planner.js';
import { compileCheck, type Test } from './tests.js';

/** The distinct tests of a ruleset, compiled. */
export interface Conditions {
  /** By test id. */
  readonly tests: readonly Test[];
  /** To be called after an event is loaded: forgets what was found out about the one before. */
  nextEvent(): void;
}

/**
 * Compiles all tests of a planned ruleset. What several rules share - a macro, as a rule - is decided once an
 * event. A single check on a field costs less to repeat than to look up.
 */
export function compileConditions(planner: Planner, extractor: Extractor): Conditions {
  const compiled: Test[] = [];
  const memo = new Memo(planner.tests.length);
  for (const plan of planner.tests) {
    const test = compile(plan, compiled, extractor);
    compiled.push(planner.uses[plan.id]! > 1 && isCostly(plan) ? memo.wrap(plan.id, test) : test);
  }
  return { tests: compiled, nextEvent: () => memo.nextEvent() };
}

function compile(plan: TestPlan, compiled: readonly Test[], extractor: Extractor): Test {
  switch (plan.kind) {
    case 'check':
      return compileCheck(plan, extractor);
    case 'not': {
      const child = compiled[plan.child.id]!;
      return () => !child();
    }
    case 'and':
      return all(plan.children.map((child) => compiled[child.id]!));
    case 'or':
      return any(plan.children.map((child) => compiled[child.id]!));
  }
}

function all(tests: readonly Test[]): Test {
  const [first, second, third] = tests;
  if (first && second && tests.length === 2) return () => first() && second();
  if (first && second && third && tests.length === 3) return () => first() && second() && third();
  return () => {
    for (let i = 0; i < tests.length; i++) if (!tests[i]!()) return false;
    return true;
  };
}

function any(tests: readonly Test[]): Test {
  const [first, second] = tests;
  if (first && second && tests.length === 2) return () => first() || second();
  return () => {
    for (let i = 0; i < tests.length; i++) if (tests[i]!()) return true;
    return false;
  };
}

function isCostly(plan: TestPlan): boolean {
  if (plan.kind === 'not') return isCostly(plan.child);
  if (plan.kind !== 'check') return true;
  if (plan.left.kind !== 'field' || plan.left.list) return true;
  return !CHEAP.has(plan.operator) || plan.modifier !== undefined || plan.right?.kind === 'operand';
}

const CHEAP: ReadonlySet<string> = new Set(['=', '==', '!=', 'exists', 'startswith', 'endswith', '<', '>']);

/** Verdicts of the loaded event, by test id. */
class Memo {
  /** The number of the event that a verdict is of, doubled, plus one where it is true. */
  readonly #known: Uint32Array;
  #event = 2;

  constructor(size: number) {
    this.#known = new Uint32Array(size);
  }

  nextEvent(): void {
    this.#event += 2;
    if (this.#event < 0xffff_fffe) return;
    this.#known.fill(0);
    this.#event = 2;
  }

  wrap(id: number, test: Test): Test {
    const known = this.#known;
    return () => {
      const verdict = known[id]! - this.#event;
      if (verdict === 0) return false;
      if (verdict === 1) return true;
      const holds = test();
      known[id] = this.#event + (holds ? 1 : 0);
      return holds;
    };
  }
}
