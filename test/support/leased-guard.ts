/** A guard with agents under leases, run as a person runs it, and a look from the host at what is left of them. */
import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach } from 'vitest';
import { askGuard } from '../../src/contain/guard/service/control-client.ts';
import type { AgentView } from '../../src/contain/lifecycle/registry/view.ts';
import { type RunningCli, runCli, startCli } from './cli.ts';
import { testFolder } from './folder.ts';

/** Seconds of every lease, and what the lifecycle has beyond it to end an agent. */
export const LEASE = 2;
export const GRACE = 5;

export interface LeasedGuard {
  readonly cwd: string;
  /** Of the guard that was begun last. */
  readonly state: string;
  /** Another guard, with nothing behind it. */
  renew(): void;
  /** Resolves when it serves. */
  up(): Promise<RunningCli>;
  /** Starts an agent; resolves when it runs under its lease. */
  run(agent: string, ...command: readonly string[]): Promise<RunningCli>;
  show(agent: string): Promise<AgentView>;
  /** `guard verify` on the log. */
  verified(): Promise<number | null>;
  /** A number that stands in the command of an agent, and in nobody else's. */
  marker(): string;
}

export function leasedGuard(agents: string, more = ''): LeasedGuard {
  const folder = testFolder();
  let guards = 0;
  let state = folder.path;
  const children: ChildProcess[] = [];
  afterEach(async () => {
    for (const child of children.splice(0)) {
      child.kill('SIGCONT');
      child.kill('SIGKILL');
    }
  });

  return {
    cwd: folder.path,
    get state() {
      return state;
    },
    renew() {
      guards += 1;
      state = folder.file(`state-${guards}`);
      folder.write(
        'guard.yaml',
        `version: 1\nstate: state-${guards}\nupstreams: {}\nagents:\n${agents}\n${more}`,
      );
    },
    async up() {
      if (guards === 0) this.renew();
      const running = startCli(['guard', 'up', '--json'], { cwd: folder.path });
      children.push(running.child);
      const lines = createInterface({ input: running.child.stdout });
      const ended = running.ended.then(({ stderr }) => {
        throw new Error(`the guard ended: ${stderr}`);
      });
      ended.catch(() => undefined);
      await Promise.race([new Promise((resolve) => lines.once('line', resolve)), ended]);
      return running;
    },
    async run(agent, ...command) {
      const running = startCli(['guard', 'run', agent, '--', ...command], { cwd: folder.path });
      children.push(running.child);
      await until(async () => (await this.show(agent)).agent.lease !== undefined);
      return running;
    },
    show: async (id) => (await askGuard(join(state, 'control.sock'), { do: 'agents.show', id })) as AgentView,
    verified: async () => (await runCli(['guard', 'verify', join(state, 'log')], { cwd: folder.path })).code,
    marker: () => `${31_000_000 + Math.floor(Math.random() * 1_000_000)}.${process.pid}`,
  };
}

/** Processes of the host with a text in their command, but for the command line that started them. */
export function processesWith(text: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const words = wordsOf(pid);
      return words.some((word) => word.includes(text)) && !words.includes('run');
    })
    .map(Number);
}

/** None for a process that is gone, or has ended and waits for its parent. */
function wordsOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

export async function until(holds: () => Promise<boolean> | boolean, seconds = 30): Promise<void> {
  for (const late = performance.now() + seconds * 1000; ; await sleep(25)) {
    try {
      if (await holds()) return;
    } catch {
      // It cannot be asked yet.
    }
    if (performance.now() > late) throw new Error(`it did not come about within ${seconds} s: ${holds}`);
  }
}
