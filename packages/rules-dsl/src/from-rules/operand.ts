import { findField, type Operand, type TransformerArg } from '@falco-rules/language';
import { catalogueTree, propertyName, type TreeNode } from '../field/tree.js';
import { NAMESPACES } from './scope.js';
import { array, call, member, name, type Source, text } from './source.js';

let tree: TreeNode | undefined;

/** A field or transformer as the DSL writes it; undefined for what it has no form for. */
export function operandSource(operand: Operand): Source | undefined {
  return operand.kind === 'Field' ? fieldSource(operand.field, operand.arg) : transformed(operand);
}

function fieldSource(field: string, arg: string | undefined): Source | undefined {
  const row = findField(field);
  if (!row || !NAMESPACES.some((one) => field.startsWith(`${one}.`))) return undefined;
  const [first = '', ...rest] = field.split('.');
  const path: string[] = [];
  tree ??= catalogueTree();
  let node = tree.children.get(first);
  for (const part of rest) {
    if (!node) return undefined;
    path.push(propertyName(part, node));
    node = node.children.get(part);
  }
  const bare = member(first, ...path);
  if (arg === undefined) return bare;
  const isIndex = row.arg.kind !== 'key' && /^(?:0|[1-9][0-9]{0,8})$/.test(arg);
  if (row.arg.kind === 'index' && !isIndex) return undefined;
  return call(bare, isIndex ? { kind: 'literal', value: Number(arg) } : text(arg));
}

function transformed({
  transformer,
  values,
  arg,
}: Operand & { readonly kind: 'FieldTransformer' }): Source | undefined {
  const args: Source[] = [];
  for (const value of values) {
    const source = argSource(value);
    if (!source) return undefined;
    args.push(source);
  }
  if (arg !== undefined) args.push(text(arg));
  // join(separator, list) and the like are called with as many arguments as Falco takes.
  return call(name(transformer), ...args);
}

function argSource(value: TransformerArg): Source | undefined {
  switch (value.kind) {
    case 'Value':
      return text(value.value);
    case 'TransformerList': {
      const items = value.children.map(argSource);
      return items.every((item) => item !== undefined) ? array(items) : undefined;
    }
    default:
      return operandSource(value);
  }
}
