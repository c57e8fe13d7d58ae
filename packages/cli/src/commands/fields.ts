import { didYouMean, FIELDS, renderFields } from '@falco-rules/language';
import { defineCommand } from '../command.js';
import { contentFault } from '../fault.js';

/** What somebody may have meant to look for: whole names and their parts. */
const WORDS = new Set(FIELDS.flatMap(({ name }) => [name, ...name.split('.')]));

export default defineCommand({
  name: 'fields',
  purpose:
    'List the fields that k8s_audit rules can use: type, argument, meaning, where the value comes from.',
  usage: '[--format text|markdown|json] [WORD ...]',
  options: {
    format: {
      type: 'string',
      choices: ['text', 'markdown', 'json'],
      desc: 'how to print them; default: text',
    },
  },
  examples: [
    {
      command: 'falco-rules fields container image',
      does: 'the fields that have to do with container images',
    },
    { command: 'falco-rules fields --format json > fields.json', does: 'all of them, for a program' },
  ],
  async run({ options: { format = 'text' }, operands, terminal }) {
    const query = operands.join(' ');
    const text = renderFields(FIELDS, format, query);
    if (format === 'text' && text.startsWith('no field matches')) {
      const meant = operands.flatMap((word) => didYouMean(word, WORDS));
      throw contentFault(text.trim(), meant.length > 0 ? { help: `did you mean ${meant.join(', ')}?` } : {});
    }
    await terminal.out(text);
    return 0;
  },
});
