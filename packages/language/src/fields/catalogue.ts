import type { FieldRow } from './row.js';
import { EVT_ROWS } from './rows/evt.js';
import { JSON_ROWS } from './rows/json.js';
import {
  K8SAUDIT_CONTAINER_ROWS,
  K8SAUDIT_EPHEMERAL_CONTAINER_ROWS,
  K8SAUDIT_INIT_CONTAINER_ROWS,
} from './rows/k8saudit-containers.js';
import { K8SAUDIT_OBJECT_ROWS } from './rows/k8saudit-objects.js';
import { K8SAUDIT_POD_ROWS } from './rows/k8saudit-pod.js';
import { K8SAUDIT_REQUEST_ROWS } from './rows/k8saudit-request.js';

export interface FieldGroup {
  readonly title: string;
  readonly rows: readonly FieldRow[];
}

/** The catalogue as docs show it. */
export const FIELD_GROUPS = [
  { title: 'Request, user and response', rows: K8SAUDIT_REQUEST_ROWS },
  { title: 'Bindings, config maps, roles and services', rows: K8SAUDIT_OBJECT_ROWS },
  { title: 'Pods and their volumes', rows: K8SAUDIT_POD_ROWS },
  { title: 'Containers', rows: K8SAUDIT_CONTAINER_ROWS },
  { title: 'Init containers', rows: K8SAUDIT_INIT_CONTAINER_ROWS },
  { title: 'Ephemeral containers', rows: K8SAUDIT_EPHEMERAL_CONTAINER_ROWS },
  { title: 'Any value of the event (json plugin)', rows: JSON_ROWS },
  { title: 'The event as Falco sees it', rows: EVT_ROWS },
] as const satisfies readonly FieldGroup[];

/** Every field that a k8s_audit rule can use: Falco 0.44 with k8saudit 0.18.0 and json 0.7.4. */
export const FIELDS = [
  ...K8SAUDIT_REQUEST_ROWS,
  ...K8SAUDIT_OBJECT_ROWS,
  ...K8SAUDIT_POD_ROWS,
  ...K8SAUDIT_CONTAINER_ROWS,
  ...K8SAUDIT_INIT_CONTAINER_ROWS,
  ...K8SAUDIT_EPHEMERAL_CONTAINER_ROWS,
  ...JSON_ROWS,
  ...EVT_ROWS,
] as const satisfies readonly FieldRow[];

export type CatalogueRow = (typeof FIELDS)[number];
export type FieldName = CatalogueRow['name'];
/** The row of a field, with its literal types. */
export type RowOf<N extends FieldName> = Extract<CatalogueRow, { readonly name: N }>;

const byName: ReadonlyMap<string, FieldRow> = new Map(FIELDS.map((row) => [row.name, row]));

/** The row of a field by its full name, without argument; undefined for a name that no provider has. */
export function findField(name: string): FieldRow | undefined {
  return byName.get(name);
}

export function isFieldName(name: string): name is FieldName {
  return byName.has(name);
}
