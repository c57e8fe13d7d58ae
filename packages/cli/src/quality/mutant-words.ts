import { decodeText, type Expr, printExpr, type Ruleset } from '@falco-rules/language';
import type { Mutant, MutantChange } from '@falco-rules/simulator';
import type { ModuleSpans } from './module-spans.js';
import { nodeSpan, nodesOf, ownerOf } from './mutant-nodes.js';
import { sourceText } from './text-edit.js';

export function titleOf(mutant: Mutant, ruleset: Ruleset, spans: ModuleSpans): string {
  const { target, change } = mutant;
  const name = decodeText(target.name);
  if (target.kind === 'list')
    return `list ${name}: without ${change.kind === 'drop-item' ? decodeText(change.item) : ''}`;
  const owner = ownerOf(mutant, ruleset);
  const node = 'node' in change ? nodesOf(owner.expr)[change.node]?.expr : undefined;
  const inException = change.kind === 'drop' && change.of === 'field';
  const span = node && !inException ? nodeSpan(node, owner.expandedText, spans) : undefined;
  const shown = node ? `\`${short(span ? sourceText(span) : decodeText(printExpr(node)))}\`` : '';
  return `${target.kind === 'macro' ? `macro ${name}` : name}: ${wordsOf(change, shown, node)}`;
}

function wordsOf(change: MutantChange, shown: string, node: Expr | undefined): string {
  switch (change.kind) {
    case 'drop':
      if (change.of === 'exception') return 'without the exception';
      if (change.of === 'tuple') return 'without this combination of the exception';
      return `without ${shown}`;
    case 'negate':
      return `not ${shown}`;
    case 'drop-not':
      return `${shown} without its not`;
    case 'swap':
      return node?.kind === 'And' ? 'or instead of and' : 'and instead of or';
    case 'operator':
      return `${change.modifier ? `${change.to} ${change.modifier}` : change.to} in ${shown}`;
    case 'drop-value': {
      const value =
        node?.kind === 'BinaryCheck' && node.right.kind === 'List'
          ? node.right.values[change.value]
          : undefined;
      return `without the value ${value ? decodeText(value.value) : ''}`;
    }
    case 'constant':
      return change.to ? 'always true' : 'never true';
    case 'drop-item':
      return `without ${decodeText(change.item)}`;
    case 'priority':
      return `priority ${change.to}`;
    case 'disable':
      return 'not enabled';
  }
}

const LONGEST = 60;

function short(written: string): string {
  const text = written.replace(/\s+/g, ' ').trim();
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}
