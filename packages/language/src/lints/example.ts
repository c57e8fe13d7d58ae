/** A whole rule around what an example is about, so that pages show what one would write, and tests can load it. */
export function exampleRule(
  name: string,
  condition: string,
  {
    output = `${name} (user=%ka.user.name verb=%ka.verb uri=%ka.uri)`,
    more = '',
  }: { readonly output?: string; readonly more?: string } = {},
): string {
  const folded = condition.includes('\n') ? `>\n${condition.replace(/^/gm, '    ')}` : condition;
  return `- rule: ${name}
  desc: ${name}.
  condition: ${folded}
  output: ${output}
  priority: WARNING
  source: k8s_audit
${more}`;
}

/** What rules usually begin with: each request is looked at once. */
export const COMPLETE = 'ka.stage = ResponseComplete';
