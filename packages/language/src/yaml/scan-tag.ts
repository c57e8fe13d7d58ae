import type { ByteString } from '../text/bytes.js';
import { YamlFault } from './fault.js';
import type { Stream } from './stream.js';
import type { TagForm } from './token.js';

const BANG = 0x21;
const PERCENT = 0x25;
const LESS = 0x3c;
const GREATER = 0x3e;

const WORD = /[-0-9A-Za-z]/;
const TAG = /[-0-9A-Za-z#;/?:@&=+$_.~*'()]/;
const URI = /[-0-9A-Za-z#;/?:@&=+$,_.!~*'()[\]]/;
const HEX = /[0-9A-Fa-f]/;

export interface ScannedTag {
  readonly form: TagForm;
  readonly value: ByteString;
  readonly suffix?: ByteString;
}

/**
 * tag := '!' ('<' uri* '>' | handle ['!' tag-char+])
 * Reads from behind the first '!' (src/scantag.cpp).
 */
export function scanTag(stream: Stream): ScannedTag {
  if (stream.peek() === LESS) return { form: 'verbatim', value: scanVerbatim(stream) };
  const { value, canBeHandle } = scanHandle(stream);
  if (canBeHandle && stream.peek() === BANG) {
    stream.get();
    return { form: 'named', value, suffix: scanSuffix(stream) };
  }
  if (value !== '') return { form: 'primary', value };
  return { form: canBeHandle ? 'secondary' : 'non-specific', value };
}

function scanVerbatim(stream: Stream): ByteString {
  stream.get();
  let tag = '';
  while (!stream.done) {
    if (stream.peek() === GREATER) {
      stream.get();
      return tag;
    }
    const piece = take(stream, URI);
    if (piece === '') break;
    tag += piece;
  }
  throw new YamlFault('endOfVerbatimTag', stream.mark());
}

/** Word characters up to a '!' are a handle; once another tag character came, a '!' is refused. */
function scanHandle(stream: Stream): { value: ByteString; canBeHandle: boolean } {
  let value = '';
  let notWord = stream.mark();
  let canBeHandle = true;
  while (!stream.done) {
    if (stream.peek() === BANG) {
      if (!canBeHandle) throw new YamlFault('charInTagHandle', notWord);
      break;
    }
    if (canBeHandle && !WORD.test(String.fromCharCode(stream.peek()))) {
      canBeHandle = false;
      notWord = stream.mark();
    }
    const piece = take(stream, TAG);
    if (piece === '') break;
    value += piece;
  }
  return { value, canBeHandle };
}

function scanSuffix(stream: Stream): ByteString {
  let tag = '';
  for (let piece = take(stream, TAG); piece !== ''; piece = take(stream, TAG)) tag += piece;
  if (tag === '') throw new YamlFault('tagWithNoSuffix', stream.mark());
  return tag;
}

/** One character of a set, or a percent escape as it stands; '' where neither is here. */
function take(stream: Stream, set: RegExp): ByteString {
  if (stream.done) return '';
  const char = String.fromCharCode(stream.peek());
  if (set.test(char)) {
    stream.get();
    return char;
  }
  const first = String.fromCharCode(stream.peek(1));
  const second = String.fromCharCode(stream.peek(2));
  if (stream.peek() !== PERCENT || !HEX.test(first) || !HEX.test(second)) return '';
  stream.eat(3);
  return char + first + second;
}
