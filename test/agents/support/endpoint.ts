/** An endpoint that calls its tools itself: chat completions outside, an MCP client inside. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Client } from '@modelcontextprotocol/client';
import { onTestFinished } from 'vitest';
import { connect } from './clients.ts';

export interface EndpointRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly tools?: unknown; readonly messages: readonly { readonly role: string }[] };
}

/** `play` gets the client on the trial's tools; what it gives is the endpoint's answer. */
export async function startEndpoint(play: (client: Client) => Promise<string>) {
  const received: EndpointRequest[] = [];
  const server = createServer(async (request, response) => {
    response.on('error', () => {});
    let text = '';
    for await (const part of request) text += part;
    received.push({ headers: request.headers, body: JSON.parse(text) });
    try {
      const content = await play(await connect(String(request.headers['x-offswitch-mcp-url']), 'new'));
      const message = { role: 'assistant', content };
      const usage = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };
      const choices = [{ index: 0, message, finish_reason: 'stop' }];
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          id: '1',
          created: 0,
          model: 'inner-model',
          object: 'chat.completion',
          choices,
          usage,
        }),
      );
    } catch (thrown) {
      response.statusCode = 500;
      response.end(String(thrown));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, received };
}
