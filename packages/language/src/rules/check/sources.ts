import { checkFieldRef } from '../../fields/check.js';
import { FIELDS, type FieldProvider } from '../../fields/index.js';
import { type FieldLookup, K8S_AUDIT_FIELDS, namespaceOf } from '../../fields/operand-type.js';
import type { ByteString } from '../../text/bytes.js';
import type { Target } from '../versions.js';
import { SYSCALL_FIELDS } from './syscall-fields.js';

export const K8S_AUDIT = 'k8s_audit';
export const SYSCALL = 'syscall';

/** The event source of plugins that have one (each plugin's `plugin_get_event_source`). */
const PLUGIN_SOURCES: Readonly<Record<string, string>> = {
  k8saudit: K8S_AUDIT,
  'k8saudit-eks': K8S_AUDIT,
  'k8saudit-gke': K8S_AUDIT,
  'k8saudit-aks': K8S_AUDIT,
  'k8saudit-ovh': K8S_AUDIT,
  cloudtrail: 'aws_cloudtrail',
  okta: 'okta',
  github: 'github',
  gcpaudit: 'gcp_auditlog',
  kafka: 'kafka',
  gitlab: 'gitlab',
  keycloak: 'keycloak',
  krsi: SYSCALL,
  dummy: 'dummy',
};

/** The event source of a plugin; undefined for plugins that have none, or that are not known. */
export function sourceOfPlugin(name: ByteString): ByteString | undefined {
  return Object.hasOwn(PLUGIN_SOURCES, name) ? PLUGIN_SOURCES[name] : undefined;
}

/** The sources whose rules Falco loads. */
export function sourcesOf({ plugins }: Target): ReadonlySet<ByteString> {
  const sources = new Set<ByteString>([SYSCALL]);
  for (const name of Object.keys(plugins)) {
    const source = sourceOfPlugin(name);
    if (source) sources.add(source);
  }
  return sources;
}

/** How rules of other sources than k8s_audit are checked: as Falco does, or only for what they have no business with. */
export type OtherSources = 'check' | 'keep';

/** The fields that rules of a source are checked against. */
export function fieldsOf(source: ByteString, others: OtherSources): FieldLookup {
  if (source === K8S_AUDIT) return K8S_AUDIT_FIELDS;
  return source === SYSCALL && others === 'check' ? SYSCALL_LOOKUP : FOREIGN_LOOKUP;
}

function namespacesOf(provider: FieldProvider): ReadonlySet<ByteString> {
  return new Set(FIELDS.filter((row) => row.provider === provider).map(({ name }) => namespaceOf(name)));
}

const K8S_AUDIT_ONLY = namespacesOf('k8saudit');
/** The json plugin serves every source. */
const ANYWHERE = namespacesOf('json');

function nonexistent(field: ByteString, arg: ByteString | undefined): { readonly message: ByteString } {
  const text = arg === undefined ? field : `${field}[${arg}]`;
  return { message: `filter_check called with nonexistent field ${text}` };
}

/** Only the fields of audit events are known not to be there. */
const FOREIGN_LOOKUP: FieldLookup = {
  namespaces: new Set(),
  check: (field, arg) => (K8S_AUDIT_ONLY.has(namespaceOf(field)) ? nonexistent(field, arg) : undefined),
  find: () => undefined,
};

/** Fields whose argument may also follow a dot. */
const DOTTED: readonly string[] = ['evt.arg.', 'evt.rawarg.', 'evt.type.is'];

const SYSCALL_LOOKUP: FieldLookup = {
  namespaces: new Set([...[...SYSCALL_FIELDS.keys()].map(namespaceOf), ...ANYWHERE]),
  check(field, arg) {
    if (ANYWHERE.has(namespaceOf(field))) return checkFieldRef(field, arg);
    // A value may be looked up with its brackets in one piece.
    const bare = arg === undefined ? field.replace(/\[[^\]]*\]$/, '') : field;
    const info = SYSCALL_FIELDS.get(bare);
    const hasArg = arg !== undefined || bare !== field;
    const exists = info ? info.takesArg || !hasArg : DOTTED.some((prefix) => field.startsWith(prefix));
    return exists ? undefined : nonexistent(field, arg);
  },
  find: (field) => SYSCALL_FIELDS.get(field) ?? K8S_AUDIT_FIELDS.find(field),
};
