import { findOperator, OPERATOR_MODIFIERS, OPERATORS } from '../condition/operators.js';
import type { ByteString } from '../text/bytes.js';
import { EMPTY_TEXT, glue, joinText, type MappedText, spanOf } from '../text/mapped-text.js';
import type { Span } from '../text/source.js';
import { quoteItem } from './lists.js';
import type { ExceptionEntry, LoadedException } from './model.js';
import { isEntry } from './read/exceptions.js';
import type { CollectedException } from './rule-exceptions.js';

export type ExceptionResult =
  | { readonly ok: true; readonly exception: CollectedException }
  /** `field`: the name that is no field. */
  | {
      readonly ok: false;
      readonly message: ByteString;
      readonly span?: Span | undefined;
      readonly field?: ByteString;
    };

const ONE_FIELD_COMPS: readonly string[] = ['in', 'pmatch', 'intersects'];

/**
 * An exception with its comps filled in and trimmed, or why it is refused (rule_loader_collector.cpp,
 * validate_exception_info). `checkField` says whether a text can stand at the left of a check.
 */
export function validateException(
  exception: CollectedException,
  checkField: (field: ByteString) => 'ok' | 'unknown',
): ExceptionResult {
  const { fields } = exception;
  const comps = isEntry(exception.comps) ? exception.comps : defaultComps(fields);
  if (fields.list) {
    const items = comps.list ? comps.items : [];
    if (fields.items.length !== items.length) {
      return { ok: false, message: 'Fields and comps lists must have equal length' };
    }
    const trimmed = items.map(trimComp);
    for (const comp of trimmed) {
      const text = scalarOf(comp);
      if (findOperator(text) || isModifiedOperator(text)) continue;
      return {
        ok: false,
        message: `'${text}' is not a supported comparison operator`,
        span: entrySpan(comp),
      };
    }
    for (const field of fields.items) {
      const fault = fieldFault(field, checkField);
      if (fault) return fault;
    }
    return { ok: true, exception: { ...exception, comps: { list: true, items: trimmed } } };
  }
  if (comps.list) {
    return { ok: false, message: 'Fields and comps must both be strings', span: comps.span };
  }
  const comp = trimComp(comps);
  const text = scalarOf(comp);
  if (!ONE_FIELD_COMPS.includes(text) && !isModifiedOperator(text)) {
    const message =
      'When fields is a single value, comps must be one of ' +
      '(in, pmatch, intersects) or a modifier operator (e.g. startswith oneof)';
    return { ok: false, message, span: entrySpan(comp) };
  }
  return fieldFault(fields, checkField) ?? { ok: true, exception: { ...exception, comps: comp } };
}

function fieldFault(
  field: ExceptionEntry,
  checkField: (field: ByteString) => 'ok' | 'unknown',
): ExceptionResult | undefined {
  const name = scalarOf(field);
  if (checkField(name) === 'ok') return undefined;
  return {
    ok: false,
    message: `'${name}' is not a supported filter field`,
    span: entrySpan(field),
    field: name,
  };
}

function defaultComps(fields: ExceptionEntry): ExceptionEntry {
  if (!fields.list) return word('in');
  return { list: true, items: fields.items.map(() => word('=')) };
}

function word(item: ByteString): ExceptionEntry {
  return { list: false, item, text: glue(item) };
}

/** An entry's text; of a list, as of one that is not there, nothing. */
function scalarOf(entry: ExceptionEntry): ByteString {
  return entry.list ? '' : entry.item;
}

function trimComp(entry: ExceptionEntry): ExceptionEntry {
  if (entry.list) return entry;
  const item = entry.item.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
  return item === entry.item ? entry : { ...entry, item };
}

function entrySpan(entry: ExceptionEntry): Span | undefined {
  return entry.list ? entry.span : spanOf(entry.text, 0, entry.text.text.length);
}

/** `startswith oneof` and the like: a string operator, one blank, a modifier (rule_loader_cmpop.h). */
function isModifiedOperator(text: ByteString): boolean {
  const blank = text.indexOf(' ');
  if (blank < 0) return false;
  const modifier = text.slice(blank + 1);
  return (
    findOperator(text.slice(0, blank))?.modifiers === true &&
    OPERATOR_MODIFIERS.some(({ name }) => name === modifier)
  );
}

const LIST_OPERATORS: readonly string[] = OPERATORS.filter(({ group }) => group === 'list').map(
  ({ name }) => name,
);

function takesList(comp: ByteString): boolean {
  return LIST_OPERATORS.includes(comp) || isModifiedOperator(comp);
}

