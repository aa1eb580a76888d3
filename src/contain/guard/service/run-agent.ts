/** An agent that the guard itself starts: confined, with the guard as its only way out. */
import { OffswitchError } from '../../../kit/errors.ts';
import { unknownName } from '../../../kit/names.ts';
import { printable } from '../../../kit/text.ts';
import type { Confined, Ending } from '../../sandbox/driver.ts';
import { sandboxDrivers } from '../../sandbox/drivers.ts';
import type { Broker, OpenChannel } from '../broker/broker.ts';
import { serveStream } from '../channels/stream-channel.ts';
import type { Guard } from '../config/load.ts';
import { isEnforced, startAgent } from '../confined/start-agent.ts';
import { tunnel } from '../confined/tunnel.ts';
import type { Models } from '../models/models.ts';
import { agentVariables, insideServer } from './inside-routes.ts';

export interface AgentRun {
  readonly agent: string;
  readonly command?: readonly string[] | undefined;
  readonly folder?: string | undefined;
  readonly driver: string;
}

export interface RunningAgent {
  readonly agent: string;
  readonly channel: OpenChannel;
  readonly confined: Confined;
  readonly driver: string;
  /** Once it has ended and its channel is closed. */
  readonly ended: Promise<Ending>;
}

export interface AgentHost {
  readonly guard: Guard;
  readonly broker: Pick<Broker, 'openChannel' | 'watchProcesses'>;
  readonly models: Pick<Models, 'serve'>;
  /** Told of it before anything that it says is read; what they throw ends it. */
  readonly running?: (agent: RunningAgent) => Promise<void>;
}

/**
 * Starts it and opens its channel. Errors: `unknown-name`, `bad-flag`, those of the sandbox and of `openChannel`; nothing
 * runs then.
 */
export async function runAgent(host: AgentHost, run: AgentRun): Promise<RunningAgent> {
  const { guard, broker, models } = host;
  const { agent, command, folder, driver: driverName } = run;
  const known = Object.hasOwn(guard.agents, agent) ? guard.agents[agent] : undefined;
  if (known === undefined) throw unknownName('agent in guard.yaml', agent, Object.keys(guard.agents));
  if (known.channel !== 'descriptor')
    throw new OffswitchError(
      'bad-flag',
      `guard.yaml says that ${agent} connects by ${known.channel}, and it would be started with a descriptor`,
      `Write \`channel: descriptor\` for it, or start it yourself and let it connect.`,
    );
  const driver = sandboxDrivers[driverName];
  if (driver === undefined) throw unknownName('sandbox driver', driverName, Object.keys(sandboxDrivers));
  const confined = await startAgent(guard, {
    name: agent,
    driver,
    variables: agentVariables(agent),
    ...(command === undefined ? {} : { command }),
    ...(folder === undefined ? {} : { folder }),
  });
  try {
    const opening = { actor: agent, kind: 'agent', identity: 'descriptor' } as const;
    const channel = await broker.openChannel({ ...opening, confined: isEnforced(confined) });
    const stopWatching = broker.watchProcesses(agent, () => confined.processes());
    const { promise: ended, resolve } = Promise.withResolvers<Ending>();
    const running = { agent, channel, confined, driver: driverName, ended };
    try {
      await host.running?.(running);
    } catch (thrown) {
      stopWatching();
      await channel.close('it was not let live');
      throw thrown;
    }
    resolve(connect(channel, confined, models).finally(stopWatching));
    return running;
  } catch (thrown) {
    await confined.kill();
    throw thrown;
  }
}

/** Everything that it says comes by descriptor 3, and is of this one channel. */
async function connect(
  channel: OpenChannel,
  confined: Confined,
  models: Pick<Models, 'serve'>,
): Promise<Ending> {
  const inside = insideServer(channel, models);
  const { closed } = tunnel(confined.channel, (service, stream) => {
    if (service === 'http') inside.server.emit('connection', stream);
    else serveStream(channel, stream);
  });
  closed.then(async (fault) => {
    if (fault === undefined) return;
    await channel.alert('critical', `its end of descriptor 3 broke the rules: ${printable(fault)}`);
    await confined.kill();
  });
  const ending = await confined.ended;
  await inside.close();
  await channel.close(`it ended with code ${ending.code}`);
  return ending;
}
