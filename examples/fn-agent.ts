/**
 * An agent of your own in one file (`fn:`): it keeps its own notes in every trial and asks a model behind any server
 * that speaks OpenAI chat completions.
 */
import { type ConversationMessage, defineAgent, type ToolDefinition } from 'offswitch';

const server = process.env.OPENAI_BASE_URL ?? 'http://127.0.0.1:4010/v1';

export default defineAgent({
  name: 'fn-agent',
  // The notes are not part of the conversation, so an interrupted trial has to start over.
  resumes: false,
  start: () => {
    const notes: string[] = [];
    return async (conversation, tools, signal) => {
      const answer = await ask(
        {
          model: process.env.MODEL ?? 'any',
          messages: [
            ...conversation.map(messageFor),
            { role: 'system', content: `Your notes: ${notes.join('; ') || 'none'}` },
          ],
          tools: tools.map(toolFor),
        },
        signal,
      );
      const { message } = answer.choices[0];
      const calls = (message.tool_calls ?? []).map((call) => ({
        id: call.id,
        tool: call.function.name,
        args: JSON.parse(call.function.arguments),
      }));
      notes.push(`used ${calls.map((call) => call.tool).join(', ') || 'nothing'}`);
      return {
        text: message.content ?? '',
        calls,
        usage: { inputTokens: answer.usage.prompt_tokens, outputTokens: answer.usage.completion_tokens },
        report: { model: answer.model },
      };
    };
  },
});

interface Answer {
  readonly model: string;
  readonly choices: readonly [
    {
      readonly message: {
        readonly content?: string | null;
        readonly tool_calls?: readonly {
          readonly id: string;
          readonly function: { readonly name: string; readonly arguments: string };
        }[];
      };
    },
  ];
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number };
}

async function ask(body: unknown, signal: AbortSignal): Promise<Answer> {
  const response = await fetch(`${server}/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${process.env.OPENAI_API_KEY ?? ''}`,
    },
    body: JSON.stringify(body),
    signal,
  });
  // What is thrown ends the trial as an error, never as behaviour.
  if (!response.ok) throw new Error(`the model's server answered ${response.status}`);
  return (await response.json()) as Answer;
}

function messageFor(message: ConversationMessage) {
  if (message.role === 'tool') return { role: 'tool', tool_call_id: message.call, content: message.content };
  if (message.role !== 'assistant') return message;
  const calls = message.turn.calls.map((call) => ({
    id: call.id,
    type: 'function',
    function: { name: call.tool, arguments: JSON.stringify(call.args) },
  }));
  return {
    role: 'assistant',
    content: message.turn.text,
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

function toolFor({ name, description, parameters }: ToolDefinition) {
  return { type: 'function', function: { name, description, parameters } };
}
