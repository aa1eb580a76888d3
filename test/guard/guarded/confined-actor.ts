/** An agent that acts from within its sandbox: its relay is told over sockets in the agent's own folder. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Actor } from '../moves/move.ts';
import { answerOf, initialize, messageOf, openRpc, type Rpc, toolNames } from '../rpc.ts';

const PATIENCE_MS = 60_000;
const orderAnswer = z.object({ result: z.unknown() });
const modelAnswer = z.object({ status: z.int(), text: z.string() });
const programAnswer = z.object({ code: z.int().nullable(), output: z.string() });

/** `start` is called when it acts for the first time. */
export function confinedActor(name: string, home: string, start: () => Promise<void>): Actor {
  let started: Promise<void> | undefined;
  let orders: Promise<Rpc> | undefined;
  let guard: Promise<Rpc> | undefined;
  const open = async (socket: string) => {
    started ??= start();
    await started;
    return openSocket(join(home, socket));
  };
  /** A guard that ends the connection gets another one. */
  const mcp = async () => {
    if (guard === undefined || (await guard).isOver)
      guard = open('mcp.sock').then(async (rpc) => {
        await initialize(rpc, name);
        return rpc;
      });
    return guard;
  };
  const order = async (params: unknown) => {
    const id = messageOf('order', '{}')[1];
    orders ??= open('orders.sock');
    const answer = await (await orders).request(JSON.stringify({ id, params }), id);
    return orderAnswer.parse(answer === '' ? {} : JSON.parse(answer)).result;
  };
  const callRaw = async (params: string) =>
    answerOf(await (await mcp()).request(...messageOf('tools/call', params)));
  return {
    name,
    tools: async () => toolNames(await (await mcp()).request(...messageOf('tools/list', '{}'))),
    call: (tool, args) => callRaw(JSON.stringify({ name: tool, arguments: args })),
    callRaw,
    sendRaw: async (message) => (await mcp()).send(message),
    model: async (path, body, headers = {}) => {
      const given = { 'content-type': 'application/json', ...headers };
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const answer = await order({ do: 'model', path, headers: given, body: text });
      return modelAnswer.catch({ status: 0, text: '' }).parse(answer);
    },
    program: async (source) =>
      programAnswer.catch({ code: null, output: '' }).parse(await order({ do: 'program', source })),
  };
}

/** As soon as the agent listens there. */
async function openSocket(path: string): Promise<Rpc> {
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(20)) {
    const socket = connect(path);
    try {
      await once(socket, 'connect');
      return openRpc(socket, socket);
    } catch (thrown) {
      if (Date.now() > until) throw thrown;
    }
  }
}
