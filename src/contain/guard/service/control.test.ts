/** The operator's socket: one request a connection, each bounded, and the guard goes on whatever comes over it. */
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { lineOf, MAX_MESSAGE_BYTES } from '../mcp/lines.ts';
import { askGuard } from './control-client.ts';
import { type ControlServer, serveControl } from './control-server.ts';

const path = join(mkdtempSync(join(tmpdir(), 'control-')), 'control.sock');
const asked: string[] = [];
let server: ControlServer;

beforeAll(async () => {
  const shape = z.strictObject({ do: z.literal('echo'), text: z.string() });
  server = await serveControl(
    path,
    async (request, reply) => {
      asked.push(request.do);
      reply({ ok: { status: 'here' } });
    },
    [{ shape, answer: async (given) => shape.parse(given).text }],
  );
});
afterAll(() => server.close());

/** What comes back, in whole, of what is sent as it is. */
async function send(
  ...parts: readonly (string | Buffer)[]
): Promise<{ readonly error?: { readonly code: string } }> {
  const socket = connect(path);
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  for (const part of parts) socket.write(part);
  await once(socket, 'close');
  return text === '' ? {} : JSON.parse(text);
}

it('answers, also what has characters that some take for the end of a line', async () => {
  const text = 'a\u2028b\u2029c\r\u0085€';
  expect(await askGuard(path, { do: 'echo', text } as { do: string })).toBe(text);
  expect(await askGuard(path, { do: 'status' })).toEqual({ status: 'here' });
});

it('a request that is cut within a character is one request', async () => {
  const bytes = Buffer.from(lineOf({ do: 'echo', text: '€' }));
  const at = bytes.indexOf(0x82);
  expect(await send(bytes.subarray(0, at), bytes.subarray(at))).toEqual({ ok: '€' });
});

it('a request that never ends is refused by name, and the next one is answered', async () => {
  expect(await send('x'.repeat(MAX_MESSAGE_BYTES + 1))).toMatchObject({ error: { code: 'too-large' } });
  expect(await askGuard(path, { do: 'status' })).toEqual({ status: 'here' });
});

it('what is no JSON, or no request, is refused by name; a second request on a connection is not read', async () => {
  expect(await send('{"do":\n')).toMatchObject({ error: { code: 'bad-json' } });
  expect(await send(lineOf({ do: 'obey' }))).toMatchObject({ error: { code: 'bad-request' } });
  asked.length = 0;
  expect(await send(lineOf({ do: 'status' }) + lineOf({ do: 'status' }))).toEqual({ ok: { status: 'here' } });
  expect(asked).toEqual(['status']);
});