export type ConditionResult<E = CollectedException> =
  | { readonly ok: true; readonly condition: MappedText }
  /** `crash`: Falco ends there. */
  | {
      readonly ok: false;
      readonly message: ByteString;
      readonly exception: E;
      readonly crash: boolean;
    };

/** What of an exception goes into a condition. */
type ExceptionParts = Pick<LoadedException, 'fields' | 'comps' | 'values'> &
  Pick<CollectedException, 'leftover'>;

const OPEN = glue('(');
const CLOSE = glue(')');
const SPACE = glue(' ');
const COMMA = glue(', ');
const AND = glue(' and ');
const OR = glue(' or ');
const AND_NOT = glue(' and not ');

/** A condition with the exceptions of its rule put behind it (rule_loader_compiler.cpp, build_rule_exception_infos). */
export function withExceptions<E extends ExceptionParts>(
  condition: MappedText,
  exceptions: readonly E[],
): ConditionResult<E> {
  if (exceptions.length === 0) return { ok: true, condition };
  const pieces: MappedText[] = [OPEN, condition, CLOSE];
  for (const exception of exceptions) {
    const built = piecesOf(exception);
    if (!built.ok) return { ...built, exception };
    if (built.pieces.length > 0) pieces.push(AND_NOT);
    for (const piece of built.pieces) pieces.push(piece);
  }
  return { ok: true, condition: joinText(pieces) };
}

/** What stands for an exception in a condition, without what joins it to the rest. */
export function exceptionCondition<E extends ExceptionParts>(exception: E): ConditionResult<E> {
  const built = piecesOf(exception);
  return built.ok ? { ok: true, condition: joinText(built.pieces) } : { ...built, exception };
}

function piecesOf(exception: ExceptionParts): Pieces {
  const { fields } = exception;
  return fields.list ? fieldsCondition(exception, fields.items) : fieldCondition(exception, fields);
}

type Pieces =
  | { readonly ok: true; readonly pieces: readonly MappedText[] }
  | { readonly ok: false; readonly message: ByteString; readonly crash: boolean };

// (field comp (value, value, ...))
function fieldCondition({ comps, values }: ExceptionParts, field: ExceptionEntry): Pieces {
  const pieces: MappedText[] = [];
  for (const value of values) {
    if (value.list) {
      return { ok: false, message: 'Expected values array to contain a list of strings', crash: false };
    }
    if (pieces.length === 0) pieces.push(OPEN, textOf(field), SPACE, textOf(comps), SPACE, OPEN);
    else pieces.push(COMMA);
    pieces.push(quoteItem(value.text));
  }
  if (pieces.length > 0) pieces.push(CLOSE, CLOSE);
  return { ok: true, pieces };
}

// (( field comp value and  field comp value) or (...))
function fieldsCondition(
  { comps, values, leftover }: ExceptionParts,
  fields: readonly ExceptionEntry[],
): Pieces {
  const pieces: MappedText[] = [];
  for (const tuple of values) {
    const items = tuple.list ? tuple.items : [];
    if (items.length !== fields.length) {
      return { ok: false, message: 'Fields and values lists must have equal length', crash: false };
    }
    pieces.push(pieces.length === 0 ? OPEN : OR, OPEN);
    for (const [k, field] of fields.entries()) {
      const comp = (comps.list ? comps.items[k] : undefined) ?? leftover?.[k];
      if (!comp) {
        const message =
          'an exception that replaces another must bring `comps`, one for each field: Falco crashes';
        return { ok: false, message, crash: true };
      }
      if (k > 0) pieces.push(AND);
      pieces.push(SPACE, textOf(field), SPACE, textOf(comp), SPACE, ...valuePieces(items[k]!, comp));
    }
    pieces.push(CLOSE);
  }
  if (pieces.length > 0) pieces.push(CLOSE);
  return { ok: true, pieces };
}

function valuePieces(value: ExceptionEntry, comp: ExceptionEntry): readonly MappedText[] {
  if (!value.list) {
    if (!takesList(scalarOf(comp))) return [quoteItem(value.text)];
    return value.text.text.startsWith('(') ? [value.text] : [OPEN, value.text, CLOSE];
  }
  const pieces: MappedText[] = [OPEN];
  let empty = true;
  for (const item of value.items) {
    if (!empty) pieces.push(COMMA);
    const text = quoteItem(textOf(item));
    pieces.push(text);
    empty &&= text.text === '';
  }
  pieces.push(CLOSE);
  return pieces;
}

/** An entry's text as it goes into the condition. */
function textOf(entry: ExceptionEntry): MappedText {
  if (entry.list) return EMPTY_TEXT;
  // A comp that was trimmed.
  return entry.item === entry.text.text ? entry.text : glue(entry.item);
}
