import { OPERATOR_MODIFIERS, operatorRow } from '../condition/operators.js';
import { findTransformer } from '../condition/transformers.js';
import type { AnyNode } from '../condition/visit.js';
import { walk } from '../condition/visit.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { findField } from '../fields/index.js';
import type { MappedText } from '../text/mapped-text.js';
import type { SourceFile, Span } from '../text/source.js';
import type { YamlResult } from '../yaml/index.js';
import type { Compiled } from './compile.js';
import { placeOf } from './place.js';
import { spanOfNode } from './read/scope.js';
import { compareVersions, DEFAULT_TARGET, parseVersion, type Target } from './versions.js';

/** First Falco release whose loader reads a key of an item; older ones ignore it (userspace/engine/rule_loader_reader.cpp). */
const KEYS_SINCE: Readonly<Record<string, string>> = {
  override: '0.37.0',
  capture: '0.42.0',
  capture_duration: '0.42.0',
};

interface Newer {
  /** What it is, for people. */
  readonly what: string;
  /** Which part of Falco has it, and from which version on. */
  readonly in: string;
  readonly since: string;
}

/**
 * What loads with the Falco that we know, but is newer than the target: an error where the target would refuse
 * the file, a warning where it would ignore a key.
 */
export function newerThanTarget(
  files: readonly { readonly file: SourceFile; readonly yaml: YamlResult }[],
  { macros, rules }: Compiled,
  target: Target,
): readonly Diagnostic[] {
  if (!isOlder(target)) return [];
  const found: Diagnostic[] = [];
  const report = (newer: Newer, severity: Diagnostic['severity'], span: Span | undefined) => {
    const has = newer.in === 'Falco' ? target.falco : target.plugins[newer.in]!;
    const message = `${newer.what} needs ${newer.in} ${newer.since}, the target has ${has}`;
    found.push({ code: 'newer-than-target', severity, message, ...(span && { span }) });
  };
  for (const { expr, expandedText } of [...macros, ...rules]) {
    walk(expr, {
      enter(node) {
        for (const newer of newerIn(node, target)) {
          report(newer, 'error', placeOf(expandedText as MappedText, node.start, node.end).span);
        }
        return undefined;
      },
    });
  }
  for (const { file, yaml } of files) {
    for (const item of yaml.documents.flatMap((doc) => (doc.kind === 'sequence' ? doc.items : []))) {
      for (const { key } of item.kind === 'map' ? item.entries : []) {
        const name = key.kind === 'scalar' ? key.value : '';
        const since = Object.hasOwn(KEYS_SINCE, name) ? KEYS_SINCE[name] : undefined;
        if (!since || meets(target.falco, since)) continue;
        report({ what: `the key \`${name}\``, in: 'Falco', since }, 'warning', spanOfNode(file, key));
      }
    }
  }
  return found;
}

/** Whether there is anything that the target can lack. */
function isOlder(target: Target): boolean {
  return (
    !meets(target.falco, DEFAULT_TARGET.falco) ||
    Object.entries(DEFAULT_TARGET.plugins).some(([name, version]) => {
      const has = target.plugins[name];
      return has !== undefined && !meets(has, version);
    })
  );
}

/** Whether a version is at least another; a version that is none meets everything. */
function meets(has: string, since: string): boolean {
  const [a, b] = [has, since].map((text) => parseVersion(/^[0-9]+\.[0-9]+$/.test(text) ? `${text}.0` : text));
  return !a || !b || compareVersions(a, b) >= 0;
}

function newerIn(node: AnyNode, target: Target): readonly Newer[] {
  return featuresOf(node).filter(({ in: part, since }) => {
    const has = part === 'Falco' ? target.falco : target.plugins[part];
    return has !== undefined && !meets(has, since);
  });
}

function featuresOf(node: AnyNode): readonly Newer[] {
  switch (node.kind) {
    case 'BinaryCheck': {
      const { operator, modifier } = node;
      const features = [falco(`the operator \`${operator}\``, operatorRow(operator).since.falco)];
      const row = OPERATOR_MODIFIERS.find(({ name }) => name === modifier);
      return row ? [...features, falco(`\`${row.name}\``, row.since.falco)] : features;
    }
    case 'FieldTransformer': {
      if (node.transformer === 'val') return [falco('`val(...)`', VAL_SINCE)];
      const row = findTransformer(node.transformer);
      return row ? [falco(`the transformer \`${row.name}\``, row.since.falco)] : [];
    }
    case 'Field': {
      const row = findField(node.field);
      if (!row?.since) return [];
      const part = row.provider === 'falco' ? 'Falco' : row.provider;
      return [{ what: `the field \`${row.name}\``, in: part, since: row.since }];
    }
    default:
      return [];
  }
}

/** Field-to-field comparison came with the transformers. */
const VAL_SINCE = '0.38.0';

function falco(what: string, since: string): Newer {
  return { what, in: 'Falco', since };
}
