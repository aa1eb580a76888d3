/** Processes of the host, as `/proc` shows them; none where there is no `/proc`. */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  /** Stopped by a signal, and doing nothing. */
  readonly stopped: boolean;
  readonly threads: number;
  /** Seconds of processor time, with that of children which were waited for. */
  readonly cpu: number;
  /** Bytes in memory; what processes share counts for each. */
  readonly memory: number;
  /** In ticks since the machine started: tells a process from a later one with the same number. */
  readonly since: number;
}

/** What Linux reports to every program (`getconf CLK_TCK`, `PAGESIZE` on x86_64 and most of aarch64). */
const TICKS = 100;
const PAGE = 4096;

/** Undefined for one that is not there, or only waits for its parent to take note of its end. */
export function processFacts(pid: number): ProcessFacts | undefined {
  const stat = read(`/proc/${pid}/stat`);
  // The name in parentheses may hold anything, parentheses too.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined) return undefined;
  const state = fields[0] ?? 'Z';
  if (state === 'Z' || state === 'X') return undefined;
  const number = (index: number) => Number(fields[index]);
  return {
    pid,
    parent: number(1),
    session: number(3),
    stopped: state === 'T' || state === 't',
    cpu: (number(11) + number(12) + number(13) + number(14)) / TICKS,
    threads: number(17),
    since: number(19),
    memory: number(21) * PAGE,
  };
}

export function allProcesses(): readonly ProcessFacts[] {
  return pids().flatMap((pid) => processFacts(pid) ?? []);
}

/** All in one namespace of process ids, by its number. Those of other users are not seen by an ordinary user. */
export function processesInNamespace(namespace: number): readonly ProcessFacts[] {
  return pids()
    .filter((pid) => link(`/proc/${pid}/ns/pid`) === `pid:[${namespace}]`)
    .flatMap((pid) => processFacts(pid) ?? []);
}

/** Of a user, in the whole machine. */
export function threadsOf(uid: number): number {
  return allProcesses()
    .filter(({ pid }) => ownerOf(pid) === uid)
    .reduce((sum, { threads }) => sum + threads, 0);
}

function ownerOf(pid: number): number | undefined {
  try {
    return statSync(`/proc/${pid}`).uid;
  } catch {
    return undefined;
  }
}

/** Children of the first thread; undefined where the kernel does not say. */
export function childrenOf(pid: number): readonly number[] | undefined {
  return read(`/proc/${pid}/task/${pid}/children`)?.split(' ').filter(Boolean).map(Number);
}

/** The file that a process executes, as it names it. */
export function executableOf(pid: number): string | undefined {
  return link(`/proc/${pid}/exe`);
}

/** False if it is not there any more, or may not be signalled. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Stops or continues all of them by signals; stops again whoever was forked meanwhile. */
export async function setStopped(members: () => readonly ProcessFacts[], stopped: boolean): Promise<boolean> {
  for (let tries = 0; tries < 500; tries += 1) {
    const others = members().filter((member) => member.stopped !== stopped);
    if (others.length === 0) return true;
    for (const { pid } of others) signalProcess(pid, stopped ? 'SIGSTOP' : 'SIGCONT');
    await sleep(5);
  }
  return false;
}

function pids(): readonly number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function link(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
