/** JSON-RPC by lines, as text: what is sent is exactly what was written, however odd. */
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import type { Answer } from './moves/move.ts';

export interface Rpc {
  /** The answer to the message, as text; empty if there is none. `id` must be that of the message. */
  request(message: string, id: string): Promise<string>;
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
  output.on('error', () => lines.close());

  const request = (message: string, id: string) => {
    if (isOver) return Promise.resolve('');
    const { promise, resolve } = Promise.withResolvers<string>();
    waiting.set(id, resolve);
    output.write(`${message}\n`);
    return promise;
  };
  return {
    request,
    send: async (message) => {
      const ping = `ping-${++count}`;
      const id = idOf(message);
      const answer = id === undefined ? undefined : request(message, id);
      if (answer === undefined) output.write(`${message}\n`);
      // Whatever came before the answer to it is all that comes.
      const answered = request(JSON.stringify({ jsonrpc: '2.0', id: ping, method: 'ping' }), ping);
      const late = answered.then(() => unasked.splice(0).join('\n'));
      return answer === undefined ? late : Promise.race([answer, afterwards(late)]);
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
  const { data } = toolAnswer.safeParse(response === '' ? undefined : JSON.parse(response));
  if (data?.result === undefined) return { ok: false, text: response };
  return { ok: !data.result.isError, text: data.result.content.map(({ text }) => text).join('\n') };
}
