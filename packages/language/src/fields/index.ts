export {
  type CatalogueRow,
  FIELD_GROUPS,
  FIELDS,
  type FieldGroup,
  type FieldName,
  findField,
  isFieldName,
  type RowOf,
} from './catalogue.js';
export { checkFieldRef } from './check.js';
export { type FieldsFormat, fieldUsage, renderFields } from './docs.js';
export { operandType } from './operand-type.js';
export {
  type FieldArg,
  type FieldOrigin,
  type FieldProvider,
  type FieldRow,
  type FieldType,
  IRREGULAR_ORIGINS,
  type IrregularOrigin,
} from './row.js';
