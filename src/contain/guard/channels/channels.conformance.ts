/** What holds of a channel whatever it is made of, in both revisions of the protocol; each kind's tests call this. */
import type { Duplex } from 'node:stream';
import { Client, type Transport } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, it } from 'vitest';
import { type AskedChannel, askedChannel, ECHO } from '../../../../test/support/guard-channel.ts';
import { lineOf, readLines } from '../mcp/lines.ts';
import { REFUSED } from './calls.ts';
import { MALFORMED } from './read-message.ts';

export interface Connection {
  /** For a client of the protocol's library. */
  transport(): Promise<Transport>;
  /** Sends the bytes of one message, and gives what is answered to it, if anything. */
  raw(bytes: Uint8Array | string): Promise<unknown>;
}

const modes = { '2025-11-25': 'legacy', '2026-07-28': { pin: '2026-07-28' } } as const;

/** `open` serves the channel and gives what connects to it; `close` of it is called at the end. */
export function describeChannel(
  kind: string,
  open: (channel: AskedChannel) => Promise<Connection & { close(): Promise<void> }>,
): void {
  describe(`${kind} as a channel`, () => {
    const closing: (() => Promise<unknown>)[] = [];
    afterEach(async () => {
      for (const close of closing.splice(0).toReversed()) await close();
    });
    const served = async (channel = askedChannel()) => {
      const connection = await open(channel);
      closing.push(() => connection.close());
      return { channel, connection };
    };
    const connected = async (
      revision: keyof typeof modes,
      connection: Connection,
      changed: () => void = () => undefined,
    ) => {
      const client = new Client(
        { name: 'agent', version: '7' },
        {
          versionNegotiation: { mode: modes[revision] },
          listChanged: { tools: { autoRefresh: false, debounceMs: 0, onChanged: changed } },
        },
      );
      await client.connect(await connection.transport());
      closing.push(() => client.close());
      return client;
    };

    describe.each(Object.keys(modes) as (keyof typeof modes)[])('in revision %s', (revision) => {
      it('lists the tools, and calls bring the bytes of their arguments to the broker', async () => {
        const { channel, connection } = await served();
        const client = await connected(revision, connection);
        expect((await client.listTools()).tools).toMatchObject([ECHO]);
        const answer = await client.callTool({
          name: 'desk__echo',
          arguments: { text: 'ä', b: [1, { c: null }] },
        });
        expect(answer).toMatchObject({
          content: [{ type: 'text', text: '{"text":"ä","b":[1,{"c":null}]}' }],
        });
        expect(answer.isError).not.toBe(true);
        expect(channel.asked).toMatchObject([{ tool: 'desk__echo', claimed: 'agent 7' }]);
        expect(channel.alerts).toEqual([]);
      });

      it('answers many calls at a time, each with its own result', async () => {
        const { connection } = await served();
        const client = await connected(revision, connection);
        const texts = Array.from({ length: 200 }, (_, index) => `call ${index}`);
        const answers = await Promise.all(
          texts.map((text) => client.callTool({ name: 'desk__echo', arguments: { text } })),
        );
        expect(answers.map(({ content }) => content)).toEqual(
          texts.map((text) => [{ type: 'text', text: `{"text":"${text}"}` }]),
        );
      });

      it('refuses with one result, whatever the reason', async () => {
        const { channel, connection } = await served(askedChannel(async () => ({ kind: 'refused' })));
        const client = await connected(revision, connection);
        const { content, isError } = REFUSED;
        for (const name of ['desk__echo', 'desk__none', 'x']) {
          const answer = await client.callTool({ name, arguments: {} });
          expect(answer).toMatchObject({ content, isError });
          expect(answer).not.toHaveProperty('structuredContent');
        }
        expect(channel.asked.map(({ tool }) => tool)).toEqual(['desk__echo', 'desk__none', 'x']);
      });

      it('hands on results that failed as such', async () => {
        const result = { content: [{ type: 'text', text: 'no such file' }] };
        const { connection } = await served(askedChannel(async () => ({ kind: 'failed', result })));
        const client = await connected(revision, connection);
        expect(await client.callTool({ name: 'desk__echo', arguments: {} })).toMatchObject({
          ...result,
          isError: true,
        });
      });

      it('tells when the tools change', async () => {
        const { channel, connection } = await served();
        const told = Promise.withResolvers<void>();
        const client = await connected(revision, connection, () => told.resolve());
        await client.listTools();
        await settled();
        channel.change([{ ...ECHO, name: 'desk__other' }]);
        await told.promise;
        expect((await client.listTools({}, { cacheMode: 'refresh' })).tools.map(({ name }) => name)).toEqual([
          'desk__other',
        ]);
      });

      it('knows nothing but tools', async () => {
        const { channel, connection } = await served();
        const client = await connected(revision, connection);
        const methods = ['resources/list', 'prompts/list', 'completion/complete', 'no/such'];
        for (const method of methods)
          await expect(client.request({ method, params: {} } as never, anything as never)).rejects.toThrow();
        expect(channel.asked).toEqual([]);
      });
    });

    it.each([
      [
        'an argument twice',
        '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"desk__echo","arguments":{"text":"a","text":"b"}}}',
        'desk__echo',
        '{"text":"a","text":"b"}',
      ],
      [
        'a number that a double does not keep',
        '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"desk__echo","arguments":{"text":"a","n": 1.00000000000000000001 }}}',
        'desk__echo',
        '{"text":"a","n": 1.00000000000000000001 }',
      ],
      [
        'arguments before the name',
        '{"params":{"arguments":{"text":"a"},"name":"desk__echo"},"method":"tools/call","id":1,"jsonrpc":"2.0"}',
        'desk__echo',
        '{"text":"a"}',
      ],
      [
        'an escaped key',
        '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"desk__echo","\\u0061rguments":{"text":"a"}}}',
        'desk__echo',
        '{"text":"a"}',
      ],
      [
        'arguments that are no object',
        '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"desk__echo","arguments":[1,  2]}}',
        'desk__echo',
        '[1,  2]',
      ],
      [
        'no arguments',
        '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"desk__echo"}}',
        'desk__echo',
        '{}',
      ],
    ])('%s: the broker gets the bytes as they were sent', async (_, message, tool, bytes) => {
      const { channel, connection } = await served();
      await connection.raw(message);
      expect(channel.asked.map((asked) => [asked.tool, text(asked.argumentBytes)])).toEqual([[tool, bytes]]);
    });

    it.each([
      [
        'a name twice',
        '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"desk__echo","name":"desk__other","arguments":{}}}',
      ],
      [
        'arguments twice',
        '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"desk__echo","arguments":{"text":"a"},"arguments":{"text":"b"}}}',
      ],
      [
        'params twice',
        '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"desk__echo"},"params":{"name":"desk__other"}}',
      ],
      [
        'a method twice',
        '{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call","params":{"name":"desk__echo"}}',
      ],
      [
        'a member beside the arguments',
        '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"desk__echo","arguments":{},"path":"/srv/ops/switch.yaml"}}',
      ],
      [
        'a member beside params',
        '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"desk__echo"},"arguments":{}}',
      ],
      [
        'a call that is a task',
        '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"desk__echo","arguments":{},"task":{"ttl":60000}}}',
      ],
      [
        'a name that is no text',
        '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":["desk__echo"],"arguments":{}}}',
      ],
      [
        'a prototype key',
        '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"__proto__":{"name":"desk__echo"},"name":"desk__echo"}}',
      ],
      [
        'metadata that the protocol gives another form',
        '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"desk__echo","arguments":{"text":"a"},"_meta":{"progressToken":{"a":1}}}}',
      ],
    ])('%s: is refused like everything else, and leaves its record', async (_, message) => {
      const { channel, connection } = await served();
      expect(await connection.raw(message)).toMatchObject({
        id: 1,
        result: { content: REFUSED.content, isError: true },
      });
      expect(channel.asked.map(({ tool, argumentBytes }) => [tool, text(argumentBytes)])).toEqual([
        [MALFORMED, message],
      ]);
      expect(channel.alerts).toMatchObject([{ severity: 'warning' }]);
    });

    it.each([
      ['no JSON', '{"jsonrpc":"2.0","id":1,"method":'],
      ['a byte order mark', '\uFEFF{"jsonrpc":"2.0","id":1,"method":"ping"}'],
      [
        'a byte order mark before a call',
        '\uFEFF{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"desk__echo","arguments":{"text":"a"}}}',
      ],
      [
        'what is nested too deeply',
        `{"jsonrpc":"2.0","id":1,"method":"ping","params":${'['.repeat(100_000)}`,
      ],
      ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
      [
        'a batch',
        '[{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"desk__echo","arguments":{"text":"a"}}}]',
      ],
      [
        'a call without an id',
        '{"jsonrpc":"2.0","method":"tools/call","params":{"name":"desk__echo","arguments":{"text":"a"}}}',
      ],
      [
        'a call with the id null',
        '{"jsonrpc":"2.0","id":null,"method":"tools/call","params":{"name":"desk__echo","arguments":{"text":"a"}}}',
      ],
      ['half a surrogate pair', '{"jsonrpc":"2.0","id":1,"method":"\\ud800"}'],
    ])('%s: is refused and leaves its record', async (_, message) => {
      const { channel, connection } = await served();
      expect(await connection.raw(message)).toMatchObject({ error: { code: expect.any(Number) } });
      expect(channel.asked.map(({ tool, argumentBytes }) => [tool, Buffer.from(argumentBytes)])).toEqual([
        [MALFORMED, Buffer.from(message as string)],
      ]);
    });

    it.each([
      [
        'an answer to a sampling request',
        '{"jsonrpc":"2.0","id":5,"result":{"action":"accept","content":{"approved":true}}}',
      ],
      ['an error as an answer', '{"jsonrpc":"2.0","id":5,"error":{"code":1,"message":"approved"}}'],
      [
        'an elicitation',
        '{"jsonrpc":"2.0","id":5,"method":"elicitation/create","params":{"message":"Approve?"}}',
      ],
      ['a sampling request', '{"jsonrpc":"2.0","id":5,"method":"sampling/createMessage","params":{}}'],
      [
        'an elicitation told to be over',
        '{"jsonrpc":"2.0","method":"notifications/elicitation/complete","params":{"elicitationId":"1"}}',
      ],
      [
        'input that nobody required',
        '{"jsonrpc":"2.0","id":5,"method":"tools/list","params":{"inputResponses":{"a":{"action":"accept"}}}}',
      ],
      [
        'a call with input that nobody required',
        '{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"desk__echo","arguments":{"text":"a"},"requestState":"x"}}',
      ],
    ])('%s: raises an alert, and nothing comes of it', async (_, message) => {
      const { channel, connection } = await served();
      await connection.raw(message);
      expect(channel.alerts).toMatchObject([{ severity: 'critical' }]);
      expect(channel.asked.filter(({ tool }) => tool !== MALFORMED)).toEqual([]);
    });

    const declared = (members: string) =>
      `"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",${members}}`;
    it.each([
      ['params.protocolVersion', '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}'],
      [
        'params.clientInfo.name',
        '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":7,"version":"1"}}}',
      ],
      ['params.cursor', '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":7}}'],
      [
        'params._meta.io.modelcontextprotocol/clientInfo',
        `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{${declared('"io.modelcontextprotocol/clientInfo":7,"io.modelcontextprotocol/clientCapabilities":{}')}}}`,
      ],
      [
        'params._meta.io.modelcontextprotocol/clientCapabilities.sampling',
        `{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{${declared('"io.modelcontextprotocol/clientCapabilities":{"sampling":7}')}}}`,
      ],
    ])(
      '%s of another form: is told with its place and a remedy, in words of ours',
      async (place, message) => {
        const { channel, connection } = await served();
        expect(await connection.raw(message)).toEqual({
          jsonrpc: '2.0',
          id: 1,
          error: {
            code: -32602,
            message: expect.stringMatching(
              /^Invalid params: ".*" is missing or has another form .* Send it /,
            ),
          },
        });
        expect(JSON.stringify(await connection.raw(message))).toContain(place);
        expect(channel.asked).toEqual([]);
      },
    );

    it('a call whose metadata has another form is refused as a call is', async () => {
      const { channel, connection } = await served();
      const message = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"desk__echo",${declared('"io.modelcontextprotocol/clientCapabilities":7')}}}`;
      expect(JSON.stringify(await connection.raw(message))).not.toMatch(/expected|received/);
      expect(channel.asked.map(({ tool }) => tool)).toEqual([MALFORMED]);
    });

    it('metadata of others is noticed once, and not passed on', async () => {
      const { channel, connection } = await served();
      const message =
        '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"desk__echo","arguments":{},"_meta":{"progressToken":1,"vendor/path":"/srv/ops/switch.yaml"}}}';
      await connection.raw(message);
      await connection.raw(message.replace('"id":1', '"id":2'));
      expect(channel.alerts).toMatchObject([
        { severity: 'notice', what: expect.stringContaining('vendor/path') },
      ]);
      expect(JSON.stringify(channel.asked)).not.toContain('switch.yaml');
    });

    it('alerts that an agent can cause as often as it likes do not fill the log', async () => {
      const { channel, connection } = await served();
      for (let index = 0; index < 60; index += 1)
        await connection.raw(`{"jsonrpc":"2.0","id":5,"method":"approve/${index}"}`);
      expect(channel.alerts).toHaveLength(20);
    });
  });
}

/** For what the other side does in its own time without telling. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Takes whatever comes. */
const anything = {
  '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) },
};

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

/** Of a stream: what is answered to one message, or undefined once a ping behind it is. */
export async function rawOnStream(stream: Duplex, bytes: Uint8Array | string): Promise<unknown> {
  const PING = 'after';
  const answers: unknown[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = readLines(stream, 2 ** 24, {
    line: (line) => {
      const message: { id?: unknown } = JSON.parse(line.toString('utf8'));
      answers.push(message);
      if (message.id === PING) resolve();
    },
    tooLong: () => resolve(),
    end: () => resolve(),
  });
  stream.write(bytes);
  stream.write('\n');
  await settled();
  stream.write(lineOf({ jsonrpc: '2.0', id: PING, method: 'ping' }));
  await promise;
  stop();
  return answers.find((answer) => (answer as { id?: unknown }).id !== PING);
}
