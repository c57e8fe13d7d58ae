/** An event, for people. */
export interface EventRef {
  /** The recording that it stands in, or the test that made it. */
  readonly input: string;
  /** The line of the recording, from 1. */
  readonly line: number;
  /** What it says, in a few words. */
  readonly summary: string;
}

/** How often something was seen, and the first few events that showed it. */
export interface Count {
  n: number;
  readonly examples: EventRef[];
}

/** What was seen of a node of a rule's condition. */
export interface NodeTally {
  /** Falco looked at it, and it held, or did not. */
  readonly held: Count;
  readonly failed: Count;
  /** It held (or did not), and the rule's verdict would have been the other one had it not. */
  readonly decidedHeld: Count;
  readonly decidedFailed: Count;
  /** Of a check with a list of values: by the value's place. */
  readonly items: Map<number, ItemTally>;
}

export interface ItemTally {
  /** The value was met. */
  readonly met: Count;
  /** The value was met, and the rule's verdict would have been the other one without it. */
  readonly decided: Count;
}

/** What was seen of a rule. */
export interface RuleTally {
  readonly rule: string;
  /** Tells which tallies are of the same condition (shapeOf). */
  readonly shape: string;
  /** In the order of ConditionTree.nodes; those never looked at are left out. */
  readonly nodes: Map<number, NodeTally>;
}

/** Examples that are kept of each thing. */
const MOST_EXAMPLES = 5;

export function newCount(): Count {
  return { n: 0, examples: [] };
}

export function newNodeTally(): NodeTally {
  return {
    held: newCount(),
    failed: newCount(),
    decidedHeld: newCount(),
    decidedFailed: newCount(),
    items: new Map(),
  };
}

export function countOne(count: Count, event: () => EventRef): void {
  count.n++;
  if (count.examples.length < MOST_EXAMPLES) addExample(count, event());
}

/** Adds what another tally has seen. */
export function addCount(to: Count, more: Count): void {
  to.n += more.n;
  for (const example of more.examples) if (to.examples.length < MOST_EXAMPLES) addExample(to, example);
}

function addExample(count: Count, event: EventRef): void {
  const { input, line, summary } = event;
  const known = count.examples.some(
    (each) => each.input === input && each.line === line && each.summary === summary,
  );
  if (!known) count.examples.push(event);
}

export function addNode(to: NodeTally, more: NodeTally): void {
  addCount(to.held, more.held);
  addCount(to.failed, more.failed);
  addCount(to.decidedHeld, more.decidedHeld);
  addCount(to.decidedFailed, more.decidedFailed);
  for (const [item, tally] of more.items) addItem(itemOf(to, item), tally);
}

export function addItem(to: ItemTally, more: ItemTally): void {
  addCount(to.met, more.met);
  addCount(to.decided, more.decided);
}

export function itemOf(node: NodeTally, item: number): ItemTally {
  const known = node.items.get(item);
  if (known) return known;
  const made = { met: newCount(), decided: newCount() };
  node.items.set(item, made);
  return made;
}

/** Puts tallies of several runs together, those of one condition into one. */
export function mergeTallies(all: readonly RuleTally[]): RuleTally[] {
  const merged = new Map<string, RuleTally>();
  for (const { rule, shape, nodes } of all) {
    const key = `${rule}\n${shape}`;
    const into = merged.get(key) ?? { rule, shape, nodes: new Map() };
    merged.set(key, into);
    for (const [index, node] of nodes) {
      const known = into.nodes.get(index) ?? newNodeTally();
      into.nodes.set(index, known);
      addNode(known, node);
    }
  }
  return [...merged.values()];
}
