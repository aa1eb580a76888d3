/** Measuring time. */
import { performance } from 'node:perf_hooks';

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The shortest of several times: what disturbs a measurement only ever makes it longer. */
export async function shortest(rounds: number, time: (round: number) => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) least = Math.min(least, await time(round));
  return least;
}

/** Milliseconds that `work` takes. Garbage of earlier work is collected first, so that it is not charged here. */
export async function timed(work: () => unknown): Promise<number> {
  globalThis.gc?.();
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** Milliseconds of the processor that `work` takes in this process, whatever else the machine does. */
export async function processorTime(work: () => unknown): Promise<number> {
  globalThis.gc?.();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
