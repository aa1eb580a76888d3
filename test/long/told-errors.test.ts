/** Errors as servers tell them, to every provider package: the words are always shown, and the error is what it says. */
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { OffswitchError } from '../../src/kit/errors.ts';
import { allProviders, type NamedProvider, openAt } from '../wire/support/all-providers.ts';

const never = new AbortController().signal;
const SAID = 'the words of the server';

interface Told {
  readonly status?: number;
  readonly type?: string;
  readonly body: string;
}

/** A server that answers every request alike. */
async function telling({ status = 200, type = 'application/json', body }: Told): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status, { 'content-type': type }).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the test server has no port');
  return `http://127.0.0.1:${bound.port}/base`;
}

async function errorOf(provider: NamedProvider, told: Told, changes: Readonly<Record<string, string>> = {}) {
  const agent = await openAt(provider, await telling(told), { OFFSWITCH_RETRIES: '1', ...changes });
  const turn = agent.start('trial').takeTurn([{ role: 'user', content: 'hi' }], [], never);
  const error = await turn.then(
    (answer) => new Error(`an answer: ${JSON.stringify(answer)}`),
    (thrown: unknown) => thrown,
  );
  const name = `${provider.id} ${JSON.stringify(changes)}`;
  return error instanceof OffswitchError ? { ...error, name, message: error.message } : { name, error };
}

/** All providers are told the same; each way of asking counts. */
async function everywhere(told: Told, expected: object, changes: Readonly<Record<string, string>> = {}) {
  const errors = await Promise.all(allProviders.map((provider) => errorOf(provider, told, changes)));
  for (const error of errors) expect(error, error.name).toMatchObject(expected);
}

const shown = expect.stringContaining(SAID);
const refused = { code: 'provider-refused', message: shown, data: { attempts: 1 } };
const failed = { code: 'provider-failed', message: shown, data: { attempts: 1 } };
const askedAgain = { code: 'provider-failed', message: shown, data: { attempts: 2 } };
const streaming = { OFFSWITCH_STREAM: '1' };

/** What an error of HTTP status 200 looks like, and what follows from it. */
const inside: readonly (readonly [string, unknown, object])[] = [
  ['a code of money', { error: { message: SAID, code: 402 } }, refused],
  ['a code as text', { error: { message: SAID, code: '401' } }, refused],
  ['a code of a rate', { error: { message: SAID, code: 429 } }, askedAgain],
  ['a code of a bad request', { error: { message: SAID, code: 400 } }, failed],
  ['a code of a server', { error: { message: SAID, code: 503 }, user_id: 'u' }, askedAgain],
  ['a word for a code', { error: { message: SAID, type: 'insufficient_quota' } }, refused],
  ['no code', { error: { message: SAID } }, askedAgain],
  ['an error as text', { error: SAID }, askedAgain],
  ['a message alone', { message: SAID }, askedAgain],
  ['a status beside the message', { message: SAID, status: 403 }, refused],
  ['a detail', { detail: SAID }, askedAgain],
  ['a list of details', { detail: [{ loc: ['body'], msg: SAID, type: 'missing' }] }, askedAgain],
  ['a list of errors', { success: false, errors: [{ code: 10000, message: SAID }] }, askedAgain],
  ['a list of texts', { errors: [SAID] }, askedAgain],
  ['Google’s list', [{ error: { code: 429, message: SAID, status: 'RESOURCE_EXHAUSTED' } }], askedAgain],
  [
    'what is behind the gateway',
    {
      error: {
        message: 'Provider returned error',
        code: 400,
        metadata: { raw: JSON.stringify({ error: { message: SAID } }), provider_name: 'x' },
      },
    },
    failed,
  ],
  [
    'an error of a choice',
    {
      id: 'c',
      model: 'm',
      object: 'chat.completion',
      choices: [{ index: 0, message: { content: 'half' }, error: { code: 502, message: SAID } }],
    },
    askedAgain,
  ],
  [
    'a state of its own',
    { base_resp: { status_code: 1008, status_msg: `${SAID}: insufficient balance` } },
    refused,
  ],
];

test.each(inside)('HTTP status 200 with %s', async (_, body, expected) => {
  await everywhere({ body: JSON.stringify(body) }, expected);
  await everywhere({ body: JSON.stringify(body) }, expected, streaming);
});

/** Amazon streams in a form of its own. */
const events = allProviders.filter(({ id }) => !id.startsWith('bedrock:'));

