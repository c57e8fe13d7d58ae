import type { ByteString } from '../text/bytes.js';
import type {
  Expr,
  Field,
  FieldTransformer,
  List,
  Operand,
  Position,
  TransformerArg,
  TransformerList,
  Value,
} from './ast.js';
import { Fault, Lexer } from './lexer.js';
import { OPERATOR_MODIFIERS, OPERATORS, type OperatorGroup, type OperatorModifier } from './operators.js';
import { TRANSFORMERS } from './transformers.js';

/**
 * The condition parser of libsinsp (userspace/libsinsp/filter/parser.cpp), quirks, positions and messages
 * included. It keeps its own stack, so that depth costs no stack frames.
 */

export interface ParseOptions {
  /** How deep parentheses and transformers may nest. */
  readonly maxDepth?: number;
}

export type ParseResult =
  /** `depth`: how deep its parentheses and transformers nest. */
  | { readonly ok: true; readonly expr: Expr; readonly depth: number }
  | { readonly ok: false; readonly message: string; readonly pos: Position };

export type OperandParseResult =
  | { readonly ok: true; readonly operand: Operand }
  | { readonly ok: false; readonly message: string; readonly pos: Position };

/**
 * Falco means to stop at 1000 but never does (its depth_guard is a temporary): a deeper condition loads until
 * the C++ stack is full. Measured on an 8 MiB stack that is at 7,700 levels of `(`, 9,900 of `not(`, 13,800 of
 * `and(`, 16,300 transformers. Nothing that Falco loads is deeper than this.
 */
export const MAX_DEPTH = 20_000;

/**
 * Parses a whole condition, a byte string (encode ordinary text first). For a fault: libsinsp's message, and
 * the place where its parser stood, which is not always where the fault is.
 */
export function parseCondition(text: ByteString, options: ParseOptions = {}): ParseResult {
  const lexer = new Lexer(text);
  try {
    if (text === '') throw new Fault('filter input string is empty');
    const nesting = nestingOf(options);
    const expr = parseExpr(lexer, nesting);
    if (lexer.at !== text.length) {
      throw new Fault(`unexpected token after '${lexer.last}', expecting 'or', 'and'`);
    }
    return { ok: true, expr, depth: nesting.deepest };
  } catch (fault) {
    return refusal(lexer, fault);
  }
}

/**
 * Parses the field or transformer that stands at an offset, as outputs do; what follows it is left alone
 * (`operand.end` says where). Offsets are the text's, lines and columns count from `from`.
 */
export function parseOperand(
  text: ByteString,
  { from = 0, ...options }: ParseOptions & { readonly from?: number } = {},
): OperandParseResult {
  const lexer = new Lexer(text, from);
  try {
    const operand = parseFieldOrTransformer(lexer, from, nestingOf(options));
    if (!operand) throw new Fault(`unexpected token after '${lexer.last}`);
    return { ok: true, operand };
  } catch (fault) {
    return refusal(lexer, fault);
  }
}

function refusal(lexer: Lexer, fault: unknown): { ok: false; message: string; pos: Position } {
  if (!(fault instanceof Fault)) throw fault;
  // libsinsp's messages pass through a C string.
  const message = fault.message.split('\0', 1)[0]!;
  return { ok: false, message, pos: lexer.position(lexer.at) };
}

/** How deep the parser stands, and how deep it has been. */
interface Nesting {
  readonly max: number;
  depth: number;
  deepest: number;
}

function nestingOf({ maxDepth = MAX_DEPTH }: ParseOptions): Nesting {
  return { max: maxDepth, depth: 0, deepest: 0 };
}

function descend(nesting: Nesting): void {
  nesting.depth++;
  if (nesting.depth > nesting.max) throw new Fault(`exceeded max depth limit of ${nesting.max}`);
  if (nesting.depth > nesting.deepest) nesting.deepest = nesting.depth;
}

/** One OrExpr being read, with the AndExpr and the NotExpr in it that are. */
interface Group {
  /** Which of the group around it takes the result: `not( )` and `( )`, `and( )`, `or( )`. */
  readonly as: 'not' | 'and' | 'or';
  readonly or: Level;
  and: Level;
  not: { at: number; negated: boolean };
}

interface Level {
  readonly at: number;
  readonly start: number;
  readonly children: Expr[];
}

