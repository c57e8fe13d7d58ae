import { parseArgs } from 'node:util';
import { suggestion } from '@falco-rules/language';
import type { OptionSpec, OptionSpecs } from './command.js';
import { usageFault } from './fault.js';

// node:util's parser rather than yargs: yargs alone costs half of the time that `replay` of an event may take.

/** Every command takes these. */
export const COMMON_OPTIONS = {
  help: { type: 'boolean', short: 'h', desc: 'show this help' },
  'no-color': { type: 'boolean', desc: 'no colours (as NO_COLOR in the environment)' },
} as const satisfies OptionSpecs;

export interface ParsedArguments {
  readonly options: Readonly<Record<string, unknown>>;
  readonly operands: readonly string[];
}

/** Splits a command's arguments into options and operands; throws a usage fault for what the command does not take. */
export function parseArguments(args: readonly string[], own: OptionSpecs, command: string): ParsedArguments {
  const specs: OptionSpecs = { ...own, ...COMMON_OPTIONS };
  const help = `falco-rules ${command} --help lists the options`;
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(
      Object.entries(specs).map(([name, { type, short }]) => [
        name,
        {
          type: type === 'boolean' ? ('boolean' as const) : ('string' as const),
          ...(short !== undefined && { short }),
        },
      ]),
    ),
  });
  const options: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specs)) if (spec.multiple) options[name] = [];
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined;
    if (!spec) {
      const meant =
        token.name.length > 1
          ? suggestion(
              token.rawName,
              Object.keys(specs).map((name) => `--${name}`),
            )
          : undefined;
      throw usageFault(`unknown option ${token.rawName}${meant === undefined ? '' : `, ${meant}`}`, { help });
    }
    const value = optionValue(token.rawName, token.value, spec, help);
    if (spec.multiple) (options[token.name] as unknown[]).push(value);
    else options[token.name] = value;
  }
  return { options, operands };
}

function optionValue(
  name: string,
  text: string | undefined,
  spec: OptionSpec,
  help: string,
): string | number | boolean {
  if (spec.type === 'boolean') {
    if (text !== undefined) throw usageFault(`${name} takes no value`, { help });
    return true;
  }
  if (text === undefined) throw usageFault(`${name} needs a value`, { help });
  if (spec.choices && !spec.choices.includes(text)) {
    const meant = suggestion(text, spec.choices);
    throw usageFault(
      `${name} ${text}: must be ${spec.choices.join(' or ')}${meant === undefined ? '' : `, ${meant}`}`,
      { help },
    );
  }
  if (spec.type !== 'number') return text;
  if (!/^\d+$/.test(text)) throw usageFault(`${name} ${text}: must be a whole number`, { help });
  return Number(text);
}
