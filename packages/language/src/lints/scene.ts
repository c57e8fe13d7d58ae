import {
  type AnyNode,
  type BinaryCheck,
  type Expr,
  type Field,
  type Identifier,
  nodesOfKind,
  type UnaryCheck,
} from '../condition/index.js';
import type { OutputField, OutputTemplate } from '../output/index.js';
import {
  CONTAINER_INFO,
  type LoadedMacro,
  type LoadedRule,
  type Ruleset,
  type Target,
} from '../rules/index.js';
import type { MappedText } from '../text/mapped-text.js';
import { spanOf } from '../text/mapped-text.js';
import type { SourceFile, Span } from '../text/source.js';
import type { AuditLevel, Provider, Subject } from './lint.js';
import { type Formula, formulaOf, negate } from './logic/formula.js';

export type Check = UnaryCheck | BinaryCheck;

export interface SceneOptions {
  readonly target: Target;
  readonly provider?: Provider | undefined;
  readonly auditLevel?: AuditLevel | undefined;
  readonly ruleMatching: 'first' | 'all';
}

/** A condition as it stands in a rule or a macro, macros inside of it left alone. */
export interface Unit {
  readonly subject: Subject;
  readonly rule?: LoadedRule;
  readonly macro?: LoadedMacro;
  /** What positions in `expr` are offsets of. */
  readonly text: MappedText;
  readonly expr: Expr;
}

/** A node with the text that its positions are offsets of. */
export interface Placed<N> {
  readonly node: N;
  readonly text: MappedText;
}

/** A check of a rule, macros put in. */
export interface PlacedCheck extends Placed<Check> {
  /** False under an odd number of `not`. */
  readonly positive: boolean;
  /** Whether the rule fires only where it holds: nothing but `and` around it. */
  readonly needed: boolean;
  /** The condition that wrote it. */
  readonly unit: Unit;
}

/** A rule, with what lints ask of it; worked out when they do. */
export interface RuleView {
  readonly rule: LoadedRule;
  readonly unit: Unit;
  /** Undefined where the condition is too large to reason about. */
  formula(): Formula | undefined;
  opposite(): Formula | undefined;
  /** Every check, macros put in; one that is reached twice stands there twice. */
  checks(): readonly PlacedCheck[];
  outputFields(): readonly OutputField[];
}

/** What lints look at. */
export interface Scene {
  readonly ruleset: Ruleset;
  readonly files: readonly SourceFile[];
  readonly options: SceneOptions;
  /** Every condition: of rules, then of macros. */
  readonly units: readonly Unit[];
  readonly rules: readonly RuleView[];
  /** The formula of a piece of a unit. */
  formula(expr: Expr): Formula | undefined;
}

export function sceneOf(ruleset: Ruleset, files: readonly SourceFile[], options: SceneOptions): Scene {
  const macroUnits = new Map<string, Unit>();
  for (const macro of ruleset.macros) {
    const { name, span, expandedText: text, expr } = macro;
    macroUnits.set(name, { subject: { kind: 'macro', name, span }, macro, text, expr });
  }
  const ruleUnits = ruleset.rules.map((rule): Unit => {
    const { name, span, expandedText: text, expr } = rule;
    return { subject: { kind: 'rule', name, span }, rule, text, expr };
  });
  const known = new Map<Expr, Formula | undefined>();
  const formula = (expr: Expr) => {
    if (!known.has(expr)) known.set(expr, formulaOf(expr));
    return known.get(expr);
  };
  return {
    ruleset,
    files,
    options,
    units: [...ruleUnits, ...macroUnits.values()],
    rules: ruleUnits.map((unit) => viewOf(unit, macroUnits, formula)),
    formula,
  };
}

function viewOf(
  unit: Unit,
  macros: ReadonlyMap<string, Unit>,
  formula: (expr: Expr) => Formula | undefined,
): RuleView {
  const rule = unit.rule!;
  return {
    rule,
    unit,
    formula: () => formula(rule.expr),
    opposite: once(() => {
      const own = formula(rule.expr);
      return own && negate(own);
    }),
    checks: once(() => checksOf(unit, macros)),
    outputFields: once(() => outputFieldsOf(rule)),
  };
}

/** Works something out when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const MOST_CHECKS = 20_000;

function checksOf(start: Unit, macros: ReadonlyMap<string, Unit>): readonly PlacedCheck[] {
  const found: PlacedCheck[] = [];
  const pending = [{ node: start.expr, positive: true, needed: true, unit: start }];
  for (let item = pending.pop(); item && found.length < MOST_CHECKS; item = pending.pop()) {
    const { node, positive, needed, unit } = item;
    switch (node.kind) {
      case 'And':
      case 'Or': {
        const together = needed && (node.kind === 'And') === positive;
        for (const child of node.children.toReversed())
          pending.push({ node: child, positive, needed: together, unit });
        break;
      }
      case 'Not':
        pending.push({ node: node.child, positive: !positive, needed, unit });
        break;
      case 'Identifier': {
        const macro = macros.get(node.name);
        if (node.expansion && macro) pending.push({ node: node.expansion, positive, needed, unit: macro });
        break;
      }
      default:
        found.push({ node, text: unit.text, positive, needed, unit });
    }
  }
  return found;
}

function outputFieldsOf(rule: LoadedRule): readonly OutputField[] {
  const template = templateOf(rule);
  return template ? template.tokens.filter((token) => token.kind === 'field') : [];
}

/** The parts of an output, at their offsets in it; undefined where those are not known. */
export function templateOf({ output, template }: LoadedRule): OutputTemplate | undefined {
  return output.text.includes(CONTAINER_INFO) ? undefined : template;
}

/** The checks that a unit itself writes. */
export function ownChecks({ expr }: Unit): readonly Check[] {
  return [...nodesOfKind(expr, 'BinaryCheck'), ...nodesOfKind(expr, 'UnaryCheck')].sort(
    (a, b) => a.start - b.start,
  );
}

export function ownIdentifiers({ expr }: Unit): readonly Identifier[] {
  return nodesOfKind(expr, 'Identifier');
}

/** The field at the left of a check, under its transformers; undefined where there are several or none. */
export function fieldOf(check: Check): Field | undefined {
  const fields = nodesOfKind(check.left, 'Field');
  return fields.length === 1 ? fields[0] : undefined;
}

/** Fields anywhere in a node. */
export function fieldsIn(node: AnyNode): readonly Field[] {
  return nodesOfKind(node, 'Field');
}

/** The user's text behind a node; where nobody wrote it, the item that it belongs to. */
export function spanOfNode(
  { node, text }: Placed<{ readonly start: number; readonly end: number }>,
  otherwise: Span,
): Span {
  return spanOf(text, node.start, node.end) ?? otherwise;
}

/** A check where it was written, for lints that look at one check at a time. */
export interface WrittenCheck {
  readonly unit: Unit;
  readonly node: Check;
}

/** Every check of every condition, each once. */
export function* writtenChecks(scene: Scene): Iterable<WrittenCheck> {
  for (const unit of scene.units) for (const node of ownChecks(unit)) yield { unit, node };
}