// Expr ::= OrExpr
// OrExpr ::= AndExpr ('or' OrExprTail)*
// OrExprTail ::= ' ' AndExpr | '(' Expr ')'
// AndExpr ::= NotExpr ('and' AndExprTail)*
// AndExprTail ::= ' ' NotExpr | '(' Expr ')'
function parseExpr(lexer: Lexer, nesting: Nesting): Expr {
  const around: Group[] = [];
  let group = openGroup(lexer, 'not');
  for (;;) {
    const check = parseNot(lexer, group, nesting);
    let next: 'operand' | Group['as'] = 'not';
    if (check) {
      let done = closeNot(lexer, group, check);
      let level: 'and' | 'or' = 'and';
      for (;;) {
        if (level === 'and') {
          group.and.children.push(done);
          lexer.blank();
          next = lexer.word('and') ? tail(lexer, 'and') : 'not';
          if (next !== 'not') break;
          done = closeLevel(lexer, 'And', group.and);
        }
        group.or.children.push(done);
        lexer.blank();
        next = lexer.word('or') ? tail(lexer, 'or') : 'not';
        if (next !== 'not') {
          if (next === 'operand') group.and = openLevel(lexer);
          break;
        }
        done = closeLevel(lexer, 'Or', group.or);
        const outer = around.pop();
        if (!outer) return done;
        lexer.blank();
        if (!lexer.word(')')) throw new Fault("expected a ')' token");
        nesting.depth--;
        level = group.as === 'or' ? 'or' : 'and';
        if (group.as === 'not') done = closeNot(lexer, outer, done);
        group = outer;
      }
    }
    if (next !== 'operand') {
      descend(nesting);
      around.push(group);
      lexer.blank();
      group = openGroup(lexer, next);
    }
  }
}

function openGroup(lexer: Lexer, as: Group['as']): Group {
  return { as, or: openLevel(lexer), and: openLevel(lexer), not: { at: lexer.at, negated: false } };
}

function openLevel(lexer: Lexer): Level {
  const at = lexer.at;
  lexer.blank();
  return { at, start: lexer.at, children: [] };
}

/** What follows `and` or `or`: a blank and an operand, or a parenthesis at once. */
function tail(lexer: Lexer, keyword: 'and' | 'or'): 'operand' | 'and' | 'or' {
  if (lexer.blank()) return 'operand';
  if (lexer.word('(')) return keyword;
  throw new Fault(`expected blank or '(' after '${keyword}'`);
}

function closeLevel(lexer: Lexer, kind: 'And' | 'Or', { at, start, children }: Level): Expr {
  if (children.length === 1) return children[0]!;
  return { kind, children, pos: lexer.position(at), start, end: lexer.tokenEnd };
}

function closeNot(lexer: Lexer, { not }: Group, child: Expr): Expr {
  if (!not.negated) return child;
  return { kind: 'Not', child, pos: lexer.position(not.at), start: not.at, end: lexer.tokenEnd };
}

// NotExpr ::= ('not ')* NotExprTail
// NotExprTail ::= 'not(' Expr ')' | Check
/** A check; undefined where a parenthesis was opened instead. */
function parseNot(lexer: Lexer, group: Group, nesting: Nesting): Expr | undefined {
  lexer.blank();
  group.not = { at: lexer.at, negated: false };
  while (lexer.notAndSpace()) group.not.negated = !group.not.negated;
  if (lexer.word('not(')) {
    group.not.negated = !group.not.negated;
    return undefined;
  }
  return parseCheck(lexer, nesting);
}

// Check ::= Field Condition | FieldTransformer Condition | Identifier | '(' Expr ')'
function parseCheck(lexer: Lexer, nesting: Nesting): Expr | undefined {
  const at = lexer.at;
  lexer.blank();
  if (lexer.word('(')) return undefined;
  const left = parseFieldOrTransformer(lexer, at, nesting);
  if (left) return parseOperatorAndRight(lexer, left, at, nesting);
  if (lexer.identifier()) return { kind: 'Identifier', name: lexer.last, ...place(lexer, at) };
  throw new Fault("expected a '(' token, a field check, or an identifier");
}

/** Position, first byte and end of a node that is one token. */
function place(lexer: Lexer, at: number): { pos: Position; start: number; end: number } {
  return { pos: lexer.position(at), start: lexer.tokenStart, end: lexer.tokenEnd };
}

