import { describe, expect, it } from 'vitest';
import { readAsked } from '../asked.ts';
import type { ModelRequest, ProtocolName } from './protocol.ts';
import { protocols } from './registry.ts';

const paths: Readonly<Record<ProtocolName, string>> = {
  anthropic: '/v1/messages',
  'openai-chat': '/v1/chat/completions',
  'openai-responses': '/v1/responses',
  google: '/v1beta/models/gemini-x:generateContent',
};

const bodies: Readonly<Record<ProtocolName, Record<string, unknown>>> = {
  anthropic: { model: 'm', max_tokens: 5, messages: [{ role: 'user', content: 'hello' }] },
  'openai-chat': { model: 'm', messages: [{ role: 'user', content: 'hello' }] },
  'openai-responses': { model: 'm', input: 'hello' },
  google: { contents: [{ role: 'user', parts: [{ text: 'hello' }] }] },
};

function asked(
  name: ProtocolName,
  members: Record<string, unknown> = {},
  path = paths[name],
  headers: Record<string, string> = {},
): ModelRequest {
  const body = Buffer.from(JSON.stringify({ ...bodies[name], ...members }));
  const raw = { method: 'POST', path, headers: { 'content-type': 'application/json', ...headers }, body };
  return readAsked(protocols[name], raw).request;
}

const fn = { name: 'look', parameters: { type: 'object', properties: { web_search: { type: 'string' } } } };
const schema = { type: 'object', properties: { url: { type: 'string' } } };
const png = 'data:image/png;base64,iVBORw0KGgo=';

/** What clients send every day. */
const plain: readonly (readonly [ProtocolName, Record<string, unknown>])[] = [
  [
    'openai-chat',
    { tools: [{ type: 'function', function: fn }], tool_choice: 'auto', temperature: 0.7, n: 2 },
  ],
  ['openai-chat', { tools: [{ type: 'custom', custom: { name: 'sql' } }], stream: true, store: false }],
  ['openai-chat', { functions: [fn], stream_options: { include_usage: true }, tools: null, metadata: null }],
  [
    'openai-chat',
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: png } }] }] },
  ],
  ['openai-chat', { messages: [{ role: 'user', content: [{ type: 'file', file: { file_data: png } }] }] }],
  ['openai-chat', { modalities: ['text'], web_search_options: null }],
  [
    'openai-chat',
    {
      messages: [
        { role: 'assistant', content: null, tool_calls: [{ id: 'c', type: 'function', function: fn }] },
        { role: 'tool', tool_call_id: 'c', content: 'type: web_search' },
      ],
    },
  ],
  [
    'openai-responses',
    { tools: [{ type: 'function', ...fn, strict: true }], store: false, background: false },
  ],
  [
    'openai-responses',
    { tools: [{ type: 'local_shell' }, { type: 'apply_patch' }], previous_response_id: null },
  ],
  ['openai-responses', { tools: [{ type: 'namespace', name: 'crm', tools: [{ type: 'function', ...fn }] }] }],
  [
    'openai-responses',
    {
      input: [
        { role: 'user', content: [{ type: 'input_image', image_url: png, file_id: null }] },
        { type: 'reasoning', summary: [], encrypted_content: 'x' },
        { type: 'function_call', call_id: 'c', name: 'look', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c', output: 'done' },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'hi' }] },
      ],
      include: ['reasoning.encrypted_content'],
    },
  ],
  [
    'anthropic',
    {
      tools: [
        { name: 'look', input_schema: schema },
        { type: 'custom', name: 'b', input_schema: {} },
      ],
    },
  ],
  [
    'anthropic',
    {
      tools: [
        { type: 'bash_20250124', name: 'bash' },
        { type: 'memory_20250818', name: 'memory' },
      ],
    },
  ],
  [
    'anthropic',
    {
      system: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } }],
      thinking: { type: 'adaptive' },
    },
  ],
  [
    'anthropic',
    {
      messages: [
        {
          role: 'user',
          content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'a' } }],
        },
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 't', name: 'look', input: { type: 'url', url: 'http://a' } }],
        },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'x' }] }],
        },
      ],
    },
  ],
  ['google', { tools: [{ functionDeclarations: [fn] }], generationConfig: { responseModalities: ['TEXT'] } }],
  ['google', { tools: [{ function_declarations: [fn] }], system_instruction: { parts: [{ text: 'x' }] } }],
  ['google', { contents: [{ parts: [{ inlineData: { mimeType: 'image/png', data: 'a' } }] }] }],
  ['google', { contents: [{ parts: [{ functionCall: { name: 'look', args: { fileData: 1 } } }] }] }],
  ['google', { contents: [{ parts: [{ functionResponse: { name: 'look', response: { fileData: 1 } } }] }] }],
];

