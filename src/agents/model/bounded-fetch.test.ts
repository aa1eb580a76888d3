import { createServer, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { boundedFetch } from './bounded-fetch.ts';

const MIB = 2 ** 20;

/** The address of a server that answers like this. */
async function serving(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const bound = server.address();
  return typeof bound === 'object' ? `http://127.0.0.1:${bound?.port}/` : expect.unreachable();
}

function answering(headers: Record<string, string>, body: string | Buffer, status = 200) {
  return serving((response) => response.writeHead(status, headers).end(body));
}

describe('boundedFetch', () => {
  it('gives back what came, with and without a size in the headers', async () => {
    const whole = await boundedFetch(await answering({ 'content-length': '5' }, 'whole'));
    expect([whole.status, await whole.text()]).toEqual([200, 'whole']);
    const pieces = await boundedFetch(
      await serving((response) => {
        response.writeHead(418, { 'x-kept': 'yes' }).write('pie');
        response.end('ces');
      }),
    );
    expect([pieces.status, pieces.headers.get('x-kept'), await pieces.text()]).toEqual([
      418,
      'yes',
      'pieces',
    ]);
  });

  it.each([
    ['a body that names its size', { 'content-length': String(17 * MIB) }, Buffer.alloc(17 * MIB, 'a')],
    ['a body that does not', {}, Buffer.alloc(17 * MIB, 'a')],
    [
      'a body that is small until it is unpacked',
      { 'content-encoding': 'gzip' },
      gzipSync(Buffer.alloc(17 * MIB)),
    ],
    ['a stream of events', { 'content-type': 'text/event-stream' }, Buffer.alloc(65 * MIB, 'a')],
  ])('cuts off %s', async (_, headers, body) => {
    const reading = boundedFetch(await answering(headers, body)).then((response) => response.text());
    await expect(reading).rejects.toMatchObject({ name: 'AnswerTooLarge' });
  });

  it('lets a stream of events be larger than a whole answer', async () => {
    const address = await answering({ 'content-type': 'text/event-stream' }, Buffer.alloc(20 * MIB, 'a'));
    expect((await (await boundedFetch(address)).text()).length).toBe(20 * MIB);
  });

  it('hangs up on a server that never ends', async () => {
    let closed: () => void = () => {};
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const piece = Buffer.alloc(65_536, 'a');
    const address = await serving((response) => {
      const pour = () => {
        while (!response.destroyed && response.write(piece));
      };
      response.on('drain', pour);
      response.on('close', closed);
      pour();
    });
    await expect(boundedFetch(address)).rejects.toThrow('larger than 16 MiB');
    await gone;
  });

  it.each(['<!DOCTYPE html><title>Sign in</title>', '\n<html lang="en">'])(
    'refuses the page %s',
    async (page) => {
      const address = await answering({ 'content-type': 'text/html; charset=utf-8' }, page);
      await expect(boundedFetch(address)).rejects.toMatchObject({ name: 'WebPageAnswer' });
    },
  );

  it('takes an answer that is only called a page, and leaves pages of errors to the package', async () => {
    const named = await boundedFetch(await answering({ 'content-type': 'text/html' }, '{"a":1}'));
    expect(await named.json()).toEqual({ a: 1 });
    const failed = await boundedFetch(await answering({ 'content-type': 'text/html' }, '<html>', 502));
    expect([failed.status, await failed.text()]).toEqual([502, '<html>']);
  });
});
