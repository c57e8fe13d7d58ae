import type { Position } from '../condition/ast.js';
import { explainParseFault } from '../condition/help.js';
import { suggestion } from '../diagnostics/did-you-mean.js';
import { FIELDS } from '../fields/index.js';
import type { OutputFault } from '../output/index.js';
import { type ByteString, decodeText } from '../text/bytes.js';
import { type MappedText, spanOf } from '../text/mapped-text.js';
import type { Span } from '../text/source.js';
import type { Remark } from './check/condition.js';
import type { CollectedList, CollectedMacro, CollectedRule, Collection } from './collect.js';
import { type Context, conditionContext } from './context.js';
import { FatalFault, type LoadError, type LoadWarning } from './fault.js';
import type { MacroFault } from './macros.js';
import { placeOf } from './place.js';
import { diagnosticOf, plainMessage, warning } from './read/scope.js';
import type { CollectedException } from './rule-exceptions.js';

const FIELD_NAMES: readonly string[] = FIELDS.map(({ name }) => name);

/** A condition that does not parse. */
export function parseError(
  text: MappedText,
  refusal: { readonly ok: false; readonly message: ByteString; readonly pos: Position },
  parent: Context,
): LoadError {
  const { message, pos } = refusal;
  const { span, related } = placeOf(text, pos.idx, pos.idx + 1);
  const help = explainParseFault(text.text, refusal);
  return {
    code: 'LOAD_ERR_COMPILE_CONDITION',
    message,
    context: conditionContext(pos, text.text, parent),
    diagnostic: diagnosticOf('LOAD_ERR_COMPILE_CONDITION', message, span, { related, help }),
  };
}

/** A macro that is not there, or that comes to itself. */
export function macroError(
  fault: MacroFault,
  condition: ByteString,
  parent: Context,
  { macros, suggester }: Collection,
): LoadError {
  const { name, pos, node } = fault;
  const message =
    fault.kind === 'loop' ? `reference loop in macro '${name}'` : `Undefined macro '${name}' used in filter.`;
  const { span, related } = placeOf(fault.text, node.start, node.end);
  const shown = decodeText(name);
  const later = macros.get(name);
  const notes =
    fault.kind === 'loop'
      ? { message: `the macro \`${shown}\` refers to itself`, related }
      : later
        ? {
            message: `the macro \`${shown}\` is used before it is defined`,
            related: [...related, { span: later.nameSpan, message: 'it is defined here' }],
            help: 'macros see only the macros above them: move the definition up',
          }
        : {
            message: `there is no macro \`${shown}\``,
            related,
            help: wordHelp(shown) ?? suggester.suggest(name, macros),
          };
  return {
    code: 'LOAD_ERR_VALIDATE',
    message,
    context: conditionContext(pos, condition, parent),
    diagnostic: diagnosticOf('LOAD_ERR_VALIDATE', message, span, notes),
  };
}

/** Words that look like macros to Falco and are not meant so. */
function wordHelp(word: string): string | undefined {
  if (word === 'not') return '`not` needs a blank or a parenthesis, and something to deny, behind it';
  if (word === 'true' || word === 'false') return 'Falco has no such constant';
  return undefined;
}

export function exceptionError(message: ByteString, { ctx, span }: CollectedException): LoadError {
  const diagnostic = diagnosticOf('LOAD_ERR_VALIDATE', message, span);
  return { code: 'LOAD_ERR_VALIDATE', message, context: ctx, diagnostic };
}

/** Falco ends with this message, or without any. */
export function crashOf(message: ByteString, span: Span | undefined, remark?: Remark): FatalFault {
  const place = remark ? placeOf(remark.text, remark.start, remark.end) : { span, related: [] };
  const words = remark ? `Falco ends on this: ${plainMessage(message)}` : plainMessage(message);
  const notes = { message: words, related: place.related };
  return new FatalFault(remark ? message : '', diagnosticOf('falco-crash', message, place.span, notes));
}

export function outputError(rule: CollectedRule, fault: OutputFault): LoadError {
  const { text } = rule.output;
  const { span, related } = placeOf(rule.output, fault.start, fault.end);
  const token = /^%[0-9]*([a-zA-Z0-9_.]*)/.exec(text.slice(fault.start))?.[1] ?? '';
  const shown = decodeText(token);
  return {
    code: 'LOAD_ERR_COMPILE_OUTPUT',
    message: fault.message,
    context: rule.outputCtx,
    diagnostic: diagnosticOf('LOAD_ERR_COMPILE_OUTPUT', fault.message, span, {
      related,
      message: shown === '' ? 'a `%` must be followed by a field' : `there is no field \`${shown}\``,
      help:
        shown === ''
          ? 'there is no way to print a percent sign: write `percent`'
          : (suggestion(shown, FIELD_NAMES) ?? sourceHelp(rule, token)),
    }),
  };
}

/** A condition that parses and does not compile. */
export function remarkError(remark: Remark, context: Context, rule: CollectedRule): LoadError {
  const { message, about } = remark;
  const { span, related } = placeOf(remark.text, remark.start, remark.end);
  const code = 'LOAD_ERR_COMPILE_CONDITION';
  const notes =
    about?.kind === 'unknown-field'
      ? {
          message: `there is no field \`${decodeText(about.field)}\` for ${rule.source} rules`,
          help: sourceHelp(rule, about.field) ?? suggestion(decodeText(about.field), FIELD_NAMES),
        }
      : about?.kind === 'operator'
        ? { help: `it takes ${about.allowed.map((name) => `\`${name}\``).join(', ')}` }
        : {};
  return { code, message, context, diagnostic: diagnosticOf(code, message, span, { ...notes, related }) };
}

/** A field of audit events in a rule of another source: most often, the source has been forgotten. */
function sourceHelp(rule: CollectedRule, field: ByteString): string | undefined {
  if (rule.source === 'k8s_audit' || !FIELD_NAMES.includes(field)) return undefined;
  if (rule.sourceSpan)
    return `it is a field of k8s_audit events, and this rule is for ${decodeText(rule.source)}`;
  return 'add `source: k8s_audit`: a rule without `source` is for syscalls';
}

export function remarkWarning(code: LoadWarning['code'], remark: Remark, context: Context): LoadWarning {
  const { span, related } = placeOf(remark.text, remark.start, remark.end);
  const { about } = remark;
  const isField = about?.kind === 'misused-field';
  const help = isField ? `to compare with the field, write \`val(${decodeText(about.field)})\`` : undefined;
  const message =
    code === 'LOAD_UNSAFE_NA_CHECK'
      ? 'no field ever has the value `<NA>`: absent ones are only printed so'
      : undefined;
  return warning(code, remark.message, context, span, { related, help, ...(message && { message }) });
}

/** The text of a macro or rule as the user wrote it; for messages. */
export function writtenText(text: MappedText): ByteString {
  const span = spanOf(text, 0, text.text.length);
  return span ? span.file.text.slice(span.start, span.end) : text.text;
}

export function unusedMacro({ ctx, nameSpan }: CollectedMacro): LoadWarning {
  const message = 'Macro not referred to by any other rule/macro';
  return warning('LOAD_UNUSED_MACRO', message, ctx, nameSpan, { message: 'macro is not used' });
}

export function unusedList({ ctx, nameSpan }: CollectedList): LoadWarning {
  const message = 'List not referred to by any other rule/macro';
  return warning('LOAD_UNUSED_LIST', message, ctx, nameSpan, { message: 'list is not used' });
}