/** What a provider would do by itself, in the spellings that providers read. */
const providerRun: readonly (readonly [ProtocolName, Record<string, unknown>, string])[] = [
  [
    'openai-chat',
    { tools: [{ type: 'function', function: { name: '$web_search' } }] },
    'function $web_search',
  ],
  ['openai-chat', { functions: [{ name: '$web_search' }] }, 'function $web_search'],
  ['openai-chat', { tools: [{ type: 'function', function: { ...fn, web_search: {} } }] }, 'web_search'],
  [
    'openai-responses',
    { tools: [{ type: 'function', ...fn, allowed_callers: ['programmatic'] }] },
    'allowed_callers',
  ],
  [
    'openai-responses',
    { input: [{ type: 'additional_tools', tools: [{ type: 'mcp' }] }] },
    'additional_tools',
  ],
  ['anthropic', { fallbacks: [{ model: 'other' }] }, 'fallbacks'],
  ['google', { tools: [{ functionDeclarations: [{ name: 'googleSearch()' }] }] }, 'function googleSearch()'],
  ['openai-chat', { web_search_options: {} }, 'web_search_options'],
  ['openai-chat', { tools: [{ type: 'web_search' }] }, 'web_search'],
  [
    'openai-chat',
    {
      tools: [
        { type: 'function', function: fn },
        { type: 'mcp', server_url: 'http://a' },
      ],
    },
    'mcp',
  ],
  ['openai-chat', { tools: [{ Type: 'web_search', type: 'function', function: fn }] }, 'Type'],
  ['openai-chat', { tools: [{ function: fn }] }, 'tools'],
  [
    'openai-chat',
    { tools: [{ type: 'function', function: { name: '$web_search' } }] },
    'function $web_search',
  ],
  ['openai-chat', { functions: [{ name: '$web_search' }] }, 'function $web_search'],
  ['openai-chat', { tools: [{ type: 'function', function: { ...fn, web_search: {} } }] }, 'web_search'],
  [
    'openai-responses',
    { tools: [{ type: 'function', ...fn, allowed_callers: ['programmatic'] }] },
    'allowed_callers',
  ],
  [
    'openai-responses',
    { input: [{ type: 'additional_tools', tools: [{ type: 'mcp' }] }] },
    'additional_tools',
  ],
  ['anthropic', { fallbacks: [{ model: 'other' }] }, 'fallbacks'],
  ['google', { tools: [{ functionDeclarations: [{ name: 'googleSearch()' }] }] }, 'function googleSearch()'],
  ['openai-chat', { Tools: [{ type: 'web_search' }] }, 'Tools'],
  ['openai-chat', { plugins: [{ id: 'web' }] }, 'plugins'],
  ['openai-chat', { search_parameters: { mode: 'on' } }, 'search_parameters'],
  ['openai-chat', { store: true }, 'store'],
  ['openai-chat', { modalities: ['image', 'text'] }, 'modality image'],
  ['openai-chat', { tool_choice: { type: 'web_search' } }, 'web_search'],
  [
    'openai-chat',
    {
      messages: [
        { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a/?q=secret' } }] },
      ],
    },
    'url',
  ],
  [
    'openai-chat',
    { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'file-1' } }] }] },
    'file',
  ],
  [
    'openai-chat',
    { messages: [{ role: 'user', content: [{ type: 'video_url', video_url: { url: 'https://a' } }] }] },
    'video_url',
  ],
  ...[
    'web_search',
    'web_search_preview',
    'web_search_preview_2025_03_11',
    'file_search',
    'code_interpreter',
    'computer_use_preview',
    'computer',
    'image_generation',
    'mcp',
    'shell',
    'tool_search',
    'something_new',
  ].map((type) => ['openai-responses', { tools: [{ type }] }, type] as const),
  ['openai-responses', { tools: [{ type: 'namespace', tools: [{ type: 'mcp' }] }] }, 'mcp'],
  ['openai-responses', { tools: [{ type: 'function', ...fn, server_url: 'x' }] }, 'server_url'],
  ['openai-responses', { previous_response_id: 'resp_1' }, 'previous_response_id'],
  ['openai-responses', { conversation: { id: 'conv_1' } }, 'conversation'],
  ['openai-responses', { prompt: { id: 'pmpt_1' } }, 'prompt'],
  ['openai-responses', { background: true }, 'background'],
  ['openai-responses', { store: true }, 'store'],
  ['openai-responses', { input: [{ type: 'item_reference', id: 'msg_1' }] }, 'item_reference'],
  ['openai-responses', { input: [{ id: 'msg_1' }] }, 'item_reference'],
  [
    'openai-responses',
    { input: [{ type: 'mcp_approval_response', approve: true }] },
    'mcp_approval_response',
  ],
  [
    'openai-responses',
    { input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'f' }] }] },
    'file',
  ],
  [
    'openai-responses',
    { input: [{ role: 'user', content: [{ type: 'input_file', file_url: 'https://a' }] }] },
    'url',
  ],
  [
    'openai-responses',
    { input: [{ type: 'function_call_output', output: [{ type: 'input_image', image_url: 'https://a' }] }] },
    'url',
  ],
  ...[
    'web_search_20250305',
    'web_fetch_20250910',
    'code_execution_20250522',
    'computer_20250124',
    'mcp_toolset',
    'tool_search_tool_regex_20251119',
    'bash_2025',
    'Web_Search_20250305',
  ].map((type) => ['anthropic', { tools: [{ type, name: 'x' }] }, type] as const),
  ['anthropic', { mcp_servers: [{ type: 'url', url: 'http://a' }] }, 'mcp_servers'],
  ['anthropic', { container: { skills: [] } }, 'container'],
  [
    'anthropic',
    { tools: [{ name: 'a', input_schema: {}, allowed_callers: ['code_execution_20250825'] }] },
    'allowed_callers',
  ],
  ['anthropic', { tools: [{ name: 'a', input_schema: {}, mcp_server_name: 'x' }] }, 'mcp_server_name'],
  [
    'anthropic',
    { messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'url', url: 'https://a' } }] }] },
    'url',
  ],
  [
    'anthropic',
    { messages: [{ role: 'user', content: [{ type: 'document', source: { type: 'file', file_id: 'f' } }] }] },
    'file',
  ],
  [
    'anthropic',
    { messages: [{ role: 'user', content: [{ type: 'container_upload', file_id: 'f' }] }] },
    'container_upload',
  ],
  [
    'anthropic',
    {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 't', content: [{ type: 'image', source: { type: 'url' } }] },
          ],
        },
      ],
    },
    'url',
  ],
  ...[
    'googleSearch',
    'googleSearchRetrieval',
    'codeExecution',
    'urlContext',
    'googleMaps',
    'fileSearch',
    'computerUse',
    'retrieval',
    'mcpServers',
  ].flatMap((name) =>
    [name, name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)].map(
      (spelling) =>
        ['google', { tools: [{ functionDeclarations: [fn] }, { [spelling]: {} }] }, name] as const,
    ),
  ),
  ['google', { cachedContent: 'cachedContents/1' }, 'cachedContent'],
  ['google', { cached_content: 'cachedContents/1' }, 'cachedContent'],
  ['google', { contents: [{ parts: [{ file_data: { file_uri: 'https://a' } }] }] }, 'fileData'],
  ['google', { contents: [{ parts: [{ functionResponse: { parts: [{ fileData: {} }] } }] }] }, 'fileData'],
  ['google', { generation_config: { response_modalities: ['IMAGE'] } }, 'modality IMAGE'],
  ['google', { toolConfig: { includeServerSideToolInvocations: true } }, 'includeServerSideToolInvocations'],
];

