/** Watching over a program that has been started: its limits, its end, and that nothing outlives it. */
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { Duplex, PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { OffswitchError } from '../../kit/errors.ts';
import type { Confined, Ending, LimitName } from './driver.ts';
import { type BoundedOutput, boundedOutput, noOutput } from './output.ts';
import type { CheckedSpec, Limits } from './spec.ts';

/** Milliseconds between looks, and how much of its time a supervisor spends on them where a look takes long. */
const LOOK_EVERY = 100;
const SHARE = 1 / 20;
/** Milliseconds after which a process that survives SIGKILL is told. */
const PATIENCE = 15_000;

/** All processes of one program, as a driver sees them. */
export interface Body {
  processes(): readonly number[];
  /** Kills all that are there now. */
  killAll(): void;
  /** False if some of them could not be brought to it. */
  setFrozen(frozen: boolean): Promise<boolean>;
  /** The limit that is reached, if one is. */
  reachedLimit(): LimitName | null;
  /** Called once, when no process is left. */
  release(): Promise<void>;
}

/** A child and its streams. */
export interface Running {
  readonly child: ChildProcess;
  readonly channel: Duplex;
  readonly stdout: BoundedOutput;
  readonly stderr: BoundedOutput;
}

/** The first four descriptors of a child, for `spawn`. */
export function standardPipes({ channel }: CheckedSpec): readonly ('ignore' | 'pipe')[] {
  return channel === 'standard' ? ['pipe', 'pipe', 'pipe', 'ignore'] : ['ignore', 'pipe', 'pipe', 'pipe'];
}

/**
 * To be called in the same tick as `spawn`: when a child ends, Node reads its streams empty and drops what nobody has
 * asked for by then.
 */
export function running(child: ChildProcess, { channel, limits }: CheckedSpec): Running {
  const isStandard = channel === 'standard';
  return {
    child,
    channel: isStandard
      ? duplexOf(pipeOf(child, 1), pipeOf(child, 0))
      : duplexOf(pipeOf(child, 3), pipeOf(child, 3)),
    stdout: isStandard ? noOutput() : boundedOutput(pipeOf(child, 1), limits.output),
    stderr: boundedOutput(pipeOf(child, 2), limits.output),
  };
}

function duplexOf(source: Duplex, sink: Duplex): Duplex {
  // The other side may be killed at any moment; whoever writes learns it from `ended`.
  for (const stream of [source, sink]) stream.on('error', () => undefined);
  const incoming = new PassThrough();
  source.pipe(incoming);
  source.on('close', () => incoming.end());
  return Duplex.from({ readable: incoming, writable: sink }).on('error', () => undefined);
}

/** The members of `Confined` that do not depend on the driver. */
export function supervise(
  { child, channel, stdout, stderr }: Running,
  body: Body,
  limits: Limits,
): Omit<Confined, 'enforced' | 'unenforced' | 'reach'> {
  let limit: LimitName | null = null;
  const endBy = (name: LimitName) => {
    if (hasEnded(child)) return;
    limit ??= name;
    body.killAll();
  };
  const reachedLimit = () => (stdout.exceeded() || stderr.exceeded() ? 'output' : body.reachedLimit());
  const look = () => {
    const reached = limit ?? reachedLimit();
    if (reached !== null) endBy(reached);
  };
  let looking: NodeJS.Timeout;
  const lookAgain = (pause: number): void => {
    looking = setTimeout(() => {
      const since = performance.now();
      look();
      lookAgain(Math.max(LOOK_EVERY, (performance.now() - since) / SHARE));
    }, pause).unref();
  };
  lookAgain(LOOK_EVERY);
  const clock = setTimeout(() => endBy('wall-clock'), limits.wallClock * 1000).unref();

  const finish = async (): Promise<Ending> => {
    const { code, signal } = await exitOf(child);
    clearTimeout(looking);
    clearTimeout(clock);
    limit ??= reachedLimit();
    while (!(await emptied(body, PATIENCE)));
    await body.release();
    return endingOf(code ?? 128 + signalNumber(signal), limit);
  };
  const ended = finish();

  return {
    channel,
    stdout: stdout.stream,
    stderr: stderr.stream,
    ended,
    freeze: () => setFrozen(body, true),
    thaw: () => setFrozen(body, false),
    kill: async () => {
      if (!(await emptied(body, PATIENCE)))
        throw new OffswitchError(
          'sandbox-failed',
          `${body.processes().length} processes of a sandbox are still there ${PATIENCE / 1000} s after they were killed`,
          'they wait for the kernel (a device, a network file system): see `ps -o pid,stat,wchan`.',
          { processes: body.processes().map(String) },
        );
      await ended;
    },
    processes: () => body.processes(),
  };
}

/** Kills until nothing is left: what forks meanwhile is killed in the next round. */
async function emptied(body: Body, patience: number): Promise<boolean> {
  const until = performance.now() + patience;
  for (let pause = 1; ; pause = Math.min(pause * 2, 50)) {
    body.killAll();
    if (body.processes().length === 0) return true;
    if (performance.now() > until) return false;
    await sleep(pause);
  }
}

async function setFrozen(body: Body, frozen: boolean): Promise<void> {
  if (await body.setFrozen(frozen)) return;
  throw new OffswitchError(
    'sandbox-failed',
    `a sandbox could not be ${frozen ? 'frozen' : 'thawed'}`,
    'kill it, which works whether it is frozen or not.',
  );
}

function endingOf(code: number, limit: LimitName | null): Ending {
  const signal = signalNames.get(code - 128) ?? null;
  const bySignal: Partial<Record<NodeJS.Signals, LimitName>> = { SIGXCPU: 'cpu', SIGXFSZ: 'file-size' };
  return { code, signal, limit: limit ?? (signal === null ? null : (bySignal[signal] ?? null)) };
}

const signalNames = new Map(
  Object.entries(constants.signals)
    .toReversed()
    .map(([name, number]) => [number, name as NodeJS.Signals]),
);

function signalNumber(signal: NodeJS.Signals | null): number {
  return signal === null ? 0 : constants.signals[signal];
}

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** How a child ended, also if it has by now. */
export async function exitOf(
  child: ChildProcess,
): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> {
  if (!hasEnded(child)) {
    const { promise, resolve } = Promise.withResolvers<void>();
    child.once('exit', () => resolve());
    await promise;
  }
  return { code: child.exitCode, signal: child.signalCode };
}

/** Our end of a descriptor of the child. */
export function pipeOf(child: ChildProcess, descriptor: number): Duplex {
  const pipes: readonly unknown[] = child.stdio;
  const pipe = pipes[descriptor];
  if (!(pipe instanceof Duplex)) throw new Error(`descriptor ${descriptor} is not a pipe`);
  return pipe;
}
