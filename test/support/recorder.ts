/** A server on the loopback that records what provider packages send, and answers `hello` in the protocol of the path. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { onTestFinished } from 'vitest';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

const usage = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };
/** The smallest answer of each protocol, by the end of the path it is asked at. */
const answers: readonly (readonly [RegExp, unknown])[] = [
  [
    /\/chat\/completions$/,
    {
      id: 'c1',
      object: 'chat.completion',
      created: 1,
      model: 'm-reported',
      choices: [{ index: 0, message: { role: 'assistant', content: 'hello' }, finish_reason: 'stop' }],
      usage,
    },
  ],
  [
    /\/responses$/,
    {
      id: 'r1',
      object: 'response',
      created_at: 1,
      status: 'completed',
      model: 'm-reported',
      output: [
        {
          id: 'msg1',
          type: 'message',
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', text: 'hello', annotations: [] }],
        },
      ],
      usage: { input_tokens: 11, output_tokens: 7, total_tokens: 18 },
    },
  ],
  [
    /\/messages$/,
    {
      id: 'm1',
      type: 'message',
      role: 'assistant',
      model: 'm-reported',
      content: [{ type: 'text', text: 'hello' }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: 11, output_tokens: 7 },
    },
  ],
  [
    /:generateContent$/,
    {
      candidates: [{ content: { role: 'model', parts: [{ text: 'hello' }] }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 11, candidatesTokenCount: 7, totalTokenCount: 18 },
    },
  ],
  [
    /\/converse$/,
    {
      output: { message: { role: 'assistant', content: [{ text: 'hello' }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: 11, outputTokens: 7, totalTokens: 18 },
      metrics: { latencyMs: 1 },
    },
  ],
];

/** A server that takes any request, keeps it, and answers with what is given, else with the least its protocol allows; closed after the test. */
export async function recorder(given?: unknown): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(Buffer.from(piece));
    const path = request.url ?? '';
    const body = JSON.parse(Buffer.concat(pieces).toString('utf8'));
    received.push({ method: request.method ?? '', path, headers: request.headers, body });
    const bare = path.split('?')[0] ?? '';
    const answer = given ?? answers.find(([pattern]) => pattern.test(bare))?.[1];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { error: { message: `nothing at ${path}` } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the test server has no port');
  return { url: `http://127.0.0.1:${bound.port}/base`, received };
}
