import { Chalk, type ChalkInstance, supportsColor, supportsColorStderr } from 'chalk';

/** Where a command writes: results to `out`, everything else to `err`. */
export interface Terminal {
  /** Resolves when more may be written, so that memory stays flat behind a slow reader. */
  out(chunk: string | Uint8Array): Promise<void> | undefined;
  /** Whether something of that has not been written yet. */
  isBusy(): boolean;
  /** A line for the person: progress, warnings, diagnostics, timing. */
  err(line: string): void;
  /** Writes over the line that stderr is at, without ending it; on a terminal only. */
  errInPlace(line: string): void;
  readonly outColours: ChalkInstance;
  readonly errColours: ChalkInstance;
  /** Whether a person watches stderr. */
  readonly interactive: boolean;
}

/** The terminal of this process. Colour only where a person reads it; NO_COLOR and --no-color are obeyed. */
export function openTerminal(colour: boolean): Terminal {
  const allowed = colour && !process.env['NO_COLOR'];
  return {
    out(chunk) {
      if (process.stdout.write(chunk)) return undefined;
      return new Promise((resume) => process.stdout.once('drain', resume));
    },
    isBusy: () => process.stdout.writableLength > 0,
    err(line) {
      process.stderr.write(`${line}\n`);
    },
    errInPlace(line) {
      process.stderr.write(`\r\u001b[K${line}`);
    },
    outColours: new Chalk({ level: allowed && supportsColor ? supportsColor.level : 0 }),
    errColours: new Chalk({ level: allowed && supportsColorStderr ? supportsColorStderr.level : 0 }),
    interactive: Boolean(process.stderr.isTTY),
  };
}

/** A closed pipe (`| head`) ends the program quietly. */
export function endOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
}
