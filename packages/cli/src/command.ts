import type { ExitCode } from './fault.js';
import type { Terminal } from './terminal.js';

export interface OptionSpec {
  readonly type: 'string' | 'boolean' | 'number';
  readonly short?: string;
  /** May be given several times; its value is then an array. */
  readonly multiple?: boolean;
  readonly choices?: readonly string[];
  /** What the help calls the value. */
  readonly value?: string;
  readonly desc: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

type OptionValue<S extends OptionSpec> = S extends { type: 'boolean' }
  ? boolean
  : S extends { type: 'number' }
    ? number
    : S extends { choices: readonly (infer C)[] }
      ? C
      : string;

/** What the options of a command come to; absent options are undefined, repeatable ones are empty arrays. */
export type OptionValues<S extends OptionSpecs> = {
  readonly [K in keyof S]: S[K] extends { multiple: true }
    ? OptionValue<S[K]>[]
    : OptionValue<S[K]> | undefined;
};

export interface CommandCall<S extends OptionSpecs> {
  readonly options: OptionValues<S>;
  readonly operands: readonly string[];
  readonly terminal: Terminal;
  /** The folder that paths on the command line are relative to. */
  readonly cwd: string;
}

export interface Command<S extends OptionSpecs = OptionSpecs> {
  readonly name: string;
  /** One line: what it is for. */
  readonly purpose: string;
  /** What follows the name in the usage line. */
  readonly usage: string;
  readonly options: S;
  readonly examples: readonly { readonly command: string; readonly does: string }[];
  run(call: CommandCall<S>): Promise<ExitCode>;
}

/** Lets the types of a command's options reach its `run`. */
export function defineCommand<const S extends OptionSpecs>(command: Command<S>): Command {
  return command as unknown as Command;
}
