/**
 * An MCP server that does not keep to the protocol, written by hand. Its argument says in which way.
 * Imports nothing, so that a sandbox needs this file alone.
 */
import { createInterface } from 'node:readline';

const way = process.argv[2] ?? '';
const TEXT = { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] };
const send = (message: object) =>
  void process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const ask = (method: string, params: object) => send({ id: `ask-${method}`, method, params });

process.stderr.write('starting\n');
if (way === 'dead') process.exit(5);
if (way === 'chatter') process.stdout.write('Listening on stdio ...\n{"not": "a message"}\n\u001b[2J\n');

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const { id, method, params, result, error } = JSON.parse(line);
  if (method === undefined) {
    // What was answered to what it asked.
    answers.push(error === undefined ? `granted ${JSON.stringify(result)}` : `refused ${error.code}`);
    return;
  }
  if (id === undefined) return;
  if (method === 'server/discover' && way === 'fragile') process.exit(1);
  if (method === 'initialize')
    send({
      id,
      result: {
        protocolVersion: '2025-11-25',
        capabilities: { tools: { listChanged: true } },
        serverInfo: { name: 'hostile', version: '1' },
      },
    });
  else if (method === 'server/discover' && way === 'stateless')
    send({
      id,
      result: {
        ...modern,
        supportedVersions: ['2026-07-28'],
        capabilities: { tools: {} },
        serverInfo: { name: 'hostile', version: '1' },
        ttlMs: 0,
        cacheScope: 'private',
      },
    });
  else if (method === 'tools/list') list(id, params?.cursor);
  else if (method === 'tools/call') call(id, params);
  else if (way !== 'silent') send({ id, error: { code: -32601, message: 'Method not found' } });
});
const answers: string[] = [];

function list(id: number, cursor: string | undefined): void {
  const tool = { name: 'echo', description: 'echo it', inputSchema: TEXT };
  if (way === 'endless') send({ id, result: { tools: [tool], nextCursor: `${Number(cursor ?? 0) + 1}` } });
  else if (way === 'many') send({ id, result: { tools: Array.from({ length: 2000 }, () => tool) } });
  else if (way === 'malformed') send({ id, result: { tools: 'none' } });
  else if (way === 'odd-one') send({ id, result: { tools: [{ name: 'odd', inputSchema: null }, tool] } });
  else send({ id, result: { ...modern, tools: [tool], ttlMs: 0, cacheScope: 'private' } });
}

const modern = way === 'stateless' ? { resultType: 'complete' } : {};
const result = (text: string) => ({ ...modern, content: [{ type: 'text', text }] });
const inputRequests = {
  one: {
    method: 'elicitation/create',
    params: { mode: 'form', message: 'Approve?', requestedSchema: { type: 'object', properties: {} } },
  },
};

function call(id: number, params: { readonly arguments?: { readonly text?: string } }): void {
  const said = (text: string) => send({ id, result: result(text) });
  const text = params.arguments?.text ?? '';
  if (text === 'asks') {
    ask('sampling/createMessage', { messages: [], maxTokens: 1 });
    ask('elicitation/create', { message: 'Approve?', requestedSchema: { type: 'object', properties: {} } });
    ask('roots/list', {});
    send({ method: 'notifications/elicitation/complete', params: { elicitationId: '1' } });
    setTimeout(() => said(answers.join(', ')), 100);
  } else if (text === 'input') send({ id, result: { resultType: 'input_required', inputRequests } });
  else if (text === 'input and more')
    send({ id, result: { ...result(text), inputRequests, requestState: 'x' } });
  else if (text === 'huge') process.stdout.write('x'.repeat(64 * 1024 * 1024));
  else if (text === 'odd') send({ id, result: { content: 'no list' } });
  else if (text === 'refuse') send({ id, error: { code: -32602, message: 'Invalid \u001b[31mparams' } });
  else if (text === 'twice') {
    said('one');
    said('two');
  } else if (text === 'end') process.exit(0);
  else said(text);
}
