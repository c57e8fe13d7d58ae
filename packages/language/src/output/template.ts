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
    const refuse = (message: ByteString, end: number): OutputFault => ({ ok: false, message, start, end });
    if (start === text.length - 1) {
      return refuse('invalid formatting syntax: formatting cannot end with a %', text.length);
    }
    const digits = digitsAt(text, start + 1);
    const from = start + 1 + digits.length;
    if (from === text.length) {
      return refuse('invalid formatting syntax: formatting cannot end with a number', text.length);
    }
    const found = longestOperand(text, from, fields);
    if (!('operand' in found)) return refuse(found.message, found.end);
    const { operand } = found;
    tokens.push({ kind: 'field', operand, width: widthOf(digits), start, end: operand.end });
    at = operand.end;
  }
  return { ok: true, tokens, fields: shownFields(tokens) };
}

/** Text as it is printed: through a C string. */
function literal(text: ByteString, start: number, end: number): ByteString {
  const nul = text.indexOf('\0', start);
  return text.slice(start, nul >= 0 && nul < end ? nul : end);
}

function digitsAt(text: ByteString, at: number): string {
  let end = at;
  while (text[end] !== undefined && text[end]! >= '0' && text[end]! <= '9') end++;
  return text.slice(at, end);
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

type Found =
  | { readonly operand: Operand }
  | { readonly operand?: never; readonly message: ByteString; readonly end: number };

/**
 * The operand that libsinsp finds by trying ever shorter stretches until one compiles. What it says at the end
 * is about the last try, a single character, and so always the same.
 */
function longestOperand(text: ByteString, from: number, fields: FieldLookup): Found {
  const plain = plainField(text, from, fields);
  if (plain) return { operand: plain };
  for (const operand of candidates(text, from, fields)) {
    const result = evaluateOperand(operand, fields);
    if (result.ok) return { operand };
    // Only what is not a sinsp_exception ends the search.
    if (result.fatal) return { message: result.message, end: operand.end };
  }
  return { message: "unknown filter: unexpected token after '", end: wordEnd(text, from) };
}

/** The field that stands at an offset, where it has no argument: what nearly always stands there. */
function plainField(text: ByteString, from: number, fields: FieldLookup): Field | undefined {
  FIELD_NAME.lastIndex = from;
  const field = FIELD_NAME.exec(text)?.[0];
  if (field === undefined || text[from + field.length] === '[' || fields.check(field)) return undefined;
  // Lines and columns count from the field.
  return { kind: 'Field', field, pos: { idx: from, line: 1, col: 1 }, start: from, end: from + field.length };
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
  const shown = new Map<ByteString, Field>();
  for (const token of tokens) {
    if (token.kind === 'literal') continue;
    const { operand } = token;
    for (const field of operand.kind === 'Field' ? [operand] : nodesOfKind(operand, 'Field')) {
      const name = escapeField(field);
      if (!shown.has(name)) shown.set(name, field);
    }
  }
  return [...shown].map(([name, field]) => ({ name, field }));
}

/** Where a word, or a lone other character, ends. */
function wordEnd(text: ByteString, from: number): number {
  let end = from;
  while (/[a-zA-Z0-9_.]/.test(text[end] ?? '')) end++;
  return Math.max(end, Math.min(from + 1, text.length));
}
