/**
 * Tools for models that have no calls of their own (`?tools=text`): they stand in the prompt, and calls are read from
 * the text, in one form alone:
 *
 *     <tool_call>
 *     {"name": "read_file", "arguments": {"path": "a.txt"}}
 *     </tool_call>
 *
 * Any number of them may stand in an answer, with text around them. In code they are quoted, not called. The closing
 * mark may be missing at the end of the answer, where servers stop at it. What is in the form and cannot be read
 * becomes a call that fails, so that the model hears of it.
 */
import { isRecord, type Json } from '../../../kit/canonical.ts';
import { hasExactNumbers } from '../../../kit/exact.ts';
import { parseJson } from '../../../kit/json.ts';
import type { ConversationMessage, ToolCall, ToolDefinition, Turn } from '../agent.ts';
import { codeIn } from '../leaked-reasoning.ts';

/** Raised with every change to the form or to the words that explain it: part of a trial's key. */
export const TEXT_TOOLS = 'text/1';

const OPEN = '<tool_call>';
const CLOSE = '</tool_call>';

/** The conversation as a model without tools can take it. */
export function withToolsAsText(
  conversation: readonly ConversationMessage[],
  tools: readonly ToolDefinition[],
): readonly ConversationMessage[] {
  if (tools.length === 0) return conversation;
  const explained = explain(tools);
  const system = conversation.findIndex(({ role }) => role === 'system');
  const messages = conversation.map((message, index): ConversationMessage => {
    switch (message.role) {
      case 'assistant':
        return { role: 'assistant', turn: { text: written(message.turn), calls: [] } };
      case 'tool':
        return { role: 'user', content: resultOf(message) };
      case 'system':
        return index === system ? { role: 'system', content: `${message.content}\n\n${explained}` } : message;
      default:
        return message;
    }
  });
  return system < 0 ? [{ role: 'system', content: explained }, ...messages] : messages;
}

function explain(tools: readonly ToolDefinition[]): string {
  const listed = tools.map(({ name, description, parameters }) =>
    JSON.stringify({ name, description, parameters }),
  );
  return `You work with tools. To call a tool, write a block of exactly this form, and not inside a code block:

${OPEN}
{"name": "NAME_OF_THE_TOOL", "arguments": {"NAME_OF_AN_ARGUMENT": "VALUE"}}
${CLOSE}

A message may hold several blocks; they are carried out in order. Only blocks of this form are carried out. The results come with the next message, each in a <tool_result> block.

These are the tools, one a line, each with the JSON Schema of its arguments:

${listed.join('\n')}`;
}

/** A turn as the model wrote it, its calls in the one form. */
function written({ text, calls }: Turn): string {
  const blocks = calls.map(({ tool, args, unparsed }) => {
    const inside = unparsed ?? JSON.stringify({ name: tool, arguments: args });
    return `${OPEN}\n${inside}\n${CLOSE}`;
  });
  return [...(text.trim() === '' ? [] : [text]), ...blocks].join('\n\n');
}

function resultOf({ tool, content, failed }: Extract<ConversationMessage, { role: 'tool' }>): string {
  const name = JSON.stringify(tool);
  return `<tool_result name=${name}${failed ? ' failed="true"' : ''}>\n${content}\n</tool_result>`;
}

/** The turn with the calls that its text holds taken out of it. */
export function withCallsOfText({ continuation: _, ...turn }: Turn): Turn {
  const { text, calls } = callsIn(turn.text);
  return { ...turn, text, calls: [...turn.calls, ...calls] };
}

function callsIn(text: string): { readonly text: string; readonly calls: readonly ToolCall[] } {
  const calls: ToolCall[] = [];
  const isCode = codeIn(text);
  let rest = '';
  let from = 0;
  for (let open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, Math.max(from, open + 1))) {
    if (isCode(open)) continue;
    const close = text.indexOf(CLOSE, open);
    calls.push(callOf(text.slice(open + OPEN.length, close < 0 ? text.length : close).trim()));
    rest += text.slice(from, open);
    from = close < 0 ? text.length : close + CLOSE.length;
  }
  return { text: calls.length === 0 ? text : (rest + text.slice(from)).trim(), calls };
}

function callOf(written: string): ToolCall {
  const value = parsed(written);
  // The loop gives ids.
  const id = '';
  if (isRecord(value) && typeof value.name === 'string') {
    const { name: tool, arguments: given = {} } = value;
    const args = given === null ? {} : given;
    // Whatever JSON text parses to is JSON.
    if (isRecord(args) && hasExactNumbers(args as Json)) return { id, tool, args: args as Json };
    return { id, tool, args: {}, unparsed: written };
  }
  const [, tool = 'tool_call'] = /"name"\s*:\s*"([\w.-]{1,64})"/.exec(written) ?? [];
  return { id, tool, args: {}, unparsed: written };
}

function parsed(text: string): unknown {
  try {
    return parseJson(text, 'a tool call');
  } catch {
    return undefined;
  }
}
