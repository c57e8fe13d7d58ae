import { describe, expect, it } from 'vitest';
import { field, out, rule, toupper } from '../index.js';

const { ka } = field;
const common = { desc: 'd', condition: ka.verb.exists(), priority: 'INFO' } as const;

describe('out', () => {
  it.each([
    [out`user=${ka.user.name} verb=${ka.verb}`, 'user=%ka.user.name verb=%ka.verb'],
    [
      out`${ka.uri.param('command')} by ${toupper(ka.user.name)}`,
      '%ka.uri.param[command] by %toupper(ka.user.name)',
    ],
    [
      out`one
         two  three
       `,
      'one two  three',
    ],
    [out`n=${5} t=${'x'}`, 'n=5 t=x'],
    [out`falco syntax %ka.verb`, 'falco syntax %ka.verb'],
    [out`*starred`, '**starred'],
    [out`${ka.verb}ose`, '%ka.verbose'],
  ])('%#', (output, text) => {
    expect(output.text).toBe(text);
  });

  it('refuses text that would be read into a field', () => {
    expect(() => out`${ka.uri}.param[x]`).toThrow('Falco would read %ka.uri.param[x] as one field');
    expect(() => out`${ka.req.pod.containers.image}[0]`).toThrow('as one field');
  });

  it('refuses what is empty', () => {
    expect(() => out` `).toThrow('output: it is empty');
    expect(() => rule('r', { ...common, output: '' })).toThrow("rule 'r': output: it is empty");
  });

  it.each([
    ['100% sure', 'an output has no way to write a % sign'],
    ['%%', 'an output has no way to write a % sign'],
    ['ends in %', 'an output has no way to write a % sign'],
    ['%ka.user.naem', 'there is no field ka.user.naem; did you mean `ka.user.name`?'],
    ['%proc.name', 'there is no field proc.name'],
  ])('a k8s_audit rule refuses %j', (text, message) => {
    expect(() => rule('r', { ...common, output: text })).toThrow(message);
    expect(() => rule('r', { ...common, output: out`${text}` })).toThrow(message);
  });

  it('leaves fields of other sources to Falco', () => {
    const options = { desc: 'd', priority: 'INFO', source: 'syscall', output: '%proc.name' } as const;
    expect(rule('r', { ...options, condition: field.evt.num.exists() }).output.text).toBe('%proc.name');
  });
});
