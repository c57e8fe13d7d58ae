/**
 * YAML scalars as yaml-cpp, and any other reader of YAML 1.1 or 1.2, reads them as the text that they are.
 */

/** Words that a reader may take for null, a boolean, or something else than a text. */
const SPECIAL = /^(?:~|null|true|false|yes|no|on|off|y|n|=|<<|\.inf|\.nan)$/i;
const NUMBER_LIKE = /^[-+]?(?:\.?[0-9]|0[xob])[0-9A-Za-z_.:+-]*$/;
/** `1.2.3` is no number to anybody. */
const VERSION = /^[0-9]+\.[0-9]+\.[0-9][0-9A-Za-z.+-]*$/;
/** What cannot stand in a file as it is, or is safer as an escape: controls, line separators, the byte order mark. */
const UNPRINTABLE = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;

/** Whether a text can stand as a plain scalar on one line; `flow`: between brackets. */
export function canBePlain(text: string, flow = false): boolean {
  if (text === '' || UNPRINTABLE.test(text) || /^[ \t]|[ \t]$|\t/.test(text)) return false;
  if (/^[-?:,[\]{}#&*!|>'"%@`]/.test(text) && !/^-[A-Za-z/]/.test(text)) return false;
  if (/: | #|:$/.test(text) || text.startsWith('---')) return false;
  if (flow && /[,[\]{}:?]/.test(text.replace(/:(?=[A-Za-z0-9/])/g, ''))) return false;
  return !SPECIAL.test(text) && (!NUMBER_LIKE.test(text) || VERSION.test(text));
}

/** A scalar on one line: plain where it can be, else quoted. */
export function scalar(text: string, flow = false): string {
  if (canBePlain(text, flow)) return text;
  if (UNPRINTABLE.test(text) || text.includes('\t')) return `"${escapeAll(text)}"`;
  if (!/["\\]/.test(text)) return `"${text}"`;
  return `'${text.replaceAll("'", "''")}'`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

function escapeAll(text: string): string {
  return text.replace(/["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g, (char) => {
    const code = char.charCodeAt(0);
    return ESCAPES[char] ?? (code < 0x100 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`);
  });
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

/** Whether a text can be folded over lines: a break is read back as one blank. */
export function canBeFolded(text: string): boolean {
  return text !== '' && !UNPRINTABLE.test(text) && !/^[ \t]|[ \t]$|\t/.test(text);
}
