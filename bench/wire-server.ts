/**
 * Run by wire.ts: a server of chat completions in a process of its own, that does as little as it can; prints its address
 * and ends when its input ends.
 */
import { createServer } from 'node:http';

const latencyMs = Number(process.argv[2]);
const body = Buffer.from(
  JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_750_000_000,
    model: 'm',
    choices: [
      { index: 0, message: { role: 'assistant', content: 'A short answer.' }, finish_reason: 'stop' },
    ],
    usage: { prompt_tokens: 12, completion_tokens: 4, total_tokens: 16 },
  }),
);
const headers = { 'content-type': 'application/json', 'content-length': body.length };

const server = createServer((request, response) => {
  const answer = () => response.writeHead(200, headers).end(body);
  request.resume().once('end', () => (latencyMs === 0 ? answer() : setTimeout(answer, latencyMs)));
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 2048 }, () => {
  const bound = server.address();
  if (typeof bound === 'object') process.stdout.write(`http://127.0.0.1:${bound?.port}/v1\n`);
});
process.stdin.resume();
process.stdin.once('end', () => {
  server.closeAllConnections();
  server.close();
});
