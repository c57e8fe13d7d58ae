import { availableParallelism, hostname } from 'node:os';
import { decodeText, encodeText } from '@falco-rules/language';
import { localUtcOffset, placeNeeds } from '@falco-rules/simulator';
import { defineCommand } from '../command.js';
import { usageFault } from '../fault.js';
import { kindOf } from '../files/sources.js';
import { eventFiles, fileSize, STDIN, sizeOnDisk } from '../files.js';
import { loadProject } from '../project/project.js';
import { chosenRules, readRules } from '../project/rules-files.js';
import { loadOrFault, TARGET_OPTIONS, targetOf } from '../project/rulesets.js';
import { ended } from '../replaying/ended.js';
import { partReport, runReport } from '../replaying/report.js';
import { countParts, type RunContext, runParts } from '../replaying/run.js';
import { RunAssembly } from '../replaying/run-assembly.js';
import { BEGINNING, type RunSetup, runnerOf } from '../replaying/setup.js';
import { parseShard, planShard, type Shard, type ShardPlan, wholeParts } from '../replaying/shard.js';
import { keepYoungObjectsTogether } from '../replaying/young-objects.js';
import { progressLine } from '../reporters/progress.js';
import type { Terminal } from '../terminal.js';

/** Below this many bytes of events, starting threads takes longer than they save. */
const WORTH_WORKERS = 64e6;
const MOST_WORKERS = 64;

export default defineCommand({
  name: 'replay',
  purpose: 'Run recorded audit events through rules, and print the alerts as Falco prints them.',
  usage: '[-r RULES ...] [options] EVENTS [...]',
  options: {
    rules: {
      type: 'string',
      short: 'r',
      multiple: true,
      value: 'RULES',
      desc: "YAML, a folder, or a module; default: the project's",
    },
    format: {
      type: 'string',
      choices: ['text', 'json'],
      desc: 'as Falco, or as Falco with json_output; default: text',
    },
    'rule-matching': {
      type: 'string',
      choices: ['first', 'all'],
      desc: "as Falco's rule_matching; default: first",
    },
    'time-format': {
      type: 'string',
      choices: ['default', 'iso8601'],
      desc: 'how text lines say the time; default: default',
    },
    input: {
      type: 'string',
      choices: ['webhook', 'file'],
      desc: 'how Falco gets the events; default: webhook',
    },
    workers: {
      type: 'number',
      desc: 'threads that run the rules; default: what is fastest. The output never depends on it',
    },
    shard: {
      type: 'string',
      value: 'I/N',
      desc: 'run only the I-th of N parts of the events; falco-rules merge puts the results together',
    },
    hidden: {
      type: 'boolean',
      desc: 'also count the rules that earlier ones hide, and what rule_matching: all would add',
    },
    ...TARGET_OPTIONS,
  },
  examples: [
    { command: 'falco-rules replay -r rules audit.log', does: 'what would Falco have said of this log?' },
    {
      command: 'zcat audit.log.*.gz | falco-rules replay -r k8s_audit_rules.yaml --format json -',
      does: 'from standard input, as JSON lines',
    },
  ],
  async run({ options, operands, terminal, cwd }) {
    if (operands.length === 0)
      throw usageFault('no events are given', { help: 'a file, a folder, or - for standard input' });
    const shard = options.shard === undefined ? undefined : parseShard(options.shard);
    if (options.hidden && (shard || (options.workers ?? 1) > 1))
      throw usageFault('--hidden goes without --shard and --workers: it looks at all events in order');
    const threads = options.hidden ? 1 : threadsFor(options.workers, operands, shard);
    keepYoungObjectsTogether();
    const crew = threads > 1 ? new (await import('../replaying/crew.js')).Crew(threads) : undefined;
    try {
      const project = await loadProject(cwd);
      const sources = await readRules(chosenRules(options.rules, project, cwd), cwd, project.root);
      const target = targetOf(options, project);
      const { ruleset, warnings } = loadOrFault(sources, target);
      const files = await eventFiles(operands);
      const { format = 'text', input = 'webhook' } = options;
      const setup: RunSetup = {
        ruleMatching: options['rule-matching'] ?? project.ruleMatching,
        format,
        timeFormat: options['time-format'] ?? 'default',
        hostname: encodeText(process.env['FALCO_HOSTNAME'] ?? hostname()),
        utcOffset: localUtcOffset(new Date()),
      };
      const plan = shard ? planShard(files, shard, input) : { parts: wholeParts(files), before: [] };
      const progress = progressLine(terminal, totalSize(plan));
      const context: RunContext = { input, onRead: progress.read, mayBlock: () => !terminal.isBusy() };
      const needs = shard || crew ? placeNeeds(ruleset) : { number: false, firstTime: false };
      // Without a place, the run has ended before this shard.
      const place =
        shard && (needs.number || needs.firstTime)
          ? await countParts(plan.before, context, !needs.number)
          : BEGINNING;
      const parts = place ? plan.parts : [];
      const { accepted, firstTime } = place ?? BEGINNING;
      const rules = ruleset.rules.filter(({ enabled }) => enabled).map(({ name }) => decodeText(name));
      const output = countedOutput(terminal);
      const assembly = new RunAssembly({
        input,
        ruleCount: rules.length,
        keepTail: shard !== undefined,
        write: output.write,
        partDone: output.partDone,
        onEvents: progress.events,
      });
      const counter = options.hidden
        ? (await import('../replaying/hidden.js')).countHidden(ruleset, setup)
        : undefined;
      if (crew)
        await crew.run(parts, { context, setup, ruleset, needs, place: { accepted, firstTime }, assembly });
      else {
        const runner = runnerOf(setup, ruleset, {
          countedBefore: () => accepted + assembly.accepted,
          firstTime: () => firstTime,
        });
        await runParts(parts, context, runner, assembly, counter?.look);
      }
      progress.end();
      const reports = assembly.outcomes.map(partReport);
      const told = {
        rules,
        otherRules: {
          count: ruleset.otherRules.length,
          sources: [...new Set(ruleset.otherRules.map(({ source }) => source))].sort(),
        },
        warnings: warnings.length,
      };
      if (shard) {
        const { trailerOf } = await import('../replaying/shard-result.js');
        const run = { setup, sources, target, input, files };
        await terminal.out(trailerOf(shard, run, told, reports, output.bytesByPart));
      }
      if (counter) {
        const { hiddenLines } = await import('../reporters/hidden.js');
        for (const line of hiddenLines(counter.hidden(), terminal.errColours)) terminal.err(line);
      }
      return ended({ ...told, report: runReport(reports, rules.length) }, terminal, shard !== undefined);
    } finally {
      await crew?.close();
    }
  },
});

