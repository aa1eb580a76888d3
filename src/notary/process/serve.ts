/** A notary on a Unix socket or on streams that were handed down. Who can open the socket can append; nobody can rewrite. */
import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { messageOf, OffswitchError, systemCodeOf } from '../../kit/errors.ts';
import { encodeFrame, onFrames } from './frames.ts';
import type { Notary } from './notary.ts';

/** Requests of one stream that may be under way; what comes beyond them stays in the pipe. */
const MOST_UNDER_WAY = 256;

/** Answers requests in the order in which they are done. */
export function serveStream(notary: Pick<Notary, 'answer'>, stream: Duplex): void {
  let underWay = 0;
  const take = (value: unknown) => {
    underWay += 1;
    if (underWay >= MOST_UNDER_WAY) stream.pause();
    notary.answer(value).then((reply) => {
      underWay -= 1;
      if (!stream.destroyed) stream.write(encodeFrame(reply));
      if (underWay < MOST_UNDER_WAY) stream.resume();
    });
  };
  onFrames(stream, take, (error) => {
    if (error instanceof OffswitchError && !stream.destroyed)
      stream.end(
        encodeFrame({ id: -1, error: { code: error.code, message: error.message, remedy: error.remedy } }),
      );
  });
}

export interface SocketServer {
  close(): Promise<void>;
}

/** Only this user may open the socket. Errors: `port-unavailable`. */
export async function serveSocket(notary: Pick<Notary, 'answer'>, path: string): Promise<SocketServer> {
  await removeDead(path);
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    serveStream(notary, socket);
  });
  const before = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    chmodSync(path, 0o600);
  } catch (thrown) {
    throw unavailable(path, messageOf(thrown), thrown);
  } finally {
    process.umask(before);
  }
  return {
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** A socket that a killed notary left behind answers nobody. */
function removeDead(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      reject(unavailable(path, 'another notary listens there'));
    });
    probe.once('error', (thrown) => {
      if (systemCodeOf(thrown) === 'ECONNREFUSED') rmSync(path, { force: true });
      resolve();
    });
  });
}

function unavailable(path: string, what: string, cause?: unknown): OffswitchError {
  return new OffswitchError(
    'port-unavailable',
    `cannot listen on ${path}: ${what}`,
    'Name another path with --socket.',
    { path },
    cause,
  );
}
