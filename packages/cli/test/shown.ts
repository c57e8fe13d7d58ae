import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { BIN, ROOT } from './run-bin.js';

// What a page under docs/ shows, run: blocks that begin with a comment naming a file are written to it, `console`
// blocks are run in a shell, and what they show must be what is printed (`...` stands for any lines).

export interface Page {
  /** The folder that the page's files and commands are in. */
  readonly folder: string;
  /** What differs, one entry for each command whose output is another one. */
  readonly faults: readonly string[];
  readonly commands: number;
}

/** Runs a page in a new folder whose name has a blank. */
export function runPage(text: string, files: Readonly<Record<string, string>> = {}): Page {
  const place = join(realpathSync(mkdtempSync(join(tmpdir(), 'falco-rules-'))), 'a page');
  const folder = join(place, 'project');
  mkdirSync(join(place, 'bin'), { recursive: true });
  const shim = join(place, 'bin', 'falco-rules');
  writeFileSync(shim, `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`);
  chmodSync(shim, 0o755);
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(join(ROOT, 'packages/cli'), join(folder, 'node_modules/falco-rules'));
  const write = (name: string, content: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  const faults: string[] = [];
  let commands = 0;
  let cwd = folder;
  for (const [, language = '', body = ''] of text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)) {
    const [, name] = /^(?:#|\/\/) (\S+\.\w+)\n/.exec(body) ?? [];
    if (name !== undefined) write(name, body.slice(body.indexOf('\n') + 1));
    if (language !== 'console') continue;
    for (const part of body.split(/^(?=\$ )/m)) {
      const [first = '', ...shown] = part.replace(/\n$/, '').split('\n');
      const { output, cwd: after } = shell(first.slice(2), cwd, place);
      cwd = after;
      commands++;
      const fault = mismatch(shown.map(steady), output.map(steady));
      if (fault) faults.push(`$ ${first.slice(2)}\n${fault}\n${output.join('\n')}`);
    }
  }
  return { folder, faults, commands };
}

/** Both streams together, as a person sees them, and where the shell stood at the end. */
function shell(command: string, cwd: string, place: string): { output: string[]; cwd: string } {
  const where = join(place, 'where');
  const { VITEST: _1, NODE_OPTIONS: _2, ...inherited } = process.env;
  const { stdout } = spawnSync('bash', ['-c', `exec 2>&1\n${command}\npwd > "${where}"`], {
    cwd,
    encoding: 'utf8',
    env: {
      ...inherited,
      PATH: `${join(place, 'bin')}${delimiter}${process.env['PATH']}`,
      NO_COLOR: '1',
      TZ: 'UTC',
      FALCO_HOSTNAME: 'host',
    },
  });
  const output = stdout.replace(/\n$/, '').split('\n');
  return { output: stdout === '' ? [] : output, cwd: readFileSync(where, 'utf8').trim() };
}

/** Durations differ from run to run. */
function steady(line: string): string {
  return line.replace(/(?<![A-Za-z\d.])\d+(\.\d+)?m?s\b/g, 'NNms').trimEnd();
}

function mismatch(shown: readonly string[], printed: readonly string[]): string | undefined {
  let at = 0;
  let skips = false;
  for (const line of shown) {
    if (line === '...') {
      skips = true;
      continue;
    }
    const found = skips ? printed.indexOf(line, at) : printed[at] === line ? at : -1;
    if (found < 0) return `line not printed: ${line}`;
    at = found + 1;
    skips = false;
  }
  return skips || at === printed.length ? undefined : `printed beyond what is shown: ${printed[at]}`;
}