/** Writes alerts, and counts their bytes by the parts of the run. */
function countedOutput(terminal: Terminal) {
  let partBytes = 0;
  const bytesByPart: number[] = [];
  return {
    bytesByPart,
    write(bytes: Uint8Array): Promise<void> | undefined {
      partBytes += bytes.length;
      return terminal.out(bytes);
    },
    partDone(): void {
      bytesByPart.push(partBytes);
      partBytes = 0;
    },
  };
}

/** How many bytes there are to read; undefined where that is not known beforehand. */
function totalSize({ parts, before }: ShardPlan): number | undefined {
  if (parts.some(({ path }) => path === STDIN)) return undefined;
  return [...parts, ...before].reduce((sum, { path, from, to }) => sum + (to ?? fileSize(path)) - from, 0);
}

function threadsFor(
  asked: number | undefined,
  operands: readonly string[],
  shard: Shard | undefined,
): number {
  if (asked === undefined) {
    const size = (sizeOnDisk(operands) ?? 0) / (shard?.of ?? 1);
    // One packed file is not unpacked any faster, and handing out what was in it takes longer than to run it.
    if (operands.length === 1 && size > 0 && kindOf(operands[0]!) === 'packed') return 1;
    return size < WORTH_WORKERS ? 1 : Math.min(availableParallelism(), 8);
  }
  if (asked < 1 || asked > MOST_WORKERS) {
    throw usageFault(`--workers ${asked}: must be from 1 to ${MOST_WORKERS}`);
  }
  return asked;
}
