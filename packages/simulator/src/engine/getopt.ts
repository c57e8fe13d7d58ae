import type { ByteString } from '@falco-rules/language';

/** What an optstring such as `ab:` allows. */
export interface Options {
  readonly valid: ReadonlySet<string>;
  readonly takingValue: ReadonlySet<string>;
}

/** Reads an optstring; a leading `:` and a second one after an option mean nothing. */
export function parseOptstring(text: ByteString): Options {
  const valid = new Set<string>();
  const takingValue = new Set<string>();
  for (let i = 0; i < text.length; i++) {
    const option = text[i]!;
    if (option === ':') continue;
    valid.add(option);
    if (text[i + 1] === ':') takingValue.add(option);
  }
  return { valid, takingValue };
}

/**
 * The options in an argument list, as the `getopt` transformer gives them (libsinsp,
 * sinsp_filtercheck_multivalue_transformer.cpp): each option's letter, followed by its value where it takes
 * one; `?` for a letter that is none. Stops at `--` and at the first word that is no option; long options are
 * passed over.
 */
export function readOptions(args: readonly ByteString[], options: Options): ByteString[] {
  const found: ByteString[] = [];
  walk(args, options, (option, value) => {
    if (value === MISSING) found.push('');
    else if (value === undefined) found.push(option);
    else found.push(option, value);
  });
  return found;
}

/**
 * `getopt(...)[x]`: the value of the last `x`, `x` itself where it takes none, an empty string where its value
 * is missing. Undefined where there is no `x`.
 */
export function pickOption(
  args: readonly ByteString[],
  options: Options,
  wanted: string,
): ByteString | undefined {
  let picked: ByteString | undefined;
  walk(args, options, (option, value, known) => {
    if (!known || option !== wanted) return;
    picked = value === MISSING ? '' : (value ?? option);
  });
  return picked;
}

const MISSING = Symbol('an option without the value that it takes');

type Report = (option: string, value: ByteString | typeof MISSING | undefined, known: boolean) => void;

function walk(args: readonly ByteString[], options: Options, report: Report): void {
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    if (arg === '--') return;
    if (arg.length > 2 && arg.startsWith('--')) continue;
    if (arg.length < 2 || arg[0] !== '-') return;
    for (let i = 1; i < arg.length; i++) {
      const option = arg[i]!;
      if (option === ':' || !options.valid.has(option)) {
        report('?', undefined, false);
      } else if (!options.takingValue.has(option)) {
        report(option, undefined, true);
      } else {
        if (i + 1 < arg.length) report(option, arg.slice(i + 1), true);
        else if (index + 1 < args.length) report(option, args[++index]!, true);
        else report(option, MISSING, true);
        break;
      }
    }
  }
}
