import { availableParallelism, hostname } from 'node:os';
import { decodeText, encodeText } from '@falco-rules/language';
import { localUtcOffset, placeNeeds } from '@falco-rules/simulator';
import { defineCommand } from '../command.js';
import { usageFault } from '../fault.js';
import { createChunkPool } from '../files/chunks.js';
import { eventFiles, fileSize, STDIN } from '../files.js';
import { loadProject } from '../project/project.js';
import { chosenRules, readRules } from '../project/rules-files.js';
import { loadOrFault, TARGET_OPTIONS, targetOf } from '../project/rulesets.js';
import { ended } from '../replaying/ended.js';
import { createLocalExecutor } from '../replaying/executor.js';
import { type PartReport, partReport, runReport } from '../replaying/report.js';
import { countParts, runParts } from '../replaying/run.js';
import { BEGINNING, type Place, type RunSetup } from '../replaying/setup.js';
import { parseShard, planShard, type Shard, type ShardPlan, wholeParts } from '../replaying/shard.js';
import type { Trailer } from '../replaying/trailer.js';
import { progressLine } from '../reporters/progress.js';

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
    const project = await loadProject(cwd);
    const sources = await readRules(chosenRules(options.rules, project, cwd), cwd, project.root);
    const target = targetOf(options, project);
    const { ruleset, warnings } = loadOrFault(sources, target);
    const files = await eventFiles(operands);
    const { format = 'text', input = 'webhook' } = options;
    const setup: RunSetup = {
      sources,
      target,
      ruleMatching: options['rule-matching'] ?? project.ruleMatching,
      format,
      timeFormat: options['time-format'] ?? 'default',
      hostname: encodeText(process.env['FALCO_HOSTNAME'] ?? hostname()),
      utcOffset: localUtcOffset(new Date()),
    };
    const plan: ShardPlan = shard
      ? await planShard(files, shard, input)
      : { parts: wholeParts(files), before: [] };
    const size = totalSize(plan);
    const workers = options.hidden ? 1 : workersFor(options.workers, size);
    const pool = createChunkPool(2 + 3 * workers);
    const progress = progressLine(terminal, size);
    const context = { input, pool, progress, isLocal: workers === 1 };

    let place: Place | undefined = BEGINNING;
    const needs = shard || workers > 1 ? placeNeeds(ruleset) : undefined;
    if (shard && (needs?.number || needs?.firstTime))
      place = await countParts(plan.before, context, !needs.number);
    const runner =
      workers > 1
        ? (await import('../replaying/worker-pool.js')).createWorkerPool(
            setup,
            workers,
            place ?? BEGINNING,
            needs?.firstTime === true,
          )
        : createLocalExecutor(setup, ruleset, place ?? BEGINNING);
    const counter = options.hidden
      ? (await import('../replaying/hidden.js')).countHidden(runner, ruleset, setup)
      : undefined;
    const executor = counter?.executor ?? runner;
    const rules = ruleset.rules.filter(({ enabled }) => enabled).map(({ name }) => decodeText(name));
    let partBytes = 0;
    const bytesByPart: number[] = [];
    try {
      const outcomes = await runParts(place ? plan.parts : [], {
        ...context,
        executor,
        ruleCount: rules.length,
        keepTail: shard !== undefined,
        write(bytes) {
          partBytes += bytes.length;
          return terminal.out(bytes);
        },
        partDone() {
          bytesByPart.push(partBytes);
          partBytes = 0;
        },
      });
      progress.end();
      const parts = outcomes.map(partReport);
      const told = {
        rules,
        otherRules: {
          count: ruleset.otherRules.length,
          sources: [...new Set(ruleset.otherRules.map(({ source }) => source))].sort(),
        },
        warnings: warnings.length,
      };
      if (shard)
        await terminal.out(await trailerOf(shard, setup, input, files, { ...told, parts, bytesByPart }));
      if (counter) {
        const { hiddenLines } = await import('../reporters/hidden.js');
        for (const line of hiddenLines(counter.hidden(), terminal.errColours)) terminal.err(line);
      }
      return ended({ ...told, report: runReport(parts, rules.length) }, terminal, shard !== undefined);
    } finally {
      await executor.close();
    }
  },
});

/** How many bytes there are to read; undefined where that is not known beforehand. */
function totalSize({ parts, before }: ShardPlan): number | undefined {
  if (parts.some(({ path }) => path === STDIN)) return undefined;
  return [...parts, ...before].reduce((sum, { path, from, to }) => sum + (to ?? fileSize(path)) - from, 0);
}

function workersFor(asked: number | undefined, size: number | undefined): number {
  if (asked === undefined) {
    return size === undefined || size < WORTH_WORKERS ? 1 : Math.min(availableParallelism(), 8);
  }
  if (asked < 1 || asked > MOST_WORKERS) {
    throw usageFault(`--workers ${asked}: must be from 1 to ${MOST_WORKERS}`);
  }
  return asked;
}

async function trailerOf(
  shard: Shard,
  setup: RunSetup,
  input: string,
  files: readonly string[],
  {
    parts,
    bytesByPart,
    ...told
  }: Omit<Trailer, 'shard' | 'run' | 'parts'> & {
    readonly parts: readonly PartReport[];
    readonly bytesByPart: readonly number[];
  },
): Promise<string> {
  const [{ printTrailer }, { createHash }] = await Promise.all([
    import('../replaying/trailer.js'),
    import('node:crypto'),
  ]);
  const rules = createHash('sha256');
  for (const { content } of setup.sources) rules.update(content).update('\0');
  const { falco, plugins } = setup.target;
  return printTrailer({
    shard,
    run: {
      rules: rules.digest('hex'),
      'sizes of the events files': files.map(fileSize).join(' '),
      'target versions': JSON.stringify([falco, plugins]),
      'rule matching': setup.ruleMatching,
      format: setup.format,
      'time format': setup.timeFormat,
      hostname: setup.hostname,
      'time zone': setup.utcOffset,
      input,
    },
    ...told,
    parts: parts.map((part, i) => ({ ...part, bytes: bytesByPart[i] ?? 0 })),
  });
}
