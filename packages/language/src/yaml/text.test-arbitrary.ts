import * as fc from 'fast-check';

/** What YAML is made of, and what is put in its way. */
const PIECES = [
  ...[
    '- ',
    '-',
    'a',
    'b: ',
    'key: ',
    ': ',
    ':',
    '? ',
    '[',
    ']',
    '{',
    '}',
    ', ',
    ',',
    '# c',
    ' # c\n',
    '\n# c\n',
  ],
  ...["'", '"', "'x'", '"y"', '|\n', '>\n', '|-\n', '>+\n', '|2\n', '>1-\n', '&a ', '*a', '!t ', '!!str '],
  ...[
    '---\n',
    '\n---\n',
    '\n...\n',
    '%YAML 1.2\n',
    '%TAG ! x:\n',
    '\t',
    '\r',
    '\r\n',
    '\0',
    '\x04',
    '\\',
    '\\n',
  ],
  ...[
    '\\x41',
    '\\\n',
    '\xef\xbb\xbf',
    '~',
    'null',
    'foo bar',
    '\xc3\xa9',
    "''",
    '\n',
    '\n  ',
    '\n    ',
    '  ',
    ' ',
  ],
  ...['\n- ', '\n  - ', '\n  b: ', '\nb: ', 'text\n  text\n'],
];

/** Texts that are rarely more than nearly YAML. */
export const yamlText = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 30 })
  .map((pieces) => pieces.join(''));
