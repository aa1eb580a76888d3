/**
 * Ways out, each tried by a program: inside bubblewrap none succeeds, and without it the same program does, so that
 * what failed inside is not the program. Programs print `did it` or why not.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { chmodSync, chownSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bwrap } from './bwrap.ts';
import type { SandboxDriver } from './driver.ts';
import { plain } from './plain.ts';
import { openFolder, python, shell, textOf } from './sandbox.conformance.ts';
import type { SandboxSpec } from './spec.ts';
import { systemMounts } from './system.ts';

const isRoot = process.getuid?.() === 0;
const RUN_UID = 61_000;
const availability = await bwrap.available();
if (!availability.available)
  process.stderr.write(`\nNOT TESTED HERE: no way out of a sandbox was tried. ${availability.why}\n\n`);

/** Imports and calls of the C library, for all programs. */
const PRELUDE = `
import ctypes, errno, os, socket, subprocess, sys, time
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    return libc.syscall(ctypes.c_long(number), *[ctypes.c_long(value) if isinstance(value, int) else value for value in arguments])
def failure(): return OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
def require(result):
    if result < 0: raise failure()
    return result
`;

function attempt(body: string): string {
  const indented = body
    .trim()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  return `${PRELUDE}\ntry:\n${indented}\n    print('did it')\nexcept Exception as problem:\n    print('refused:', type(problem).__name__, problem)\n`;
}

async function said(driver: SandboxDriver, spec: SandboxSpec): Promise<string> {
  const confined = await driver.start(spec);
  confined.channel.resume();
  const [output, errors] = await Promise.all([textOf(confined.stdout), textOf(confined.stderr)]);
  const { code, limit } = await confined.ended;
  if (code === 0) return output.trim();
  return `${output}${errors}(code ${code}, limit ${limit})`;
}

async function refusedInsideOnly(body: string, more: Partial<SandboxSpec> = {}): Promise<void> {
  expect(await said(plain, python(attempt(body), more))).toBe('did it');
  expect(await said(bwrap, python(attempt(body), more))).toMatch(/^refused: /);
}

describe.skipIf(!availability.available)('the network', () => {
  let tcp: Server;
  let abstract: Server;
  const abstractName = `offswitch-${process.pid}`;
  const udp = createSocket('udp4');
  const port = () => (tcp.address() as AddressInfo).port;
  beforeAll(async () => {
    tcp = createServer((connection) => connection.end('hello')).listen(0, '127.0.0.1');
    abstract = createServer((connection) => connection.end('hello')).listen(`\0${abstractName}`);
    udp.on('message', (message, from) => udp.send(message, from.port));
    udp.bind(0, '127.0.0.1');
    await Promise.all(
      [tcp, abstract, udp].map((server) => new Promise((done) => server.once('listening', done))),
    );
  });
  afterAll(() => {
    tcp.close();
    abstract.close();
    udp.close();
  });

  test('TCP does not reach the host', () =>
    refusedInsideOnly(`assert socket.create_connection(('127.0.0.1', ${port()}), 5).recv(9) == b'hello'`));

  test('UDP does not reach the host, nor does a question to a name server', () =>
    refusedInsideOnly(`
question = b'\\x12\\x34\\x01\\x00\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x04host\\x00\\x00\\x01\\x00\\x01'
asked = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
asked.settimeout(2)
asked.connect(('127.0.0.1', ${udp.address().port}))
asked.send(question)
assert asked.recv(100) == question`));

  test('abstract Unix sockets of the host are not there', () =>
    refusedInsideOnly(`
peer = socket.socket(socket.AF_UNIX)
peer.connect('\\0${abstractName}')
assert peer.recv(9) == b'hello'`));

  test('Unix sockets in folders of the host are not there', async () => {
    const path = join(openFolder(), 'socket');
    const server = createServer((connection) => connection.end('hello')).listen(path);
    await new Promise((done) => server.once('listening', done));
    chmodSync(path, 0o777);
    await refusedInsideOnly(`
peer = socket.socket(socket.AF_UNIX)
peer.connect('${path}')
assert peer.recv(9) == b'hello'`);
    server.close();
  });

  test('only a loopback is left, without a route to anywhere', async () => {
    expect(
      await said(
        bwrap,
        shell('cat /proc/net/dev | sed -n "3,\\$p" | cut -d: -f1; cat /proc/net/route | wc -l'),
      ),
    ).toMatch(/^\s*lo\n[01]$/);
    const answer = await said(bwrap, python(attempt(`socket.create_connection(('192.0.2.1', 80), 5)`)));
    expect(answer).toContain('unreachable');
    const loopback = attempt(`
server = socket.create_server(('127.0.0.1', 0))
socket.create_connection(server.getsockname(), 5)`);
    expect(await said(bwrap, python(loopback))).toBe('did it');
  });

  test('families of sockets that no namespace confines are not there', async () => {
    const families = attempt(`
for family in (40, 38, 17, 44):
    try: socket.socket(family, socket.SOCK_SEQPACKET if family == 38 else socket.SOCK_DGRAM)
    except OSError as problem:
        assert problem.errno == errno.EAFNOSUPPORT, (family, problem)
    else: raise ValueError(family)`);
    expect(await said(bwrap, python(families))).toBe('did it');
    if (isRoot) expect(await said(plain, python(families))).toMatch(/^refused: /);
  });
});

