import { decodeText, type Ruleset } from '@falco-rules/language';
import { compileConditions } from '../engine/conditions.js';
import type { RuleMatching } from '../engine/index.js';
import { Planner } from '../engine/planner.js';
import { type ExtractorOptions, type LoadResult, planExtraction } from '../extract/index.js';
import { compileItems, type ItemProbe } from './items.js';
import { countOne, type EventRef, itemOf, type NodeTally, newNodeTally, type RuleTally } from './tally.js';
import { type ConditionTree, macrosByName, shapeOf, treeOf } from './tree.js';

export interface ProbeOptions extends ExtractorOptions {
  /** Falco's rule_matching: under `first`, rules behind the one that matched are not looked at. Default: first. */
  readonly ruleMatching?: RuleMatching;
}

/** A ruleset compiled for being measured: slower than the engine, which knows nothing of this. */
export interface Probe {
  /** Runs the event at bytes [start, end), as Engine.process does. `event` is asked for where it is kept. */
  process(
    bytes: Uint8Array,
    start: number,
    end: number,
    num: number,
    item: boolean,
    event: () => EventRef,
  ): LoadResult;
  /** What has been seen so far, by rule. */
  tallies(): RuleTally[];
  /** Adds the rules that passed the last event by for one reason only: a single check stood in the way. */
  addNearMisses(to: Set<string>): void;
  /** Rules whose conditions are too large to be measured. */
  readonly unmeasured: readonly string[];
}

/** Compiles a ruleset for measuring what events decide in it. */
export function compileProbe(ruleset: Ruleset, options: ProbeOptions = {}): Probe {
  const planner = new Planner();
  const rules = ruleset.rules.filter((rule) => rule.enabled);
  for (const rule of rules) planner.test(rule.expr);
  const extractor = planExtraction(planner.requests, options);
  const { tests, nextEvent } = compileConditions(planner, extractor);
  const macros = macrosByName(ruleset);
  const trees = rules.map((rule) => treeOf(rule, macros));
  const meters = trees.map((tree, i) => {
    const whole = tests[planner.test(rules[i]!.expr).id]!;
    return tree ? meterOf(tree, tests, planner, extractor) : unmeasured(whole);
  });
  const first = (options.ruleMatching ?? 'first') === 'first';
  return {
    process(bytes, start, end, num, item, event) {
      const refused = extractor.load(bytes, start, end, num, item);
      if (refused !== undefined) return refused;
      nextEvent();
      let taken = false;
      for (const meter of meters) {
        if (taken) meter.skip();
        else taken = meter.measure(event) && first;
      }
      return undefined;
    },
    tallies: () => meters.flatMap(({ tally }) => tally ?? []),
    addNearMisses(to) {
      for (const { tally, near } of meters) if (tally && near()) to.add(tally.rule);
    },
    unmeasured: rules.filter((_, i) => !trees[i]).map(({ name }) => decodeText(name)),
  };
}

function unmeasured(measure: () => boolean): Meter {
  return { measure, skip: () => {}, near: () => false, tally: undefined };
}

interface Meter {
  /** Evaluates the condition on the loaded event and counts what decided it. */
  measure(event: () => EventRef): boolean;
  /** Falco does not come to this rule. */
  skip(): void;
  /** Whether the last event was passed by for a single check. */
  near(): boolean;
  readonly tally: RuleTally | undefined;
}

type Tests = ReturnType<typeof compileConditions>['tests'];

/** What is known of a node in the event: whether it was evaluated, whether it holds, whether Falco looked at it. */
const HOLDS = 1;
const EVALUATED = 2;
const LOOKED_AT = 4;

/**
 * Masking MC/DC. A node decides where the verdict of the whole condition would turn with its own: where all that
 * joins it on the way up leaves it the say. Every occurrence of a check stands for itself.
 */
function meterOf(
  { rule, nodes }: ConditionTree,
  tests: Tests,
  planner: Planner,
  extractor: Parameters<typeof compileItems>[2],
): Meter {
  const tally: RuleTally = { rule: decodeText(rule.name), shape: shapeOf(rule), nodes: new Map() };
  const state = new Uint8Array(nodes.length);
  const checks = nodes.map(({ expr }) =>
    expr.kind === 'BinaryCheck' || expr.kind === 'UnaryCheck' ? tests[planner.check(expr).id] : undefined,
  );
  const items: (ItemProbe | null | undefined)[] = nodes.map(() => undefined);
  let near = false;

  function evaluate(index: number, looked: boolean): boolean {
    const { expr, children } = nodes[index]!;
    let holds: boolean;
    switch (expr.kind) {
      case 'And':
      case 'Or': {
        const decider = expr.kind === 'Or';
        let deciding = 0;
        for (const child of children) {
          if (evaluate(child, looked && deciding === 0) === decider) deciding++;
          // Of two that decide, neither does so alone, nor does any other.
          if (deciding === 2) break;
        }
        holds = deciding > 0 === decider;
        break;
      }
      case 'Not':
        holds = !evaluate(children[0]!, looked);
        break;
      case 'Identifier':
        holds = evaluate(children[0]!, looked);
        break;
      default:
        holds = checks[index]!();
    }
    state[index] = EVALUATED | (holds ? HOLDS : 0) | (looked ? LOOKED_AT : 0);
    return holds;
  }

  /** What is in the tally, for finding it at once. */
  const known: (NodeTally | undefined)[] = nodes.map(() => undefined);
  const nodeTally = (index: number): NodeTally => {
    const before = known[index];
    if (before) return before;
    const made = newNodeTally();
    known[index] = made;
    tally.nodes.set(index, made);
    return made;
  };

  /** Null: it has no items. */
  function itemsAt(index: number): ItemProbe | null {
    const before = items[index];
    if (before !== undefined) return before;
    const { expr } = nodes[index]!;
    const probe = expr.kind === 'BinaryCheck' ? compileItems(expr, planner, extractor) : undefined;
    items[index] = probe ?? null;
    return probe ?? null;
  }

  /** Goes down to what has the say. */
  function decide(index: number, event: () => EventRef): void {
    const { expr, children } = nodes[index]!;
    const node = nodeTally(index);
    const holds = (state[index]! & HOLDS) !== 0;
    countOne(holds ? node.decidedHeld : node.decidedFailed, event);
    if (expr.kind === 'And' || expr.kind === 'Or') {
      const decider = expr.kind === 'Or';
      const deciding = children.filter(
        (child) => state[child]! & EVALUATED && Boolean(state[child]! & HOLDS) === decider,
      );
      if (deciding.length > 1) return;
      for (const child of deciding.length === 1 ? deciding : children) decide(child, event);
    } else if (children.length > 0) {
      decide(children[0]!, event);
    } else {
      near = true;
      itemsAt(index)?.each((item, alone) => {
        if (alone) countOne(itemOf(node, item).decided, event);
      });
    }
  }

  return {
    tally,
    near: () => near && (state[0]! & HOLDS) === 0,
    skip: () => {
      near = false;
    },
    measure(event) {
      state.fill(0);
      near = false;
      const holds = evaluate(0, true);
      for (let index = 0; index < nodes.length; index++) {
        if ((state[index]! & LOOKED_AT) === 0) continue;
        const node = nodeTally(index);
        countOne(state[index]! & HOLDS ? node.held : node.failed, event);
        if (nodes[index]!.children.length === 0) {
          itemsAt(index)?.each((item) => countOne(itemOf(node, item).met, event));
        }
      }
      decide(0, event);
      return holds;
    },
  };
}
