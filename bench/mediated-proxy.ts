/** Run by mediated.ts: an MCP proxy that passes everything through, with the protocol's library at both ends. */
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Server } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';

const [command = '', ...args] = process.argv.slice(2);
const upstream = new Client({ name: 'proxy', version: '1' });
await upstream.connect(new StdioClientTransport({ command, args }));
serveStdio(() => {
  const server = new Server({ name: 'proxy', version: '1' }, { capabilities: { tools: {} } });
  server.setRequestHandler('tools/list', ({ params }) => upstream.listTools(params, { cacheMode: 'bypass' }));
  server.setRequestHandler('tools/call', ({ params }) => upstream.callTool(params));
  return server;
});
process.stdin.on('end', () => process.exit());
