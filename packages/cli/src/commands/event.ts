import { resolve } from 'node:path';
import { type Call, event, isEventMistake, type KubernetesObject } from '@falco-rules/simulator';
import { defineCommand } from '../command.js';
import { usageFault } from '../fault.js';
import { STDIN } from '../files.js';
import { readManifests } from '../project/manifest.js';

export default defineCommand({
  name: 'event',
  purpose: 'Print the audit event that an API server writes of a request: no cluster, no recording.',
  usage: '--verb VERB --user NAME [options] [MANIFEST ...]',
  options: {
    verb: { type: 'string', desc: 'get, list, watch, create, update, patch, delete, deletecollection' },
    user: {
      type: 'string',
      value: 'NAME',
      desc: 'who asks; system:serviceaccount:NAMESPACE:NAME for a service account',
    },
    group: { type: 'string', multiple: true, value: 'NAME', desc: 'a group of the user; may be repeated' },
    as: { type: 'string', value: 'NAME', desc: 'whom the user acts for' },
    resource: {
      type: 'string',
      value: 'PLURAL',
      desc: 'what is asked for, where there is no manifest: pods, or pods/exec',
    },
    name: { type: 'string', desc: "the object's name; default: the manifest's" },
    namespace: {
      type: 'string',
      short: 'n',
      desc: "the object's namespace; default: the manifest's, else default",
    },
    subresource: { type: 'string', desc: 'exec, status, scale, ...' },
    path: { type: 'string', desc: 'of a request that is not about objects: /healthz' },
    query: {
      type: 'string',
      multiple: true,
      value: 'KEY=VALUE',
      desc: 'a parameter of the request; may be repeated',
    },
    level: {
      type: 'string',
      choices: ['Metadata', 'Request', 'RequestResponse'],
      desc: 'what the audit policy has the server write; default: RequestResponse',
    },
    stage: {
      type: 'string',
      choices: ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'],
      desc: 'default: ResponseComplete; ResponseStarted for exec, attach and portforward',
    },
    deny: { type: 'boolean', desc: 'the authorizer forbids it' },
    reason: { type: 'string', desc: 'why the authorizer decided so' },
    code: { type: 'number', desc: "the answer's HTTP status; default: what the verb gives" },
    message: { type: 'string', desc: "the answer's message, for a code of 400 and more" },
    time: { type: 'string', desc: 'default: 2026-01-01T00:00:00.000000Z' },
    'audit-id': { type: 'string', value: 'ID', desc: 'default: made from the request' },
    'source-ip': {
      type: 'string',
      multiple: true,
      value: 'ADDRESS',
      desc: 'where it comes from; may be repeated',
    },
    'user-agent': { type: 'string', value: 'TEXT', desc: 'what the client calls itself' },
  },
  examples: [
    {
      command: 'falco-rules event --verb create --user alice pod.yaml',
      does: 'alice creates what is in pod.yaml',
    },
    {
      command:
        'falco-rules event --verb create --user alice --resource pods/exec --name web-0 --query command=sh | falco-rules replay -r rules -',
      does: 'would the rules see an exec?',
    },
  ],
  async run({ options, operands, terminal, cwd }) {
    const { verb, user } = options;
    if (verb === undefined || user === undefined) throw usageFault('event takes --verb and --user');
    const [resource, subresource = options.subresource] = options.resource?.split(/\/(.*)/s) ?? [];
    const common = defined({
      verb,
      user,
      groups: options.group,
      impersonatedUser: options.as,
      resource,
      subresource,
      name: options.name,
      namespace: options.namespace,
      path: options.path,
      query: queryOf(options.query),
      level: options.level,
      stage: options.stage,
      decision: options.deny ? 'forbid' : 'allow',
      reason: options.reason,
      code: options.code,
      message: options.message,
      time: options.time,
      auditID: options['audit-id'],
      sourceIPs: options['source-ip'].length > 0 ? options['source-ip'] : undefined,
      userAgent: options['user-agent'],
    });
    const manifests = operands.flatMap((given) =>
      readManifests(given === STDIN ? STDIN : resolve(cwd, given), given === STDIN ? 'stdin' : given),
    );
    const calls: object[] =
      manifests.length === 0 ? [common] : manifests.map((manifest) => ({ ...common, manifest }));
    for (const line of calls.map(lineOf)) await terminal.out(line);
    return 0;
  },
});

/** The event of what the command line says; a request that nobody could send is wrong usage. */
function lineOf(call: object): string {
  try {
    // What the types forbid is said by the mistakes that `event` throws.
    return `${JSON.stringify(event(call as Call))}\n`;
  } catch (error) {
    if (!isEventMistake(error)) throw error;
    const { manifest } = call as { readonly manifest?: KubernetesObject };
    throw usageFault(`${error.message}${manifest ? ` (${manifest.kind})` : ''}`);
  }
}

function defined(values: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function queryOf(given: readonly string[]): Readonly<Record<string, readonly string[]>> | undefined {
  if (given.length === 0) return undefined;
  const query: Record<string, string[]> = {};
  for (const pair of given) {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined || value === undefined) throw usageFault(`--query ${pair}: must be KEY=VALUE`);
    query[key] = [...(query[key] ?? []), value];
  }
  return query;
}
