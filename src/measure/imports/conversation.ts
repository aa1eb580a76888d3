/** A recorded conversation in the one form that all recordings are read into. */
import type { Json } from '../../kit/canonical.ts';
import type { ToolCall } from '../agents/agent.ts';

export interface Message {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  /** Null where the file has none, which is not the same as an empty one: that is how a failed call shows. */
  readonly content: string | null;
  readonly calls: readonly ToolCall[];
  /** Of a tool message: the id of the call it answers. */
  readonly answers?: string;
  readonly error?: string;
  /** Of a tool message: the exit code of the command, where the program that ran it kept one. */
  readonly exit?: number;
  /** Of a tool message: the program answered before the command had ended. */
  readonly unfinished?: true;
  readonly reasoning?: string;
}

/** Puts events of one run, in their order, together as messages. */
export interface ConversationBuilder {
  /** `piece`: the text goes on from the one before without a break. */
  said(role: 'system' | 'user' | 'assistant', text: string, how?: { readonly piece?: boolean }): void;
  thought(text: string): void;
  called(id: string, tool: string, args: unknown): void;
  answered(
    id: string,
    text: string,
    how?: { readonly failed?: boolean; readonly exit?: number | null; readonly unfinished?: boolean },
  ): void;
  finished(): readonly Message[];
}

/** An agent's turn lasts until an answer of a tool or a person's message. */
export function startConversation(): ConversationBuilder {
  const messages: Message[] = [];
  const own = (change: (turn: Message) => Message) => {
    const last = messages.at(-1);
    const turn: Message = last?.role === 'assistant' ? last : { role: 'assistant', content: '', calls: [] };
    if (last?.role === 'assistant') messages.pop();
    messages.push(change(turn));
  };
  return {
    said(role, text, { piece = false } = {}) {
      if (text.trim() === '' && !piece) return;
      if (role === 'assistant')
        own((turn) => ({
          ...turn,
          content: piece ? `${turn.content ?? ''}${text}` : joined(turn.content, text),
        }));
      else messages.push({ role, content: text, calls: [] });
    },
    thought: (text) => {
      if (text.trim() !== '') own((turn) => ({ ...turn, reasoning: joined(turn.reasoning ?? null, text) }));
    },
    called: (id, tool, args) => own((turn) => ({ ...turn, calls: [...turn.calls, callOf(id, tool, args)] })),
    answered(id, text, { failed = false, exit, unfinished = false } = {}) {
      messages.push({
        role: 'tool',
        content: text,
        calls: [],
        answers: id,
        ...(failed ? { error: text === '' ? 'the call failed' : text } : {}),
        ...(typeof exit === 'number' ? { exit } : {}),
        ...(unfinished ? { unfinished } : {}),
      });
    },
    finished: () => messages,
  };
}

function joined(before: string | null, text: string): string {
  return before === null || before === '' ? text : `${before}\n${text}`;
}

/** Arguments come as values or as JSON text; what is no JSON is the agent's, and kept as it is. */
export function callOf(id: string, tool: string, args: unknown): ToolCall {
  if (typeof args !== 'string') return { id, tool, args: (args ?? {}) as Json };
  try {
    return { id, tool, args: JSON.parse(args) as Json };
  } catch {
    return { id, tool, args: {}, unparsed: args };
  }
}

/** Content as text: itself, or the texts of its parts. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (Array.isArray(content))
    return content
      .map(textOf)
      .filter((text) => text !== '')
      .join('\n');
  if (typeof content !== 'object' || content === null) return '';
  const { text, output, content: inner } = content as Readonly<Record<string, unknown>>;
  return (
    [text, output, inner].map((one) => (one === undefined ? '' : textOf(one))).find((one) => one !== '') ?? ''
  );
}
