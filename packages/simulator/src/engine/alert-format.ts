import type { ByteString, LoadedRule } from '@falco-rules/language';
import { parseOutput } from '@falco-rules/language';
import type { Extractor, ExtractorOptions, FieldValue } from '../extract/index.js';
import { isList } from './bytes.js';
import type { AlertClock } from './clock.js';
import { escapeFieldJson, escapeJson, isPlainJson } from './json-text.js';
import { compileOperand, type Getter } from './operands.js';
import type { FieldPlan, OperandPlan } from './plan.js';
import type { Planner } from './planner.js';
import { NOT_AVAILABLE, printValue } from './print.js';

/** Falco's `time_format_iso_8601`: how the time in front of a text line is written. */
export type AlertTimeFormat = 'default' | 'iso8601';

/** `hostname` and `utcOffset` show in alerts too: the name in JSON, the time of day in front of every output. */
export interface AlertFormatOptions extends ExtractorOptions {
  readonly timeFormat?: AlertTimeFormat;
}

/** An output, prepared. */
export interface OutputPlan {
  readonly pieces: readonly PiecePlan[];
  /** The members of `output_fields`, sorted as they are printed. */
  readonly fields: readonly { readonly name: ByteString; readonly field: FieldPlan }[];
}

type PiecePlan =
  | { readonly kind: 'literal'; readonly text: ByteString }
  /** `width` is what the text is padded or cut to; 0 leaves it. */
  | { readonly kind: 'value'; readonly operand: OperandPlan; readonly width: number };

const TIME_FIELDS: Readonly<Record<AlertTimeFormat, ByteString>> = {
  default: 'evt.time',
  iso8601: 'evt.time.iso8601',
};

/** Prepares a rule's output; the fields that it shows are asked of the planner. */
export function planOutput(output: ByteString, planner: Planner, timeFormat: AlertTimeFormat): OutputPlan {
  const parsed = parseOutput(output);
  if (!parsed.ok) throw new Error(parsed.message);
  const pieces = parsed.tokens.map((token): PiecePlan => {
    if (token.kind === 'literal') return token;
    return { kind: 'value', operand: planner.operand(token.operand), width: token.width };
  });
  const fields = new Map<ByteString, FieldPlan>();
  for (const { name, field } of parsed.fields) fields.set(name, planner.field(field.field, field.arg));
  const time = TIME_FIELDS[timeFormat];
  fields.set(time, planner.field(time));
  const sorted = [...fields].map(([name, field]) => ({ name, field }));
  sorted.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { pieces, fields: sorted };
}

/** Writes the alerts of one rule, for the loaded event. */
export interface AlertWriter {
  /** The output with its values filled in, without time and priority. */
  message(): ByteString;
  /** The line that Falco prints, without its line feed. */
  text(): ByteString;
  json(): ByteString;
  fields(): readonly (readonly [name: ByteString, value: FieldValue])[];
}

/** Makes the writer of a rule's alerts. All that is the same in every alert is put together here. */
export function compileAlertWriter(
  rule: LoadedRule,
  output: OutputPlan,
  extractor: Extractor,
  clock: AlertClock,
  options: AlertFormatOptions,
): AlertWriter {
  const message = compileMessage(output.pieces, extractor);
  const time =
    options.timeFormat === 'iso8601'
      ? () => clock.iso8601(extractor.time)
      : () => clock.timeOfDay(extractor.time);
  const lead = `: ${rule.priority} `;

  const quoted = (value: ByteString) => `"${escapeJson(value)}"`;
  const start = `{"hostname":${quoted(options.hostname ?? '')},"output":"`;
  const end =
    `},"priority":${quoted(rule.priority)},"rule":${quoted(rule.name)},"source":${quoted(rule.source)},` +
    `"tags":[${rule.tags.map(quoted).join(',')}],"time":"`;
  const getters = output.fields.map(({ field }) => compileOperand(field, extractor, 'show'));
  const printers = output.fields.map(({ name, field }, i) => {
    const key = `${i === 0 ? '' : ','}"${escapeFieldJson(name)}":`;
    const get = getters[i]!;
    if (NANOSECONDS.has(field.key)) return () => key + clock.nanoseconds(extractor.time);
    const signed = field.type === 'abstime' || field.type === 'reltime';
    return () => key + fieldJson(get(), signed);
  });
  return {
    message: message.raw,
    text: () => time() + lead + message.raw(),
    json() {
      let line = `${start}${time()}${lead}${message.escaped()}","output_fields":{`;
      for (let i = 0; i < printers.length; i++) line += printers[i]!();
      return `${line}${end}${clock.utc(extractor.time)}"}`;
    },
    fields: () => output.fields.map(({ name }, i) => [name, getters[i]!()] as const),
  };
}

interface Message {
  readonly raw: () => ByteString;
  /** As it stands in JSON. */
  readonly escaped: () => ByteString;
}

function compileMessage(pieces: readonly PiecePlan[], extractor: Extractor): Message {
  const parts = pieces.map((piece): (() => ByteString) => {
    if (piece.kind === 'literal') return () => piece.text;
    const { operand, width } = piece;
    const get: Getter = compileOperand(operand, extractor, 'show');
    const print = () => printValue(get(), operand) ?? NOT_AVAILABLE;
    return width === 0 ? print : () => print().slice(0, width).padEnd(width);
  });
  return {
    raw() {
      let out = '';
      for (let i = 0; i < parts.length; i++) out += parts[i]!();
      return out;
    },
    escaped() {
      let out = '';
      let plain = true;
      for (let i = 0; i < parts.length; i++) {
        const part = parts[i]!();
        plain &&= isPlainJson(part);
        out += part;
      }
      // As a whole: bytes of two parts may make a character, or break one.
      return plain ? out : escapeJson(out);
    },
  };
}

/** Texts of times that JSON gives as nanoseconds since the epoch (sinsp_filtercheck_gen_event.cpp, extract_as_js). */
const NANOSECONDS: ReadonlySet<string> = new Set([
  'evt.time',
  'evt.time.s',
  'evt.time.iso8601',
  'evt.datetime',
  'evt.datetime.s',
]);

function fieldJson(value: FieldValue, signed: boolean): ByteString {
  if (typeof value === 'string') return `"${escapeFieldJson(value)}"`;
  if (value === undefined) return 'null';
  if (typeof value === 'bigint') return (signed ? BigInt.asIntN(64, value) : value).toString();
  if (!isList(value)) return value ? 'true' : 'false';
  let out = '[';
  for (let i = 0; i < value.length; i++) out += `${i === 0 ? '"' : ',"'}${escapeFieldJson(value[i]!)}"`;
  return `${out}]`;
}
