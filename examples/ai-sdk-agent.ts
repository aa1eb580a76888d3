/**
 * An agent built with the AI SDK (`fn:`): generateText takes one step a turn, Offswitch carries the tool calls out, and
 * the agent keeps its messages in the form of the SDK. Needs the packages `ai` and `@ai-sdk/openai-compatible`.
 */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, jsonSchema, type ModelMessage, tool } from 'ai';
import { type ConversationMessage, defineAgent } from 'offswitch';

const provider = createOpenAICompatible({
  name: 'any',
  baseURL: process.env.OPENAI_BASE_URL ?? 'http://127.0.0.1:4010/v1',
  ...(process.env.OPENAI_API_KEY === undefined ? {} : { apiKey: process.env.OPENAI_API_KEY }),
});

export default defineAgent({
  name: 'ai-sdk-agent',
  resumes: false,
  start: () => {
    const messages: ModelMessage[] = [];
    let read = 0;
    return async (conversation, definitions, abortSignal) => {
      for (const message of conversation.slice(read)) messages.push(...messagesFor(message));
      read = conversation.length;
      const tools = definitions.map(({ name, description, parameters }) => [
        name,
        // Without `execute` the SDK hands the calls back.
        tool({ description, inputSchema: jsonSchema(parameters) }),
      ]);
      const { text, toolCalls, response, usage } = await generateText({
        model: provider.chatModel(process.env.MODEL ?? 'any'),
        messages,
        allowSystemInMessages: true,
        tools: Object.fromEntries(tools),
        abortSignal,
      });
      messages.push(...response.messages);
      return {
        text,
        calls: toolCalls.map((call) => ({ id: call.toolCallId, tool: call.toolName, args: call.input })),
        usage: { inputTokens: usage.inputTokens ?? 0, outputTokens: usage.outputTokens ?? 0 },
        report: { model: response.modelId },
      };
    };
  },
});

/** Its own turns the agent has already. */
function messagesFor(message: ConversationMessage): readonly ModelMessage[] {
  if (message.role === 'assistant') return [];
  if (message.role !== 'tool') return [{ role: message.role, content: message.content }];
  const { call: toolCallId, tool: toolName, content: value, failed } = message;
  const output = { type: failed ? ('error-text' as const) : ('text' as const), value };
  return [{ role: 'tool', content: [{ type: 'tool-result', toolCallId, toolName, output }] }];
}