describe.skipIf(!availability.available)('files', () => {
  test('what is not mounted is not there', () => {
    const folder = openFolder();
    writeFileSync(join(folder, 'secret'), 'x', { mode: 0o644 });
    return refusedInsideOnly(`open('${folder}/secret').read()`);
  });

  test('what is mounted for reading is not written', () => {
    const folder = openFolder();
    return refusedInsideOnly(`open('${folder}/new', 'w').close()`, {
      mounts: [...systemMounts(), { from: folder, to: folder, access: 'read' }],
    });
  });

  test('what is mounted for writing is, under another name, and links lead nowhere', async () => {
    const folder = openFolder();
    const other = openFolder();
    writeFileSync(join(other, 'secret'), 'x');
    const spec = shell(
      `echo kept > /site/kept; ln -s ${other}/secret /site/link; cat /site/link 2>/dev/null; cat /site/../../../${other}/secret 2>/dev/null; ls /`,
      { mounts: [...systemMounts(), { from: folder, to: '/site', access: 'write' }], workingFolder: '/site' },
    );
    const listed = (await said(bwrap, spec)).split('\n');
    expect(readFileSync(join(folder, 'kept'), 'utf8')).toBe('kept\n');
    expect(listed.filter((name) => !/^(?:usr|bin|sbin|lib|lib64|etc|proc|dev|tmp|site)$/.test(name))).toEqual(
      [],
    );
  });

  test('neither the root, nor /dev, nor /proc takes files; there is no /sys', async () => {
    const script =
      'for place in /x /dev/x /etc/x /proc/x /site; do mkdir $place 2>/dev/null && echo made $place; done; ls -d /sys /home /root /var 2>/dev/null; echo 1 2>/dev/null > /proc/sys/kernel/domainname && echo wrote; cat /proc/kcore /proc/kallsyms /proc/cmdline 2>/dev/null | head -c 9';
    expect(await said(bwrap, shell(`${script}; true`))).toBe('');
  });

  test('devices are those without a machine behind them', async () => {
    expect(
      await said(
        bwrap,
        shell('cd /dev; for d in *; do [ -L $d ] && continue; [ -b $d ] || [ -c $d ] && echo $d; done; true'),
      ),
    ).toBe(['full', 'null', 'random', 'tty', 'urandom', 'zero'].join('\n'));
    expect(await said(bwrap, python(attempt(`os.mknod('/tmp/disk', 0o60600, os.makedev(254, 0))`)))).toMatch(
      /^refused: /,
    );
  });
});

