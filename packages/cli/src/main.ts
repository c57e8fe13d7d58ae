import { suggestion } from '@falco-rules/language';
import { parseArguments } from './arguments.js';
import type { Command } from './command.js';
import { COMMANDS } from './commands/index.js';
import { type ExitCode, isFault, usageFault } from './fault.js';
import { commandHelp, programHelp } from './help.js';
import { endOnClosedPipe, openTerminal, type Terminal } from './terminal.js';
import { VERSION } from './version.js';

/** Runs a command line and leaves the exit code in `process.exitCode`. */
export async function run(args: readonly string[]): Promise<void> {
  endOnClosedPipe();
  const terminal = openTerminal(!args.includes('--no-color'));
  let command: string | undefined;
  try {
    const [first, ...rest] = args.filter((arg, i) => !(arg === '--no-color' && i === 0));
    command = first;
    process.exitCode = await dispatch(first, rest, terminal);
  } catch (thrown) {
    process.exitCode = await report(thrown, terminal, command);
  }
}

async function dispatch(name: string | undefined, args: string[], terminal: Terminal): Promise<ExitCode> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const of = name === 'help' && args[0] !== undefined ? await load(args[0]) : undefined;
    const help = of ? commandHelp(of, terminal.outColours) : programHelp(COMMANDS, terminal.outColours);
    if (name === undefined) {
      terminal.err(help);
      return 2;
    }
    await terminal.out(help);
    return 0;
  }
  if (name === '--version' || name === 'version') {
    await terminal.out(`${VERSION}\n`);
    return 0;
  }
  const command = await load(name);
  if (wantsHelp(args)) {
    await terminal.out(commandHelp(command, terminal.outColours));
    return 0;
  }
  const { options, operands } = parseArguments(args, command.options, name);
  return command.run({ options: options as never, operands, terminal, cwd: process.cwd() });
}

function wantsHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h');
}

async function load(name: string): Promise<Command> {
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (entry) return (await entry.load()).default;
  const kind = name.startsWith('-') ? 'option' : 'command';
  const meant = suggestion(name, Object.keys(COMMANDS));
  throw usageFault(`unknown ${kind} ${name}${meant === undefined ? '' : `, ${meant}`}`, {
    help: 'falco-rules --help lists the commands',
  });
}

async function report(thrown: unknown, terminal: Terminal, command: string | undefined): Promise<ExitCode> {
  const { errColours: c } = terminal;
  if (thrown instanceof RangeError && thrown.message.includes('call stack')) {
    // Falco takes conditions of ten thousand levels; so do loading and replay, but not all that is said of them.
    terminal.err(
      `${c.red('error')}: a condition is nested thousands of levels deep: too deep for this command`,
    );
    return 1;
  }
  if (!isFault(thrown)) {
    const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    terminal.err(
      `${c.red('error')}: falco-rules itself has failed; please report this, with the command line and these lines:`,
    );
    terminal.err(
      `falco-rules ${VERSION}, node ${process.version}, ${process.platform}, command ${command ?? '(none)'}\n${stack}`,
    );
    return 2;
  }
  const { faultText } = await import('./reporters/fault.js');
  terminal.err(faultText(thrown, c));
  return thrown.exitCode;
}
