import { createServer, type ServerResponse } from 'node:http';
import { createServer as createRawServer } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
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

  it.each(['gzip', 'br', 'deflate'] as const)('unpacks %s, asked for or not', async (encoding) => {
    const packers = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync };
    const address = await answering({ 'content-encoding': encoding }, packers[encoding]('{"a":1}'));
    expect(await (await boundedFetch(address)).json()).toEqual({ a: 1 });
  });

  describe.each([
    ['a text', () => '{}'],
    ['more than a text', () => new Blob(['{}'])],
  ])('redirected, with %s for a body', (_, body) => {
    const ask = (address: string) => boundedFetch(address, { method: 'POST', body: body() });

    it('goes on where method, body and server stay the same', async () => {
      const seen: unknown[] = [];
      const address = await serving((response) => {
        const { method, url } = response.req;
        seen.push([method, url]);
        if (url !== '/') return response.end('there');
        response.writeHead(seen.length % 2 === 1 ? 307 : 308, { location: '/there/?a=1' }).end();
      });
      const answer = await ask(address);
      expect([answer.status, await answer.text()]).toEqual([200, 'there']);
      expect(seen).toEqual([
        ['POST', '/'],
        ['POST', '/there/?a=1'],
      ]);
    });

    it('tells no other server anything, and does not make another request of it', async () => {
      let asked = 0;
      const other = await serving((response) => {
        asked += 1;
        response.end('there');
      });
      const elsewhere = await answering({ location: `${other}v1?key=1` }, '', 307);
      await expect(ask(elsewhere)).rejects.toMatchObject({ name: 'SentElsewhere', message: `to ${other}v1` });
      await expect(ask(await answering({ location: 'file:///etc/passwd' }, '', 308))).rejects.toThrow(
        'to file:///etc/passwd',
      );
      await expect(ask(await answering({ location: 'http://[' }, '', 308))).rejects.toThrow('to no address');
      const changed = await answering({ location: '/there' }, '', 302);
      await expect(ask(changed)).rejects.toMatchObject({ message: `to ${changed}there` });
      const round = await answering({ location: '/' }, '', 307);
      await expect(ask(round)).rejects.toMatchObject({ message: `to ${round}` });
      expect(asked).toBe(0);
    });
  });

  it.each([
    [
      'a change of protocol',
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: other\r\nconnection: upgrade\r\n\r\n',
    ],
    ['a status that is none', 'HTTP/1.1 999 Odd\r\ncontent-length: 2\r\n\r\n{}'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ])('fails at once for %s', async (_, text) => {
    const server = createRawServer((socket) => socket.on('error', () => {}).end(text));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const bound = server.address();
    const port = typeof bound === 'object' ? bound?.port : expect.unreachable();
    await expect(boundedFetch(`http://127.0.0.1:${port}/`)).rejects.toThrow(TypeError);
  });

  it('fails like fetch where nobody listens, and where the connection is cut', async () => {
    await expect(boundedFetch('http://127.0.0.1:1/')).rejects.toMatchObject({
      name: 'TypeError',
      message: 'fetch failed',
      cause: { code: 'ECONNREFUSED' },
    });
    const cut = await serving((response) => {
      response.writeHead(200, { 'content-length': '10' }).write('half');
      setTimeout(() => response.destroy(), 20);
    });
    await expect(boundedFetch(cut)).rejects.toMatchObject({ name: 'TypeError', message: 'terminated' });
  });

  it('rejects with the reason of the signal, before and in the middle of an answer', async () => {
    const reason = new Error('enough');
    const silent = await serving(() => {});
    const early = new AbortController();
    const waiting = boundedFetch(silent, { signal: early.signal });
    setTimeout(() => early.abort(reason), 20);
    await expect(waiting).rejects.toBe(reason);
    await expect(boundedFetch(silent, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    let closed: () => void = () => {};
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const slow = await serving((response) => {
      response.on('close', closed);
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    });
    const late = new AbortController();
    const answer = await boundedFetch(slow, { signal: late.signal });
    const reading = answer.text();
    late.abort(reason);
    await expect(reading).rejects.toThrow('terminated');
    await gone;
  });

  it('uses a connection again, and leaves none of them busy', async () => {
    const ports = new Set<number | undefined>();
    const address = await serving((response) => {
      ports.add(response.socket?.remotePort);
      response.end('ok');
    });
    for (let call = 0; call < 5; call += 1) await (await boundedFetch(address)).text();
    expect(ports.size).toBe(1);
  });

  it('gives headers that came twice, and an answer without a body', async () => {
    const address = await serving((response) =>
      response
        .writeHead(
          204,
          [
            ['x-a', '1'],
            ['x-a', '2'],
          ].flat(),
        )
        .end(),
    );
    const answer = await boundedFetch(address);
    expect([answer.status, answer.headers.get('x-a'), await answer.text()]).toEqual([204, '1, 2', '']);
  });
});