describe.skipIf(!availability.available)('control artefacts in a writable folder', () => {
  const ORIGINAL = 'shutdown: on\n';
  const moves: Readonly<Record<string, string>> = {
    'write it': `open(f'{work}/policy/guard.yaml', 'w').write('off')`,
    'append to it': `open(f'{work}/policy/guard.yaml', 'a').write('off')`,
    'truncate it': `os.truncate(f'{work}/policy/guard.yaml', 0)`,
    'remove it': `os.unlink(f'{work}/policy/guard.yaml')`,
    'rename it': `os.rename(f'{work}/policy/guard.yaml', f'{work}/policy/old.yaml')`,
    'rename another over it': `
open(f'{work}/mine', 'w').write('off')
os.rename(f'{work}/mine', f'{work}/policy/guard.yaml')`,
    'rename its folder and make another': `
os.rename(f'{work}/policy', f'{work}/old')
os.mkdir(f'{work}/policy')
open(f'{work}/policy/guard.yaml', 'w').write('off')`,
    'rename the folder above its folder': `os.rename(f'{work}/deep', f'{work}/deeper')`,
    'exchange its folder for another': `
os.mkdir(f'{work}/mine')
open(f'{work}/mine/guard.yaml', 'w').write('off')
require(libc.renameat2(-100, f'{work}/mine'.encode(), -100, f'{work}/policy'.encode(), 2))`,
    'put a link in its place': `
os.symlink('/tmp/mine', f'{work}/link')
os.rename(f'{work}/link', f'{work}/policy/guard.yaml')`,
    'write through a hard link': `
os.link(f'{work}/policy/guard.yaml', f'{work}/hard')
open(f'{work}/hard', 'w').write('off')`,
    'write through a symbolic link': `
os.symlink(f'{work}/policy/guard.yaml', f'{work}/soft')
open(f'{work}/soft', 'w').write('off')`,
    'write through ..': `open(f'{work}/policy/../policy/./guard.yaml', 'w').write('off')`,
    'write through /proc/self/root': `open(f'/proc/self/root{work}/policy/guard.yaml', 'w').write('off')`,
    'write through the root of its parent': `open(f'/proc/{os.getppid()}/root{work}/policy/guard.yaml', 'w').write('off')`,
    'open it for reading and again for writing': `
held = os.open(f'{work}/policy/guard.yaml', os.O_RDONLY)
os.write(os.open(f'/proc/self/fd/{held}', os.O_WRONLY), b'off')`,
    'write from its folder, held open': `
held = os.open(f'{work}/policy', os.O_RDONLY)
os.write(os.open('guard.yaml', os.O_WRONLY, dir_fd=held), b'off')`,
    'change its rights and times': `
os.chmod(f'{work}/policy/guard.yaml', 0o666)
os.utime(f'{work}/policy/guard.yaml', (1, 1))`,
    'map it into memory': `
import mmap
mmap.mmap(os.open(f'{work}/policy/guard.yaml', os.O_RDWR), 0)[0:3] = b'off'`,
    'lift the protection by an unmount': `
require(libc.unshare(0x20000))
if libc.umount2(f'{work}/policy/guard.yaml'.encode(), 2) < 0 and ctypes.get_errno() != errno.EINVAL: raise failure()
open(f'{work}/policy/guard.yaml', 'w').write('off')`,
    'read what is hidden': `assert open(f'{work}/keys/key').read() == 'key'`,
    'list what is hidden': `assert os.listdir(f'{work}/vault')`,
    'put something into what is hidden': `open(f'{work}/vault/new', 'w').close()`,
  };
  const needsRoot = new Set(['lift the protection by an unmount']);

  /** A company's folder, all of it the program's own. */
  function setting(): { readonly work: string; readonly spec: Partial<SandboxSpec> } {
    const work = openFolder();
    for (const folder of ['policy', 'deep', 'deep/inner', 'keys', 'vault']) {
      mkdirSync(join(work, folder));
      if (isRoot) chownSync(join(work, folder), RUN_UID, RUN_UID);
    }
    const files = ['policy/guard.yaml', 'deep/inner/switch', 'keys/key', 'vault/weights'];
    for (const file of files) {
      writeFileSync(join(work, file), file === 'keys/key' ? 'key' : ORIGINAL, { mode: 0o666 });
      if (isRoot) chownSync(join(work, file), RUN_UID, RUN_UID);
    }
    return {
      work,
      spec: {
        mounts: [...systemMounts(), { from: work, to: work, access: 'write' }],
        controls: [
          { path: join(work, 'policy/guard.yaml'), shown: 'read-only' },
          { path: join(work, 'deep/inner/switch'), shown: 'read-only' },
          { path: join(work, 'keys/key'), shown: 'hidden' },
          { path: join(work, 'vault'), shown: 'hidden' },
        ],
        workingFolder: work,
      },
    };
  }

  test.each(Object.entries(moves))('%s', async (name, body) => {
    const program = (work: string) => python(attempt(`work = '${work}'\n${body.trim()}`));
    if (isRoot || !needsRoot.has(name)) {
      const { work, spec } = setting();
      expect(await said(plain, { ...program(work), ...spec })).toBe('did it');
    }
    const { work, spec } = setting();
    expect(await said(bwrap, { ...program(work), ...spec })).toMatch(/^refused: /);
    expect(readFileSync(join(work, 'policy/guard.yaml'), 'utf8')).toBe(ORIGINAL);
    expect(readFileSync(join(work, 'deep/inner/switch'), 'utf8')).toBe(ORIGINAL);
    expect(readFileSync(join(work, 'vault/weights'), 'utf8')).toBe(ORIGINAL);
  });

  test('what is read-only is read, and the rest of the folder is written', async () => {
    const { work, spec } = setting();
    const script =
      'cat policy/guard.yaml && echo mine > policy/mine && mv policy/mine deep/inner/ && cat deep/inner/mine';
    expect(await said(bwrap, { ...shell(script), ...spec })).toBe(`${ORIGINAL}mine`);
    expect(readFileSync(join(work, 'deep/inner/mine'), 'utf8')).toBe('mine\n');
  });
});

