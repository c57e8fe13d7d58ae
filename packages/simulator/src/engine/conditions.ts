import type { Extractor } from '../extract/index.js';
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
  const deep = new DeepTests(planner.tests);
  for (const plan of planner.tests) {
    let test = compile(plan, compiled, extractor);
    const landing = deep.isLanding(plan);
    if (landing || (planner.uses[plan.id]! > 1 && isCostly(plan))) test = memo.wrap(plan.id, test);
    compiled.push(landing ? deep.climb(plan, test) : test);
  }
  return { tests: compiled, nextEvent: () => memo.nextEvent() };
}

/** Levels of nesting that are evaluated by recursion. */
const LANDING = 200;

/**
 * Falco takes conditions of ten thousand levels. Recursing into them would overflow the stack: on every 200th
 * level, what lies on such levels below is decided first, from the bottom up, and remembered.
 */
class DeepTests {
  readonly #depths: number[] = [];
  /** Landings at and below a test, in order; the same array for tests that have the same ones. */
  readonly #landings: (readonly Test[])[] = [];

  constructor(tests: readonly TestPlan[]) {
    for (const test of tests) {
      this.#depths.push(1 + partsOf(test).reduce((most, part) => Math.max(most, this.#depths[part.id]!), 0));
    }
  }

  isLanding({ id }: TestPlan): boolean {
    return this.#depths[id]! % LANDING === 0;
  }

  /** Wraps the remembered test of a landing so that the landings below are decided first. */
  climb(plan: TestPlan, test: Test): Test {
    const below = [...new Set(this.#below(plan))];
    this.#landings[plan.id] = [...below, test];
    if (below.length === 0) return test;
    return () => {
      for (const landing of below) landing();
      return test();
    };
  }

  /** Collected by walking down from one landing to the next, so at most 200 levels. */
  #below(plan: TestPlan): readonly Test[] {
    const found: Test[] = [];
    const seen = new Set<TestPlan>();
    const visit = (part: TestPlan): void => {
      if (seen.has(part) || this.#depths[part.id]! < LANDING) return;
      seen.add(part);
      const landings = this.#landings[part.id];
      if (landings) for (const landing of landings) found.push(landing);
      else for (const inner of partsOf(part)) visit(inner);
    };
    for (const part of partsOf(plan)) visit(part);
    return found;
  }
}

function partsOf(plan: TestPlan): readonly TestPlan[] {
  if (plan.kind === 'not') return [plan.child];
  return plan.kind === 'check' ? [] : plan.children;
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
