import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { askedChannel } from '../../../../test/support/guard-channel.ts';
import { streamTransport } from '../mcp/stream-transport.ts';
import { describeChannel, rawOnStream } from './channels.conformance.ts';
import { serveSocket } from './socket-channel.ts';

const folder = mkdtempSync(join(tmpdir(), 'offswitch-sockets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;
const fresh = () => {
  made += 1;
  return join(folder, String(made), 'atlas.sock');
};

describeChannel('a socket', async (channel) => {
  const served = await serveSocket(channel, fresh());
  return {
    transport: async () => streamTransport(connect(served.path)),
    raw: async (bytes) => {
      const socket = connect(served.path);
      const answer = await rawOnStream(socket, bytes);
      socket.destroy();
      return answer;
    },
    close: () => served.close(),
  };
});

it('a socket can be opened by its owner alone, and is gone at the end', async () => {
  const served = await serveSocket(askedChannel(), fresh());
  expect(statSync(served.path).mode & 0o777).toBe(0o600);
  await served.close();
  expect(existsSync(served.path)).toBe(false);
});

it('a socket that a killed guard left is replaced, and one that is in use is not', async () => {
  const path = fresh();
  const first = await serveSocket(askedChannel(), path);
  await expect(serveSocket(askedChannel(), path)).rejects.toMatchObject({ code: 'port-unavailable' });
  await first.close();
  const left = createServer();
  await new Promise<void>((resolve) => left.listen(path, resolve));
  // As a kill leaves it: closed, and still there.
  const kept = join(folder, 'kept');
  renameSync(path, kept);
  await new Promise((resolve) => left.close(resolve));
  renameSync(kept, path);
  const second = await serveSocket(askedChannel(), path);
  await second.close();
});

it.each([
  ['a folder that others may enter', (path: string) => chmodSync(join(path, '..'), 0o755), 'chmod 700'],
  ['something else in its place', (path: string) => writeFileSync(path, 'x'), 'Move it away'],
])('%s is an error with its remedy', async (_, spoil, remedy) => {
  const path = fresh();
  mkdirSync(join(path, '..'), { mode: 0o700 });
  spoil(path);
  await expect(serveSocket(askedChannel(), path)).rejects.toMatchObject({
    code: 'file-unwritable',
    remedy: expect.stringContaining(remedy),
  });
});

it('a path that the system would cut is an error', async () => {
  const path = join(folder, 'x'.repeat(120), 'atlas.sock');
  await expect(serveSocket(askedChannel(), path)).rejects.toMatchObject({ code: 'file-unwritable' });
});
