/** A conversation and the tools on offer, in the terms of the provider packages (AI SDK language model specification V4). */
import type {
  JSONSchema7,
  LanguageModelV4FunctionTool,
  LanguageModelV4Message,
  LanguageModelV4ToolResultPart,
} from '@ai-sdk/provider';
import { isRecord } from '../../../kit/canonical.ts';
import type { ConversationMessage, ToolCall, ToolDefinition, Turn } from '../agent.ts';
import { continuedParts } from './continuation.ts';

type AssistantMessage = Extract<LanguageModelV4Message, { role: 'assistant' }>;

/**
 * The provider's view of a conversation. Ids of calls stay as they are, results that follow one another become one
 * message, and reasoning is sent back only as the continuation of the same protocol has it.
 */
export function promptOf(
  conversation: readonly ConversationMessage[],
  protocol: string,
): LanguageModelV4Message[] {
  const prompt: LanguageModelV4Message[] = [];
  for (const message of conversation) {
    switch (message.role) {
      case 'system':
        prompt.push({ role: 'system', content: message.content });
        break;
      case 'user':
        prompt.push({ role: 'user', content: [{ type: 'text', text: message.content }] });
        break;
      case 'assistant': {
        const said = saidIn(message.turn, protocol);
        // Several providers reject an assistant message that says and does nothing.
        if (said.content.length > 0) prompt.push({ role: 'assistant', ...said });
        break;
      }
      case 'tool': {
        const last = prompt.at(-1);
        if (last?.role === 'tool') last.content.push(resultOf(message));
        else prompt.push({ role: 'tool', content: [resultOf(message)] });
      }
    }
  }
  return prompt;
}

function saidIn(turn: Turn, protocol: string): Omit<AssistantMessage, 'role'> {
  const calls = turn.calls.map((call) => ({
    type: 'tool-call' as const,
    toolCallId: call.id,
    toolName: acceptableName(call.tool),
    input: acceptableInput(call),
  }));
  const plain: AssistantMessage['content'] =
    turn.text === '' ? calls : [{ type: 'text', text: turn.text }, ...calls];
  return continuedParts(turn, calls, protocol) ?? { content: plain };
}

/** Providers reject a history with a name that no tool could have, even if the model itself made it up. */
function acceptableName(tool: string): string {
  const name = tool.replace(/[^\w-]/g, '_').slice(0, 64);
  return name === '' ? '_' : name;
}

/** Several servers take nothing but an object here; what was wrong with the arguments the tool's error says. */
function acceptableInput(call: ToolCall): unknown {
  return isRecord(call.args) ? call.args : {};
}

function resultOf(message: Extract<ConversationMessage, { role: 'tool' }>): LanguageModelV4ToolResultPart {
  return {
    type: 'tool-result',
    toolCallId: message.call,
    toolName: acceptableName(message.tool),
    output: { type: message.failed ? 'error-text' : 'text', value: message.content },
  };
}

/** Tools as function tools. */
export function functionToolsOf(tools: readonly ToolDefinition[]): LanguageModelV4FunctionTool[] {
  return tools.map((tool) => ({
    type: 'function',
    name: tool.name,
    description: tool.description,
    // The specification types schemas after draft 7 only; the packages pass them through as they are.
    inputSchema: tool.parameters as JSONSchema7,
  }));
}