describe('what the provider would run by itself', () => {
  it.each(plain)('nothing, for %s %j', (name, members) => {
    expect(asked(name, members).providerRun).toEqual([]);
  });
  it.each(providerRun)('%s %j: %s', (name, members, found) => {
    expect(asked(name, members).providerRun).toContain(found);
  });
  it('betas that turn it on', () => {
    const betas = { 'anthropic-beta': 'interleaved-thinking-2025-05-14, MCP-client-2025-04-04' };
    expect(asked('anthropic', {}, '/v1/messages', betas).providerRun).toEqual(['mcp_servers']);
  });
});

describe('places', () => {
  it.each([
    ['openai-chat', '/chat/completions', '/chat/completions'],
    ['openai-responses', '/responses', '/responses'],
    ['anthropic', '/messages', '/messages'],
    ['anthropic', '/v1/messages?beta=true', '/messages?beta=true'],
    ['anthropic', '/v1/messages/count_tokens', '/messages/count_tokens'],
    [
      'google',
      '/models/gemini-x:streamGenerateContent?alt=sse&key=k',
      '/models/gemini-x:streamGenerateContent?alt=sse',
    ],
    ['google', '/v1/models/gemini-x:generateContent', '/models/gemini-x:generateContent'],
  ] as const)('%s %s', (name, path, onward) => {
    const body = Buffer.from(JSON.stringify(bodies[name]));
    const headers = { 'content-type': 'application/json' };
    expect(readAsked(protocols[name], { method: 'POST', path, headers, body }).endpoint.path).toBe(onward);
  });

  it.each([
    ['openai-chat', '/v1/files'],
    ['openai-chat', '/v1/chat/completions/'],
    ['openai-chat', '/v1/chat/completions?x=1'],
    ['openai-chat', '/v1/chat/%63ompletions'],
    ['openai-chat', '/v1/responses'],
    ['openai-responses', '/v1/responses/resp_1'],
    ['openai-responses', '/v1/responses/../files'],
    ['anthropic', '/v1/messages/batches'],
    ['anthropic', '/v1/files'],
    ['google', '/v1beta/models/a/../../files:generateContent'],
    ['google', '/v1beta/cachedContents'],
    ['google', '/v1beta/models/gemini-x:batchGenerateContent'],
    ['google', '/v1beta/models/gemini-x:generateContent?alt=proto'],
    ['google', '/v1beta/models/gemini-x:generateContent?$alt=sse'],
    ['google', '/v1beta/models/gemini-x:streamGenerateContent?alt=sse?alt=json'],
  ] as const)('nothing is served at %s %s', (name, path) => {
    expect(() => asked(name, {}, path)).toThrow(expect.objectContaining({ code: 'bad-request' }));
  });
});