describe.skipIf(!availability.available)('privileges', () => {
  /** In a child, so that the counterpart changes nothing here. */
  const inChild = (body: string) => `
def act():
${body
  .trim()
  .split('\n')
  .map((line) => `    ${line}`)
  .join('\n')}
child = os.fork()
if child == 0:
    try: act()
    except Exception as problem: print(problem, file=sys.stderr); os._exit(1)
    os._exit(0)
if os.waitpid(child, 0)[1] != 0: raise ValueError('the child could not')`;

  test.skipIf(!isRoot).each([
    ['a namespace of users', inChild(`require(libc.unshare(0x10000000))`)],
    ['a namespace of mounts', inChild(`require(libc.unshare(0x20000))`)],
    [
      'a namespace by clone',
      `pid = require(call(56 if os.uname().machine == 'x86_64' else 220, 0x10000000 | 17, 0, 0, 0, 0))
if pid == 0: os._exit(0)`,
    ],
    [
      'a mount',
      inChild(`require(libc.unshare(0x20000))
require(libc.mount(b'none', b'/', None, 0x44000, None))
require(libc.mount(b'none', b'/tmp', b'tmpfs', 0, None))`),
    ],
    ['another root', inChild(`os.chroot('/usr')`)],
    [
      'tracing another process',
      `other = subprocess.Popen(['/bin/sleep', '60'])
try: require(libc.ptrace(16, other.pid, 0, 0))
finally: other.kill()`,
    ],
    [
      'reading the memory of another process by a call',
      `class Part(ctypes.Structure): _fields_ = [('base', ctypes.c_void_p), ('length', ctypes.c_size_t)]
text = ctypes.create_string_buffer(b'secret', 7)
child = os.fork()
if child == 0:
    time.sleep(60); os._exit(0)
room = ctypes.create_string_buffer(7)
try: require(libc.process_vm_readv(child, ctypes.byref(Part(ctypes.addressof(room), 7)), 1, ctypes.byref(Part(ctypes.addressof(text), 7)), 1, 0))
finally: os.kill(child, 9)`,
    ],
    ['setting the clock', `time.clock_settime(time.CLOCK_REALTIME, time.clock_gettime(time.CLOCK_REALTIME))`],
    ['another user', inChild(`os.setresuid(1, 1, 1)`)],
    ['another priority', inChild(`os.nice(-5)`)],
    ['the name of the machine', `socket.sethostname(socket.gethostname())`],
  ])('%s is refused', (_, body) => refusedInsideOnly(body));

  test.skipIf(!isRoot)('a program that belongs to root and is setuid gains nothing', async () => {
    const folder = openFolder();
    copyFileSync('/usr/bin/id', join(folder, 'id'));
    chmodSync(join(folder, 'id'), 0o4755);
    const mounts = [...systemMounts(), { from: folder, to: folder, access: 'read' as const }];
    await refusedInsideOnly(
      `if os.getuid() == 0: os.setresuid(${RUN_UID}, ${RUN_UID}, ${RUN_UID})
assert subprocess.run(['${folder}/id', '-u'], capture_output=True).stdout == b'0\\n'`,
      { mounts },
    );
  });

  test('no capability is left, and none can be gained', async () => {
    const lines = await said(bwrap, shell('grep -E "^(Cap|NoNewPrivs|Seccomp:)" /proc/self/status'));
    const values = Object.fromEntries(lines.split('\n').map((line) => line.split(/:\s+/)));
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) expect(Number(values[set])).toBe(0);
    expect(values).toMatchObject({ NoNewPrivs: '1', Seccomp: '2' });
  });

  test.skipIf(!isRoot || process.arch !== 'x64')(
    'calls into rare parts of the kernel are refused',
    async () => {
      // keyctl, add_key, bpf, perf_event_open, userfaultfd, io_uring_setup, kexec_load, init_module, open_by_handle_at,
      // fanotify_init, quotactl, acct, clone3, pidfd_getfd, and one of x32.
      const numbers = '250, 248, 321, 298, 323, 425, 246, 175, 304, 300, 179, 163, 435, 438, 0x40000000 | 39';
      const program = `${PRELUDE}
refused = 0
for number in (${numbers}):
    if call(number, -1, 0, 0, 0, 0) < 0 and ctypes.get_errno() in (errno.EPERM, errno.ENOSYS): refused += 1
print(refused)`;
      expect(await said(bwrap, python(program))).toBe('15');
      expect(Number(await said(plain, python(program)))).toBeLessThan(9);
    },
  );

  test('32-bit calls end the program', async () => {
    const program = `${PRELUDE}
import mmap
code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
code.write(bytes.fromhex('53b814000000cd805bc3'))
print(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))())`;
    if (process.arch === 'x64')
      expect(await said(bwrap, python(program))).toContain('(code 159, limit null)');
  });
});

