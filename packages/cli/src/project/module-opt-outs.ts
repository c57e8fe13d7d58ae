import { lineStartsOf, markAt, type Span } from '@falco-rules/language';

const DIRECTIVE = /^\s*\/\/\s*falco-rules-(disable|disable-next-item)[ \t:]+(.*?)(?:\s--(?:\s.*)?)?$/;

/**
 * Whether comments of a rules module silence a lint for the item that is made at `call`: `// falco-rules-disable CODE`
 * anywhere in the module, `// falco-rules-disable-next-item CODE` in the comment above the call.
 */
export function isSilenced(code: string, { file, start }: Span): boolean {
  const lines = file.text.split('\n');
  if (lines.some((line) => names(line, 'disable', code))) return true;
  const starts = lineStartsOf(file);
  let line = markAt(file, start).line - 1;
  for (; line >= 0 && /^\s*(\/\/|$)/.test(file.text.slice(starts[line], starts[line + 1])); line--) {
    if (names(lines[line] ?? '', 'disable-next-item', code)) return true;
  }
  return false;
}

function names(line: string, kind: string, code: string): boolean {
  const [, found, codes = ''] = DIRECTIVE.exec(line.trimEnd()) ?? [];
  return found === kind && codes.split(/[\s,]+/).includes(code);
}