// Condition ::= UnaryOperator
//     | NumOperator (NumValue | FieldTransformerOrVal)
//     | StrOperator (StrValue | FieldTransformerOrVal)
//     | StrOperator StrOperatorModifier ListValue
//     | ListOperator (ListValue | FieldTransformerOrVal)
function parseOperatorAndRight(lexer: Lexer, left: Operand, at: number, nesting: Nesting): Expr {
  const pos = lexer.position(at);
  const { start } = left;
  lexer.blank();
  const row = operatorsAt(lexer).find(({ name, blank }) =>
    blank ? lexer.wordAndBlank(name) : lexer.word(name),
  );
  if (!row) throw new Fault(EXPECTED_OPERATOR);
  if (row.group === 'unary') {
    return { kind: 'UnaryCheck', left, operator: row.name, pos, start, end: lexer.tokenEnd };
  }
  const operator = row.name;
  const modifier = row.group === 'str' && (row.blank || lexer.blank()) ? parseModifier(lexer) : undefined;
  if (modifier) {
    const right = parseListValue(lexer);
    return { kind: 'BinaryCheck', left, operator, modifier, right, pos, start, end: lexer.tokenEnd };
  }
  const right = parseRight[row.group](lexer, nesting);
  return { kind: 'BinaryCheck', left, operator, right, pos, start, end: lexer.tokenEnd };
}

const parseRight: Record<
  Exclude<OperatorGroup, 'unary'>,
  (lexer: Lexer, nesting: Nesting) => Value | List | FieldTransformer
> = { num: parseNumValue, str: parseStrValue, list: parseListValueOrTransformer };

// StrOperatorModifier ::= 'oneof ' | 'anyof ' | 'allof '
/** A modifier, where a list or an identifier other than `and`, `or`, `not` follows it; else it is the value. */
function parseModifier(lexer: Lexer): OperatorModifier | undefined {
  const saved = lexer.save();
  const row = OPERATOR_MODIFIERS.find(({ name }) => lexer.wordAndBlank(name));
  if (!row) return undefined;
  const listFollows = lexer.text[lexer.at] === '(' || lexer.identifierFollows();
  if (listFollows && !lexer.boolKeywordFollows()) return row.name;
  lexer.restore(saved);
  return undefined;
}

// NumValue ::= HexNumber | Number
function parseNumValue(lexer: Lexer, nesting: Nesting): Value | FieldTransformer {
  lexer.blank();
  const at = lexer.at;
  const transformed = parseTransformerOrVal(lexer, nesting);
  if (transformed) return transformed;
  if (lexer.hexNum() || lexer.num()) return value(lexer, at, false);
  throw new Fault(`expected a number value or a field with a valid transformer: ${TRANSFORMER_NAMES}`);
}

function parseStrValue(lexer: Lexer, nesting: Nesting): Value | FieldTransformer {
  lexer.blank();
  const at = lexer.at;
  const transformed = parseTransformerOrVal(lexer, nesting);
  if (transformed) return transformed;
  const text = parseString(lexer, at);
  if (text) return text;
  throw new Fault(`expected a string value or a field with a valid transformer: ${TRANSFORMER_NAMES}`);
}

// StrValue ::= QuotedStr | BareStr
function parseString(lexer: Lexer, at: number): Value | undefined {
  if (lexer.quotedStr()) return value(lexer, at, true);
  if (lexer.bareStr()) return value(lexer, at, false);
  return undefined;
}

function value(lexer: Lexer, at: number, quoted: boolean): Value {
  const { last, tokenStart: start, tokenEnd: end } = lexer;
  return { kind: 'Value', value: last, quoted, pos: lexer.position(at), start, end };
}

// ListValue ::= List | Identifier
function parseListValue(lexer: Lexer): List | Value {
  lexer.blank();
  const at = lexer.at;
  const list = parseList(lexer);
  if (list) return list;
  if (lexer.identifier()) return value(lexer, at, false);
  throw new Fault('expected a list or an identifier');
}

function parseListValueOrTransformer(lexer: Lexer, nesting: Nesting): List | Value | FieldTransformer {
  lexer.blank();
  const at = lexer.at;
  const right = parseList(lexer) ?? parseTransformerOrVal(lexer, nesting);
  if (right) return right;
  if (lexer.identifier()) return value(lexer, at, false);
  throw new Fault(
    `expected a list, an identifier, or a field with a valid transformer: ${TRANSFORMER_NAMES}`,
  );
}

