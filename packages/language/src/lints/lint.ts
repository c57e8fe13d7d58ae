import type { Severity } from '../diagnostics/diagnostic.js';
import type { ByteString } from '../text/bytes.js';
import type { SourceFile, Span } from '../text/source.js';
import type { Scene } from './scene.js';

/** Managed clusters whose audit events are not the API server's own. */
export const PROVIDERS = ['gke', 'eks', 'aks', 'ovh'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** What an audit policy records, at the most, of the requests that the rules are about. */
export const AUDIT_LEVELS = ['Metadata', 'Request', 'RequestResponse'] as const;
export type AuditLevel = (typeof AUDIT_LEVELS)[number];

/** Replaces [start, end) of a file. */
export interface TextEdit {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
  readonly text: ByteString;
}

/** A cure that can be applied without asking: it does what the rule's author meant, or changes nothing. */
export interface Fix {
  /** What it does, in the past tense of a report: `replaced \`post\` by \`create\``. */
  readonly message: string;
  readonly edits: readonly TextEdit[];
}

/** The rule, macro or list that a finding is about. */
export interface Subject {
  readonly kind: 'rule' | 'macro' | 'list';
  readonly name: ByteString;
  readonly span: Span;
}

/** What a lint has found. */
export interface Finding {
  /** Lowercase, no final period. */
  readonly message: string;
  /** The smallest stretch of the user's own file that is at fault. */
  readonly span: Span;
  readonly subject?: Subject;
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
  readonly help?: string | undefined;
  readonly fix?: Fix | undefined;
}

/** What a page of docs/lints and `explain-code` say of a lint. */
export interface LintDocs {
  /** What is reported. */
  readonly what: string;
  /** What goes wrong if it stays. */
  readonly why: string;
  /** A rules file that is reported; a test holds it to that. */
  readonly example: string;
  /** What to do, in words. */
  readonly cure: string;
  /** The example, cured: it is not reported. */
  readonly cured: string;
}

/**
 * Something that Falco accepts and its author regrets. A lint is a file in `checks` and a line in index.ts; it is
 * documented where it is written.
 */
export interface Lint {
  /** Kebab-case. */
  readonly code: string;
  readonly severity: Severity;
  /** A few words, as a title. */
  readonly summary: string;
  readonly docs: LintDocs;
  /** Only where the rules are for one of these; absent: everywhere. */
  readonly providers?: readonly Provider[];
  check(scene: Scene): Iterable<Finding>;
}
