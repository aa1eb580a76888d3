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

/** Where a provider's package wants a conversation in a way of its own. */
export interface PromptStyle {
  /** The protocol spoken: only a continuation of the same one is sent back. */
  readonly protocol: string;
  /**
   * Whether calls of a model that reasons are sent back with a field for reasoning even where it said none (DeepSeek,
   * Moonshot: 400 without it).
   */
  readonly emptyReasoning?: boolean;
}

/** What stands for an answer without text and calls: templates want the model to answer before the user writes again. */
const EMPTY_ANSWER = '(empty message)';

/**
 * The provider's view of a conversation. Ids of calls stay as they are, results that follow one another become one
 * message, and reasoning is sent back only as the continuation of the same protocol has it. User and assistant take
 * turns in it, whatever the model answered: several templates reject anything else.
 */
export function promptOf(
  conversation: readonly ConversationMessage[],
  style: PromptStyle,
): LanguageModelV4Message[] {
  const prompt: LanguageModelV4Message[] = [];
  for (const message of conversation) {
    const last = prompt.at(-1);
    switch (message.role) {
      case 'system':
        prompt.push({ role: 'system', content: message.content });
        break;
      case 'user':
        if (last?.role === 'user') prompt.splice(-1, 1, userMessage(`${textOf(last)}\n\n${message.content}`));
        else prompt.push(userMessage(message.content));
        break;
      case 'assistant':
        prompt.push({ role: 'assistant', ...saidIn(message.turn, style.protocol) });
        break;
      case 'tool':
        if (last?.role === 'tool') last.content.push(resultOf(message));
        else prompt.push({ role: 'tool', content: [resultOf(message)] });
    }
  }
  return style.emptyReasoning === true ? withEmptyReasoning(prompt) : prompt;
}

type UserMessage = Extract<LanguageModelV4Message, { role: 'user' }>;

function userMessage(text: string): UserMessage {
  return { role: 'user', content: [{ type: 'text', text }] };
}

function textOf({ content }: UserMessage): string {
  return content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
}

function saidIn(turn: Turn, protocol: string): Omit<AssistantMessage, 'role'> {
  const calls = turn.calls.map((call) => ({
    type: 'tool-call' as const,
    toolCallId: call.id,
    toolName: acceptableName(call.tool),
    input: acceptableInput(call),
  }));
  // Several providers reject text of blanks.
  const plain: AssistantMessage['content'] =
    turn.text.trim() === '' ? calls : [{ type: 'text', text: turn.text }, ...calls];
  const said = continuedParts(turn, calls, protocol) ?? { content: plain };
  const isBlank = (part: AssistantMessage['content'][number]) =>
    part.type === 'text' && part.text.trim() === '';
  if (said.content.some((part) => part.type === 'tool-call' || (part.type === 'text' && !isBlank(part))))
    return said;
  const content: AssistantMessage['content'] = [
    // Empty text may carry a signature that has to go back.
    ...said.content.filter((part) => !isBlank(part) || part.providerOptions !== undefined),
    { type: 'text', text: EMPTY_ANSWER },
  ];
  return { ...said, content };
}

/** In a conversation in which the model reasoned, no calls are without a field for it. */
function withEmptyReasoning(prompt: LanguageModelV4Message[]): LanguageModelV4Message[] {
  const reasonsIn = ({ content }: AssistantMessage) => content.filter((part) => part.type === 'reasoning');
  const reasons = prompt.some((message) => message.role === 'assistant' && reasonsIn(message).length > 0);
  if (!reasons) return prompt;
  return prompt.map((message) => {
    const lacks =
      message.role === 'assistant' &&
      message.content.some((part) => part.type === 'tool-call') &&
      reasonsIn(message).every(({ text }) => text === '');
    if (!lacks) return message;
    const content: AssistantMessage['content'] = [
      { type: 'reasoning', text: '' },
      ...message.content.filter((part) => part.type !== 'reasoning'),
    ];
    // The package for compatible servers leaves empty reasoning out, and writes members of this name as they are.
    const openaiCompatible = { ...message.providerOptions?.openaiCompatible, reasoning_content: '' };
    return { ...message, content, providerOptions: { ...message.providerOptions, openaiCompatible } };
  });
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