describe.skipIf(!availability.available)('processes outside', () => {
  let victim: ChildProcess;
  beforeAll(() => {
    victim = spawn('/bin/sleep', ['300']);
  });
  afterAll(() => {
    victim.kill('SIGKILL');
  });

  test('are not signalled', async () => {
    const body = (pid: number) => `os.kill(${pid}, 18)`;
    await refusedInsideOnly(body(victim.pid ?? 0));
  });

  test('show neither their environment nor their command line', () =>
    refusedInsideOnly(`
seen = b''
for name in os.listdir('/proc'):
    if not name.isdigit() or int(name) == os.getpid(): continue
    for part in ('environ', 'cmdline'):
        try: seen += open(f'/proc/{name}/{part}', 'rb').read()
        except OSError: pass
assert any(b'='.join(words) in seen for words in ((b'PATH', b''), (b'HOME', b'')))`));

  test('are not among those that it sees', async () => {
    const seen = await said(bwrap, shell('cd /proc; ls -d [0-9]* | wc -l'));
    expect(Number(seen)).toBeLessThan(6);
  });
});

describe.skipIf(!availability.available)('limits', () => {
  test('a fork bomb ends by the limit on processes', async () => {
    const confined = await bwrap.start(
      shell('bomb() { bomb | bomb & }; bomb; sleep 60', { limits: { processes: 40, wallClock: 30 } }),
    );
    expect(await confined.ended).toMatchObject({ limit: 'processes' });
    expect(confined.processes()).toEqual([]);
  });

  test('a program that fills memory by many processes ends by the limit on memory', async () => {
    const hog = `${PRELUDE}
for _ in range(4):
    if os.fork() == 0:
        held = bytearray(60_000_000)
        time.sleep(60)
time.sleep(60)`;
    const confined = await bwrap.start(python(hog, { limits: { memory: 150_000_000, wallClock: 30 } }));
    expect(await confined.ended).toMatchObject({ limit: 'memory' });
  });

  test.each(['/tmp', '/dev/shm'])('a program that fills %s ends by the limit on disk', async (folder) => {
    const confined = await bwrap.start(
      shell(`cat /dev/zero > ${folder}/full; sleep 60`, { limits: { disk: 5_000_000, wallClock: 30 } }),
    );
    expect(await confined.ended).toMatchObject({ limit: 'disk' });
  });

  test('a file that grows beyond the limit ends the program', async () => {
    const folder = openFolder();
    const confined = await bwrap.start({
      ...shell('exec cat /dev/zero > /site/file', { limits: { fileSize: 1_000_000, wallClock: 30 } }),
      mounts: [...systemMounts(), { from: folder, to: '/site', access: 'write' }],
    });
    expect(await confined.ended).toMatchObject({ limit: 'file-size' });
    expect(readFileSync(join(folder, 'file'))).toHaveLength(1_000_000);
  });

  test('many short processes together end by the limit on processor time', async () => {
    const confined = await bwrap.start(
      shell('while :; do /bin/sh -c "i=0; while [ \\$i -lt 20000 ]; do i=\\$((i+1)); done"; done', {
        limits: { cpu: 1, wallClock: 60 },
      }),
    );
    expect(await confined.ended).toMatchObject({ limit: 'cpu' });
  });
});
