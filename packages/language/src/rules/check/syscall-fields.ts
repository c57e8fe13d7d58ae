import type { FieldInfo, ParamType } from '../../fields/operand-type.js';

interface SyscallField extends FieldInfo {
  readonly takesArg: boolean;
}

type Flag = 'list' | 'takesArg' | 'noRightSide' | 'noTransformers';

/**
 * The fields that libsinsp has for syscall events (userspace/libsinsp/sinsp_filtercheck_*.cpp), by type and flags:
 * enough to tell whether a syscall rule loads, which is all that is done with such rules.
 */
const ROWS: readonly { readonly type: ParamType; readonly flags: readonly Flag[]; readonly names: string }[] =
  [
    {
      type: 'UINT64',
      flags: [],
      names:
        'evt.num evt.latency.quantized evt.buflen evt.buflen.in evt.buflen.out evt.buflen.file ' +
        'evt.buflen.file.in evt.buflen.file.out evt.buflen.net evt.buflen.net.in evt.buflen.net.out ' +
        'proc.cmdnargs proc.cmdlenargs proc.pidns_init_start_ts proc.fdopencount proc.vmsize proc.vmrss ' +
        'proc.vmswap thread.pfmajor thread.pfminor proc.nthreads proc.nchilds thread.vmsize thread.vmrss ' +
        'thread.vmsize.b thread.vmrss.b util.cnt',
    },
    {
      type: 'CHARBUF',
      flags: [],
      names:
        'evt.time evt.time.s evt.time.iso8601 evt.datetime evt.datetime.s evt.pluginname evt.plugininfo ' +
        'evt.source evt.asynctype evt.hostname evt.latency.human evt.outputtime evt.dir evt.type syscall.type ' +
        'evt.category evt.args evt.info evt.res evt.io_dir evt.infra.docker.name ' +
        'evt.infra.docker.container.id evt.infra.docker.container.name evt.infra.docker.container.image ' +
        'proc.exe proc.pexe proc.exepath proc.pexepath proc.name proc.pname proc.cmdline proc.pcmdline ' +
        'proc.exeline proc.cwd proc.sname proc.sid.exe proc.sid.exepath proc.vpgid.name proc.vpgid.exe ' +
        'proc.vpgid.exepath proc.pgid.name proc.pgid.exe proc.pgid.exepath thread.cap_permitted ' +
        'thread.cap_inheritable thread.cap_effective thread.nametid thread.cgroups proc.stdin.type ' +
        'proc.stdout.type proc.stderr.type proc.stdin.name proc.stdout.name proc.stderr.name user.name ' +
        'user.homedir user.shell user.loginname group.name fd.type fd.typechar fd.name fd.directory ' +
        'fd.filename fd.l4proto fd.sockfamily fd.uid fd.containername fd.containerdirectory fd.cproto ' +
        'fd.sproto fd.lproto fd.rproto fd.nameraw fs.path.name fs.path.nameraw fs.path.source ' +
        'fs.path.sourceraw fs.path.target fs.path.targetraw fdlist.nums fdlist.names fdlist.cips fdlist.sips ' +
        'fdlist.cports fdlist.sports',
    },
    {
      type: 'ABSTIME',
      flags: [],
      names:
        'evt.rawtime evt.rawtime.s evt.rawtime.ns proc.exe_ino.ctime proc.exe_ino.mtime ' +
        'proc.exe_ino.ctime_duration_proc_start proc.exe_ino.ctime_duration_pidns_start',
    },
    {
      type: 'RELTIME',
      flags: [],
      names:
        'evt.reltime evt.reltime.s evt.reltime.ns evt.latency evt.latency.s evt.latency.ns evt.deltatime ' +
        'evt.deltatime.s evt.deltatime.ns evt.wait_latency proc.duration proc.ppid.duration proc.pid.ts ' +
        'proc.ppid.ts thread.exectime thread.totexectime',
    },
    {
      type: 'BOOL',
      flags: [],
      names:
        'evt.is_async evt.failed evt.is_io evt.is_io_read evt.is_io_write evt.is_wait evt.is_syslog ' +
        'evt.is_open_read evt.is_open_write evt.is_open_exec evt.is_open_create proc.is_exe_writable ' +
        'proc.is_exe_upper_layer proc.is_exe_lower_layer proc.is_exe_from_memfd proc.is_sid_leader ' +
        'proc.is_vpgid_leader proc.is_pgid_leader thread.ismain fd.is_server fd.connected fd.name_changed ' +
        'fd.is_upper_layer fd.is_lower_layer',
    },
    {
      type: 'UINT32',
      flags: ['takesArg'],
      names: 'evt.type.is',
    },
    {
      type: 'INT16',
      flags: [],
      names: 'evt.cpu',
    },
    {
      type: 'CHARBUF',
      flags: ['takesArg'],
      names: 'evt.arg evt.abspath proc.args proc.aargs proc.env thread.cgroup',
    },
    {
      type: 'DYNAMIC',
      flags: ['takesArg', 'noRightSide', 'noTransformers'],
      names: 'evt.rawarg',
    },
    {
      type: 'BYTEBUF',
      flags: [],
      names: 'evt.buffer',
    },
    {
      type: 'INT64',
      flags: [],
      names:
        'evt.rawres proc.loginshellid proc.pid proc.ppid proc.vpid proc.pvpid proc.sid proc.vpgid proc.pgid ' +
        'proc.exe_ino proc.fdlimit thread.tid thread.vtid user.loginuid fd.num fd.ino',
    },
    {
      type: 'UINT32',
      flags: [],
      names:
        'evt.count evt.count.error evt.count.error.file evt.count.error.net evt.count.error.memory ' +
        'evt.count.error.other evt.count.exit evt.count.procinfo evt.count.threadinfo proc.tty user.uid ' +
        'group.gid',
    },
    {
      type: 'CHARBUF',
      flags: ['takesArg', 'noRightSide', 'noTransformers'],
      names: 'proc.aexe proc.aexepath proc.aname proc.acmdline proc.aenv',
    },
    {
      type: 'INT64',
      flags: ['takesArg', 'noRightSide', 'noTransformers'],
      names: 'proc.apid',
    },
    {
      type: 'DOUBLE',
      flags: [],
      names: 'proc.fdusage thread.cpu thread.cpu.user thread.cpu.system',
    },
    {
      type: 'IPADDR',
      flags: ['noRightSide', 'noTransformers'],
      names: 'fd.ip',
    },
    {
      type: 'IPADDR',
      flags: [],
      names: 'fd.cip fd.sip fd.lip fd.rip',
    },
    {
      type: 'PORT',
      flags: ['noRightSide', 'noTransformers'],
      names: 'fd.port fd.proto',
    },
    {
      type: 'PORT',
      flags: [],
      names: 'fd.cport fd.sport fd.lport fd.rport',
    },
    {
      type: 'IPNET',
      flags: ['noRightSide', 'noTransformers'],
      names: 'fd.net fd.cnet fd.snet fd.lnet fd.rnet',
    },
    {
      type: 'CHARBUF',
      flags: ['noRightSide', 'noTransformers'],
      names: 'fd.cip.name fd.sip.name fd.lip.name fd.rip.name',
    },
    {
      type: 'INT32',
      flags: [],
      names: 'fd.dev fd.dev.major fd.dev.minor',
    },
    {
      type: 'CHARBUF',
      flags: ['list', 'takesArg', 'noRightSide'],
      names: 'fd.types',
    },
  ];

export const SYSCALL_FIELDS: ReadonlyMap<string, SyscallField> = new Map(
  ROWS.flatMap(({ type, flags, names }) =>
    names.split(' ').map((name) => {
      const has = (flag: Flag) => flags.includes(flag);
      return [
        name,
        {
          name,
          type,
          list: has('list'),
          takesArg: has('takesArg'),
          noRightSide: has('noRightSide'),
          noTransformers: has('noTransformers'),
        },
      ] as const;
    }),
  ),
);
