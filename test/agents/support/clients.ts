/** Agents for tests of `mcp:`: the official client in both eras of the protocol. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

/** `old`: the handshake and sessions of 2025; `new`: the protocol of 2026, without sessions. */
export type Era = 'old' | 'new';
export const eras: readonly Era[] = ['old', 'new'];

export function clientOf(era: Era, name = 'test-client'): Client {
  return new Client(
    { name, version: '1.2.3' },
    era === 'old' ? {} : { versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
}

export function transportTo(url: string, headers: Readonly<Record<string, string>> = {}) {
  return new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { ...headers } } });
}

export async function connect(url: string, era: Era, name?: string): Promise<Client> {
  const client = clientOf(era, name);
  await client.connect(transportTo(url));
  return client;
}

/** A tool call's text, and whether it failed. */
export async function call(client: Client, name: string, args: Record<string, unknown> = {}) {
  const result = await client.callTool({ name, arguments: args });
  const [first] = result.content;
  return { text: first?.type === 'text' ? first.text : '', failed: result.isError === true };
}
