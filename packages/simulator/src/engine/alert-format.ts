import type { ByteString, LoadedRule, OutputTemplate } from '@falco-rules/language';
import { byteStringToBytes, parseOutput } from '@falco-rules/language';
import type { Extractor, ExtractorOptions, FieldValue } from '../extract/index.js';
import type { ByteSink } from './byte-sink.js';
import { isList } from './bytes.js';
import type { AlertClock } from './clock.js';
import { escapeFieldJson, escapeJson } from './json-text.js';
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
export function planOutput(
  output: OutputTemplate | ByteString,
  planner: Planner,
  timeFormat: AlertTimeFormat,
): OutputPlan {
  const parsed = typeof output === 'string' ? parseOutput(output) : output;
  if (!parsed.ok) throw new Error(parsed.message);
  const pieces = parsed.tokens.map((token): PiecePlan => {
    if (token.kind === 'literal') return token;
    return { kind: 'value', operand: planner.operand(token.operand), width: token.width };
  });
  const fields = parsed.fields.map(({ name, field }) => ({
    name,
    field: planner.field(field.field, field.arg),
  }));
  const time = TIME_FIELDS[timeFormat];
  if (!fields.some(({ name }) => name === time)) fields.push({ name: time, field: planner.field(time) });
  fields.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { pieces, fields };
}

/** Writes the alerts of one rule, for the loaded event. */
export interface AlertWriter {
  /** The output with its values filled in, without time and priority. */
  message(): ByteString;
  /** Writes the line that Falco prints, without its line feed. */
  text(sink: ByteSink): void;
  json(sink: ByteSink): void;
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
  const parts = compilePieces(output.pieces, extractor);
  const time =
    options.timeFormat === 'iso8601'
      ? () => clock.iso8601(extractor.time)
      : () => clock.timeOfDay(extractor.time);
  const lead = `: ${rule.priority} `;

  const quoted = (value: ByteString) => `"${escapeJson(value)}"`;
  const start = byteStringToBytes(`{"hostname":${quoted(options.hostname ?? '')},"output":"`);
  const end = byteStringToBytes(
    `},"priority":${quoted(rule.priority)},"rule":${quoted(rule.name)},"source":${quoted(rule.source)},` +
      `"tags":[${rule.tags.map(quoted).join(',')}],"time":"`,
  );
  const getters = output.fields.map(({ field }) => compileOperand(field, extractor, 'show'));
  const writers = output.fields.map(({ name, field }, i) =>
    compileField(`${i === 0 ? '' : ','}"${escapeFieldJson(name)}":`, field, getters[i]!, clock, extractor),
  );
  const message = () => {
    let out = '';
    for (let i = 0; i < parts.length; i++) out += parts[i]!();
    return out;
  };
  return {
    message,
    text(sink) {
      sink.text(time());
      sink.text(lead);
      for (let i = 0; i < parts.length; i++) sink.text(parts[i]!());
    },
    json(sink) {
      sink.bytes(start);
      sink.text(time());
      sink.text(lead);
      const before = sink.length;
      for (let i = 0; i < parts.length; i++) {
        if (sink.asciiJson(parts[i]!())) continue;
        // Escaped as a whole: bytes of two parts may make a character together, or break one.
        sink.back(before);
        sink.text(escapeJson(message()));
        break;
      }
      sink.text('","output_fields":{');
      for (let i = 0; i < writers.length; i++) writers[i]!(sink);
      sink.bytes(end);
      sink.text(clock.utc(extractor.time));
      sink.text('"}');
    },
    fields: () => output.fields.map(({ name }, i) => [name, getters[i]!()] as const),
  };
}

/** What gives the texts that an output is put together of. */
function compilePieces(pieces: readonly PiecePlan[], extractor: Extractor): readonly (() => ByteString)[] {
  return pieces.map((piece) => {
    if (piece.kind === 'literal') return () => piece.text;
    const { operand, width } = piece;
    const get: Getter = compileOperand(operand, extractor, 'show');
    const print = () => printValue(get(), operand) ?? NOT_AVAILABLE;
    return width === 0 ? print : () => print().slice(0, width).padEnd(width);
  });
}

/** What writes a member of `output_fields`. */
function compileField(
  key: ByteString,
  field: FieldPlan,
  get: Getter,
  clock: AlertClock,
  extractor: Extractor,
): (sink: ByteSink) => void {
  if (NANOSECONDS.has(field.key)) {
    return (sink) => {
      sink.text(key);
      sink.text(clock.nanoseconds(extractor.time));
    };
  }
  const signed = field.type === 'abstime' || field.type === 'reltime';
  return (sink) => {
    sink.text(key);
    writeValue(sink, get(), signed);
  };
}

function writeValue(sink: ByteSink, value: FieldValue, signed: boolean): void {
  if (typeof value === 'string') writeString(sink, value);
  else if (value === undefined) sink.text('null');
  else if (typeof value === 'bigint') sink.text((signed ? BigInt.asIntN(64, value) : value).toString());
  else if (!isList(value)) sink.text(value ? 'true' : 'false');
  else {
    sink.text('[');
    for (let i = 0; i < value.length; i++) {
      if (i > 0) sink.text(',');
      writeString(sink, value[i]!);
    }
    sink.text(']');
  }
}

function writeString(sink: ByteSink, value: ByteString): void {
  sink.text('"');
  if (!sink.asciiJson(value)) sink.text(escapeFieldJson(value));
  sink.text('"');
}

/** Texts of times that JSON gives as nanoseconds since the epoch (sinsp_filtercheck_gen_event.cpp, extract_as_js). */
const NANOSECONDS: ReadonlySet<string> = new Set([
  'evt.time',
  'evt.time.s',
  'evt.time.iso8601',
  'evt.datetime',
  'evt.datetime.s',
]);
