/**
 * The filter of system calls, as the classic BPF program that the kernel and `bwrap --seccomp` take.
 *
 * What is denied is data: calls into parts of the kernel that programs do not need and that boundaries have been
 * broken through. A denied call fails like one that is not permitted, so that programs go on where they can.
 * Numbers: arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h of Linux.
 */

/** Instructions of classic BPF, include/uapi/linux/bpf_common.h. */
const LOAD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_AT_LEAST = 0x35;
const JUMP_ANY_BIT = 0x45;
const RETURN = 0x06;

/** Offsets in `struct seccomp_data`, little endian: the low half of each argument. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const argument = (index: number) => 16 + 8 * index;

const ALLOW = 0x7fff_0000;
const KILL = 0x8000_0000;
const errno = (code: number) => 0x0005_0000 | code;
const EPERM = errno(1);
const ENOSYS = errno(38);
const EAFNOSUPPORT = errno(97);

/** CLONE_NEWTIME to CLONE_NEWNET, include/uapi/linux/sched.h. CLONE_NEWTIME stands where clone has its exit signal. */
const NEW_NAMESPACES = 0x7e02_0000;
/** Unix, IPv4, IPv6, netlink. Others (vsock, raw packets, kernel crypto) are not confined by namespaces, or rarely needed. */
const SOCKET_FAMILIES = [1, 2, 10, 16];
/** TIOCSTI and TIOCLINUX put text into a terminal as if it were typed. */
const TERMINAL_INPUT = [0x5412, 0x541c];

/** Number on x86_64 and on aarch64; null where the architecture has none. */
type Numbers = readonly [x86_64: number | null, aarch64: number | null];

/** Numbers from 424 on are the same everywhere. */
const everywhere = (number: number): Numbers => [number, number];

/** Fail with EPERM, whatever their arguments. */
const forbidden: Readonly<Record<string, Numbers>> = {
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  kcmp: [312, 272],
  pidfd_getfd: everywhere(438),
  process_madvise: everywhere(440),
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  open_tree: everywhere(428),
  move_mount: everywhere(429),
  fsopen: everywhere(430),
  fsconfig: everywhere(431),
  fsmount: everywhere(432),
  fspick: everywhere(433),
  mount_setattr: everywhere(442),
  statmount: everywhere(457),
  listmount: everywhere(458),
  open_tree_attr: everywhere(467),
  unshare: [272, 97],
  setns: [308, 268],
  keyctl: [250, 219],
  add_key: [248, 217],
  request_key: [249, 218],
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  reboot: [169, 142],
  swapon: [167, 224],
  swapoff: [168, 225],
  sethostname: [170, 161],
  setdomainname: [171, 162],
  settimeofday: [164, 170],
  clock_settime: [227, 112],
  clock_adjtime: [305, 266],
  adjtimex: [159, 171],
  open_by_handle_at: [304, 265],
  name_to_handle_at: [303, 264],
  acct: [163, 89],
  quotactl: [179, 60],
  quotactl_fd: everywhere(443),
  syslog: [103, 116],
  fanotify_init: [300, 262],
  lookup_dcookie: [212, 18],
  move_pages: [279, 239],
  migrate_pages: [256, 238],
  vhangup: [153, 58],
  iopl: [172, null],
  ioperm: [173, null],
  modify_ldt: [154, null],
  uselib: [134, null],
  nfsservctl: [180, 42],
};

/** Fail as if the kernel did not have them; callers then take another way. */
const absent: Readonly<Record<string, Numbers>> = {
  io_uring_setup: everywhere(425),
  io_uring_enter: everywhere(426),
  io_uring_register: everywhere(427),
  // Its flags stand in memory, where no filter can read them; libraries fall back to clone.
  clone3: everywhere(435),
};

const watched = {
  clone: [56, 220],
  socket: [41, 198],
  socketpair: [53, 199],
  ioctl: [16, 29],
} satisfies Readonly<Record<string, Numbers>>;

interface Architecture {
  /** AUDIT_ARCH of include/uapi/linux/audit.h. */
  readonly audit: number;
  readonly column: 0 | 1;
  /** Calls from this number on belong to another convention (x32). */
  readonly foreignFrom?: number;
}

const architectures: Readonly<Record<string, Architecture>> = {
  x64: { audit: 0xc000_003e, column: 0, foreignFrom: 0x4000_0000 },
  arm64: { audit: 0xc000_00b7, column: 1 },
};

type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, value: number];

/** Ends with `result` if the value last loaded satisfies the test. */
function endIf(code: number, value: number, result: number): readonly Instruction[] {
  return [
    [code, 0, 1, value],
    [RETURN, 0, 0, result],
  ];
}

/** For one call: loads an argument, runs the tests on it, and permits the call if none has ended it. */
function onCall(number: number, index: number, tests: readonly Instruction[]): readonly Instruction[] {
  return [
    [JUMP_EQUAL, 0, tests.length + 2, number],
    [LOAD, 0, 0, argument(index)],
    ...tests,
    [RETURN, 0, 0, ALLOW],
  ];
}

/**
 * The program for a processor architecture as Node names it (`process.arch`); undefined where there is none.
 *
 * @example seccompFilter(process.arch) // 8 bytes an instruction, to be written to the descriptor of `--seccomp`
 */
export function seccompFilter(arch: string): Buffer | undefined {
  const architecture = architectures[arch];
  if (architecture === undefined) return undefined;
  const { audit, column, foreignFrom } = architecture;
  const denied = (calls: Readonly<Record<string, Numbers>>, result: number) =>
    Object.values(calls).flatMap((numbers) => {
      const number = numbers[column];
      return number === null ? [] : endIf(JUMP_EQUAL, number, result);
    });
  const families: readonly Instruction[] = [
    ...SOCKET_FAMILIES.flatMap((family) => endIf(JUMP_EQUAL, family, ALLOW)),
    [RETURN, 0, 0, EAFNOSUPPORT],
  ];
  return encoded([
    [LOAD, 0, 0, ARCHITECTURE],
    [JUMP_EQUAL, 1, 0, audit],
    [RETURN, 0, 0, KILL],
    [LOAD, 0, 0, NUMBER],
    ...(foreignFrom === undefined ? [] : endIf(JUMP_AT_LEAST, foreignFrom, ENOSYS)),
    ...denied(forbidden, EPERM),
    ...denied(absent, ENOSYS),
    ...onCall(watched.clone[column], 0, endIf(JUMP_ANY_BIT, NEW_NAMESPACES, EPERM)),
    ...onCall(watched.socket[column], 0, families),
    ...onCall(watched.socketpair[column], 0, families),
    ...onCall(
      watched.ioctl[column],
      1,
      TERMINAL_INPUT.flatMap((request) => endIf(JUMP_EQUAL, request, EPERM)),
    ),
    [RETURN, 0, 0, ALLOW],
  ]);
}

/** `struct sock_filter`: u16 code, u8 jump if true, u8 jump if false, u32 value; little endian. */
function encoded(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, [code, ifTrue, ifFalse, value]] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(ifTrue, index * 8 + 2);
    bytes.writeUInt8(ifFalse, index * 8 + 3);
    bytes.writeUInt32LE(value, index * 8 + 4);
  }
  return bytes;
}
