import { FIELDS, type FieldRow } from '@falco-rules/language';
import { type Children, fieldOfRow, makeNode } from './field.js';
import type { FieldTree } from './generated/tree.js';
import { isMethod } from './operators.js';

/** A part of the catalogue: a field, a namespace, or both. */
export interface TreeNode {
  readonly path: string;
  row?: FieldRow;
  readonly children: Map<string, TreeNode>;
}

/** The catalogue by the parts of its names. */
export function catalogueTree(rows: readonly FieldRow[] = FIELDS): TreeNode {
  const root: TreeNode = { path: '', children: new Map() };
  for (const row of rows) {
    let node = root;
    for (const part of row.name.split('.')) {
      const path = node.path === '' ? part : `${node.path}.${part}`;
      let next = node.children.get(part);
      if (!next) {
        next = { path, children: new Map() };
        node.children.set(part, next);
      }
      node = next;
    }
    node.row = row;
  }
  return root;
}

/** A property of the tree: the part of the name, with a `_` behind where a field's own method has that word. */
export function propertyName(part: string, parent: TreeNode): string {
  return parent.row && isMethod(part) ? `${part}_` : part;
}

function nodeOf(node: TreeNode): object {
  const children: Children = new Map(
    [...node.children].map(([part, child]) => [propertyName(part, node), () => nodeOf(child)]),
  );
  return node.row ? fieldOfRow(node.row, children) : makeNode(node.path, undefined, children);
}

/**
 * The fields of Kubernetes audit events, as in Falco: `ka.*` of the k8saudit plugin, `jevt.*` and `json.*` for any
 * other value of the event, `evt.*` for the event as Falco sees it. An index or key in brackets is a call.
 * @example
 * const { ka, jevt } = field;
 * ka.user.name.startswith('system:')              // ka.user.name startswith "system:"
 * ka.req.pod.containers.image(0).in(['nginx'])    // ka.req.pod.containers.image[0] in (nginx)
 * jevt.value('/stage').eq('ResponseComplete')     // jevt.value[/stage] = ResponseComplete
 */
export const field = nodeOf(catalogueTree()) as FieldTree;