test.each(inside)('a stream with %s', async (_, body, expected) => {
  const told = {
    type: 'text/event-stream',
    body: `: wait\n\ndata: ${JSON.stringify(body)}\n\ndata: [DONE]\n\n`,
  };
  const errors = await Promise.all(events.map((provider) => errorOf(provider, told, streaming)));
  for (const error of errors) expect(error, error.name).toMatchObject(expected);
});

test.each([
  ['an event of that name', `event: error\ndata: ${SAID}\n\n`],
  ['a field of that name', `error: {"code":500,"message":"${SAID}"}\n\n`],
  ['no event at all', `${SAID}\n`],
  ['JSON in lines', JSON.stringify({ error: { message: SAID } }, null, 2)],
])('a stream with %s', async (_, body) => {
  const told = { type: 'text/event-stream', body };
  const errors = await Promise.all(events.map((provider) => errorOf(provider, told, streaming)));
  for (const error of errors) expect(error, error.name).toMatchObject(askedAgain);
});

test('plain text in place of an answer', async () => {
  await everywhere({ type: 'text/plain', body: SAID }, askedAgain);
  await everywhere({ body: JSON.stringify(SAID) }, askedAgain);
});

test.each(inside)('HTTP status 500 with %s shows its words', async (_, body) => {
  const expected = { message: shown };
  await everywhere({ status: 500, body: JSON.stringify(body) }, expected, { OFFSWITCH_RETRIES: '0' });
});

const google = {
  error: {
    ...{ code: 400, message: 'API key not valid. Please pass a valid API key.', status: 'INVALID_ARGUMENT' },
    details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }],
  },
};
const low = 'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing.';
const refusals: readonly (readonly [string, unknown])[] = [
  ['API key not valid', google],
  [
    'Incorrect API key',
    { code: 'Client specified an invalid argument', error: 'Incorrect API key provided: xa***90.' },
  ],
  ['credit balance is too low', { type: 'error', error: { type: 'invalid_request_error', message: low } }],
  [
    'Budget has been exceeded',
    {
      error: {
        message: 'Budget has been exceeded! Current cost: 10.2, Max budget: 10.0',
        type: 'budget_exceeded',
        code: '400',
      },
    },
  ],
  [
    'API usage limits',
    {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: 'You have reached your specified API usage limits. You will regain access on 2026-12-01.',
      },
    },
  ],
  [
    'Insufficient Balance',
    { error: { message: 'Insufficient Balance', type: 'unknown_error', code: 'invalid_request_error' } },
  ],
  [
    'good standing',
    { code: 'Arrearage', message: 'Access denied, please make sure your account is in good standing.' },
  ],
  ['security token', { message: 'The security token included in the request is expired' }],
  [
    'Authentication Error',
    {
      error: {
        message: 'Authentication Error, Invalid proxy server token passed',
        type: 'auth_error',
        code: '400',
      },
    },
  ],
  ['not a valid model', { error: { message: 'x/y is not a valid model ID', code: 400 } }],
  ['out of credits', { error: 'Your team has run out of credits.' }],
];

test.each(refusals)('HTTP status 400 that says "%s" is a refusal', async (words, body) => {
  const expected = {
    code: 'provider-refused',
    message: expect.stringContaining(words),
    data: { attempts: 1 },
  };
  await everywhere({ status: 400, body: JSON.stringify(body) }, expected);
});

test.each([
  [400, { error: { message: `${SAID}: the parameter "key" is unknown`, type: 'invalid_request_error' } }],
  [
    400,
    { error: { message: `${SAID}: a balanced budget of tools is required`, type: 'invalid_request_error' } },
  ],
  [422, { detail: [{ loc: ['body', 'tools'], msg: SAID, type: 'missing' }] }],
])('HTTP status %i that blames the request is a failure: %j', async (status, body) => {
  await everywhere({ status, body: JSON.stringify(body) }, failed);
});

test('a rate that is exceeded is no lack of money', async () => {
  const message = `${SAID}: You exceeded your current quota, please check your plan and billing details. Usage limit reached for this minute.`;
  await everywhere({ status: 429, body: JSON.stringify({ error: { message, code: 429 } }) }, askedAgain);
});

test.each([
  [
    400,
    {
      error: {
        message: `Failed to call a function. ${SAID}`,
        code: 'tool_use_failed',
        failed_generation: '<function=x>{}',
      },
    },
  ],
  [424, { message: `The model produced invalid sequence as part of ToolUse. ${SAID}` }],
  [500, { error: { message: `Failed to parse tool call arguments as JSON: ${SAID}`, code: 500 } }],
])('HTTP status %i for a call that cannot be read is asked again', async (status, body) => {
  await everywhere({ status, body: JSON.stringify(body) }, askedAgain);
});

