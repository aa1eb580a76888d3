/**
 * An MCP server for tests and measurements, by the protocol's own library: over standard streams in both revisions, or
 * with a port as argument over HTTP.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, type McpServerFactory, Server } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';

const TEXT = { type: 'object' as const, properties: { text: { type: 'string' } }, required: ['text'] };
const tools = ['echo', 'environment', 'crash', 'sleep', 'fail', 'throw', 'read', 'fetch', 'change'].map(
  (name) => ({
    name,
    description: `${name} it`,
    inputSchema: TEXT,
  }),
);
const extra = { name: 'extra', description: 'new', inputSchema: TEXT };
const PAGE = 4;
let changed = false;

const factory: McpServerFactory = () => {
  const server = new Server(
    { name: 'echo', version: '1' },
    { capabilities: { tools: { listChanged: true } } },
  );
  server.setRequestHandler('tools/list', ({ params }) => {
    const all = changed ? [...tools, extra] : tools;
    const from = Number(params?.cursor ?? 0);
    const more = from + PAGE < all.length ? { nextCursor: String(from + PAGE) } : {};
    return { tools: all.slice(from, from + PAGE), ...more };
  });
  server.setRequestHandler('tools/call', async ({ params }) => {
    const text = String(params.arguments?.text ?? '');
    const said = (words: string, isError = false) => ({
      content: [{ type: 'text' as const, text: words }],
      isError,
    });
    switch (params.name) {
      case 'echo':
        return said(JSON.stringify(params.arguments));
      case 'environment':
        return said(process.env[text] ?? 'none');
      case 'crash':
        process.stderr.write('\u001b[31mit broke\u001b[0m\n');
        return process.exit(3);
      case 'sleep':
        await new Promise((resolve) => setTimeout(resolve, Number(text)));
        return said('slept');
      case 'fail':
        return said('it failed', true);
      case 'throw':
        throw new Error('no such thing');
      case 'read':
        return said(existsSync(text) ? readFileSync(text, 'utf8') : 'absent');
      case 'fetch':
        return said(
          await fetch(text).then(
            (answer) => answer.text(),
            () => 'unreachable',
          ),
        );
      case 'change':
        changed = !changed;
        await server.sendToolListChanged();
        return said('changed');
      default:
        return said('none', true);
    }
  });
  return server;
};

const port = process.argv[2];
if (port === undefined) serveStdio(factory);
else {
  const handle = toNodeHandler(createMcpHandler(factory));
  const server = createServer((request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    void handle(
      { method, url, headers, [Symbol.asyncIterator]: () => request[Symbol.asyncIterator]() },
      response,
    );
  });
  server.listen(Number(port), '127.0.0.1', () => {
    const address = server.address();
    process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
  });
  process.stdin.resume().on('end', () => process.exit());
}
