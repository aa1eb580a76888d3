/** Watches the processes of an agent that the guard confined: who was stopped has none, and who is frozen does nothing. */
import type { Probe } from './probe.ts';

export interface ProcessOptions {
  readonly agent: string;
  readonly everyMs: number;
  /** Process ids as the host counts them. */
  readonly processes: () => readonly number[];
  /** Whether it was stopped, and since when on the clock of `now` (milliseconds). */
  readonly stoppedAt: () => number | undefined;
  readonly now: () => number;
}

/** What was told to end gets as long for it. */
const GRACE_MS = 5000;

export function processProbe({ agent, everyMs, processes, stoppedAt, now }: ProcessOptions): Probe {
  const name = `processes ${agent}`;
  return {
    name,
    everyMs,
    async look() {
      const stopped = stoppedAt();
      const alive = processes();
      const survives = stopped !== undefined && now() - stopped > GRACE_MS && alive.length > 0;
      return [
        {
          result: survives ? 'contradicted' : 'confirmed',
          probe: name,
          resource: agent,
          actor: agent,
          evidence: survives ? { stopped: true, processes: [...alive] } : { alive: alive.length > 0 },
        },
      ];
    },
  };
}
