import { expect, test } from 'vitest';
import { guardOf } from '../../../../test/support/guard.ts';
import { askedChannel } from '../../../../test/support/guard-channel.ts';
import { processState } from '../../../../test/support/processes.ts';
import { type RunningAgent, runAgent } from '../../guard/service/run-agent.ts';
import { bwrap } from '../../sandbox/bwrap.ts';
import { type DriverBed, describeDriver } from './driver.conformance.ts';
import { processDriver } from './process.ts';

/** Double forks, so that what is seen is not what was started. */
const PROGRAM = ['/bin/sh', '-c', '(sleep 1000 &) ; (setsid sleep 1000 &) ; sleep 1000'];

const guard = guardOf({
  agents: { atlas: { channel: 'descriptor', mediation: 'advisory', run: { command: PROGRAM } } },
});

function bedOf(sandbox: string): DriverBed {
  const running = new Set<RunningAgent>();
  const broker = { openChannel: async () => askedChannel(), watchProcesses: () => () => undefined };
  const start = async (run: Parameters<typeof runAgent>[1]) => {
    const agent = await runAgent({ guard, broker, models: { serve: async () => undefined } }, run);
    running.add(agent);
    agent.ended.finally(() => running.delete(agent));
    return agent;
  };
  const pids = () => [...running].flatMap(({ confined }) => confined.processes());
  return {
    driver: processDriver('atlas', { start, running, sandbox }),
    alive: () => [...running].filter(({ confined }) => confined.processes().length > 0).length,
    // The freezer of control groups, which bubblewrap has, stops what sleeps where it sleeps.
    ...(sandbox === 'plain' ? { areStill: () => pids().every((pid) => processState(pid) === 'T') } : {}),
    close: async () => {
      await Promise.all([...running].map(({ confined }) => confined.kill()));
    },
  };
}

describeDriver('process, without a sandbox', async () => bedOf('plain'));

const availability = await bwrap.available();
if (availability.available) describeDriver('process, in bubblewrap', async () => bedOf('bwrap'));
else
  test.skip(`process, in bubblewrap: NOT TESTED HERE: ${availability.why}`, () => {
    expect.unreachable();
  });