describe('what cannot be understood', () => {
  const send = (name: ProtocolName, body: string, headers = {}) =>
    readAsked(protocols[name], {
      method: 'POST',
      path: paths[name],
      headers: { 'content-type': 'application/json', ...headers },
      body: Buffer.from(body),
    });
  it.each([
    ['openai-chat', '{"model":"a","model":"b","messages":[]}', 'bad-json'],
    ['openai-chat', '{"tools":[],"\\u0074ools":[{"type":"web_search"}],"model":"a"}', 'bad-json'],
    ['openai-chat', '[]', 'bad-request'],
    ['openai-chat', '', 'bad-json'],
    ['openai-chat', '{"messages":[]}', 'bad-request'],
    ['openai-chat', '{"model":["a"]}', 'bad-request'],
    ['openai-chat', '{"model":"a","stream":"yes"}', 'bad-request'],
    ['openai-chat', '{"model":"a","max_tokens":-1}', 'bad-request'],
    ['openai-chat', '{"model":"a","max_tokens":1.5}', 'bad-request'],
    ['openai-chat', '{"model":"a","tools":{"type":"web_search"}}', 'bad-request'],
    ['openai-responses', '{"model":"a","input":[["x"]]}', 'bad-request'],
    ['anthropic', '{"model":"a","messages":[{"content":7}]}', 'bad-request'],
    ['google', '{"cachedContent":null,"cached_content":"x"}', 'bad-request'],
    ['google', '{"contents":[null]}', 'bad-request'],
  ] as const)('%s %s', (name, body, code) => {
    expect(() => send(name, body)).toThrow(expect.objectContaining({ code }));
  });
  it('another type of content, or one that is compressed', () => {
    const body = JSON.stringify(bodies.anthropic);
    for (const headers of [{ 'content-type': 'text/plain' }, { 'content-encoding': 'gzip' }])
      expect(() => send('anthropic', body, headers)).toThrow(
        expect.objectContaining({ code: 'bad-request' }),
      );
  });
});

it('the bound of output tokens', () => {
  expect(asked('openai-chat').outputTokens).toBe(undefined);
  expect(asked('openai-chat', { max_tokens: 10, n: 3 }).outputTokens).toBe(30);
  expect(asked('openai-chat', { max_tokens: 10, max_completion_tokens: 20 }).outputTokens).toBe(20);
  expect(asked('openai-responses', { max_output_tokens: 7 }).outputTokens).toBe(7);
  expect(asked('anthropic').outputTokens).toBe(5);
  expect(asked('anthropic', {}, '/v1/messages/count_tokens').outputTokens).toBe(0);
  const settings = { max_output_tokens: 4, candidateCount: 2 };
  expect(asked('google', { generation_config: settings }).outputTokens).toBe(8);
});

it('the body passes as it came', () => {
  const body = '{ "model":"m","temperature": 0.70, "messages":[{"role":"user","content":"\\u00e9"}] }';
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    cookie: 'x',
    'openai-organization': 'org',
  };
  const raw = { method: 'POST', path: '/chat/completions', headers, body: Buffer.from(body) };
  expect(readAsked(protocols['openai-chat'], raw)).toMatchObject({ body, headers: {} });
});
