import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { SourceFile, Span } from '../text/source.js';

/** Whether one of some spans of the same file, in their order, is inside of another one. */
function holdsOneOf(outer: Span, inner: readonly Span[]): boolean {
  let low = 0;
  let high = inner.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (inner[middle]!.start < outer.start) low = middle + 1;
    else high = middle;
  }
  const first = inner[low];
  return first !== undefined && first.end <= outer.end;
}

const SEVERITY_ORDER: Readonly<Record<Diagnostic['severity'], number>> = { error: 0, warning: 1, info: 2 };

/** By file and place; each once, however often it was met; a schema's complaint only where nothing else is said of the place. */
export function ordered(
  diagnostics: readonly Diagnostic[],
  files: readonly SourceFile[],
): readonly Diagnostic[] {
  const rank = new Map(files.map((file, i) => [file, i]));
  const seen = new Set<string>();
  const said = new Set<string>();
  const keyOf = ({ span }: Diagnostic) => (span ? `${rank.get(span.file)}:${span.start}:${span.end}` : '');
  const unknownKeys = new Map<SourceFile, Span[]>();
  for (const diagnostic of diagnostics) {
    if (diagnostic.code !== 'schema-violation') said.add(keyOf(diagnostic));
    const { code, span } = diagnostic;
    if (code !== 'LOAD_UNKNOWN_KEY' || !span) continue;
    const keys = unknownKeys.get(span.file);
    if (keys) keys.push(span);
    else unknownKeys.set(span.file, [span]);
  }
  for (const keys of unknownKeys.values()) keys.sort((a, b) => a.start - b.start);
  const unique = diagnostics.filter((diagnostic) => {
    const place = keyOf(diagnostic);
    if (diagnostic.code === 'schema-violation') {
      if (said.has(place)) return false;
      // The schema complains of the item that holds the key.
      const { span, message } = diagnostic;
      if (message.includes('unknown key') && span && holdsOneOf(span, unknownKeys.get(span.file) ?? []))
        return false;
    }
    const key = `${diagnostic.code} ${place} ${diagnostic.message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return unique.sort((a, b) => {
    const [x, y] = [a.span, b.span];
    if (!x || !y) return Number(!x) - Number(!y);
    return (
      (rank.get(x.file) ?? 0) - (rank.get(y.file) ?? 0) ||
      x.start - y.start ||
      SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity]
    );
  });
}