// List ::= '(' (StrValue (',' StrValue)*)? ')'
function parseList(lexer: Lexer): List | undefined {
  const start = lexer.at;
  if (!lexer.word('(')) return undefined;
  const values: Value[] = [];
  const head = parseListHead(lexer);
  if (head) {
    values.push(head);
    lexer.blank();
    while (lexer.word(',')) {
      lexer.blank();
      const item = parseString(lexer, lexer.at);
      if (!item) throw new Fault('expected a string value');
      values.push(item);
      lexer.blank();
    }
  }
  if (!lexer.word(')')) throw new Fault("expected a ')' token");
  return { kind: 'List', values, pos: lexer.position(start), start, end: lexer.tokenEnd };
}

/** libsinsp takes any fault in the first value for an empty list: `in ("\q")` is `in ()`. */
function parseListHead(lexer: Lexer): Value | undefined {
  lexer.blank();
  try {
    return parseString(lexer, lexer.at);
  } catch (fault) {
    if (fault instanceof Fault) return undefined;
    throw fault;
  }
}

// FieldTransformerOrVal ::= FieldTransformer | 'val(' Field ')' ('[' FieldArg ']')?
function parseTransformerOrVal(lexer: Lexer, nesting: Nesting): FieldTransformer | undefined {
  const start = lexer.at;
  if (!lexer.word('val(')) return parseTransformer(lexer, start, nesting);
  lexer.blank();
  const at = lexer.at;
  if (!lexer.fieldName()) throw new Fault("expected a field within 'val' transformer");
  const values = [parseFieldTail(lexer, at)];
  lexer.blank();
  if (!lexer.word(')')) throw new Fault(EXPECTED_TRANSFORMER_END);
  return closeTransformer(lexer, { kind: 'OpenTransformer', transformer: 'val', values, at: start, start });
}

/** A field or a transformer, where one comes next. `at` is what libsinsp gives as its position. */
function parseFieldOrTransformer(lexer: Lexer, at: number, nesting: Nesting): Operand | undefined {
  return lexer.fieldName() ? parseFieldTail(lexer, at) : parseTransformer(lexer, at, nesting);
}

// Field ::= FieldName ('[' FieldArg ']')?
/** The rest of a field whose name is the last token. */
function parseFieldTail(lexer: Lexer, at: number): Field {
  const field = lexer.last;
  const start = lexer.tokenStart;
  const arg = parseFieldArg(lexer);
  const where = { pos: lexer.position(at), start, end: lexer.tokenEnd };
  return arg === undefined ? { kind: 'Field', field, ...where } : { kind: 'Field', field, arg, ...where };
}

// FieldArg ::= QuotedStr | FieldArgBareStr
function parseFieldArg(lexer: Lexer): ByteString | undefined {
  if (!lexer.word('[')) return undefined;
  if (!lexer.quotedStr() && !lexer.fieldArgBareStr()) {
    throw new Fault('expected a valid field argument: a quoted string or a bare string');
  }
  const arg = lexer.last;
  if (!lexer.word(']')) throw new Fault("expected a ']' token");
  return arg;
}

/** A transformer being read. */
interface OpenTransformer {
  readonly kind: 'OpenTransformer';
  readonly transformer: FieldTransformer['transformer'];
  readonly values: TransformerArg[];
  readonly at: number;
  readonly start: number;
  /** The list among its arguments that is being read. */
  list?: OpenList | undefined;
}

interface OpenList {
  readonly kind: 'OpenList';
  readonly at: number;
  readonly start: number;
  readonly children: TransformerArg[];
}

// FieldTransformerType ::= 'tolower(' | 'toupper(' | ...
function openTransformer(lexer: Lexer, at: number): OpenTransformer | undefined {
  const row = transformersAt(lexer).find(({ opening }) => lexer.word(opening));
  if (!row) return undefined;
  lexer.blank();
  return { kind: 'OpenTransformer', transformer: row.name, values: [], at, start: lexer.tokenStart };
}

