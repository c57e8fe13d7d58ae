import { defineCommand } from '../command.js';
import { usageFault } from '../fault.js';
import { readStretch } from '../files/tail.js';
import { ended } from '../replaying/ended.js';
import { cutAtStop, runReport } from '../replaying/report.js';
import { orderShards, readShardResult } from '../replaying/trailer.js';

export default defineCommand({
  name: 'merge',
  purpose: 'Put the results of shards together: what one replay of all events prints, byte for byte.',
  usage: 'RESULT [...]',
  options: {},
  examples: [
    {
      command: 'falco-rules merge *.shard > alerts.txt',
      does: 'all shards of a run, in any order, each as replay --shard I/N printed it',
    },
    {
      command: 'falco-rules merge 1.shard 2.shard | sort | uniq -c',
      does: 'straight into another program',
    },
  ],
  async run({ operands, terminal }) {
    if (operands.length === 0) {
      throw usageFault('no results are given', { help: 'falco-rules replay --shard I/N ... prints one' });
    }
    const shards = orderShards(await Promise.all(operands.map(readShardResult)));
    const parts = shards.flatMap(({ path, trailer }) => {
      let from = 0;
      return trailer.parts.map((part) => {
        from += part.bytes;
        return { path, part, from: from - part.bytes };
      });
    });
    const left = cutAtStop(parts.map(({ part }) => part));
    for (const [i, { cut }] of left.entries()) {
      const { path, part, from } = parts[i]!;
      for await (const bytes of readStretch(path, from, from + part.bytes - cut)) await terminal.out(bytes);
    }
    const { rules, otherRules, warnings } = shards[0]!.trailer;
    const report = runReport(
      left.map(({ part }) => part),
      rules.length,
    );
    return ended({ report, rules, otherRules, warnings }, terminal);
  },
});
