import type { ByteString } from '../text/bytes.js';
import type { Mark } from '../text/source.js';
import type { ScalarNode, ScalarOrigin } from './node.js';

export type TokenType =
  | 'directive'
  | 'doc-start'
  | 'doc-end'
  | 'block-seq-start'
  | 'block-map-start'
  | 'block-seq-end'
  | 'block-map-end'
  | 'block-entry'
  | 'flow-seq-start'
  | 'flow-map-start'
  | 'flow-seq-end'
  | 'flow-map-end'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'anchor'
  | 'alias'
  | 'tag'
  | 'scalar';

/** `maybe`: a possible simple key, whose colon has not been seen yet. */
export type TokenStatus = 'valid' | 'invalid' | 'maybe';

export type TagForm = 'verbatim' | 'primary' | 'secondary' | 'named' | 'non-specific';

export interface Token {
  readonly type: TokenType;
  status: TokenStatus;
  readonly mark: Mark;
  /** Offset behind its last character; that of the mark for tokens that nobody wrote. */
  readonly end: number;
  /** Name of a directive, an anchor, an alias; a tag's text or handle. */
  readonly value: ByteString;
  /** A directive's parameters, a tag's suffix. */
  readonly params: readonly ByteString[];
  readonly tagForm: TagForm | undefined;
  readonly scalar: ScannedScalar | undefined;
}

export interface ScannedScalar {
  readonly value: ByteString;
  /** In offsets of the decoded text. */
  readonly origin: ScalarOrigin;
  readonly style: ScalarNode['style'];
  /** Offset behind the last character that counts. */
  readonly end: number;
  /** True where a line of less indentation ended it. */
  readonly endedByIndent: boolean;
  /** A comment behind a block scalar's indicator. */
  readonly hasComment: boolean;
}

const NO_PARAMS: readonly ByteString[] = [];

export function token(type: TokenType, mark: Mark, end: number = mark.offset, value: ByteString = ''): Token {
  return {
    type,
    status: 'valid',
    mark,
    end,
    value,
    params: NO_PARAMS,
    tagForm: undefined,
    scalar: undefined,
  };
}

export function scalarToken(mark: Mark, scalar: ScannedScalar): Token {
  return {
    type: 'scalar',
    status: 'valid',
    mark,
    end: scalar.end,
    value: '',
    params: NO_PARAMS,
    tagForm: undefined,
    scalar,
  };
}
