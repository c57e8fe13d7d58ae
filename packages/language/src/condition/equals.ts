import type { AnyNode } from './visit.js';
import { childrenOf } from './visit.js';

/**
 * Whether two trees say the same: kinds, names, operators, values. Places, quotes and resolved macros do not
 * count. Works on trees of any depth.
 */
export function exprEquals(a: AnyNode, b: AnyNode): boolean {
  const pending: [AnyNode, AnyNode][] = [[a, b]];
  for (let pair = pending.pop(); pair; pair = pending.pop()) {
    const [left, right] = pair;
    if (left === right) continue;
    if (left.kind !== right.kind || labelOf(left) !== labelOf(right)) return false;
    const lefts = childrenOf(left);
    const rights = childrenOf(right);
    if (lefts.length !== rights.length) return false;
    for (let i = 0; i < lefts.length; i++) pending.push([lefts[i]!, rights[i]!]);
  }
  return true;
}

/** What a node says beyond its kind and its children. */
function labelOf(node: AnyNode): string {
  switch (node.kind) {
    case 'Identifier':
      return node.name;
    case 'Value':
      return node.value;
    case 'Field':
      return node.arg === undefined ? node.field : `${node.field}[${node.arg}`;
    case 'FieldTransformer':
      return node.arg === undefined ? node.transformer : `${node.transformer}[${node.arg}`;
    case 'UnaryCheck':
      return node.operator;
    case 'BinaryCheck':
      return node.modifier ? `${node.operator} ${node.modifier}` : node.operator;
    case 'And':
    case 'Or':
    case 'Not':
    case 'List':
    case 'TransformerList':
      return '';
  }
}
