/** A client's end of a stream that is slower than what is sent. */
import { Duplex } from 'node:stream';
import { expect, it } from 'vitest';
import { streamTransport } from './stream-transport.ts';

it('waits for room, and leaves no listener behind on the stream, one after the other or many at once', async () => {
  const sent: string[] = [];
  const slow = new Duplex({
    writableHighWaterMark: 16,
    read: () => {},
    write: (chunk: Buffer, _, taken) => {
      sent.push(chunk.toString());
      setImmediate(taken);
    },
  });
  const transport = streamTransport(slow);
  await transport.start();
  const listeners = () => slow.eventNames().map((name) => [name, slow.listenerCount(name)]);
  const send = (id: number) => transport.send({ jsonrpc: '2.0', id, method: 'ping' });
  await send(0);
  const before = listeners();
  let most = 0;
  slow.on('newListener', () => {
    most = Math.max(most, slow.listenerCount('close'));
  });
  for (let id = 1; id <= 30; id += 1) await send(id);
  await Promise.all(Array.from({ length: 30 }, (_, index) => send(31 + index)));
  expect(sent).toHaveLength(61);
  slow.removeAllListeners('newListener');
  expect(listeners()).toEqual(before);
  expect(most).toBeLessThan(5);
});

it('does not wait for ever on a stream that ends', async () => {
  const stuck = new Duplex({ writableHighWaterMark: 1, read: () => {}, write: () => {} });
  const transport = streamTransport(stuck);
  await transport.start();
  const sending = transport.send({ jsonrpc: '2.0', id: 1, method: 'ping' });
  await transport.close();
  await expect(sending).resolves.toBeUndefined();
});
