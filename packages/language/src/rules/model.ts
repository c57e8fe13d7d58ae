import type { Expr } from '../condition/ast.js';
import type { OutputTemplate } from '../output/index.js';
import type { ByteString } from '../text/bytes.js';
import type { MappedText } from '../text/mapped-text.js';
import type { Span } from '../text/source.js';

/**
 * What a set of rules files comes to, after Falco's loading: the one thing that the engine compiles, and that
 * explain, coverage, diff, lints and import read.
 */
export interface Ruleset {
  /** In order of definition (a redefined rule keeps its first place), disabled ones included. */
  readonly rules: readonly LoadedRule[];
  readonly macros: readonly LoadedMacro[];
  readonly lists: readonly LoadedList[];
  /** Rules of sources that are not simulated (syscall, other plugins): kept, reported, never run. */
  readonly otherRules: readonly OtherRule[];
  readonly requirements: Requirements;
}

/** What the files ask of the Falco that loads them. */
export interface Requirements {
  /** The highest `required_engine_version`, written out as `x.y.z`. */
  readonly engine?: string;
  /** In the order of the files; one of the alternatives must be loaded. */
  readonly plugins: readonly {
    readonly alternatives: readonly { readonly name: ByteString; readonly version: ByteString }[];
    readonly span: Span;
  }[];
}

/** As printed in alerts (userspace/engine/falco_common.cpp). */
export const PRIORITIES = [
  'Emergency',
  'Alert',
  'Critical',
  'Error',
  'Warning',
  'Notice',
  'Informational',
  'Debug',
] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Falco takes it out of every output that it stands in, and prints what is left. */
export const CONTAINER_INFO = '%container.info';

export interface LoadedRule {
  readonly name: ByteString;
  readonly desc: ByteString;
  readonly source: string;
  readonly priority: Priority;
  /** Sorted by bytes, no duplicates. */
  readonly tags: readonly ByteString[];
  readonly enabled: boolean;
  /** Appended stretches joined, outer blanks trimmed. */
  readonly output: MappedText;
  /** The output, parsed: what alerts are made of. Offsets in it are of the output without CONTAINER_INFO. */
  readonly template: OutputTemplate;
  /** The condition as written and appended, without exceptions, lists not yet substituted. */
  readonly condition: MappedText;
  readonly exceptions: readonly LoadedException[];
  /** The text that was parsed: with exceptions, lists substituted. Positions in `expr` are offsets in it. */
  readonly expandedText: MappedText;
  /** Macros resolved: Identifier nodes carry their `expansion`, whose positions are offsets in that macro's `expandedText`. */
  readonly expr: Expr;
  readonly warnEvttypes: boolean;
  readonly skipIfUnknownFilter: boolean;
  readonly span: Span;
  /** The name alone. */
  readonly nameSpan: Span;
  /** Every item that defined or changed it, in order. */
  readonly history: readonly ItemChange[];
}

export interface LoadedMacro {
  readonly name: ByteString;
  readonly condition: MappedText;
  readonly expandedText: MappedText;
  readonly expr: Expr;
  readonly used: boolean;
  readonly span: Span;
  /** The name alone. */
  readonly nameSpan: Span;
  readonly history: readonly ItemChange[];
}

export interface LoadedList {
  readonly name: ByteString;
  /** Lists among the items put in, one level deep, as Falco does; the rest is put in as text where the list is used. */
  readonly items: readonly ListItem[];
  readonly used: boolean;
  readonly span: Span;
  /** The name alone. */
  readonly nameSpan: Span;
  readonly history: readonly ItemChange[];
}

export interface ListItem {
  readonly value: ByteString;
  readonly text: MappedText;
}

export interface LoadedException {
  readonly name: ByteString;
  readonly fields: ExceptionEntry;
  readonly comps: ExceptionEntry;
  readonly values: readonly ExceptionEntry[];
  readonly span: Span;
}

/** A scalar or a sequence, as the YAML had it. */
export type ExceptionEntry =
  | { readonly list: false; readonly item: ByteString; readonly text: MappedText }
  | { readonly list: true; readonly items: readonly ExceptionEntry[]; readonly span?: Span };

export interface ItemChange {
  readonly kind: 'define' | 'redefine' | 'append' | 'replace' | 'enable';
  /** The keys it set, for append and replace. */
  readonly keys: readonly string[];
  readonly span: Span;
}

export interface OtherRule {
  readonly name: ByteString;
  readonly source: string;
  readonly enabled: boolean;
  readonly span: Span;
  /** Why it is not simulated, for people. */
  readonly reason: string;
}
