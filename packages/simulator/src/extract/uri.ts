import type { ByteString } from '@falco-rules/language';

/** A path and a query with nothing in the path that Go could object to: what API servers log. */
const PLAIN_PATH = /^\/(?!\/)[^\u0000-\u001f\u007f%#?]*\?[^\u0000-\u001f\u007f#]*$/;

/**
 * The first value of a query parameter in a request URI; undefined where there is none, or where Go's url.Parse
 * or url.ParseQuery would find fault with any part of the URI or its query (net/url).
 */
export function queryParameter(uri: ByteString, name: ByteString): ByteString | undefined {
  const query = PLAIN_PATH.test(uri) ? uri.slice(uri.indexOf('?') + 1) : queryOf(uri);
  if (query === '') return undefined;
  if (query === undefined) return undefined;
  let found: ByteString | undefined;
  for (const part of query.split('&')) {
    if (part.includes(';')) return undefined;
    if (part === '') continue;
    const equals = part.indexOf('=');
    const key = percentDecode(equals < 0 ? part : part.slice(0, equals), 'query');
    const value = percentDecode(equals < 0 ? '' : part.slice(equals + 1), 'query');
    if (key === undefined || value === undefined) return undefined;
    if (found === undefined && key === name) found = value;
  }
  return found;
}

/** uri = [ scheme ":" ] ( opaque | [ "//" authority ] path ) [ "?" query ] [ "#" fragment ] */
function queryOf(uri: ByteString): ByteString | undefined {
  if (!uri.includes('?')) return '';
  const [rest, fragment] = cut(uri, '#');
  if (fragment !== undefined && percentDecode(fragment, 'plain') === undefined) return undefined;
  if (/[\u0000-\u001f\u007f]/.test(rest)) return undefined;
  if (rest === '*') return '';
  const scheme = /^[a-zA-Z][a-zA-Z0-9+.-]*(?=:)/.exec(rest)?.[0] ?? '';
  if (rest.startsWith(':')) return undefined;
  const [path, query] = cut(scheme === '' ? rest : rest.slice(scheme.length + 1), '?');
  if (!path.startsWith('/')) {
    if (scheme !== '') return query ?? '';
    if (path.split('/', 1)[0]!.includes(':')) return undefined;
  }
  let unescaped = path;
  if (path.startsWith('//') && (scheme !== '' || !path.startsWith('///'))) {
    const slash = path.indexOf('/', 2);
    const authority = slash < 0 ? path.slice(2) : path.slice(2, slash);
    if (!isAuthority(authority)) return undefined;
    unescaped = slash < 0 ? '' : path.slice(slash);
  }
  return percentDecode(unescaped, 'plain') === undefined ? undefined : (query ?? '');
}

/** authority = [ userinfo "@" ] ( "[" address [ "%25" zone ] "]" | host ) [ ":" digit* ] */
function isAuthority(authority: ByteString): boolean {
  const at = authority.lastIndexOf('@');
  if (!isHost(authority.slice(at + 1))) return false;
  if (at < 0) return true;
  const user = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user)) return false;
  const [name, password] = cut(user, ':');
  return percentDecode(name, 'plain') !== undefined && percentDecode(password ?? '', 'plain') !== undefined;
}

function isHost(host: ByteString): boolean {
  if (host.startsWith('[')) {
    const close = host.lastIndexOf(']');
    if (close < 0 || !isPort(host.slice(close + 1))) return false;
    const zone = host.slice(0, close).indexOf('%25');
    if (zone >= 0) {
      return (
        percentDecode(host.slice(0, zone), 'host') !== undefined &&
        percentDecode(host.slice(zone, close), 'zone') !== undefined &&
        percentDecode(host.slice(close), 'host') !== undefined
      );
    }
  } else {
    const colon = host.lastIndexOf(':');
    if (colon >= 0 && !isPort(host.slice(colon))) return false;
  }
  return percentDecode(host, 'host') !== undefined;
}

function isPort(text: ByteString): boolean {
  return /^(?::[0-9]*)?$/.test(text);
}

const HOST_BYTE = /^[A-Za-z0-9!$&'()*+,;=:[\]<>"\-_.~]$/;

/** Resolves `%` escapes (and `+` in a query); undefined where one is broken, or not allowed in this part. */
function percentDecode(text: ByteString, part: 'plain' | 'query' | 'host' | 'zone'): ByteString | undefined {
  const strict = part === 'host' || part === 'zone';
  if (!strict && !text.includes('%')) return part === 'query' ? text.replaceAll('+', ' ') : text;
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '%') {
      const digits = text.slice(i + 1, i + 3);
      if (!/^[0-9a-fA-F]{2}$/.test(digits)) return undefined;
      const code = Number.parseInt(digits, 16);
      if (part === 'host' && code < 0x80 && digits !== '25') return undefined;
      const byte = String.fromCharCode(code);
      if (part === 'zone' && digits !== '25' && byte !== ' ' && !HOST_BYTE.test(byte)) return undefined;
      out += byte;
      i += 2;
    } else if (strict && char < '\u0080' && !HOST_BYTE.test(char)) {
      return undefined;
    } else {
      out += char === '+' && part === 'query' ? ' ' : char;
    }
  }
  return out;
}

function cut(text: ByteString, separator: string): [ByteString, ByteString | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}
