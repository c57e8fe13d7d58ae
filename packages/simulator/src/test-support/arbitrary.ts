import fc from 'fast-check';
import type { NaiveEvent } from './naive.js';

/** Few values and few fields, so that conditions and events meet. */
const VALUES = ['create', 'get', 'pods', 'Pods', 'po', '', 'kube-system', 'a/b', '10', '9'];
const TEXT_FIELDS = ['ka.verb', 'ka.target.resource', 'ka.user.name', 'ka.stage', 'ka.uri.param[x]'];
const LIST_FIELDS = ['ka.user.groups', 'ka.req.pod.containers.image'];

const value = fc.constantFrom(...VALUES);
const quotedValue = value.map((text) => JSON.stringify(text));
const quotedList = fc.array(quotedValue, { maxLength: 3 }).map((items) => `(${items.join(', ')})`);
const quotedSome = fc
  .array(quotedValue, { minLength: 1, maxLength: 3 })
  .map((items) => `(${items.join(', ')})`);
const textField = fc.constantFrom(...TEXT_FIELDS);
const listField = fc.constantFrom(...LIST_FIELDS);

const textOperand = fc.oneof(
  { weight: 5, arbitrary: textField },
  fc
    .tuple(fc.constantFrom('tolower', 'toupper', 'basename'), textField)
    .map(([name, of]) => `${name}(${of})`),
  fc.tuple(textField, textField).map(([a, b]) => `concat(${a}, "-", ${b})`),
  fc.tuple(listField).map(([of]) => `join("/", ${of})`),
);

const check = fc
  .oneof(
    { weight: 4, arbitrary: fc.tuple(textField, fc.constantFrom('=', '!=', '=='), quotedValue) },
    { weight: 4, arbitrary: fc.tuple(textField, fc.constant('in'), quotedList) },
    fc.tuple(
      textOperand,
      fc.constantFrom('=', '!=', 'contains', 'icontains', 'startswith', 'endswith'),
      quotedValue,
    ),
    fc.tuple(textOperand, fc.constantFrom('<', '<=', '>', '>='), fc.constantFrom('9', '10')),
    fc.tuple(
      textOperand,
      fc.constantFrom('= oneof', '= anyof', '= allof', '!= allof', 'contains anyof', 'startswith oneof'),
      quotedSome,
    ),
    fc.tuple(
      textField,
      fc.constantFrom('=', '!=', 'contains'),
      textField.map((field) => `val(${field})`),
    ),
    fc.tuple(textOperand, fc.constant('exists'), fc.constant('')),
    fc.tuple(listField, fc.constantFrom('in', 'intersects'), quotedList),
    fc.tuple(
      fc.constantFrom('len(ka.verb)', 'len(ka.user.groups)', 'evt.num'),
      fc.constantFrom('=', '<', '>='),
      fc.constantFrom('0', '2', '3'),
    ),
  )
  .map((parts) => parts.join(' '));

/** Text of a condition. */
export const condition: fc.Arbitrary<string> = fc.letrec<{ any: string; flat: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    check,
    fc.array(tie('flat'), { minLength: 2, maxLength: 4 }).map((parts) => parts.join(' and ')),
    fc.array(tie('flat'), { minLength: 2, maxLength: 4 }).map((parts) => parts.join(' or ')),
    tie('flat').map((inner) => `not ${inner}`),
  ),
  flat: fc.oneof(
    check,
    tie('any').map((inner) => `(${inner})`),
  ),
})).any;

const present = (of: fc.Arbitrary<string | readonly string[]>) => fc.option(of, { nil: undefined, freq: 5 });

export const event: fc.Arbitrary<NaiveEvent> = fc.record({
  ...Object.fromEntries(TEXT_FIELDS.map((name) => [name, present(value)])),
  ...Object.fromEntries(
    LIST_FIELDS.map((name) => [name, present(fc.array(value, { minLength: 1, maxLength: 3 }))]),
  ),
  'evt.num': fc.bigInt(1n, 4n),
});
