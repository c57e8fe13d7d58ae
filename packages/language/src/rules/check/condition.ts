import type { BinaryCheck, Expr, Position, TransformerArg, UnaryCheck, Value } from '../../condition/ast.js';
import { TRANSFORMERS } from '../../condition/transformers.js';
import { expansionsIn, type Leaf, leavesOf } from '../../condition/visit.js';
import { evaluateOperand, type FieldLookup, type OperandInfo } from '../../fields/operand-type.js';
import type { ByteString } from '../../text/bytes.js';
import type { MappedText } from '../../text/mapped-text.js';
import { DEPRECATED_FIELDS, type DeprecatedField } from './deprecated.js';
import { operatorFault, operatorsFor, valueFault } from './values.js';

/** Something that is said of a place in a condition. */
export interface Remark {
  readonly message: ByteString;
  /** Where libsinsp says it is. */
  readonly pos: Position;
  /** The text that is meant: of the condition itself, or of the macro that holds it. */
  readonly text: MappedText;
  readonly start: number;
  readonly end: number;
  readonly about?: About;
}

/** What a remark is about, for whoever explains it. */
export type About =
  | { readonly kind: 'unknown-field'; readonly field: ByteString }
  | { readonly kind: 'operator'; readonly allowed: readonly string[] }
  | { readonly kind: 'misused-field'; readonly field: ByteString }
  | { readonly kind: 'fatal' };

/** What there is to say of a condition whose macros have been resolved. */
export interface ConditionSummary {
  /** Whether there is nothing to say, as of most. */
  readonly isClean: boolean;
  /** What does not compile, each once: Falco stops at the first. */
  faults(): readonly Remark[];
  /** LOAD_COMPILE_CONDITION, as often as they are met; Falco gives them only where nothing is at fault. */
  warnings(): readonly Remark[];
  /** The first comparison with <NA>. */
  readonly unsafe: Remark | undefined;
  readonly deprecated: ReadonlyMap<DeprecatedField, Remark>;
}

/**
 * Checks conditions against the fields of a source. Macros are looked at once, however often they are used;
 * `textOfMacro` gives the text that a macro's positions are offsets in.
 */
export function conditionChecker(
  fields: FieldLookup,
  textOfMacro: (name: ByteString) => MappedText,
): (expr: Expr, text: MappedText) => ConditionSummary {
  const known = new WeakMap<Expr, Findings>();
  function summarize(leaves: readonly Leaf[], text: MappedText): Findings {
    const findings = new Findings(fields, text);
    for (const leaf of leaves) {
      if (leaf.kind === 'UnaryCheck') findings.unary(leaf);
      else if (leaf.kind === 'BinaryCheck') findings.binary(leaf);
      else if (leaf.expansion) findings.merge(known.get(leaf.expansion)!);
    }
    return findings;
  }
  const isNew = (leaf: Leaf) => leaf.kind === 'Identifier' && leaf.expansion && !known.has(leaf.expansion);
  return (expr, text) => {
    const leaves = leavesOf(expr);
    if (leaves.some(isNew)) {
      for (const { name, expansion } of expansionsIn(expr, (inner) => known.has(inner))) {
        known.set(expansion, summarize(leavesOf(expansion), textOfMacro(name)));
      }
    }
    return summarize(leaves, text);
  };
}

const UNSAFE_PREFIXES: readonly string[] = ['ka.', 'jevt.'];
const EQUALITY: readonly string[] = ['==', '=', '!=', 'in', 'intersects', 'pmatch'];
const NOT_AVAILABLE = '<NA>';

/** Remarks as they are met, those of macros as what was found in the macro. */
type Met = Remark | Findings;

/** As many warnings of one condition as are given: macros of macros can multiply them beyond measure. */
const MOST_WARNINGS = 10_000;

class Findings implements ConditionSummary {
  unsafe: Remark | undefined;
  readonly deprecated = new Map<DeprecatedField, Remark>();
  readonly #faults: Met[] = [];
  readonly #warnings: Met[] = [];
  readonly #fields: FieldLookup;
  readonly #text: MappedText;

  constructor(fields: FieldLookup, text: MappedText) {
    this.#fields = fields;
    this.#text = text;
  }

  get isClean(): boolean {
    return (
      this.#faults.length === 0 &&
      this.#warnings.length === 0 &&
      this.unsafe === undefined &&
      this.deprecated.size === 0
    );
  }

