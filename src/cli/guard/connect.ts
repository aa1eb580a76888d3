/** `offswitch guard connect`: what MCP clients start in place of their servers. */
import { once } from 'node:events';
import { connect as connectTo } from 'node:net';
import { loadGuard } from '../../contain/guard/config/load.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { unknownName } from '../../kit/names.ts';
import { GUARD_FILE, type GuardOption, stateOf } from './state.ts';

/** Errors: `unknown-name`, `bad-flag`, `guard-not-running`. */
export async function connect(agent: string, { guard: file = GUARD_FILE }: GuardOption): Promise<void> {
  const { agents } = await loadGuard(file);
  const known = Object.hasOwn(agents, agent) ? agents[agent] : undefined;
  if (known === undefined) throw unknownName('agent in guard.yaml', agent, Object.keys(agents));
  if (known.channel !== 'socket')
    throw new OffswitchError(
      'bad-flag',
      `guard.yaml says that ${agent} connects by ${known.channel}, not by a socket`,
      known.channel === 'token'
        ? 'Let it connect over HTTP with its token.'
        : `Start it confined: offswitch guard run ${agent}.`,
    );
  const path = (await stateOf(file)).socketOf(agent);
  const socket = connectTo({ path, allowHalfOpen: true });
  try {
    await once(socket, 'connect');
  } catch (thrown) {
    throw new OffswitchError(
      'guard-not-running',
      `no guard listens on ${path}`,
      'Start it: offswitch guard up.',
      { path },
      thrown,
    );
  }
  socket.on('error', () => socket.destroy());
  process.stdin.pipe(socket).pipe(process.stdout);
  await once(socket, 'close');
}
