/** Where agents come in from outside: each by its own socket, or with its own token. */
import { rmSync } from 'node:fs';
import { OffswitchError } from '../../../kit/errors.ts';
import type { Broker, OpenChannel } from '../broker/broker.ts';
import { serveSocket } from '../channels/socket-channel.ts';
import { serveTokens, type TokenServer } from '../channels/token-server.ts';
import type { Guard } from '../config/load.ts';
import { type Models, modelKeyHeaders } from '../models/models.ts';
import type { StateFolder } from '../state/state-folder.ts';
import { obtainToken } from '../state/tokens.ts';

export interface DoorsParts {
  readonly guard: Guard;
  readonly state: StateFolder;
  readonly broker: Broker;
  /** For what comes and is nobody's. */
  readonly own: OpenChannel;
  readonly models: Models;
}

export interface Doors {
  /** Undefined where no agent has a token. */
  readonly tokens: TokenServer | undefined;
  /** Errors: `agent-ended`, those of channels. */
  admit(agent: string): Promise<void>;
  close(): Promise<void>;
}

/** Whoever may not act at the moment stays outside. Errors: those of channels. */
export async function openDoors({ guard, state, broker, own, models }: DoorsParts): Promise<Doors> {
  const channels = new Map<string, OpenChannel>();
  const sockets = new Map<string, { close(): Promise<void> }>();
  const outside = Object.entries(guard.agents).filter(([, { channel }]) => channel !== 'descriptor');
  const tokens = outside.some(([, { channel }]) => channel === 'token')
    ? await serveTokens({
        listen: guard.listen,
        agents: new Map(),
        keyHeaders: modelKeyHeaders,
        alert: (severity, what) => void own.alert(severity, what),
        besides: (agent, address, request, response) => {
          const channel = channels.get(agent);
          if (channel === undefined) response.destroy();
          else void models.serve(channel, address, request, response);
        },
      })
    : undefined;

  async function admit(actor: string): Promise<void> {
    const identity = guard.agents[actor]?.channel ?? 'descriptor';
    if (identity === 'descriptor' || channels.has(actor)) return;
    const channel = await broker.openChannel({ actor, kind: 'agent', identity, confined: false });
    channels.set(actor, channel);
    if (identity === 'token') tokens?.admit(actor, { token: obtainToken(state.tokenOf(actor)), channel });
    else sockets.set(actor, await serveSocket(channel, state.socketOf(actor)));
    channel.onClosed((isTaken) => {
      channels.delete(actor);
      tokens?.remove(actor);
      // Whoever has the token of an agent that was ended has nothing.
      if (isTaken && identity === 'token') rmSync(state.tokenOf(actor), { force: true });
      void sockets.get(actor)?.close();
      sockets.delete(actor);
    });
  }

  async function close(): Promise<void> {
    await Promise.all([...sockets.values()].map((socket) => socket.close()));
    await tokens?.close();
  }

  try {
    for (const [actor, { channel }] of outside)
      await admit(actor).catch((thrown: unknown) => {
        if (!(thrown instanceof OffswitchError) || thrown.code !== 'agent-ended') throw thrown;
        if (channel === 'token') rmSync(state.tokenOf(actor), { force: true });
      });
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return { tokens, admit, close };
}
