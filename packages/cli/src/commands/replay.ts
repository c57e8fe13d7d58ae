import { hostname } from 'node:os';
import { encodeText } from '@falco-rules/language';
import { createReplayer, localUtcOffset, readEvents } from '@falco-rules/simulator';
import { defineCommand } from '../command.js';
import { contentFault, usageFault } from '../fault.js';
import { eventFiles, openEvents, STDIN } from '../files.js';
import { loadProject } from '../project/project.js';
import { chosenRules, readRules } from '../project/rules-files.js';
import { loadOrFault, TARGET_OPTIONS, targetOf } from '../project/rulesets.js';
import { Drops, replaySummary } from '../reporters/replay-summary.js';

/** Alerts are written in pieces of about this many bytes. */
const WRITE_BYTES = 1 << 16;

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
    const project = await loadProject(cwd);
    const sources = await readRules(chosenRules(options.rules, project, cwd), cwd, project.root);
    const { ruleset, warnings } = loadOrFault(sources, targetOf(options, project));
    const files = await eventFiles(operands);
    const { format = 'text', input = 'webhook' } = options;
    const drops = new Drops();
    let file = '';
    const replayer = createReplayer(ruleset, {
      ruleMatching: options['rule-matching'] ?? project.ruleMatching,
      timeFormat: options['time-format'] ?? 'default',
      hostname: encodeText(process.env['FALCO_HOSTNAME'] ?? hostname()),
      utcOffset: localUtcOffset(new Date()),
      input,
      onDrop: (drop) => drops.add(drop, file === STDIN ? 'stdin' : file),
    });

    let pending = '';
    const flush = (): Promise<void> | undefined => {
      const chunk = Buffer.from(pending, 'latin1');
      pending = '';
      return terminal.out(chunk);
    };
    for (file of files) {
      for await (const batch of readEvents(openEvents(file), { input })) {
        pending += replayer.lines(batch, format);
        if (pending.length >= WRITE_BYTES) await flush();
      }
      pending += replayer.finish.lines(format);
      if (pending !== '') await flush();
      if (replayer.summary().stop) break;
      replayer.begin();
    }
    const summary = replayer.summary();
    const told = { summary, drops, otherRules: ruleset.otherRules, warnings: warnings.length };
    for (const line of replaySummary(told, terminal.errColours)) terminal.err(line);
    if (!summary.stop) return 0;
    throw contentFault(`${file}:${summary.stop.line} is a line of 64 KiB or more: Falco ends its run there`, {
      help: 'with --input webhook there is no such limit, as when Falco gets its events from the API server',
    });
  },
});
