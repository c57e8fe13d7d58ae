import { type FieldRow, OPTIONAL_INDEX } from '../row.js';

const BASE = { type: 'string', list: true, arg: OPTIONAL_INDEX, provider: 'k8saudit' } as const;
const FLAG_TRAP = 'containers that do not say are left out: the list may be shorter than the containers';
const ID_TRAP =
  'reads the id beside securityContext, not inside it: real pods give 0 for every container, whoever they run as';

type ContainerList = 'containers' | 'initContainers' | 'ephemeralContainers';

/** The fields that every list of containers has; `newer` is what a list that came later adds to each row. */
function containerRows<const L extends ContainerList, const N extends { readonly since?: string }>(
  list: L,
  people: string,
  newer: N,
) {
  const spec = ['requestObject', 'spec', list] as const;
  const at = `requestObject.spec.${list}[]`;
  const of = `of the ${people} of the pod in the request`;
  return [
    {
      ...BASE,
      name: `ka.req.pod.${list}.image`,
      desc: `The images ${of}.`,
      from: { path: `${at}.image`, keys: [...spec, 'image'], irregular: 'values-or-none' },
      trap: 'one container without an image makes the whole field absent',
      ...newer,
    },
    {
      ...BASE,
      name: `ka.req.pod.${list}.image.repository`,
      desc: `The images ${of}, each up to its first colon or at sign.`,
      from: { path: `${at}.image`, keys: [...spec, 'image'], irregular: 'repositories' },
      trap: 'cut at the first colon: reg:5000/team/app gives reg',
      ...newer,
    },
    {
      ...BASE,
      name: `ka.req.pod.${list}.privileged`,
      desc: `The privileged flags ${of}.`,
      from: {
        path: `${at}.securityContext.privileged`,
        keys: [...spec, 'securityContext', 'privileged'],
        irregular: 'values',
      },
      trap: FLAG_TRAP,
      ...newer,
    },
    {
      ...BASE,
      name: `ka.req.pod.${list}.allow_privilege_escalation`,
      desc: `The allowPrivilegeEscalation flags ${of}.`,
      from: {
        path: `${at}.securityContext.allowPrivilegeEscalation`,
        keys: [...spec, 'securityContext', 'allowPrivilegeEscalation'],
        irregular: 'values',
      },
      trap: FLAG_TRAP,
      ...newer,
    },
    {
      ...BASE,
      name: `ka.req.pod.${list}.read_only_fs`,
      desc: `The readOnlyRootFilesystem flags ${of}.`,
      from: {
        path: `${at}.securityContext.readOnlyRootFilesystem`,
        keys: [...spec, 'securityContext', 'readOnlyRootFilesystem'],
        irregular: 'values',
      },
      trap: FLAG_TRAP,
      ...newer,
    },
    {
      ...BASE,
      name: `ka.req.pod.${list}.run_as_user`,
      desc: `The user ids ${of}, where their security context sets one.`,
      from: {
        path: `${at}.securityContext.runAsUser`,
        keys: [...spec, 'securityContext', 'runAsUser'],
        irregular: 'values',
      },
      trap: FLAG_TRAP,
      ...newer,
    },
    {
      ...BASE,
      name: `ka.req.pod.${list}.eff_run_as_user`,
      desc: `Meant as the user ids ${of}, falling back to the pod's and then to 0.`,
      from: { path: `${at}.runAsUser`, keys: [...spec, 'runAsUser'], irregular: 'ids-or-pod-id' },
      trap: ID_TRAP,
      ...newer,
    },
    {
      ...BASE,
      name: `ka.req.pod.${list}.run_as_group`,
      desc: `The group ids ${of}, where their security context sets one.`,
      from: {
        path: `${at}.securityContext.runAsGroup`,
        keys: [...spec, 'securityContext', 'runAsGroup'],
        irregular: 'values',
      },
      trap: FLAG_TRAP,
      ...newer,
    },
    {
      ...BASE,
      name: `ka.req.pod.${list}.eff_run_as_group`,
      desc: `Meant as the group ids ${of}, falling back to the pod's and then to 0.`,
      from: { path: `${at}.runAsGroup`, keys: [...spec, 'runAsGroup'], irregular: 'ids-or-pod-id' },
      trap: ID_TRAP,
      ...newer,
    },
    {
      ...BASE,
      name: `ka.req.pod.${list}.proc_mount`,
      desc: `The procMount settings ${of}.`,
      from: {
        path: `${at}.securityContext.procMount`,
        keys: [...spec, 'securityContext', 'procMount'],
        irregular: 'values',
      },
      trap: FLAG_TRAP,
      ...newer,
    },
    {
      ...BASE,
      name: `ka.req.pod.${list}.add_capabilities`,
      desc: `The capabilities that the security contexts ${of} add.`,
      from: {
        path: `${at}.securityContext.capabilities.add`,
        keys: [...spec, 'securityContext', 'capabilities', 'add'],
        irregular: 'values',
      },
      trap: 'one element a container, the whole array as JSON text: ["SYS_ADMIN"], not SYS_ADMIN',
      ...newer,
    },
  ] as const;
}

