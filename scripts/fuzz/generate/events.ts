import type { Random } from '../random.js';
import { anyJson, deepJson, type Entries, type Json, looseJson, objectText, quote } from './json.js';
import { IMAGES, NAMES, NAMESPACES, PATHS, RESOURCES, URIS, VERBS } from './words.js';

/** How odd the events are, from 0 (what an API server writes) to 1. */
export interface EventShape {
  /** Chance that a value is of another type, or full of escapes. */
  readonly odd: number;
  /** Chance that a key is missing, twice there, or in another order. */
  readonly keys: number;
  /** Chance of blanks between tokens. */
  readonly blanks: number;
  /** Chance that the line is no event, or broken. */
  readonly broken: number;
}

export const PLAIN: EventShape = { odd: 0, keys: 0.02, blanks: 0, broken: 0 };
export const ODD: EventShape = { odd: 0.05, keys: 0.05, blanks: 0.05, broken: 0 };
export const WILD: EventShape = { odd: 0.15, keys: 0.1, blanks: 0.1, broken: 0.3 };

/** One line of an events file: an event, mostly. */
export function eventLine(random: Random, shape: EventShape): string {
  if (!random.chance(shape.broken)) return auditEvent(random, shape);
  const event = auditEvent(random, shape);
  return random.weighted<() => string>([
    [2, () => ''],
    [1, () => ' \t'],
    [2, () => anyJson(random)],
    [2, () => looseJson(random)],
    [3, () => event.slice(0, random.below(event.length))],
    [2, () => event.slice(1 + random.below(event.length - 1))],
    [3, () => event + random.pick([' ', ',', '}', ']', 'x', '{}', '\r', '\0', '\ufeff'])],
    [1, () => random.pick(['\ufeff', ' ', '\0', ',', '[']) + event],
    [
      5,
      () =>
        replaceAt(
          event,
          random.below(event.length),
          random.pick(['"', '\\', '{', '}', ',', ':', '0', '\t', '\u0001']),
        ),
    ],
    [
      4,
      () =>
        `[${random.times(0, 4, () => eventLine(random, { ...shape, broken: shape.broken / 4 })).join(',')}]`,
    ],
    [4, () => eventList(random, shape)],
    [1, () => event.replace('"requestObject":', `"requestObject":${deepJson(random)},"was":`)],
  ])();
}

function replaceAt(text: string, at: number, by: string): string {
  return text.slice(0, at) + by + text.slice(at + 1);
}

function eventList(random: Random, shape: EventShape): Json {
  const items = random.times(0, 4, () =>
    random.chance(0.15) ? anyJson(random) : auditEvent(random, { ...shape, keys: shape.keys + 0.05 }),
  );
  const list: Entries = [
    ['kind', random.chance(0.9) ? '"EventList"' : anyJson(random)],
    ['apiVersion', '"audit.k8s.io/v1"'],
    ['metadata', '{}'],
    ['items', random.chance(0.9) ? `[${items.join(',')}]` : anyJson(random)],
  ];
  return objectText(shaken(list, random, shape), random, shape.blanks);
}

/** Leaves out, doubles and moves entries. */
function shaken(entries: Entries, random: Random, { keys }: EventShape): Entries {
  const out: Entries = [];
  for (const entry of entries) {
    if (random.chance(keys)) continue;
    if (random.chance(keys / 2)) out.push([entry[0], anyJson(random)]);
    out.push(entry);
    if (random.chance(keys / 2)) out.push([entry[0], anyJson(random)]);
    if (random.chance(keys / 4))
      out.push([random.pick(['__proto__', '10', 'constructor', '']), anyJson(random)]);
  }
  if (random.chance(keys)) out.unshift(...out.splice(random.below(out.length + 1)));
  return out;
}

export function auditEvent(random: Random, shape: EventShape): Json {
  const build = new Builder(random, shape);
  return build.event();
}

class Builder {
  readonly #random: Random;
  readonly #shape: EventShape;

  constructor(random: Random, shape: EventShape) {
    this.#random = random;
    this.#shape = shape;
  }

