import type { ByteString } from '../text/bytes.js';
import type { Mark } from '../text/source.js';

/** What yaml-cpp says of a file that it refuses (include/yaml-cpp/exceptions.h). */
export const FAULTS = {
  yamlDirectiveArgs: 'YAML directives must have exactly one argument',
  yamlVersion: 'bad YAML version: ',
  yamlMajorVersion: 'YAML major version too large',
  repeatedYamlDirective: 'repeated YAML directive',
  tagDirectiveArgs: 'TAG directives must have exactly two arguments',
  repeatedTagDirective: 'repeated TAG directive',
  charInTagHandle: 'illegal character found while scanning tag handle',
  tagWithNoSuffix: 'tag handle with no suffix',
  endOfVerbatimTag: 'end of verbatim tag not found',
  endOfMap: 'end of map not found',
  endOfMapFlow: 'end of map flow not found',
  endOfSeq: 'end of sequence not found',
  endOfSeqFlow: 'end of sequence flow not found',
  multipleTags: 'cannot assign multiple tags to the same node',
  multipleAnchors: 'cannot assign multiple anchors to the same node',
  invalidHex: 'bad character found while scanning hex number',
  invalidUnicode: 'invalid unicode: ',
  invalidEscape: 'unknown escape character: ',
  unknownToken: 'unknown token',
  docInScalar: 'illegal document indicator in scalar',
  eofInScalar: 'illegal EOF in scalar',
  unexpectedScalar: 'unexpected scalar',
  unexpectedFlow: 'plain value cannot start with flow indicator character',
  tabInIndentation: 'illegal tab when looking for indentation',
  flowEnd: 'illegal flow end',
  blockEntry: 'illegal block entry',
  mapKey: 'illegal map key',
  mapValue: 'illegal map value',
  aliasNotFound: 'alias not found after *',
  anchorNotFound: 'anchor not found after &',
  charInAlias: 'illegal character found while scanning alias',
  charInAnchor: 'illegal character found while scanning anchor',
  zeroIndentInBlock: 'cannot set zero indentation for a block scalar',
  charInBlock: 'unexpected character in block scalar',
  unknownAnchor: 'the referenced anchor is not defined: ',
  /** Too deeply nested. */
  deepRecursion: 'bad file',
} as const;

export type Fault = keyof typeof FAULTS;

/** Thrown and caught inside this folder only. */
export class YamlFault extends Error {
  readonly fault: Fault;
  readonly mark: Mark;
  readonly detail: ByteString;

  constructor(fault: Fault, mark: Mark, detail: ByteString = '') {
    super(fault);
    this.fault = fault;
    this.mark = mark;
    this.detail = detail;
  }
}

/** The text of a yaml-cpp exception at a mark: what() of it, so nothing behind a NUL. */
export function exceptionText(mark: Mark, message: ByteString): ByteString {
  const text = `yaml-cpp: error at line ${mark.line + 1}, column ${mark.column + 1}: ${message}`;
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}
