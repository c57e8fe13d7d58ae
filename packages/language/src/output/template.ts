import { escapeField, type Field, nodesOfKind, type Operand, parseOperand } from '../condition/index.js';
import { evaluateOperand, type FieldLookup, K8S_AUDIT_FIELDS, namespaceOf } from '../fields/operand-type.js';
import type { ByteString } from '../text/bytes.js';

/** A stretch of an output; `start` and `end` are offsets in it as it was given. */
export type OutputToken = OutputLiteral | OutputField;

export interface OutputLiteral {
  readonly kind: 'literal';
  /** As it is printed. */
  readonly text: ByteString;
  readonly start: number;
  readonly end: number;
}

export interface OutputField {
  readonly kind: 'field';
  /** Its offsets are the output's too. */
  readonly operand: Operand;
  /** `%10ka.verb`: what the value is padded or cut to, in bytes; 0 leaves it as it is. */
  readonly width: number;
  readonly start: number;
  readonly end: number;
}

/** A member of an alert's `output_fields`. */
export interface ResolvedField {
  /** As libsinsp writes it: `ka.uri.param[container]`. */
  readonly name: ByteString;
  readonly field: Field;
}

export interface OutputTemplate {
  readonly ok: true;
  readonly tokens: readonly OutputToken[];
  /** The fields in it, also those inside of transformers, each once, in order. Falco adds the time. */
  readonly fields: readonly ResolvedField[];
}

export interface OutputFault {
  readonly ok: false;
  /** Falco's words. */
  readonly message: ByteString;
  /** The token at fault. */
  readonly start: number;
  readonly end: number;
}

/**
 * Splits an output as Falco does (userspace/libsinsp/eventformatter.cpp, set_format). After a `%` and an
 * optional width, the longest stretch that is a field or a transformer of fields counts; the rest is text. A
 * leading `*` is dropped. Outer blanks are the loader's to trim.
 */
export function parseOutput(
  text: ByteString,
  fields: FieldLookup = K8S_AUDIT_FIELDS,
): OutputTemplate | OutputFault {
  if (text === '') return { ok: false, message: 'empty formatting token', start: 0, end: 0 };
  const tokens: OutputToken[] = [];
  let at = text.startsWith('*') ? 1 : 0;
  while (at < text.length) {
    const percent = text.indexOf('%', at);
    const start = percent < 0 ? text.length : percent;
    if (start > at) tokens.push({ kind: 'literal', text: literal(text, at, start), start: at, end: start });
    if (percent < 0) break;
    if (start === text.length - 1) {
      return refuse('invalid formatting syntax: formatting cannot end with a %', start, text.length);
    }
    const from = digitsEnd(text, start + 1);
    if (from === text.length) {
      return refuse('invalid formatting syntax: formatting cannot end with a number', start, text.length);
    }
    const operand = plainField(text, from, fields) ?? longestOperand(text, from, fields);
    if (operand.kind === 'nothing') return refuse(operand.message, start, operand.end);
    const width = widthOf(text.slice(start + 1, from));
    tokens.push({ kind: 'field', operand, width, start, end: operand.end });
    at = operand.end;
  }
  return { ok: true, tokens, fields: shownFields(tokens) };
}

function refuse(message: ByteString, start: number, end: number): OutputFault {
  return { ok: false, message, start, end };
}

/** Text as it is printed: through a C string. */
function literal(text: ByteString, start: number, end: number): ByteString {
  const nul = text.indexOf('\0', start);
  return text.slice(start, nul >= 0 && nul < end ? nul : end);
}

function digitsEnd(text: ByteString, at: number): number {
  let end = at;
  while (text.charCodeAt(end) >= 0x30 && text.charCodeAt(end) <= 0x39) end++;
  return end;
}

const MAX_LONG = 2n ** 63n - 1n;

/** Padding past this would fill the memory before it told anybody anything. */
const WIDEST = 1 << 24;

