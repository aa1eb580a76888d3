/** Processes in the sandbox, started as `guard run` starts them, and known as long as the guard runs. */

import { MAX_INSTANCES } from '../../guard/config/lifecycle.ts';
import type { Attached } from '../../guard/service/attachment.ts';
import type { RunningAgent } from '../../guard/service/run-agent.ts';
import type { Driver } from './driver.ts';

export interface ProcessDriverParts {
  readonly start: Attached['start'];
  /** All that the guard runs, whoever had it started. */
  readonly running: Attached['service']['running'];
  /** Of the sandbox. */
  readonly sandbox: string;
}

export function processDriver(agent: string, { start, running, sandbox }: ProcessDriverParts): Driver {
  const suspended = new WeakSet<RunningAgent>();
  const own = () => [...running].filter((one) => one.agent === agent);
  const each = (work: (one: RunningAgent) => Promise<void>) => Promise.all(own().map(work));

  return {
    kind: 'process',
    most: MAX_INSTANCES,
    canSuspend: true,
    async instances() {
      return own().map((one) => ({
        id: one.channel.id,
        state: suspended.has(one) ? 'suspended' : 'running',
      }));
    },
    async scale(count, signal) {
      const before = own();
      await Promise.all(before.slice(count).map(end));
      for (let number = before.length; number < count; number += 1) {
        signal.throwIfAborted();
        const started = await start({ agent, driver: sandbox });
        // Nobody reads it, and a program that waits for a reader stands still.
        started.confined.stdout.resume();
        started.confined.stderr.resume();
      }
    },
    async suspend() {
      await each(async (one) => {
        suspended.add(one);
        await one.confined.freeze();
      });
    },
    async resume() {
      await each(async (one) => {
        suspended.delete(one);
        await one.confined.thaw();
      });
    },
    async remove() {
      await each(end);
    },
    remains: async () =>
      own().map(({ channel, confined }) => `${channel.id}, ${confined.processes().length} processes`),
  };
}

async function end({ confined, ended }: RunningAgent): Promise<void> {
  await confined.kill();
  await ended;
}
