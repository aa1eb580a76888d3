/** A real terminal for tests: a pseudo-terminal of the system, with a person who reads and types. */
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from './cli.ts';

/** The program that is run has the terminal as its own, so that Ctrl-C in it is a signal. Ends as a shell says that it did. */
const PTY = `
import fcntl, os, pty, select, struct, sys, termios
columns = int(sys.argv[1])
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
pid = os.fork()
if pid == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for fd in range(3): os.dup2(slave, fd)
    os.closerange(3, 64)
    os.execvp(sys.argv[2], sys.argv[2:])
os.close(slave)
sources = [0, master]
while True:
    ready, _, _ = select.select(sources, [], [])
    if 0 in ready:
        typed = os.read(0, 4096)
        if typed: os.write(master, typed)
        else: sources.remove(0)
    if master in ready:
        try: shown = os.read(master, 4096)
        except OSError: break
        if not shown: break
        os.write(1, shown)
_, status = os.waitpid(pid, 0)
code = os.waitstatus_to_exitcode(status)
sys.exit(code if code >= 0 else 128 - code)
`;

export interface Terminal {
  /** All that was printed, as it came. */
  readonly text: string;
  /** Resolves when this has been printed, from where it stopped before. */
  shows(what: string | RegExp): Promise<void>;
  type(keys: string): void;
  readonly ended: Promise<number | null>;
  kill(): void;
}

export const CTRL_C = '\u0003';
export const CTRL_D = '\u0004';

/** Starts the built command line on a terminal of so many columns. Needs Python. */
export function onTerminal(
  args: readonly string[],
  { cwd, columns = 80 }: { readonly cwd: string; readonly columns?: number },
): Terminal {
  const main = `${projectRoot}/dist/cli/main.js`;
  const child = spawn('python3', ['-c', PTY, String(columns), process.execPath, main, ...args], {
    cwd,
    env: { ...process.env, COLUMNS: undefined, TERM: 'xterm', NO_COLOR: undefined, CI: undefined },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  let read = 0;
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  return {
    get text() {
      return text;
    },
    async shows(what) {
      for (;;) {
        const rest = text.slice(read);
        const found = typeof what === 'string' ? rest.indexOf(what) : rest.search(what);
        if (found >= 0) {
          read += found + 1;
          return;
        }
        if (isOver) throw new Error(`it ended before it showed ${String(what)}: ${JSON.stringify(text)}`);
        await sleep(20);
      }
    },
    type: (keys) => void child.stdin.write(keys),
    ended,
    kill: () => void child.kill('SIGKILL'),
  };
}