  merge(other: Findings): void {
    if (other.isClean) return;
    if (other.#faults.length > 0) this.#faults.push(other);
    if (other.#warnings.length > 0) this.#warnings.push(other);
    this.unsafe ??= other.unsafe;
    for (const [field, remark] of other.deprecated)
      if (!this.deprecated.has(field)) this.deprecated.set(field, remark);
  }

  faults(): readonly Remark[] {
    const seen = new Set<Findings>();
    return flatten(this.#faults, (inner) => {
      if (seen.has(inner)) return NOTHING_MET;
      seen.add(inner);
      return inner.#faults;
    });
  }

  warnings(): readonly Remark[] {
    return flatten(this.#warnings, (inner) => inner.#warnings, MOST_WARNINGS);
  }

  unary(node: UnaryCheck): void {
    this.#noteFields(node.left, node.pos);
    this.#operand(node.left, node.pos);
  }

  binary(node: BinaryCheck): void {
    this.#noteUnsafe(node);
    const left = this.#operand(node.left, node.pos);
    if (left === 'fault') return;
    if (left) {
      const fault = operatorFault(left.now, node.operator, node.modifier);
      if (fault) {
        const allowed = [...(operatorsFor(left.now) ?? []), 'exists'];
        this.#fault(fault, node.pos, node, { kind: 'operator', allowed });
        return;
      }
    }
    const { right } = node;
    if (right.kind === 'FieldTransformer') {
      const other = this.#operand(right, node.pos);
      if (other === 'fault') return;
      const fault = fieldsFault(node, left, other);
      if (fault) this.#fault(fault, node.pos, right);
      return;
    }
    for (const value of right.kind === 'List' ? right.values : [right]) {
      this.#warnOfValue(node, value, right.pos);
      const fault = left && valueFault(left.now, node.operator, value.value);
      if (!fault) continue;
      this.#fault(fault, node.pos, value);
      return;
    }
  }

  /** An operand's info; undefined where nothing is known of its field. */
  #operand(node: TransformerArg, pos: Position): OperandInfo | undefined | 'fault' {
    const result = evaluateOperand(node, this.#fields);
    if (result.ok) return result.info;
    const about: About | undefined = result.fatal
      ? { kind: 'fatal' }
      : result.node.kind === 'Field' && result.message.includes('nonexistent')
        ? { kind: 'unknown-field', field: result.node.field }
        : undefined;
    this.#fault(result.message, pos, result.node, about);
    return 'fault';
  }

  #fault(message: ByteString, pos: Position, node: { start: number; end: number }, about?: About): void {
    this.#faults.push(this.#remark(cString(message), pos, node, about));
  }

  #remark(message: ByteString, pos: Position, node: { start: number; end: number }, about?: About): Remark {
    return { message, pos, text: this.#text, start: node.start, end: node.end, ...(about && { about }) };
  }

  // userspace/engine/filter_warning_resolver.cpp

  #noteUnsafe(node: BinaryCheck): void {
    const last = this.#noteFields(node.left, node.pos);
    const isUnsafe = last !== undefined && UNSAFE_PREFIXES.some((prefix) => last.startsWith(prefix));
    if (!isUnsafe || node.modifier || !EQUALITY.includes(node.operator)) return;
    const { right } = node;
    if (right.kind === 'FieldTransformer') {
      this.#noteFields(right, node.pos, true);
      return;
    }
    const value = (right.kind === 'List' ? right.values : [right]).find(
      ({ value }) => value === NOT_AVAILABLE,
    );
    if (value) this.unsafe ??= this.#remark('', value.pos, value);
  }

  /** Notes deprecated fields, and `<NA>` where it is looked for; gives the last field. Lists are not looked into. */
  #noteFields(node: TransformerArg, pos: Position, seekUnavailable = false): ByteString | undefined {
    let last: ByteString | undefined;
    const waiting: TransformerArg[] = [node];
    for (let at = waiting.pop(); at; at = waiting.pop()) {
      if (at.kind === 'FieldTransformer') {
        for (let i = at.values.length - 1; i >= 0; i--) waiting.push(at.values[i]!);
      } else if (at.kind === 'Field') {
        last = at.field;
        if (Object.hasOwn(DEPRECATED_FIELDS, at.field)) {
          const field = at.field as DeprecatedField;
          if (!this.deprecated.has(field)) this.deprecated.set(field, this.#remark('', pos, at));
        }
      } else if (seekUnavailable && at.kind === 'Value' && at.value === NOT_AVAILABLE) {
        this.unsafe ??= this.#remark('', at.pos, at);
      }
    }
    return last;
  }

