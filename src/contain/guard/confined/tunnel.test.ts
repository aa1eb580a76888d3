/** The tunnel: every byte arrives in order whatever the sizes, nobody sends more than there is room for, and rules are kept. */
import { type Duplex, duplexPair } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tunnel } from './tunnel.ts';

function pair(accept: (service: string, stream: Duplex) => void) {
  const [inner, outer] = duplexPair();
  return { inside: tunnel(inner), outside: tunnel(outer, accept), raw: inner };
}

const echo = (_: string, stream: Duplex) => void stream.pipe(stream);

it('carries what is written, in order, over several streams at once', async () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 100_000 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.array(chunks, { minLength: 1, maxLength: 4 }), async (sent) => {
      const { inside } = pair(echo);
      await Promise.all(
        sent.map(async (parts) => {
          const stream = inside.open('mcp');
          const back = stream.toArray();
          for (const part of parts) stream.write(part);
          stream.end();
          expect(Buffer.concat(await back).equals(Buffer.concat(parts))).toBe(true);
        }),
      );
    }),
    { numRuns: 20 },
  );
});

it('waits for whoever does not read, and holds up nobody else', async () => {
  const { inside } = pair((service, stream) => (service === 'mcp' ? stream.pause() : echo(service, stream)));
  const idle = inside.open('mcp');
  let written = 0;
  const fill = () => {
    while (written < 5_000_000 && idle.write(Buffer.alloc(50_000))) written += 50_000;
  };
  idle.on('drain', fill);
  fill();
  const other = inside.open('http');
  const back = other.toArray();
  other.end(Buffer.alloc(1_000_000, 7));
  expect(Buffer.concat(await back)).toHaveLength(1_000_000);
  expect(written).toBeLessThan(1_000_000);
});

it('ends a stream on both sides, and all of them with the carrier', async () => {
  const seen: Duplex[] = [];
  const { inside, outside, raw } = pair((_, stream) => void seen.push(stream));
  const [one, two] = [inside.open('mcp'), inside.open('http')];
  await sleep(10);
  one.destroy();
  await sleep(10);
  expect(seen.map(({ destroyed }) => destroyed)).toEqual([true, false]);
  raw.destroy();
  expect(await inside.closed).toBeUndefined();
  expect(two.destroyed).toBe(true);
  await sleep(10);
  expect(await outside.closed).toBeUndefined();
});

const frame = (stream: number, type: number, data: Buffer) => {
  const head = Buffer.alloc(9);
  head.writeUInt32BE(stream, 0);
  head.writeUInt8(type, 4);
  head.writeUInt32BE(data.length, 5);
  return Buffer.concat([head, data]);
};

it.each([
  ['a type that is none', frame(1, 9, Buffer.alloc(0)), /no frame/],
  ['a frame that is too long', Buffer.from([0, 0, 0, 1, 1, 0xff, 0, 0, 0]), /no frame/],
  ['a service that is not offered', frame(1, 0, Buffer.from('shell')), /not offered/],
  ['a stream twice', Buffer.concat([1, 1].map(() => frame(1, 0, Buffer.from('mcp')))), /twice/],
  [
    'more than there is room for',
    Buffer.concat([
      frame(1, 0, Buffer.from('mcp')),
      ...Array.from({ length: 6 }, () => frame(1, 1, Buffer.alloc(60_000))),
    ]),
    /room/,
  ],
])('ends with %s', async (_, bytes, fault) => {
  const [inner, outer] = duplexPair();
  const { closed } = tunnel(outer, (_service, stream) => void stream.pause());
  inner.write(bytes);
  expect(await closed).toMatch(fault);
  expect(outer.destroyed).toBe(true);
});
