import { FIELD_GROUPS } from './catalogue.js';
import type { FieldProvider, FieldRow } from './row.js';

export type FieldsFormat = 'text' | 'markdown' | 'json';

const PROVIDER_TEXT: Readonly<Record<FieldProvider, string>> = {
  k8saudit: 'k8saudit plugin',
  json: 'json plugin',
  falco: 'Falco',
};

/**
 * The fields for people (`text`, `markdown`) or programs (`json`), in groups. A query keeps the rows that hold
 * each of its words, in any case, in name, meaning, path or trap; the text says so where none does.
 */
export function renderFields(rows: readonly FieldRow[], format: FieldsFormat, query?: string): string {
  const words = (query ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const kept = rows.filter((row) => matches(row, words));
  switch (format) {
    case 'json':
      return `${JSON.stringify(kept, undefined, 2)}\n`;
    case 'markdown':
      return renderMarkdown(kept);
    case 'text':
      return kept.length === 0 ? `no field matches ${JSON.stringify(query ?? '')}\n` : renderText(kept);
  }
}

/** How a field is written in a condition, its argument shown: `ka.uri.param[<key>]`. */
export function fieldUsage(row: FieldRow): string {
  if (row.arg.presence === 'none') return row.name;
  const arg = row.arg.kind === 'index' ? '<index>' : '<key>';
  return row.arg.presence === 'required' ? `${row.name}[${arg}]` : `${row.name}, ${row.name}[${arg}]`;
}

function matches(row: FieldRow, words: readonly string[]): boolean {
  const text = `${row.name} ${row.desc} ${row.from.path} ${row.trap ?? ''}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function grouped(rows: readonly FieldRow[]): readonly { title: string; rows: readonly FieldRow[] }[] {
  const wanted = new Set(rows);
  return FIELD_GROUPS.map(({ title, rows: all }) => ({
    title,
    rows: (all as readonly FieldRow[]).filter((row) => wanted.has(row)),
  })).filter((group) => group.rows.length > 0);
}

function notes(row: FieldRow): readonly (readonly [label: string, text: string])[] {
  const out: (readonly [string, string])[] = [];
  if (row.deprecated) {
    const instead = row.deprecated.instead === undefined ? '' : `; use ${row.deprecated.instead}`;
    out.push(['deprecated', `since ${row.provider} ${row.deprecated.since}${instead}`]);
  }
  if (row.since !== undefined) out.push(['since', `${PROVIDER_TEXT[row.provider]} ${row.since}`]);
  if (row.from.path !== '') out.push(['from', row.from.path]);
  if (row.trap !== undefined) out.push(['careful', row.trap]);
  return out;
}

function typeText(row: FieldRow): string {
  return row.list ? `list of ${row.type}` : row.type;
}

function renderText(rows: readonly FieldRow[]): string {
  const blocks = grouped(rows).map(({ title, rows: members }) => {
    const entries = members.map((row) => {
      const lines = [`  ${fieldUsage(row)}  (${typeText(row)})`, `      ${row.desc}`];
      for (const [label, text] of notes(row)) lines.push(`      ${label}: ${text}`);
      return `${lines.join('\n')}\n`;
    });
    return `${title}\n\n${entries.join('\n')}`;
  });
  return blocks.join('\n');
}

function renderMarkdown(rows: readonly FieldRow[]): string {
  const blocks = grouped(rows).map(({ title, rows: members }) => {
    const lines = members.map((row) => {
      const remarks = notes(row)
        .map(([label, text]) =>
          label === 'from' ? `From ${code(text)}.` : `${capital(label)}: ${cell(text)}.`,
        )
        .join(' ');
      const usage = fieldUsage(row).split(', ').map(code).join(', ');
      return `| ${usage} | ${typeText(row)} | ${cell(row.desc)} ${remarks} |`;
    });
    return `## ${title}\n\n| field | type | meaning |\n|---|---|---|\n${lines.join('\n')}\n`;
  });
  return blocks.join('\n');
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

function cell(text: string): string {
  return text.replace(/[|<>*[\]]/g, '\\$&');
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