// FieldTransformer ::= FieldTransformerType FieldTransformerTail
// FieldTransformerTail ::= FieldTransformerArg (',' FieldTransformerArg)* ')' ('[' FieldArg ']')?
// TransformerList ::= '(' (TransformerListArg (',' TransformerListArg)*)? ')'
function parseTransformer(lexer: Lexer, at: number, nesting: Nesting): FieldTransformer | undefined {
  const around: OpenTransformer[] = [];
  let open = openTransformer(lexer, at);
  if (!open) return undefined;
  for (;;) {
    let done: TransformerArg | OpenTransformer | OpenList = open.list
      ? parseTransformerListArg(lexer, open.list.at)
      : parseTransformerArg(lexer);
    if (done.kind === 'OpenTransformer') {
      descend(nesting);
      around.push(open);
      open = done;
      continue;
    }
    if (done.kind === 'OpenList') {
      lexer.blank();
      if (!lexer.word(')')) {
        open.list = done;
        continue;
      }
      done = closeTransformerList(lexer, done);
    }
    // The argument is read: what it stands in goes on after a comma, or is read as well.
    for (;;) {
      if (open.list) {
        open.list.children.push(done);
        lexer.blank();
        if (lexer.word(',')) {
          lexer.blank();
          break;
        }
        if (!lexer.word(')')) throw new Fault("expected ')'");
        done = closeTransformerList(lexer, open.list);
        open.list = undefined;
      }
      open.values.push(done);
      lexer.blank();
      if (lexer.word(',')) break;
      if (!lexer.word(')')) throw new Fault(EXPECTED_TRANSFORMER_END);
      done = closeTransformer(lexer, open);
      const outer = around.pop();
      if (!outer) return done;
      nesting.depth--;
      open = outer;
    }
  }
}

// FieldTransformerArg ::= NumValue | QuotedStr | TransformerList | FieldTransformer | Field
function parseTransformerArg(lexer: Lexer): Value | Field | OpenTransformer | OpenList {
  const at = lexer.at;
  lexer.blank();
  if (lexer.hexNum() || lexer.num()) return value(lexer, at, false);
  if (lexer.quotedStr()) return value(lexer, at, true);
  if (lexer.word('(')) return { kind: 'OpenList', at, start: lexer.tokenStart, children: [] };
  const transformer = openTransformer(lexer, at);
  if (transformer) return transformer;
  if (lexer.fieldName()) return parseFieldTail(lexer, at);
  throw new Fault(
    'expected field transformer argument: field, transformer, quoted string, number, or transformer list',
  );
}

// TransformerListArg ::= Field | FieldTransformer | QuotedStr | NumValue
/** libsinsp gives every element the position of the list. */
function parseTransformerListArg(lexer: Lexer, at: number): Value | Field | OpenTransformer {
  if (lexer.fieldName()) return parseFieldTail(lexer, at);
  const transformer = openTransformer(lexer, at);
  if (transformer) return transformer;
  if (lexer.quotedStr()) return value(lexer, at, true);
  if (lexer.hexNum() || lexer.num()) return value(lexer, at, false);
  throw new Fault('expected transformer list argument: field, transformer, quoted string, or number');
}

function closeTransformerList(lexer: Lexer, { at, start, children }: OpenList): TransformerList {
  const where = { pos: lexer.position(at), start, end: lexer.tokenEnd };
  // Nothing puts a list into a list: parseTransformerListArg reads none.
  return { kind: 'TransformerList', children: children as TransformerList['children'][number][], ...where };
}

/** The transformer whose closing parenthesis is the last token, with the argument that may follow. */
function closeTransformer(
  lexer: Lexer,
  { transformer, values, at, start }: OpenTransformer,
): FieldTransformer {
  const arg = parseFieldArg(lexer);
  const where = { pos: lexer.position(at), start, end: lexer.tokenEnd };
  return arg === undefined
    ? { kind: 'FieldTransformer', transformer, values, ...where }
    : { kind: 'FieldTransformer', transformer, values, arg, ...where };
}

function quotedNames(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

/** The rows of a table whose words begin with the byte that comes next, in the table's order. */
function rowsByFirst<Row extends { readonly name: string }>(
  rows: readonly Row[],
): (lexer: Lexer) => readonly Row[] {
  const none: readonly Row[] = [];
  const byFirst = new Map<number, readonly Row[]>();
  for (const row of rows) {
    const first = row.name.charCodeAt(0);
    byFirst.set(first, [...(byFirst.get(first) ?? none), row]);
  }
  return (lexer) => byFirst.get(lexer.text.charCodeAt(lexer.at)) ?? none;
}

const operatorsAt = rowsByFirst(OPERATORS);
const transformersAt = rowsByFirst(TRANSFORMERS.map(({ name }) => ({ name, opening: `${name}(` })));

const EXPECTED_TRANSFORMER_END = "expected a ')' token closing the transformer";
const TRANSFORMER_NAMES = quotedNames(['val', ...TRANSFORMERS.map(({ name }) => name)]);
const EXPECTED_OPERATOR = `expected a valid check operator: one of ${quotedNames(OPERATORS.map(({ name }) => name))}`;
