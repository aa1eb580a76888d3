/** Reasoning goes back as it came through the packages whose services the test server does not speak. */
import { expect, it } from 'vitest';
import { afterwards } from '../../../../test/support/afterwards.ts';
import { never, task, tools } from '../../../../test/support/model-agents.ts';
import { recorder } from '../../../../test/support/recorder.ts';
import { openAgent } from '../registry.ts';

const KEY = 'planted-key-0123456789';

interface Other {
  readonly id: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly base: string;
  readonly answer: unknown;
  /** In the request, at the second call. */
  readonly sentBack: unknown;
}

const functionCall = { id: 'call_a', type: 'function', function: { name: 'list_files', arguments: '{}' } };
const chatAnswer = (message: object) => ({
  id: 'c1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [
    {
      index: 0,
      finish_reason: 'tool_calls',
      message: { role: 'assistant', tool_calls: [functionCall], ...message },
    },
  ],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});
const responsesAnswer = {
  id: 'r1',
  object: 'response',
  created_at: 1,
  status: 'completed',
  model: 'm',
  output: [
    {
      type: 'reasoning',
      id: 'rs_1',
      status: 'completed',
      summary: [{ type: 'summary_text', text: 'pondering' }],
      encrypted_content: 'opaque',
    },
    {
      type: 'function_call',
      id: 'fc_1',
      call_id: 'call_a',
      name: 'list_files',
      arguments: '{}',
      status: 'completed',
    },
  ],
  usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
};
const details = [
  { type: 'reasoning.text', text: 'pondering', signature: 'sig', format: 'anthropic-claude-v1', index: 0 },
  { type: 'reasoning.encrypted', data: 'opaque', format: 'anthropic-claude-v1', index: 1 },
];
const encrypted = { type: 'reasoning', encrypted_content: 'opaque' };
const signed = { functionCall: { name: 'list_files', args: {} }, thoughtSignature: 'sig' };

const others: readonly Other[] = [
  {
    id: 'openrouter:anthropic/claude-haiku-4.5?reasoning=low',
    variables: { OPENROUTER_API_KEY: KEY },
    base: 'OPENROUTER_BASE_URL',
    answer: chatAnswer({ content: 'Looking.', reasoning: 'pondering', reasoning_details: details }),
    sentBack: { messages: expect.arrayContaining([expect.objectContaining({ reasoning_details: details })]) },
  },
  {
    id: 'xai:grok-4.3',
    variables: { XAI_API_KEY: KEY },
    base: 'XAI_BASE_URL',
    answer: responsesAnswer,
    sentBack: { input: expect.arrayContaining([expect.objectContaining(encrypted)]) },
  },
  {
    id: 'azure:gpt-5.2?reasoning=low',
    variables: { AZURE_API_KEY: KEY },
    base: 'AZURE_BASE_URL',
    answer: responsesAnswer,
    sentBack: { input: expect.arrayContaining([expect.objectContaining(encrypted)]) },
  },
  {
    id: 'togetherai:moonshotai/Kimi-K2.5',
    variables: { TOGETHER_API_KEY: KEY },
    base: 'TOGETHERAI_BASE_URL',
    answer: chatAnswer({ content: null, reasoning: 'pondering' }),
    sentBack: {
      messages: expect.arrayContaining([expect.objectContaining({ reasoning_content: 'pondering' })]),
    },
  },
  {
    id: 'mistral:magistral-medium-latest',
    variables: { MISTRAL_API_KEY: KEY },
    base: 'MISTRAL_BASE_URL',
    answer: chatAnswer({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'pondering' }] }] }),
    sentBack: {
      messages: expect.arrayContaining([
        expect.objectContaining({
          content: expect.arrayContaining([
            expect.objectContaining({ thinking: [{ type: 'text', text: 'pondering' }] }),
          ]),
        }),
      ]),
    },
  },
  {
    id: 'vertex:gemini-3-flash-preview?reasoning=low',
    variables: { GOOGLE_VERTEX_API_KEY: KEY },
    base: 'VERTEX_BASE_URL',
    answer: {
      candidates: [
        {
          content: { role: 'model', parts: [{ text: 'pondering', thought: true }, signed] },
          finishReason: 'STOP',
        },
      ],
      usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
    },
    sentBack: {
      contents: expect.arrayContaining([
        expect.objectContaining({
          parts: expect.arrayContaining([expect.objectContaining({ thoughtSignature: 'sig' })]),
        }),
      ]),
    },
  },
  {
    id: 'bedrock:anthropic.claude-haiku-4-5-20251001-v1:0?reasoningBudget=2000',
    variables: { AWS_BEARER_TOKEN_BEDROCK: KEY, AWS_REGION: 'us-east-1' },
    base: 'BEDROCK_BASE_URL',
    answer: {
      output: {
        message: {
          role: 'assistant',
          content: [
            { reasoningContent: { reasoningText: { text: 'pondering', signature: 'sig' } } },
            { toolUse: { toolUseId: 'call_a', name: 'list_files', input: {} } },
          ],
        },
      },
      stopReason: 'tool_use',
      usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
    },
    sentBack: {
      additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 2000 } },
      messages: expect.arrayContaining([
        expect.objectContaining({
          content: expect.arrayContaining([
            { reasoningContent: { reasoningText: { text: 'pondering', signature: 'sig' } } },
          ]),
        }),
      ]),
    },
  },
  {
    id: 'anthropic:claude-sonnet-4-5?reasoningBudget=2000',
    variables: { ANTHROPIC_API_KEY: KEY },
    base: 'ANTHROPIC_BASE_URL',
    answer: {
      id: 'm1',
      type: 'message',
      role: 'assistant',
      model: 'm',
      content: [
        { type: 'thinking', thinking: 'pondering', signature: 'sig' },
        { type: 'redacted_thinking', data: 'opaque' },
        { type: 'tool_use', id: 'call_a', name: 'list_files', input: {} },
      ],
      stop_reason: 'tool_use',
      stop_sequence: null,
      usage: { input_tokens: 1, output_tokens: 1 },
    },
    sentBack: {
      messages: expect.arrayContaining([
        expect.objectContaining({
          content: expect.arrayContaining([{ type: 'redacted_thinking', data: 'opaque' }]),
        }),
      ]),
    },
  },
];

it.each(others)('$id gets back what it said to itself', async ({ id, variables, base, answer, sentBack }) => {
  const { url, received } = await recorder(answer);
  const kind = await openAgent(id, { environment: { ...variables, [base]: url }, folder: '/' });
  const agent = kind.start('trial');
  const turn = await agent.takeTurn(task, tools, never);
  expect(turn?.reasoning).toContain('pondering');
  expect(turn?.calls).toMatchObject([{ tool: 'list_files', args: {} }]);
  await agent.takeTurn(afterwards(turn), tools, never);
  expect(received[1]?.body).toMatchObject(sentBack as object);
});