function commandRows<const L extends ContainerList, const N extends { readonly since: string }>(
  list: L,
  people: string,
  newer: { readonly name: N; readonly words: N },
) {
  const spec = ['requestObject', 'spec', list] as const;
  const at = `requestObject.spec.${list}[]`;
  const of = `of the ${people} of the pod in the request`;
  return [
    {
      ...BASE,
      name: `ka.req.pod.${list}.name`,
      desc: `The names ${of}.`,
      from: { path: `${at}.name`, keys: [...spec, 'name'], irregular: 'values-or-none' },
      ...newer.name,
    },
    {
      ...BASE,
      name: `ka.req.pod.${list}.command`,
      desc: `The commands ${of}, the words of each joined by blanks.`,
      from: { path: `${at}.command`, keys: [...spec, 'command'], irregular: 'joined-words' },
      trap: FLAG_TRAP,
      ...newer.words,
    },
    {
      ...BASE,
      name: `ka.req.pod.${list}.args`,
      desc: `The arguments ${of}, the words of each joined by blanks.`,
      from: { path: `${at}.args`, keys: [...spec, 'args'], irregular: 'joined-words' },
      trap: FLAG_TRAP,
      ...newer.words,
    },
  ] as const;
}

function portRows<const L extends ContainerList, const N extends { readonly since?: string }>(
  list: L,
  people: string,
  newer: N,
) {
  return [
    {
      ...BASE,
      name: `ka.req.pod.${list}.host_port`,
      desc: `The ports of the ${people} of the pod in the request: hostPort, or containerPort where there is none.`,
      from: {
        path: `requestObject.spec.${list}[].ports[].{hostPort,containerPort}`,
        keys: ['requestObject', 'spec', list, 'ports'],
        irregular: 'host-ports',
      },
      trap: 'container ports without a host port are in it too',
      ...newer,
    },
  ] as const;
}

const NEW = { since: '0.18.0' } as const;

/** The containers of the pod in the request. Ephemeral ones have no ports. */
export const K8SAUDIT_CONTAINER_ROWS = [
  ...commandRows('containers', 'containers', { name: { since: '0.14.0' }, words: { since: '0.15.0' } }),
  ...containerRows('containers', 'containers', {}),
  ...portRows('containers', 'containers', {}),
] as const satisfies readonly FieldRow[];

export const K8SAUDIT_INIT_CONTAINER_ROWS = [
  ...commandRows('initContainers', 'init containers', { name: NEW, words: NEW }),
  ...containerRows('initContainers', 'init containers', NEW),
  ...portRows('initContainers', 'init containers', NEW),
] as const satisfies readonly FieldRow[];

export const K8SAUDIT_EPHEMERAL_CONTAINER_ROWS = [
  ...commandRows('ephemeralContainers', 'ephemeral containers', { name: NEW, words: NEW }),
  ...containerRows('ephemeralContainers', 'ephemeral containers', NEW),
] as const satisfies readonly FieldRow[];