/** As `sscanf("%d")` and a uint32_t leave it, up to what we are ready to print. */
function widthOf(digits: string): number {
  if (digits === '') return 0;
  const value = BigInt(digits);
  return Math.min(Number(BigInt.asUintN(32, value > MAX_LONG ? MAX_LONG : value)), WIDEST);
}

/** What is said where no operand stands. */
interface Nothing {
  readonly kind: 'nothing';
  readonly message: ByteString;
  readonly end: number;
}

/**
 * The operand that libsinsp finds by trying ever shorter stretches until one compiles. What it says at the end
 * is about the last try, a single character, and so always the same.
 */
function longestOperand(text: ByteString, from: number, fields: FieldLookup): Operand | Nothing {
  for (const operand of candidates(text, from, fields)) {
    const result = evaluateOperand(operand, fields);
    if (result.ok) return operand;
    // Only what is not a sinsp_exception ends the search.
    if (result.fatal) return { kind: 'nothing', message: result.message, end: operand.end };
  }
  return { kind: 'nothing', message: "unknown filter: unexpected token after '", end: wordEnd(text, from) };
}

/** The field that stands at an offset, where it has no argument: what nearly always stands there. */
function plainField(text: ByteString, from: number, fields: FieldLookup): Field | undefined {
  FIELD_NAME.lastIndex = from;
  if (!FIELD_NAME.test(text)) return undefined;
  const end = FIELD_NAME.lastIndex;
  const field = text.slice(from, end);
  if (text[end] === '[' || fields.check(field)) return undefined;
  // Lines and columns count from the field.
  return { kind: 'Field', field, pos: { idx: from, line: 1, col: 1 }, start: from, end };
}

/** Names are not longer than this; the rest of a longer word is not tried letter by letter. */
const LONGEST_NAME = 256;

/** The operands that stand at an offset, the longest first, each the reading of a shorter stretch. */
function* candidates(text: ByteString, from: number, fields: FieldLookup): Generator<Operand> {
  const whole = parseOperand(text, { from });
  if (whole.ok) yield whole.operand;
  FIELD_NAME.lastIndex = 0;
  const word = FIELD_NAME.exec(text.slice(from, from + LONGEST_NAME))?.[0];
  if (word === undefined) {
    yield* withoutArgument(text, from, whole.ok ? whole.operand.end : whole.pos.idx);
    return;
  }
  if (!fields.namespaces.has(namespaceOf(word))) return;
  for (let length = word.length; length > 0; length--) {
    const shorter = parseOperand(text.slice(0, from + length), { from });
    if (!shorter.ok) return;
    if (shorter.operand.end === from + length) yield shorter.operand;
  }
}

const FIELD_NAME = /[a-zA-Z][a-zA-Z0-9_]*(?:\.[a-zA-Z][a-zA-Z0-9_]*)+/y;

/** A transformer whose own argument is in the way: `tolower(ka.verb)[x]` is the transformer and `[x]`. */
function* withoutArgument(text: ByteString, from: number, to: number): Generator<Operand> {
  for (let at = text.lastIndexOf(')[', to); at >= from; at = text.lastIndexOf(')[', at - 1)) {
    const shorter = parseOperand(text.slice(0, at + 1), { from });
    if (shorter.ok) yield shorter.operand;
    if (at === 0) return;
  }
}

function shownFields(tokens: readonly OutputToken[]): readonly ResolvedField[] {
  const shown = new Map<ByteString, ResolvedField>();
  const show = (field: Field): void => {
    const name = escapeField(field);
    if (!shown.has(name)) shown.set(name, { name, field });
  };
  for (const token of tokens) {
    if (token.kind === 'literal') continue;
    const { operand } = token;
    if (operand.kind === 'Field') show(operand);
    else nodesOfKind(operand, 'Field').forEach(show);
  }
  return [...shown.values()];
}

/** Where a word, or a lone other character, ends. */
function wordEnd(text: ByteString, from: number): number {
  let end = from;
  while (/[a-zA-Z0-9_.]/.test(text[end] ?? '')) end++;
  return Math.max(end, Math.min(from + 1, text.length));
}