  /** A value, or sometimes one of another kind at its place. */
  #or(value: () => Json): Json {
    return this.#random.chance(this.#shape.odd) ? anyJson(this.#random) : value();
  }

  #text(from: readonly string[]): Json {
    return this.#or(() => quote(this.#random.pick(from)));
  }

  #object(entries: Entries): Json {
    return objectText(shaken(entries, this.#random, this.#shape), this.#random, this.#shape.blanks);
  }

  #list(min: number, max: number, make: () => Json): Json {
    return this.#or(() => `[${this.#random.times(min, max, () => this.#or(make)).join(',')}]`);
  }

  /** The entries of those keys that chance takes. */
  #maybe(probability: number, entries: Entries): Entries {
    return entries.filter(() => this.#random.chance(probability));
  }

  event(): Json {
    const random = this.#random;
    const hasObject = random.chance(0.7);
    return this.#object([
      ['kind', '"Event"'],
      ['apiVersion', '"audit.k8s.io/v1"'],
      ['level', this.#text(['Metadata', 'Request', 'RequestResponse'])],
      ...this.#maybe(0.9, [['auditID', this.#text(['f-1', 'f-2', 'a0e7c3f5-7d4f-4f6e-9d39-1b1a5b3e2f10'])]]),
      ['stage', this.#text(['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'])],
      ['requestURI', this.#text(URIS)],
      ['verb', this.#text(VERBS)],
      ['user', this.#or(() => this.#user())],
      ...this.#maybe(0.15, [['impersonatedUser', this.#or(() => this.#user())]]),
      ...this.#maybe(0.6, [['sourceIPs', this.#list(0, 2, () => this.#text(['10.0.0.1', '::1']))]]),
      ...this.#maybe(0.8, [['userAgent', this.#text(['kubectl/v1.30 (linux/amd64)', 'curl/8', ''])]]),
      ...this.#maybe(0.85, [['objectRef', this.#or(() => this.#objectRef())]]),
      ...this.#maybe(0.8, [['responseStatus', this.#or(() => this.#status())]]),
      ...(hasObject ? ([['requestObject', this.#or(() => this.#requestObject())]] satisfies Entries) : []),
      ...this.#maybe(0.3, [['responseObject', this.#or(() => this.#requestObject())]]),
      ['requestReceivedTimestamp', quote(this.#time())],
      ['stageTimestamp', this.#or(() => quote(this.#time()))],
      ...this.#maybe(0.7, [['annotations', this.#or(() => this.#annotations())]]),
    ]);
  }

  #time(): string {
    const random = this.#random;
    if (random.chance(this.#shape.odd / 2)) {
      return random.pick([
        '2026-01-02T03:04:05',
        '2026-13-02T03:04:05Z',
        '2026-02-29T03:04:05Z',
        '2024-02-29T23:59:60Z',
        '2026-01-02T03:04:05.1234567891Z',
        '2026-01-02T03:04:05,5Z',
        '2026-01-02t03:04:05z',
        '2026-01-02 03:04:05Z',
        '1969-12-31T23:59:59.9Z',
        '1677-01-01T00:00:00Z',
        '0001-01-01T00:00:00Z',
        '2262-04-12T00:00:00Z',
        '9999-12-31T23:59:59Z',
        '2026-01-02T03:04:05+14:00',
        '2026-01-02T03:04:05-23:59',
        '2026-01-02T03:04:05+24:00',
        '2026-01-02T03:04:05.Z',
        '2026-01-02T3:04:05Z',
        '+2026-01-02T03:04:05Z',
        '',
      ]);
    }
    const two = (below: number, from = 0) => String(from + random.below(below)).padStart(2, '0');
    const fraction = random.weighted([
      [2, ''],
      [2, '.5'],
      [3, `.${String(random.below(1e6)).padStart(6, '0')}`],
      [3, `.${String(random.below(1e9)).padStart(9, '0')}`],
    ]);
    const zone = random.weighted([
      [9, 'Z'],
      [1, random.pick(['+00:00', '-05:30', '+09:00'])],
    ]);
    return `2026-${two(12, 1)}-${two(28, 1)}T${two(24)}:${two(60)}:${two(60)}${fraction}${zone}`;
  }

  #user(): Json {
    return this.#object([
      ['username', this.#text(NAMES)],
      ...this.#maybe(0.5, [['uid', '"u-1"']]),
      ...this.#maybe(0.8, [
        [
          'groups',
          this.#list(0, 3, () => this.#text(['system:masters', 'system:authenticated', 'dev', 'ops team'])),
        ],
      ]),
    ]);
  }

  #objectRef(): Json {
    return this.#object([
      ['resource', this.#text(RESOURCES)],
      ...this.#maybe(0.8, [['namespace', this.#text(NAMESPACES)]]),
      ...this.#maybe(0.9, [['name', this.#text(NAMES)]]),
      ...this.#maybe(0.2, [['subresource', this.#text(['exec', 'log', 'status', 'attach'])]]),
      ['apiVersion', '"v1"'],
    ]);
  }

  #status(): Json {
    return this.#object([
      ['metadata', '{}'],
      ...this.#maybe(0.3, [['reason', this.#text(['NotFound', 'Forbidden', ''])]]),
      ...this.#maybe(0.9, [
        ['code', this.#or(() => this.#random.pick(['200', '201', '403', '404', '1000']))],
      ]),
    ]);
  }

  #annotations(): Json {
    return this.#object([
      ...this.#maybe(0.8, [
        ['authorization.k8s.io/decision', this.#text(['allow', 'forbid'])],
        ['authorization.k8s.io/reason', this.#text(['RBAC: allowed by ClusterRoleBinding "x"', ''])],
      ]),
      ...this.#maybe(0.2, [
        ['authentication.openshift.io/decision', this.#text(['allow', 'error'])],
        ['authentication.openshift.io/username', this.#text(NAMES)],
        [
          'pod-security.kubernetes.io/audit-violations',
          this.#text(['would violate PodSecurity "restricted:latest"']),
        ],
        ['validation.policy.admission.k8s.io/validation_failure', this.#text(['[{"message":"no"}]'])],
        ['cluster_name', this.#text(['prod-eu'])],
      ]),
    ]);
  }

  #requestObject(): Json {
    return this.#object([
      ['kind', this.#text(['Pod', 'ConfigMap', 'Role', 'RoleBinding', 'Service', 'Status'])],
      ['apiVersion', '"v1"'],
      [
        'metadata',
        this.#or(() =>
          this.#object([
            ['name', this.#text(NAMES)],
            ['namespace', this.#text(NAMESPACES)],
          ]),
        ),
      ],
      ...this.#maybe(0.6, [['spec', this.#or(() => this.#spec())]]),
      ...this.#maybe(0.2, [
        [
          'data',
          this.#or(() =>
            this.#object([
              ['k', this.#text(['v', 'password=1', 'aws_access_key_id'])],
              ['9', '"nine"'],
            ]),
          ),
        ],
      ]),
      ...this.#maybe(0.2, [['subjects', this.#list(0, 3, () => this.#subject())]]),
      ...this.#maybe(0.2, [
        [
          'roleRef',
          this.#or(() =>
            this.#object([
              ['kind', '"Role"'],
              ['name', this.#text(NAMES)],
            ]),
          ),
        ],
      ]),
      ...this.#maybe(0.2, [['rules', this.#list(0, 2, () => this.#rule())]]),
    ]);
  }

  #subject(): Json {
    return this.#object([
      ['kind', this.#text(['User', 'Group', 'ServiceAccount'])],
      ['name', this.#text(NAMES)],
      ...this.#maybe(0.5, [['namespace', this.#text(NAMESPACES)]]),
    ]);
  }

  #rule(): Json {
    const values = (of: readonly string[]) => this.#list(0, 3, () => this.#text(of));
    return this.#object(
      this.#maybe(0.6, [
        ['apiGroups', values(['', 'apps', '*'])],
        ['resources', values(['pods', 'pods/exec', '*'])],
        ['verbs', values(VERBS)],
        ['nonResourceURLs', values(['/healthz', '/*'])],
        ['resourceNames', values(NAMES)],
        ['sourceIPs', values(['10.0.0.1'])],
      ]),
    );
  }

  #spec(): Json {
    const id = () => this.#or(() => this.#random.pick(['0', '1000', '65534', '-1']));
    const flag = () => this.#or(() => this.#random.pick(['true', 'false']));
    return this.#object([
      ...this.#maybe(0.3, [
        ['hostIPC', flag()],
        ['hostNetwork', flag()],
        ['hostPID', flag()],
      ]),
      ...this.#maybe(0.8, [['containers', this.#list(0, 3, () => this.#container())]]),
      ...this.#maybe(0.3, [
        ['initContainers', this.#list(0, 2, () => this.#container())],
        ['ephemeralContainers', this.#list(0, 2, () => this.#container())],
      ]),
      ...this.#maybe(0.4, [['volumes', this.#list(0, 3, () => this.#volume())]]),
      ...this.#maybe(0.4, [
        [
          'securityContext',
          this.#or(() =>
            this.#object(
              this.#maybe(0.7, [
                ['runAsUser', id()],
                ['runAsGroup', id()],
                ['fsGroup', id()],
                ['supplementalGroups', this.#list(0, 3, id)],
              ]),
            ),
          ),
        ],
      ]),
      ...this.#maybe(0.2, [
        ['type', this.#text(['ClusterIP', 'NodePort', 'LoadBalancer'])],
        [
          'ports',
          this.#list(0, 2, () =>
            this.#object([
              ['port', id()],
              ['nodePort', id()],
            ]),
          ),
        ],
        ['tls', this.#list(0, 2, () => this.#object([['hosts', this.#list(0, 2, () => '"h"')]]))],
      ]),
    ]);
  }

  #container(): Json {
    const words = () =>
      this.#list(0, 4, () => this.#text(['sh', '-c', 'sleep 1', 'nc', '-e', '--flag', '-x=1', '-abx', '--']));
    const id = () => this.#or(() => this.#random.pick(['0', '1000', '65534']));
    const flag = () => this.#or(() => this.#random.pick(['true', 'false']));
    return this.#object([
      ['name', this.#text(['web', 'db', 'sidecar'])],
      ...this.#maybe(0.95, [['image', this.#text(IMAGES)]]),
      ...this.#maybe(0.5, [
        ['command', words()],
        ['args', words()],
        ['runAsUser', id()],
        ['runAsGroup', id()],
      ]),
      ...this.#maybe(0.5, [
        [
          'ports',
          this.#list(0, 2, () =>
            this.#object(
              this.#maybe(0.7, [
                ['containerPort', id()],
                ['hostPort', id()],
              ]),
            ),
          ),
        ],
      ]),
      ...this.#maybe(0.6, [
        [
          'securityContext',
          this.#or(() =>
            this.#object([
              ...this.#maybe(0.5, [
                ['privileged', flag()],
                ['allowPrivilegeEscalation', flag()],
                ['readOnlyRootFilesystem', flag()],
                ['runAsUser', id()],
                ['runAsGroup', id()],
                ['procMount', this.#text(['Default', 'Unmasked'])],
                [
                  'capabilities',
                  this.#or(() =>
                    this.#object([['add', this.#list(0, 3, () => this.#text(['NET_ADMIN', 'SYS_ADMIN']))]]),
                  ),
                ],
              ]),
            ]),
          ),
        ],
      ]),
    ]);
  }

  #volume(): Json {
    return this.#object([
      ['name', '"v"'],
      ...this.#maybe(0.6, [
        [
          'hostPath',
          this.#or(() =>
            this.#object([
              ['path', this.#text(PATHS)],
              ['type', '""'],
            ]),
          ),
        ],
      ]),
      ...this.#maybe(0.3, [
        ['emptyDir', '{}'],
        ['flexVolume', this.#or(() => this.#object([['driver', this.#text(['vendor/lvm'])]]))],
        ['secret', this.#or(() => this.#object([['secretName', '"s"']]))],
      ]),
    ]);
  }
}