test.each([
  [
    400,
    {
      error: {
        message: `This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (904 in the messages, 4096 in the completion). ${SAID}`,
      },
    },
  ],
  [
    400,
    {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: `input length and \`max_tokens\` exceed context limit: 190000 + 20000 > 200000 ${SAID}`,
      },
    },
  ],
  [
    400,
    {
      error: {
        message: `max_tokens: 100000 > 8192, which is the maximum allowed number of output tokens. ${SAID}`,
      },
    },
  ],
  [
    400,
    {
      error: {
        message: `the request exceeds the available context size. ${SAID}`,
        type: 'exceed_context_size_error',
      },
    },
  ],
  [422, { error: `\`inputs\` tokens + \`max_new_tokens\` must be <= 4096. ${SAID}` }],
])('HTTP status %i for too many tokens names the setting: %j', async (status, body) => {
  const remedy = expect.stringContaining('OFFSWITCH_MAX_OUTPUT_TOKENS');
  await everywhere({ status, body: JSON.stringify(body) }, { ...failed, remedy });
});

test('a server that speaks chat only: how to ask it', async () => {
  const provider = allProviders.find(({ id }) => id === 'openai:gpt-4.1');
  if (provider === undefined) throw new Error('it is in the list');
  for (const told of [
    { status: 404, type: 'text/plain', body: '404 page not found' },
    { status: 405, body: '{"detail":"Method Not Allowed"}' },
    { body: '{"error":"Unexpected endpoint or method. (POST /v1/responses)"}' },
  ]) {
    const error = await errorOf(provider, told);
    expect(error).toMatchObject({
      remedy: expect.stringContaining('OFFSWITCH_OPENAI_API=chat'),
      data: { attempts: 1 },
    });
    expect(error).toMatchObject({ remedy: expect.stringContaining('compatible:MODEL') });
  }
});

const calls = [{ id: 'c1', type: 'function', function: { name: 'list_files', arguments: '{}' } }];
const chat = (finish_reason: string) => ({
  ...{ id: 'c', object: 'chat.completion', created: 1, model: 'm' },
  choices: [
    { index: 0, message: { role: 'assistant', content: 'I was about', tool_calls: calls }, finish_reason },
  ],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});
const chunk = (delta: object, finish_reason: string | null) => ({
  ...{ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' },
  choices: [{ index: 0, delta, finish_reason }],
});
const chatProviders = allProviders.filter(
  ({ id, environment }) =>
    /^(?:compatible|deepseek|togetherai|openrouter|groq|mistral)/.test(id) ||
    'OFFSWITCH_OPENAI_API' in environment,
);

test.each(['error', 'network_error', 'insufficient_system_resource', 'abort'])(
  'an answer that the provider ends with "%s" is no turn',
  async (finish) => {
    const stream = [chunk({ role: 'assistant', content: 'I was about' }, null), chunk({}, finish)];
    const body = [...stream.map((one) => JSON.stringify(one)), '[DONE]']
      .map((one) => `data: ${one}\n\n`)
      .join('');
    const expected = {
      code: 'provider-failed',
      message: expect.stringContaining('the answer broke off'),
      data: { attempts: 2 },
    };
    for (const provider of chatProviders) {
      expect(await errorOf(provider, { body: JSON.stringify(chat(finish)) }), provider.id).toMatchObject(
        expected,
      );
      const told = { type: 'text/event-stream', body };
      expect(await errorOf(provider, told, streaming), provider.id).toMatchObject(expected);
    }
  },
);

test.each([
  [
    'google:',
    { candidates: [{ content: { parts: [{ text: 'I' }] }, finishReason: 'MALFORMED_FUNCTION_CALL' }] },
  ],
  [
    'bedrock:',
    {
      output: { message: { role: 'assistant', content: [{ text: 'I' }] } },
      stopReason: 'malformed_model_output',
      usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
    },
  ],
  [
    'openai:',
    { id: 'r', object: 'response', created_at: 1, model: 'm', status: 'failed', error: null, output: [] },
  ],
  [
    'openai:',
    { id: 'r', object: 'response', created_at: 1, model: 'm', status: 'cancelled', error: null, output: [] },
  ],
])('%s: an answer that is given up is asked for again: %j', async (kind, body) => {
  const provider = allProviders.find(({ id }) => id.startsWith(kind));
  if (provider === undefined) throw new Error('it is in the list');
  const error = await errorOf(provider, { body: JSON.stringify(body) });
  expect(error).toMatchObject({ code: 'provider-failed', data: { attempts: 2 } });
});
