/** JSON-RPC by lines, as text: what is sent is exactly what was written, however odd. */
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import type { Answer } from './moves/move.ts';

export interface Rpc {
  /** The answer to the message, as text; empty if there is none. `id` must be that of the message. */
  request(message: string, id: string): Promise<string>;
  readonly isOver: boolean;
  /** Any text. Its answer is the one with its id, else whatever came that nobody waited for. */
  send(message: string): Promise<string>;
}

const withId = z.object({ id: z.union([z.string(), z.number(), z.null()]).optional() });

export function openRpc(input: Readable, output: Writable): Rpc {
  const waiting = new Map<string, (answer: string) => void>();
  const unasked: string[] = [];
  let isOver = false;
  let count = 0;
  const lines = createInterface({ input });
  lines.on('line', (line) => {
    const id = idOf(line);
    const settle = id === undefined ? undefined : waiting.get(id);
    if (settle === undefined) unasked.push(line);
    else settle(line);
    if (id !== undefined) waiting.delete(id);
  });
  lines.on('close', () => {
    isOver = true;
    for (const settle of waiting.values()) settle('');
    waiting.clear();
  });
  for (const end of [input, output]) end.on('error', () => lines.close());
  // What it reads from may break off; the interface tells of it again.
  lines.on('error', () => undefined);

  const request = (message: string, id: string) => {
    if (isOver) return Promise.resolve('');
    const { promise, resolve } = Promise.withResolvers<string>();
    waiting.set(id, resolve);
    output.write(`${message}\n`);
    return promise;
  };
  const send = async (message: string) => {
    const ping = `ping-${++count}`;
    const id = idOf(message);
    const answer = id === undefined ? undefined : request(message, id);
    if (answer === undefined) output.write(`${message}\n`);
    // Whatever came before the answer to it is all that comes.
    const answered = request(JSON.stringify({ jsonrpc: '2.0', id: ping, method: 'ping' }), ping);
    const late = answered.then(() => unasked.splice(0).join('\n'));
    return answer === undefined ? late : Promise.race([answer, afterwards(late)]);
  };
  return {
    // What cannot be read has no id that an answer could have.
    request: (message, id) => (idOf(message) === id ? request(message, id) : send(message)),
    send,
    get isOver() {
      return isOver;
    },
  };
}

/** A server may answer the ping before it has done what came before it. */
async function afterwards(late: Promise<string>): Promise<string> {
  await late;
  await new Promise((resolve) => setTimeout(resolve, 2000));
  return late;
}

function idOf(message: string): string | undefined {
  try {
    const { id } = withId.parse(JSON.parse(message));
    return id === undefined || id === null ? undefined : String(id);
  } catch {
    return undefined;
  }
}

let ids = 0;

/** A request and its id; `params` is JSON, as it stands. */
export function messageOf(method: string, params: string): readonly [message: string, id: string] {
  const id = `m${++ids}`;
  return [`{"jsonrpc":"2.0","id":"${id}","method":"${method}","params":${params}}`, id];
}

export async function initialize(rpc: Rpc, name: string): Promise<void> {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name, version: '1.0.0' } };
  await rpc.request(...messageOf('initialize', JSON.stringify(params)));
  await rpc.send('{"jsonrpc":"2.0","method":"notifications/initialized"}');
}

const toolList = z.object({
  result: z.object({ tools: z.array(z.looseObject({ name: z.string(), inputSchema: z.unknown() })) }),
});

/** Of `tools/list`. */
export function listedTools(response: string) {
  return toolList.parse(JSON.parse(response)).result.tools;
}

export function toolNames(response: string): readonly string[] {
  return listedTools(response).map(({ name }) => name);
}

const toolAnswer = z.object({
  result: z
    .object({
      isError: z.boolean().default(false),
      content: z.array(z.object({ text: z.string().default('') })).default([]),
    })
    .optional(),
});

/** Of a call of a tool. */
export function answerOf(response: string): Answer {
  const { data } = toolAnswer.safeParse(jsonOf(response));
  if (data?.result === undefined) return { ok: false, text: response };
  return { ok: !data.result.isError, text: data.result.content.map(({ text }) => text).join('\n') };
}

/** What nobody waited for may be several lines. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
