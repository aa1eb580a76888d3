/** Asking a guard that runs. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { isErrorCode, OffswitchError } from '../../../kit/errors.ts';
import { typed } from '../../../kit/json.ts';
import { lineOf, linesOf, MAX_ANSWER_BYTES } from '../mcp/lines.ts';
import { type AnyRequest, type ControlReply, controlReply } from './control-protocol.ts';

/** Errors: `guard-not-running`. */
async function connected(path: string): Promise<Socket> {
  const socket = connect(path);
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
  return socket;
}

/** One answer. Errors: `guard-not-running`, `too-large`, and those that the guard answers with. */
export async function askGuard<Request extends AnyRequest>(path: string, request: Request): Promise<unknown> {
  for await (const reply of converse(path, request)) if ('ok' in reply) return reply.ok;
  throw new OffswitchError(
    'guard-not-running',
    'the guard ended before it answered',
    'Look at what it printed, and start it again.',
  );
}

/** All that is answered until one side ends; ends the conversation when `signal` aborts, which ends what was started. */
export async function* converse<Request extends AnyRequest>(
  path: string,
  request: Request,
  signal?: AbortSignal,
): AsyncGenerator<ControlReply> {
  const socket = await connected(path);
  const leave = () => socket.destroy();
  signal?.addEventListener('abort', leave);
  socket.on('error', leave);
  socket.write(lineOf(request));
  try {
    for await (const line of linesOf(socket, MAX_ANSWER_BYTES)) {
      const reply = typed(controlReply, JSON.parse(line), 'reply of the guard', 'bad-frame');
      if ('error' in reply) {
        const { code, message, remedy } = reply.error;
        throw new OffswitchError(isErrorCode(code) ? code : 'internal', message, remedy);
      }
      yield reply;
    }
  } finally {
    signal?.removeEventListener('abort', leave);
    leave();
  }
}
