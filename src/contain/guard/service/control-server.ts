/** The socket by which a guard is operated. Whoever can open it is its operator: the folder is theirs alone. */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { messageOf, OffswitchError } from '../../../kit/errors.ts';
import { parseJson, typed } from '../../../kit/json.ts';
import { lineOf, MAX_ANSWER_BYTES, MAX_MESSAGE_BYTES, readLines } from '../mcp/lines.ts';
import type { OperatorRequests } from './attachment.ts';
import { type ControlReply, type ControlRequest, controlRequest } from './control-protocol.ts';

export interface ControlServer {
  close(): Promise<void>;
}

export type Answer = (
  request: ControlRequest,
  reply: (one: ControlReply) => void,
  /** Aborts when whoever asked has gone. */
  signal: AbortSignal,
) => Promise<void>;

/** The lock of the state folder is held: a socket that is there is of a guard that is gone. Errors: `port-unavailable`. */
export async function serveControl(
  path: string,
  answer: Answer,
  others: readonly OperatorRequests[] = [],
): Promise<ControlServer> {
  rmSync(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    serve(socket, answer, others);
  });
  const before = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    chmodSync(path, 0o600);
  } catch (thrown) {
    throw new OffswitchError(
      'port-unavailable',
      `cannot listen on ${path}: ${messageOf(thrown)}`,
      'Name a folder with a shorter path as `state` in guard.yaml.',
      { path },
      thrown,
    );
  } finally {
    process.umask(before);
  }
  return {
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function serve(socket: Socket, answer: Answer, others: readonly OperatorRequests[]): void {
  const gone = new AbortController();
  socket.on('error', () => socket.destroy());
  socket.on('close', () => gone.abort());
  const reply = (one: ControlReply) => {
    if (socket.destroyed) return;
    const line = lineOf(one);
    socket.write(
      Buffer.byteLength(line) <= MAX_ANSWER_BYTES
        ? line
        : lineOf({ error: errorOf(tooLong('answer', MAX_ANSWER_BYTES)) }),
    );
  };
  const take = async (line: string) => {
    try {
      const value: unknown = parseJson(line, REQUEST);
      const other = others.find(({ shape }) => shape.safeParse(value).success);
      if (other !== undefined) reply({ ok: await other.answer(other.shape.parse(value)) });
      else await answer(typed(controlRequest, value, REQUEST, 'bad-request'), reply, gone.signal);
    } catch (thrown) {
      reply({ error: errorOf(thrown) });
    }
    socket.end();
  };
  // One request a connection: what follows it is not read.
  const stop = readLines(socket, MAX_MESSAGE_BYTES, {
    line(bytes) {
      stop();
      void take(bytes.toString('utf8'));
    },
    tooLong() {
      reply({ error: errorOf(tooLong('request', MAX_MESSAGE_BYTES)) });
      socket.end();
    },
    end: () => socket.end(),
  });
  socket.resume();
}

const REQUEST = 'request to the guard';

function tooLong(what: string, most: number): OffswitchError {
  return new OffswitchError(
    'too-large',
    `the ${what} is longer than ${most} bytes`,
    'Ask for less at a time.',
  );
}

function errorOf(thrown: unknown): { code: string; message: string; remedy: string } {
  if (thrown instanceof OffswitchError)
    return { code: thrown.code, message: thrown.message, remedy: thrown.remedy };
  const remedy = 'This is a bug of the guard; please report it.';
  return { code: 'internal', message: messageOf(thrown), remedy };
}
