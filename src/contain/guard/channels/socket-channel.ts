/** A channel over a socket that one agent knows: who can open it is the agent. */
import { chmodSync, lstatSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { OffswitchError, pathFailure, systemCodeOf } from '../../../kit/errors.ts';
import type { OpenChannel } from '../broker/broker.ts';
import { serveStream } from './stream-channel.ts';

export interface ServedSocket {
  readonly path: string;
  close(): Promise<void>;
}

/** Of one agent at a time; all of them are its one channel. */
const MOST_CONNECTIONS = 32;
/** What the system takes, of bytes. */
const LONGEST_PATH = 107;

/**
 * Listens until it is closed; what an earlier guard left there is replaced. The folder must be its owner's alone.
 * Errors: `file-unwritable`, `port-unavailable` (a guard that runs has it).
 */
export async function serveSocket(channel: OpenChannel, path: string): Promise<ServedSocket> {
  await prepare(path);
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    serveStream(channel, socket);
  });
  server.maxConnections = MOST_CONNECTIONS;
  await listenAt(server, path);
  return {
    path,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function prepare(path: string): Promise<void> {
  if (Buffer.byteLength(path) > LONGEST_PATH)
    throw unwritable(
      path,
      `the path of a socket has at most ${LONGEST_PATH} bytes`,
      'Choose a shorter `state` in guard.yaml.',
    );
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if ((statSync(folder).mode & 0o077) !== 0)
    throw unwritable(path, 'others may enter its folder', `Run: chmod 700 ${folder}`);
  const before = lstatSync(path, { throwIfNoEntry: false });
  if (before === undefined) return;
  if (!before.isSocket()) throw unwritable(path, 'something else is there', 'Move it away.');
  if (await answers(path))
    throw new OffswitchError(
      'port-unavailable',
      `another guard listens on ${path}`,
      'Stop it first, or give this one another `state` in guard.yaml.',
      { path },
    );
  rmSync(path);
}

function unwritable(path: string, why: string, remedy: string): OffswitchError {
  return new OffswitchError('file-unwritable', `${path}: ${why}`, remedy, { file: path });
}

async function answers(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    return await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
  } finally {
    socket.destroy();
  }
}

/** Nobody else gets in before the mode is set: the folder is closed to others. */
async function listenAt(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (thrown) =>
      reject(
        unwritable(
          path,
          systemCodeOf(thrown) === undefined ? thrown.message : pathFailure(thrown),
          'Check the folder.',
        ),
      ),
    );
    server.listen(path, () => resolve());
  });
  chmodSync(path, 0o600);
}