  // userspace/libsinsp/filter.cpp, check_value_and_add_warnings

  #warnOfValue(node: BinaryCheck, { value, start, end }: Value, pos: Position): void {
    const place = { start, end };
    if (node.operator === 'regex' && isSimpleRegex(value)) {
      const operators = "'=', 'contains', 'startswith', 'endswith'";
      const message = `regex check with '${value}' may be optimized with simpler operators such as ${operators}`;
      this.#warnings.push(this.#remark(cString(message), pos, place));
    }
    if (!value.includes('.') && !value.includes('(')) return;
    const packed = value.replace(/[ \t\n\v\f\r]/g, '');
    const field = cString(packed);
    if (this.#fields.namespaces.has(field.slice(0, field.indexOf('.')))) {
      const fault = this.#fields.check(field);
      // Falco's check fails half-way on a field with a wrong argument, and does not come to what follows.
      if (fault && !fault.message.includes('called with nonexistent field')) return;
      const message = `'${value}' may be a valid field misused as a const string value`;
      if (!fault)
        this.#warnings.push(this.#remark(cString(message), pos, place, { kind: 'misused-field', field }));
    }
    if (!packed.endsWith(')')) return;
    for (const name of TRANSFORMER_NAMES) {
      if (!packed.startsWith(`${name}(`)) continue;
      const message = `'${value}' may be a valid field transformer misused as a const string value`;
      this.#warnings.push(
        this.#remark(cString(message), pos, place, { kind: 'misused-field', field: packed }),
      );
    }
  }
}

const NOTHING_MET: readonly Met[] = [];

/** Remarks in the order in which they are met. */
function flatten(met: readonly Met[], open: (inner: Findings) => readonly Met[], most = Infinity): Remark[] {
  const remarks: Remark[] = [];
  const pending: { readonly met: readonly Met[]; next: number }[] = [{ met, next: 0 }];
  for (let top = pending.at(-1); top && remarks.length < most; top = pending.at(-1)) {
    const next = top.met[top.next++];
    if (!next) pending.pop();
    else if (next instanceof Findings) pending.push({ met: open(next), next: 0 });
    else remarks.push(next);
  }
  return remarks;
}

const TRANSFORMER_NAMES: readonly string[] = ['val', ...TRANSFORMERS.map(({ name }) => name)];

/** Why two fields cannot be compared; undefined where they can (sinsp_filtercheck.cpp, add_filter_value). */
function fieldsFault(
  { operator }: BinaryCheck,
  left: OperandInfo | undefined,
  right: OperandInfo | undefined,
): ByteString | undefined {
  if (operator === 'pmatch' || operator === 'regex') {
    return `operator '${operator.toUpperCase()}' doesn't support right-hand side fields`;
  }
  if (!left || !right) return undefined;
  const [a, b] = [left.now, right.now];
  if (a.type === 'IPNET') return "field type 'IPNET' doesn't support right-hand side fields";
  if (a.noRightSide) return `field '${a.name}' doesn't support right-hand side fields`;
  if (b.noRightSide) return `field '${b.name}' can't be used as a right-hand side field`;
  if (left.base.ignoresRightSide || (a.type === b.type && a.list === b.list)) return undefined;
  const typeOf = ({ type, list }: typeof a) => `'${type}${list ? ' (list)' : ''}'`;
  return (
    `field '${a.name}' has type ${typeOf(a)} while the right-hand side field '${b.name}' ` +
    `has incompatible type ${typeOf(b)}`
  );
}

const SPECIAL = '.+*?^$()[]{}|\\\0';
const REPEATS = '+*?\0';

/** Whether a regular expression is plain text but for anchors and for a `.*` at its ends. */
function isSimpleRegex(text: ByteString): boolean {
  const { length } = text;
  for (let i = 0; i < length; i++) {
    const char = text[i]!;
    if ((i === 0 && char === '^') || (i === length - 1 && char === '$')) continue;
    const atEnd = (i === 0 && length > 1) || i === length - 2;
    if (atEnd && char === '.' && REPEATS.includes(text[i + 1]!)) {
      i++;
      continue;
    }
    if (SPECIAL.includes(char)) return false;
  }
  return true;
}

/** libsinsp's messages pass through C strings. */
function cString(text: ByteString): ByteString {
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}
