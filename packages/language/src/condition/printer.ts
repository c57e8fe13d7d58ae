import type { ByteString } from '../text/bytes.js';
import type { Expr, Operand, Value } from './ast.js';
import { quote } from './escapes.js';
import { Lexer } from './lexer.js';
import { OPERATOR_MODIFIERS, operatorRow } from './operators.js';
import { type AnyNode, childrenOf, type NodeKind, type NodeOf } from './visit.js';

/** Why a tree that no text stands for cannot be written. Such trees only come from code, never from parsing. */
export interface PrintFault {
  readonly node: AnyNode;
  /** Lowercase, no final period; a byte string, as it may quote a value. */
  readonly reason: ByteString;
}

/**
 * A condition's text, on one line: parentheses only where the tree needs them, quotes where a value needs them
 * or its `quoted` asks for them. Parsed again, it gives an equal tree, unless `printFaults` finds something;
 * then what cannot be written is left as it is. Works on trees of any depth.
 */
export function printExpr(expr: Expr): ByteString {
  return print(expr).text;
}

/** The text of a field or transformer, as it may stand in a condition or, after a `%`, in an output. */
export function printOperand(operand: Operand): ByteString {
  return print(operand).text;
}

/** What in a tree cannot be written; empty for every tree that was parsed. */
export function printFaults(root: Expr | Operand): readonly PrintFault[] {
  return print(root).faults;
}

/** Text, or a node still to be printed. */
type Piece = string | AnyNode;
type Report = (reason: ByteString) => void;
type Printer<K extends NodeKind> = (node: NodeOf<K>, report: Report) => readonly Piece[];

function print(root: AnyNode): { text: ByteString; faults: PrintFault[] } {
  const faults: PrintFault[] = [];
  const parts: string[] = [];
  const pending: Piece[] = [root];
  for (let piece = pending.pop(); piece !== undefined; piece = pending.pop()) {
    if (typeof piece === 'string') {
      parts.push(piece);
      continue;
    }
    const node = piece;
    const printer = PRINTERS[node.kind] as Printer<NodeKind>;
    const pieces = printer(node, (reason) => faults.push({ node, reason }));
    for (let i = pieces.length - 1; i >= 0; i--) pending.push(pieces[i]!);
  }
  return { text: parts.join(''), faults };
}

const PRINTERS: { readonly [K in NodeKind]: Printer<K> } = {
  And: (node, report) => junction(node, ' and ', report),
  Or: (node, report) => junction(node, ' or ', report),
  Not: (node) => ['not ', ...group(node, node.child)],
  Identifier: ({ name }, report) => {
    if (!isToken(name, 'identifier')) report(`\`${name}\` cannot be a macro's name`);
    // After `and`, a lone `not` followed by a blank would be read as the operator.
    return [name === 'not' ? '(not)' : name];
  },
  UnaryCheck: (node, report) => [checkLeft(node.left, report), ` ${node.operator}`],
  BinaryCheck: (node, report) => [
    checkLeft(node.left, report),
    ` ${node.operator} `,
    ...(node.modifier ? [`${node.modifier} `] : []),
    right(node, report),
  ],
  Field: ({ field, arg }, report) => {
    if (!isToken(field, 'fieldName')) report(`\`${field}\` cannot be a field's name`);
    return [field, fieldArg(arg, report)];
  },
  FieldTransformer: ({ transformer, values, arg }, report) => {
    if (values.length === 0) report(`\`${transformer}()\` needs an argument`);
    const items = commas(values, (item) => (item.kind === 'Value' ? argument(item, report) : item));
    return [transformer, '(', ...items, ')', fieldArg(arg, report)];
  },
  TransformerList: ({ children }, report) => [
    '(',
    ...commas(children, (item) => (item.kind === 'Value' ? argument(item, report) : item)),
    ')',
  ],
  List: ({ values }, report) => ['(', ...commas(values, (value) => string(value, report)), ')'],
  Value: (node, report) => [string(node, report)],
};

