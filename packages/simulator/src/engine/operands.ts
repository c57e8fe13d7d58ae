import type { ByteString } from '@falco-rules/language';
import { type Extractor, type FieldValue, sanitizeText } from '../extract/index.js';
import { cString, isList, rawBytes } from './bytes.js';
import { parseOptstring, pickOption, readOptions } from './getopt.js';
import type { FieldPlan, GetoptPlan, OperandPlan } from './plan.js';
import { printNumber } from './print.js';
import { type TextTransformer, transformList, transformText } from './transform.js';

/** The operand's value in the loaded event; undefined where it has none. Texts as bytes.ts has it. */
export type Getter = () => FieldValue;

/** What the values are for: libsinsp cleans its own texts before it shows them. */
export type Purpose = 'compare' | 'show';

/** Makes the getter of an operand. */
export function compileOperand(
  plan: OperandPlan,
  extractor: Extractor,
  purpose: Purpose = 'compare',
): Getter {
  switch (plan.kind) {
    case 'field':
      return field(plan, extractor, purpose);
    case 'text': {
      const { value } = plan;
      return () => value;
    }
    case 'text-transformers':
      return textTransformers(plan.names, compileOperand(plan.of, extractor, purpose));
    case 'length':
      return length(plan.of, compileOperand(plan.of, extractor, purpose));
    case 'join':
      return join(
        compileOperand(plan.separator, extractor, purpose),
        compileOperand(plan.of, extractor, purpose),
      );
    case 'concat':
      return concat(plan.parts.map((part) => concatPart(part, extractor, purpose)));
    case 'getopt':
      return getopt(plan, extractor, purpose);
    case 'elements':
      return elements(plan.parts, extractor, purpose);
  }
}

function field({ slot, cleaned }: FieldPlan, extractor: Extractor, purpose: Purpose): Getter {
  if (!cleaned || purpose === 'compare') return () => extractor.get(slot);
  return () => {
    const value = extractor.get(slot);
    return typeof value === 'string' ? sanitizeText(value) : value;
  };
}

function textTransformers(names: readonly TextTransformer[], of: Getter): Getter {
  return () => {
    const value = of();
    if (typeof value === 'string') return transformText(names, value);
    return isList(value) ? transformList(names, value) : undefined;
  };
}

/** Elements of a list, bytes of a text up to its first NUL. */
function length(plan: OperandPlan, of: Getter): Getter {
  return () => {
    const value = of();
    if (typeof value === 'string') return BigInt(cString(value).length);
    if (!isList(value)) return undefined;
    if (plan.seenAs.list) return BigInt(value.length);
    // A getopt list: libsinsp measures its first element (and ends Falco's run where there are more).
    const first = value[0];
    return first === undefined ? undefined : BigInt(cString(first).length);
  };
}

function join(separator: Getter, of: Getter): Getter {
  return () => {
    const between = separator();
    if (between === undefined || isList(between)) return undefined;
    const value = of();
    if (value === undefined) return undefined;
    const parts = isList(value) ? value : [rawBytes(value)];
    return parts.map(cString).join(rawBytes(between));
  };
}

function concat(parts: readonly (() => ByteString | undefined)[]): Getter {
  return () => {
    let out = '';
    for (const part of parts) {
      const text = part();
      if (text === undefined) return undefined;
      out += text;
    }
    return out;
  };
}

function concatPart(plan: OperandPlan, extractor: Extractor, purpose: Purpose): () => ByteString | undefined {
  const get = compileOperand(plan, extractor, purpose);
  const stale = plan.kind === 'getopt' ? compileOperand(plan.args, extractor, purpose) : undefined;
  return () => {
    const value = get();
    if (value === undefined) return undefined;
    if (!isList(value)) return cString(rawBytes(value));
    if (value[0] !== undefined) return cString(value[0]);
    // libsinsp takes the first of no options, and finds the first argument still there.
    const args = stale?.();
    return isList(args) ? cString(args[0] ?? '') : '';
  };
}

function getopt(plan: GetoptPlan, extractor: Extractor, purpose: Purpose): Getter {
  const args = compileOperand(plan.args, extractor, purpose);
  const optstring = compileOperand(plan.optstring, extractor, purpose);
  const { option } = plan;
  let text: ByteString | undefined;
  let options = parseOptstring('');
  return () => {
    const given = optstring();
    if (given === undefined || isList(given)) return undefined;
    const now = rawBytes(given);
    if (now !== text) {
      text = now;
      options = parseOptstring(now);
    }
    const value = args();
    if (value === undefined) return undefined;
    // `len` of a list passes for a list, and its bytes for a text.
    const words = isList(value) ? value : [rawBytes(value)];
    return option === undefined ? readOptions(words, options) : pickOption(words, options, option);
  };
}

/** A parenthesised list: absent where one of its parts is. */
function elements(parts: readonly OperandPlan[], extractor: Extractor, purpose: Purpose): Getter {
  const getters = parts.map((part) => {
    const get = compileOperand(part, extractor, purpose);
    // libsinsp writes numbers of this type out, and takes the bytes of others.
    const written = part.seenAs.type === 'uint64' && !part.seenAs.list;
    return (): FieldValue => {
      const value = get();
      return written && typeof value === 'bigint' ? printNumber(value, part) : value;
    };
  });
  const overwriters = parts.map((part, i) =>
    overwritersOf(part, parts.slice(i + 1)).map((by) => compileOperand(by, extractor, purpose)),
  );
  return () => {
    const out: ByteString[] = [];
    for (let i = 0; i < getters.length; i++) {
      const value = getters[i]!();
      if (value === undefined) return undefined;
      const start = out.length;
      if (isList(value)) for (const text of value) out.push(text);
      else out.push(rawBytes(value));
      for (const by of overwriters[i]!) overwrite(out, start, by());
    }
    return out;
  };
}

/** Puts texts over those from `start` on, as far as there are any. */
function overwrite(out: ByteString[], start: number, by: FieldValue): void {
  const texts = isList(by) ? by : typeof by === 'string' ? [by] : [];
  for (let i = 0; i < texts.length && start + i < out.length; i++) out[start + i] = texts[i]!;
}

/**
 * What the later parts read of the same field, with whatever argument: libsinsp only points at a plugin's texts,
 * and the plugin puts the later ones into the same place (plugin-sdk-go, extractRequestPool).
 */
function overwritersOf(part: OperandPlan, later: readonly OperandPlan[]): readonly FieldPlan[] {
  if (part.kind !== 'field' || part.memory === undefined) return [];
  return later.flatMap(fieldsIn).filter(({ memory }) => memory === part.memory);
}

function fieldsIn(plan: OperandPlan): readonly FieldPlan[] {
  switch (plan.kind) {
    case 'field':
      return [plan];
    case 'text':
      return [];
    case 'text-transformers':
    case 'length':
      return fieldsIn(plan.of);
    case 'join':
      return [...fieldsIn(plan.separator), ...fieldsIn(plan.of)];
    case 'getopt':
      return [...fieldsIn(plan.optstring), ...fieldsIn(plan.args)];
    case 'concat':
    case 'elements':
      return plan.parts.flatMap(fieldsIn);
  }
}
