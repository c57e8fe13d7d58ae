// Each line that a compiler has to refuse stands under what it has to say.
import { and, concat, cond, field, join, len, list, macro, not, out, tolower } from 'falco-rules';

const { ka, jevt, evt } = field;
const images = list('images', ['nginx']);

export const fields = [
  // error: Property 'naem' does not exist on type 'KaTargetFields'
  ka.target.naem.eq('x'),
  // error: Property 'proc' does not exist on type 'FieldTree'
  field.proc.name.eq('bash'),
  // error: Property 'param' does not exist on type 'StringField<"ka.verb", "k8s_audit">'
  ka.verb.param('x').exists(),
];

export const operators = [
  // error: Property 'contains' does not exist on type
  // error: ListField<"ka.req.pod.containers.image", "k8s_audit", "a list field takes only in, intersects and exists">
  ka.req.pod.containers.image.contains('x'),
  // error: ListField<"ka.user.groups", "k8s_audit", "a list field takes only in, intersects and exists">
  ka.user.groups.eq('dev'),
  // error: "a list field takes only in, intersects and exists"
  ka.req.pod.containers.image(0).eq('nginx'),
  // error: Did you mean 'startswith'?
  ka.user.name.startwith('x'),
  // error: Did you mean 'allof'?
  ka.user.name.startswith.allOf(['x']),
  // error: Property 'contains' does not exist on type 'NumberField<"evt.num", never, "uint64">'
  evt.num.contains('1'),
];

export const args = [
  // error: Property 'eq' does not exist on type 'KeyedField<"ka.uri.param", "k8s_audit", "give the key first: ka.uri.param('...')">'
  ka.uri.param.eq('x'),
  // error: Property 'in' does not exist on type 'KeyedField<"jevt.value", never, "give the key first: jevt.value('...')">'
  jevt.value.in(['x']),
  // error: Expected 1 arguments, but got 0.
  ka.uri.param(),
  // error: Argument of type 'string' is not assignable to parameter of type 'number'
  ka.req.pod.containers.image('first').in(['a']),
  // error: This expression is not callable.
  // error: 'ListField<"ka.user.groups", "k8s_audit", "a list field takes only in, intersects and exists">' has no call signatures
  ka.user.groups(0).in(['a']),
  // error: Type 'StringField<"ka.user.name", "k8s_audit">' has no call signatures
  ka.user.name('x'),
];

export const values = [
  // error: Expected 1 arguments, but got 0.
  ka.user.name.eq(),
  // error: Argument of type 'string[]' is not assignable to parameter of type
  ka.user.name.eq(['a']),
  // error: Argument of type 'string' is not assignable to parameter of type 'ListOrArrayOf<Text>'
  ka.user.name.in('a'),
  // error: Argument of type 'List' is not assignable to parameter of type
  ka.user.name.eq(images),
  // error: Type 'NumberField<"evt.num", never, "uint64">' is not assignable to type 'SingleField<string, never, "string">'
  ka.user.name.eq(evt.num),
  // error: Argument of type 'ListField<"ka.user.groups", "k8s_audit", "a list field takes only in, intersects and exists">' is not assignable
  ka.user.name.eq(ka.user.groups),
  // error: is not assignable to parameter of type 'ListOrArrayOf<Text>'
  ka.user.name.in(ka.user.groups),
  // error: Argument of type '"4xx"' is not assignable to parameter of type
  // error: NumberValue
  ka.response.code.ge('4xx'),
  // error: Argument of type '"many"' is not assignable to parameter of type
  evt.num.gt('many'),
  // error: Argument of type '"yes"' is not assignable to parameter of type 'boolean | SingleField<string, never, "bool">'
  evt.is_async.eq('yes'),
];

export const transformers = [
  // error: Argument of type 'NumberField<"evt.num", never, "uint64">' is not assignable to parameter of type 'TextOrListField'
  len(evt.num),
  // error: Argument of type 'string' is not assignable to parameter of type 'TextOrListField'
  tolower('x'),
  // error: Argument of type 'ListField<"ka.user.groups", "k8s_audit", "a list field takes only in, intersects and exists">' is not assignable
  join(ka.user.groups, ','),
  // error: Expected at least 2 arguments, but got 1.
  concat(ka.user.name),
];

export const conditions = [
  // error: Argument of type 'StringField<"ka.user.name", "k8s_audit">' is not assignable to parameter of type 'Condition<"k8s_audit">'
  and(ka.user.name),
  // error: Argument of type '() => Condition<"k8s_audit">' is not assignable to parameter of type 'Condition<never>'
  and(ka.user.name.exists),
  // error: Argument of type 'string' is not assignable to parameter of type 'Condition<never>'
  not('ka.user.name exists'),
  // error: Argument of type 'StringField<"ka.verb", "k8s_audit">' is not assignable to parameter of type 'Condition<"k8s_audit">'
  macro('x', ka.verb),
  // error: Argument of type 'Output<never>' is not assignable to parameter of type 'CondPart<never>'
  cond`${out`x`}`,
  // error: Argument of type 'List' is not assignable to parameter of type
  out`${images}`,
];
