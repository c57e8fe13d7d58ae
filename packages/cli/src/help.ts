import type { ChalkInstance } from 'chalk';
import { COMMON_OPTIONS } from './arguments.js';
import type { Command, OptionSpec } from './command.js';

/** The help of a command: purpose, usage, options, examples. */
export function commandHelp(command: Command, colours: ChalkInstance): string {
  const options = Object.entries({ ...command.options, ...COMMON_OPTIONS });
  const lefts = options.map(([name, spec]) => optionLeft(name, spec));
  const width = Math.max(...lefts.map((left) => left.length));
  return [
    command.purpose,
    '',
    `${colours.bold('Usage')}  falco-rules ${command.name} ${command.usage}`,
    '',
    colours.bold('Options'),
    ...options.map(([, spec], i) => `  ${(lefts[i] as string).padEnd(width)}  ${optionRight(spec)}`),
    '',
    colours.bold('Examples'),
    ...command.examples.flatMap(({ command: line, does }) => [`  ${colours.dim(`# ${does}`)}`, `  ${line}`]),
    '',
  ].join('\n');
}

function optionLeft(name: string, { short, type, value, choices }: OptionSpec): string {
  const shape =
    type === 'boolean' ? '' : ` ${value ?? choices?.join('|') ?? (type === 'number' ? 'N' : 'VALUE')}`;
  return `${short === undefined ? '    ' : `-${short}, `}--${name}${shape}`;
}

function optionRight({ desc, multiple }: OptionSpec): string {
  return multiple ? `${desc} (may be repeated)` : desc;
}

/** The help of the program: its commands. */
export function programHelp(
  commands: Readonly<Record<string, { purpose: string }>>,
  colours: ChalkInstance,
): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  return [
    'Write Falco k8s_audit rules in TypeScript, test them against recorded audit events, emit the YAML that Falco loads.',
    '',
    `${colours.bold('Usage')}  falco-rules COMMAND [options]`,
    '',
    colours.bold('Commands'),
    ...Object.entries(commands).map(([name, { purpose }]) => `  ${name.padEnd(width)}  ${purpose}`),
    '',
    colours.bold('Options'),
    '  -h, --help     show this help; falco-rules COMMAND --help shows that of a command',
    '      --version  show the version',
    '      --no-color no colours (as NO_COLOR in the environment)',
    '',
    colours.bold('Examples'),
    `  ${colours.dim('# a working project in an empty folder')}`,
    '  falco-rules init',
    `  ${colours.dim('# what would these rules have said of last night?')}`,
    '  falco-rules replay -r rules audit.log',
    '',
  ].join('\n');
}
