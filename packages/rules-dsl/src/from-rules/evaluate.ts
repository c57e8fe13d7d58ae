import { type Source, type Template, templateText } from './source.js';

type Callable = (...args: unknown[]) => unknown;

/** What a piece of TypeScript comes to when it runs; names are looked up in the scope. Throws what the calls throw. */
export function evaluate(source: Source, scope: ReadonlyMap<string, unknown>): unknown {
  switch (source.kind) {
    case 'name':
      if (!scope.has(source.name)) throw new Error(`${source.name} is not there yet`);
      return scope.get(source.name);
    case 'text':
    case 'literal':
      return source.value;
    case 'member':
      return (evaluate(source.of, scope) as Readonly<Record<string, unknown>>)[source.name];
    case 'call': {
      const args = source.args.map((arg) => evaluate(arg, scope));
      if (source.of.kind !== 'member') return (evaluate(source.of, scope) as Callable)(...args);
      const of = evaluate(source.of.of, scope) as Readonly<Record<string, Callable>>;
      return of[source.of.name]!(...args);
    }
    case 'array':
      return source.items.map(({ value }) => evaluate(value, scope));
    case 'object':
      return Object.fromEntries(source.entries.map(({ key, value }) => [key, evaluate(value, scope)]));
    case 'template':
      return evaluateTemplate(source, scope);
  }
}

function evaluateTemplate({ tag, texts, parts }: Template, scope: ReadonlyMap<string, unknown>): unknown {
  const strings = Object.assign([...texts], { raw: texts.map((value) => templateText(tag, value)) });
  return (scope.get(tag) as Callable)(strings, ...parts.map((part) => evaluate(part, scope)));
}
