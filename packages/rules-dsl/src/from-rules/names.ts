/** Words that a module cannot use for its own: the language's, and what it imports. */
const TAKEN = (
  'and append arguments await b64 basename break case catch class concat cond const continue debugger default delete ' +
  'do else enum eval evt exception export extends false field finally for function getopt if implements import in ' +
  'instanceof interface jevt join json ka len let list macro new not null or out override package private protected ' +
  'public requiredEngineVersion requiredPluginVersions return rule static super switch this throw tolower toupper ' +
  'true try typeof undefined val var void while with yaml yield NaN Infinity'
).split(' ');

/** Names for the constants of modules that import each other: each is given once. */
export class Names {
  private readonly taken = new Set(TAKEN);

  /** A name made of a text's words; with its kind behind it where another one has that name. */
  take(words: string, kind: string): string {
    const base = camelCase(words) || kind;
    const suffix = kind.charAt(0).toUpperCase() + kind.slice(1);
    const wanted = /^[0-9]/.test(base) ? `${kind}${base}` : base;
    for (let n = 0; ; n++) {
      const one = n === 0 ? wanted : `${wanted}${suffix}${n === 1 ? '' : n}`;
      if (this.taken.has(one)) continue;
      this.taken.add(one);
      return one;
    }
  }
}

/** `Create/Modify Configmap` is createModifyConfigmap, `k8s_audit_stages` k8sAuditStages. */
function camelCase(text: string): string {
  const words = text
    .normalize('NFKD')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
  return words
    .map((word, i) => (i === 0 ? lowerFirst(word) : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
}

/** `K8s` is k8s, `NodePort` nodePort, `AWS` aws, `HTTPServer` httpServer. */
function lowerFirst(word: string): string {
  const [capitals = ''] = /^[A-Z]+/.exec(word) ?? [];
  if (capitals === word || capitals.length < 2) return capitals.toLowerCase() + word.slice(capitals.length);
  // The last capital begins the next word.
  return capitals.slice(0, -1).toLowerCase() + word.slice(capitals.length - 1);
}
