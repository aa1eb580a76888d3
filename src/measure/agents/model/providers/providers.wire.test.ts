/** Every provider of the table makes a real call through its real package: path, credentials, and the answer read. */
import { expect, it } from 'vitest';
import { recorder } from '../../../../../test/support/recorder.ts';
import { openAgent } from '../../registry.ts';
import { providers } from './table.ts';

const KEY = 'planted-key-0123456789';
const never = new AbortController().signal;

interface Case {
  readonly id: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The variable that gets the server's address. */
  readonly base: string;
  readonly path: string;
  readonly header: string;
  readonly value: string | RegExp;
  readonly protocol: string;
}

const bearer = { header: 'authorization', value: `Bearer ${KEY}` };
const cases: readonly Case[] = [
  {
    id: 'compatible:m',
    environment: { OFFSWITCH_API_KEY: KEY },
    base: 'OFFSWITCH_BASE_URL',
    path: '/base/chat/completions',
    ...bearer,
    protocol: 'compatible.chat',
  },
  {
    id: 'openai:gpt-4.1',
    environment: { OPENAI_API_KEY: KEY },
    base: 'OPENAI_BASE_URL',
    path: '/base/responses',
    ...bearer,
    protocol: 'openai.responses',
  },
  {
    id: 'openai:gpt-4.1',
    environment: { OPENAI_API_KEY: KEY, OFFSWITCH_OPENAI_API: 'chat' },
    base: 'OPENAI_BASE_URL',
    path: '/base/chat/completions',
    ...bearer,
    protocol: 'openai.chat',
  },
  {
    id: 'anthropic:claude-haiku-4-5',
    environment: { ANTHROPIC_API_KEY: KEY },
    base: 'ANTHROPIC_BASE_URL',
    path: '/base/messages',
    header: 'x-api-key',
    value: KEY,
    protocol: 'anthropic.messages',
  },
  {
    id: 'google:gemini-3-flash-preview',
    environment: { GEMINI_API_KEY: KEY },
    base: 'GOOGLE_BASE_URL',
    path: '/base/models/gemini-3-flash-preview:generateContent',
    header: 'x-goog-api-key',
    value: KEY,
    protocol: 'google.generate-content',
  },
  {
    id: 'mistral:mistral-large-latest',
    environment: { MISTRAL_API_KEY: KEY },
    base: 'MISTRAL_BASE_URL',
    path: '/base/chat/completions',
    ...bearer,
    protocol: 'mistral.chat',
  },
  {
    id: 'xai:grok-4',
    environment: { XAI_API_KEY: KEY },
    base: 'XAI_BASE_URL',
    path: '/base/responses',
    ...bearer,
    protocol: 'xai.responses',
  },
  {
    id: 'deepseek:deepseek-chat',
    environment: { DEEPSEEK_API_KEY: KEY },
    base: 'DEEPSEEK_BASE_URL',
    path: '/base/chat/completions',
    ...bearer,
    protocol: 'deepseek.chat',
  },
  {
    id: 'togetherai:moonshotai/Kimi-K2.5',
    environment: { TOGETHER_AI_API_KEY: KEY },
    base: 'TOGETHERAI_BASE_URL',
    path: '/base/chat/completions',
    ...bearer,
    protocol: 'togetherai.chat',
  },
  {
    id: 'openrouter:z-ai/glm-4.7',
    environment: { OPENROUTER_API_KEY: KEY },
    base: 'OPENROUTER_BASE_URL',
    path: '/base/chat/completions',
    ...bearer,
    protocol: 'openrouter.chat',
  },
  {
    id: 'azure:my-deployment',
    environment: { AZURE_API_KEY: KEY },
    base: 'AZURE_BASE_URL',
    path: '/base/responses',
    header: 'api-key',
    value: KEY,
    protocol: 'azure.responses',
  },
  {
    id: 'azure:my-deployment',
    environment: { AZURE_API_KEY: KEY, OFFSWITCH_AZURE_API: 'chat' },
    base: 'AZURE_BASE_URL',
    path: '/base/chat/completions',
    header: 'api-key',
    value: KEY,
    protocol: 'azure.chat',
  },
  {
    id: 'bedrock:us.anthropic.claude-haiku-4-5-20251001-v1:0',
    environment: { AWS_BEARER_TOKEN_BEDROCK: KEY, AWS_REGION: 'us-east-1' },
    base: 'BEDROCK_BASE_URL',
    path: '/base/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse',
    ...bearer,
    protocol: 'bedrock.converse',
  },
  {
    id: 'bedrock:amazon.nova-pro-v1:0',
    environment: { AWS_ACCESS_KEY_ID: 'AKIAPLANTED', AWS_SECRET_ACCESS_KEY: KEY, AWS_REGION: 'eu-west-1' },
    base: 'BEDROCK_BASE_URL',
    path: '/base/model/amazon.nova-pro-v1%3A0/converse',
    header: 'authorization',
    value: /^AWS4-HMAC-SHA256 Credential=AKIAPLANTED\/\d{8}\/eu-west-1\/bedrock\/aws4_request/,
    protocol: 'bedrock.converse',
  },
  {
    id: 'vertex:gemini-3-flash-preview',
    environment: { GOOGLE_VERTEX_API_KEY: KEY },
    base: 'VERTEX_BASE_URL',
    path: '/base/models/gemini-3-flash-preview:generateContent',
    header: 'x-goog-api-key',
    value: KEY,
    protocol: 'vertex.generate-content',
  },
  {
    id: 'groq:llama-3.3-70b-versatile',
    environment: { GROQ_API_KEY: KEY },
    base: 'GROQ_BASE_URL',
    path: '/base/chat/completions',
    ...bearer,
    protocol: '@ai-sdk/groq',
  },
  {
    id: 'package:@openrouter/ai-sdk-provider:z-ai/glm-4.7',
    environment: { OPENROUTER_API_KEY: KEY },
    base: 'OPENROUTER_BASE_URL',
    path: '/base/chat/completions',
    ...bearer,
    protocol: '@openrouter/ai-sdk-provider',
  },
];

it.each(cases)('$id speaks $protocol', async (each) => {
  const { url, received } = await recorder();
  const environment = { ...each.environment, [each.base]: url };
  const kind = await openAgent(each.id, { environment, folder: '/' });
  const turn = await kind.start('trial').takeTurn([{ role: 'user', content: 'hi' }], [], never);
  expect(turn).toMatchObject({ text: 'hello', usage: { inputTokens: 11, outputTokens: 7 } });
  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({ method: 'POST', path: each.path });
  const sent = received[0]?.headers[each.header];
  if (each.value instanceof RegExp) expect(sent).toMatch(each.value);
  else expect(sent).toBe(each.value);
  expect(kind.id).toBe(each.id);
  expect(kind.parameters).toMatchObject({ provider: each.protocol, baseUrl: url });
  const first = each.id.split(':')[0];
  expect(kind.model?.provider).toBe(first === 'package' ? 'openrouter' : first);
  expect(JSON.stringify(kind)).not.toContain(KEY);
});

it('every provider of the table is among them', () => {
  const proven = new Set(cases.map(({ id }) => id.split(':')[0]));
  expect(Object.keys(providers).filter((kind) => !proven.has(kind))).toEqual([]);
});
