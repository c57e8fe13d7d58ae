import type { ByteString, LoadedRule, OutputTemplate } from '@falco-rules/language';
import { parseOutput } from '@falco-rules/language';
import type { Extractor, ExtractorOptions, FieldValue } from '../extract/index.js';
import type { AlertPress } from './alert-press.js';
import { type AlertStep, joined, literal, time, writeSteps } from './alert-steps.js';
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
  /** Writes the line that Falco prints, with its line feed. */
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
  press: AlertPress | undefined,
  options: AlertFormatOptions,
): AlertWriter {
  const quoted = (value: ByteString) => `"${escapeJson(value)}"`;
  const pieces = compilePieces(output.pieces, clock, extractor);
  const getters = output.fields.map(({ field }) => compileOperand(field, extractor, 'show'));
  const lead = [
    time(options.timeFormat === 'iso8601' ? 'iso8601' : 'timeOfDay', clock, extractor),
    literal(`: ${rule.priority} `),
  ];
  const before = [literal(`{"hostname":${quoted(options.hostname ?? '')},"output":"`), ...lead];
  const after = [
    literal('","output_fields":{'),
    ...output.fields.flatMap(({ name, field }, i) => [
      literal(`${i === 0 ? '' : ','}"${escapeFieldJson(name)}":`),
      memberStep(field, getters[i]!, clock, extractor),
    ]),
    literal(
      `},"priority":${quoted(rule.priority)},"rule":${quoted(rule.name)},"source":${quoted(rule.source)},` +
        `"tags":[${rule.tags.map(quoted).join(',')}],"time":"`,
    ),
    time('utc', clock, extractor),
    literal('"}\n'),
  ];
  const textSteps = joined([...lead, ...pieces.map(({ text }) => text), literal('\n')]);
  const jsonSteps = joined([...before, ...pieces.map(({ json }) => json), ...after]);
  const message = () => {
    let out = '';
    for (let i = 0; i < pieces.length; i++) out += pieces[i]!.print();
    return out;
  };
  return {
    message,
    text(sink) {
      if (press?.write(textSteps, sink)) return;
      writeSteps(textSteps, sink);
    },
    json(sink) {
      if (press?.write(jsonSteps, sink)) return;
      const start = sink.length;
      if (writeSteps(jsonSteps, sink)) return;
      sink.back(start);
      writeSteps(before, sink);
      // Escaped as a whole: bytes of two parts may make a character together, or break one.
      sink.text(escapeJson(message()));
      writeSteps(after, sink);
    },
    fields: () => output.fields.map(({ name }, i) => [name, getters[i]!()] as const),
  };
}

interface Piece {
  readonly print: () => ByteString;
  readonly text: AlertStep;
  /** The same within a JSON string. */
  readonly json: AlertStep;
}

/** What an output is put together of. */
function compilePieces(
  pieces: readonly PiecePlan[],
  clock: AlertClock,
  extractor: Extractor,
): readonly Piece[] {
  return pieces.map((piece) => {
    if (piece.kind === 'literal') {
      const { text } = piece;
      const isAscii = /^[\0-\x7f]*$/.test(text);
      const print = () => text;
      return {
        print,
        text: literal(text),
        json: isAscii ? literal(escapeJson(text)) : { write: () => false, fast: undefined },
      };
    }
    const { operand, width } = piece;
    const spelling = width === 0 && operand.kind === 'field' ? SPELLINGS[operand.key] : undefined;
    if (spelling) {
      const step = time(spelling, clock, extractor);
      return { print: () => clock[spelling](extractor.time), text: step, json: step };
    }
    const get: Getter = compileOperand(operand, extractor, 'show');
    const shown = () => printValue(get(), operand) ?? NOT_AVAILABLE;
    const print = width === 0 ? shown : () => shown().slice(0, width).padEnd(width);
    const fast = (kind: 'text' | 'escaped') =>
      width === 0 && isPlain(operand) ? [{ kind, slot: operand.slot, list: operand.list }] : undefined;
    return {
      print,
      text: {
        write(sink) {
          sink.text(print());
          return true;
        },
        fast: fast('text'),
      },
      json: { write: (sink) => sink.asciiJson(print()), fast: fast('escaped') },
    };
  });
}

function isPlain(operand: OperandPlan): operand is FieldPlan {
  return operand.kind === 'field' && operand.type === 'string' && !operand.cleaned;
}

/** The value of a member of `output_fields`. */
function memberStep(field: FieldPlan, get: Getter, clock: AlertClock, extractor: Extractor): AlertStep {
  if (NANOSECONDS.has(field.key)) return time('nanoseconds', clock, extractor);
  const signed = field.type === 'abstime' || field.type === 'reltime';
  return {
    write(sink) {
      writeValue(sink, get(), signed);
      return true;
    },
    fast: isPlain(field) ? [{ kind: 'quoted', slot: field.slot, list: field.list }] : undefined,
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

/** Fields that show a time as AlertClock spells it. */
const SPELLINGS: Readonly<Record<string, 'timeOfDay' | 'iso8601'>> = {
  'evt.time': 'timeOfDay',
  'evt.time.iso8601': 'iso8601',
};

/** Texts of times that JSON gives as nanoseconds since the epoch (sinsp_filtercheck_gen_event.cpp, extract_as_js). */
const NANOSECONDS: ReadonlySet<string> = new Set([
  'evt.time',
  'evt.time.s',
  'evt.time.iso8601',
  'evt.datetime',
  'evt.datetime.s',
]);