/** Kinds that need parentheses below a kind: what binds less, and what would melt into it. */
const GROUPED: Readonly<Record<'And' | 'Or' | 'Not', readonly NodeKind[]>> = {
  And: ['And', 'Or'],
  Or: ['Or'],
  Not: ['And', 'Or', 'Not'],
};

function group(parent: NodeOf<'And' | 'Or' | 'Not'>, child: Expr): readonly Piece[] {
  return GROUPED[parent.kind].includes(child.kind) ? ['(', child, ')'] : [child];
}

function junction(node: NodeOf<'And' | 'Or'>, word: string, report: Report): readonly Piece[] {
  if (node.children.length < 2) report(`\`${word.trim()}\` needs two sides`);
  return node.children.flatMap((child, i) => (i === 0 ? group(node, child) : [word, ...group(node, child)]));
}

function commas<T extends AnyNode>(items: readonly T[], piece: (item: T) => Piece): readonly Piece[] {
  return items.flatMap((item, i) => (i === 0 ? [piece(item)] : [', ', piece(item)]));
}

function checkLeft(left: Operand, report: Report): Piece {
  if (isVal(left)) report('`val()` cannot stand on the left side');
  return left;
}

function right({ operator, modifier, right: node }: NodeOf<'BinaryCheck'>, report: Report): Piece {
  const { group: kind } = operatorRow(operator);
  const takesList = kind === 'list' || modifier !== undefined;
  if (node.kind === 'List') {
    if (!takesList) report(`\`${operator}\` takes a single value, not a list`);
    return node;
  }
  if (node.kind === 'FieldTransformer') {
    if (modifier) report(`\`${modifier}\` takes a list, not a field`);
    const inner = childrenOf(node);
    if (isVal(node) && !(inner.length === 1 && inner[0]!.kind === 'Field')) report('`val()` takes one field');
    return node;
  }
  if (takesList) {
    // After a modifier, a word that starts like `and` makes the modifier a value (bool_keyword_follows).
    const keyword = modifier !== undefined && /^(and|or|not)(?![a-zA-Z0-9])/.test(node.value);
    if (keyword || !isToken(node.value, 'identifier')) report(`\`${node.value}\` cannot be a list's name`);
    return node.value;
  }
  if (kind !== 'num') return string(node, report);
  if (!isNumber(node.value)) report(`\`${operator}\` takes a number, and \`${node.value}\` is none`);
  return node.value;
}

function isVal(node: AnyNode): boolean {
  return node.kind === 'FieldTransformer' && node.transformer === 'val';
}

const RESERVED: ReadonlySet<string> = new Set([
  'and',
  'or',
  'not',
  ...OPERATOR_MODIFIERS.map((row) => row.name),
]);

/** A value that may stand bare: not one that reads like a keyword, or has control characters to hide. */
function string({ value, quoted }: Value, report: Report): ByteString {
  const canBeBare = isToken(value, 'bareStr') && !value.startsWith('\b');
  if (canBeBare && value.includes('\0')) return value;
  if (canBeBare && !quoted && !RESERVED.has(value) && !hasControl(value)) return value;
  return inQuotes(value, report);
}

function argument({ value, quoted }: Value, report: Report): ByteString {
  return !quoted && isNumber(value) ? value : inQuotes(value, report);
}

function fieldArg(arg: ByteString | undefined, report: Report): ByteString {
  if (arg === undefined) return '';
  const bare = isToken(arg, 'fieldArgBareStr') && (!hasControl(arg) || arg.includes('\0'));
  return `[${bare ? arg : inQuotes(arg, report)}]`;
}

function inQuotes(value: ByteString, report: Report): ByteString {
  if (value.includes('\0')) report('a text with a NUL byte cannot be written here');
  return quote(value);
}

function isNumber(text: ByteString): boolean {
  return isToken(text, 'hexNum') || isToken(text, 'num');
}

type Token = 'identifier' | 'fieldName' | 'bareStr' | 'fieldArgBareStr' | 'hexNum' | 'num';

function isToken(text: ByteString, token: Token): boolean {
  const lexer = new Lexer(text);
  return lexer[token]() && lexer.at === text.length;
}

function hasControl(text: ByteString): boolean {
  return /[\x00-\x1f\x7f]/.test(text);
}
