import { type ChildProcess, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { BIN } from './run-bin.js';

/** Longer than any verdict takes; no figure of ours. */
const PATIENCE = 30_000;

/** What is said last: by vitest of tests, by us of a config. */
const VERDICT = /ing for file changes\.\.\.|Tests run again when/;

/** `falco-rules test --watch`, running until the test is over. */
export class Watching {
  readonly #child: ChildProcess;
  #output = '';
  #onOutput = (): void => {};

  /** `command`: what to run in place of node and the built command line. */
  constructor(
    cwd: string,
    args: readonly string[] = [],
    command: readonly string[] = [process.execPath, BIN, 'test', '--watch'],
  ) {
    const { NO_COLOR: _1, FORCE_COLOR: _2, VITEST: _3, NODE_OPTIONS: _4, CI: _5, ...inherited } = process.env;
    const [program = '', ...rest] = command;
    this.#child = spawn(program, [...rest, ...args], { cwd, env: { ...inherited, NO_COLOR: '1' } });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk) => {
        this.#output += String(chunk);
        this.#onOutput();
      });
    }
    onTestFinished(() => void this.#child.kill());
  }

  /** Waits for a verdict after which all of these have been said since. Gives what was said. */
  async until(...said: readonly (string | RegExp)[]): Promise<string> {
    const missing = (): readonly (string | RegExp)[] =>
      said.filter((each) =>
        typeof each === 'string' ? !this.#output.includes(each) : !each.test(this.#output),
      );
    await this.#wait(
      () => missing().length === 0 && VERDICT.test(this.#output),
      () => missing().join(', '),
    );
    const output = this.#output;
    this.#output = '';
    return output;
  }

  /** Makes a change, then waits as `until` does. */
  async after(change: () => void, ...said: readonly (string | RegExp)[]): Promise<string> {
    this.#output = '';
    change();
    return this.until(...said);
  }

  /** Waits for something to be said, without a verdict. */
  async said(text: string): Promise<void> {
    await this.#wait(
      () => this.#output.includes(text),
      () => text,
    );
  }

  press(key: string): void {
    this.#child.stdin?.write(key);
  }

  get ended(): Promise<number | null> {
    return new Promise((done) => this.#child.on('exit', done));
  }

  #wait(is: () => boolean, what: () => string): Promise<void> {
    return new Promise((done, fail) => {
      const timer = setTimeout(
        () => fail(new Error(`it was not said: ${what()}\n${this.#output}`)),
        PATIENCE,
      );
      this.#onOutput = () => {
        if (!is()) return;
        clearTimeout(timer);
        this.#onOutput = () => {};
        done();
      };
      this.#onOutput();
    });
  }
}
