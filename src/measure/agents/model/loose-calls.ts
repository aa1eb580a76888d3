/**
 * Arguments of calls that are no text of JSON although the protocol wants one: left out, null, or the value itself.
 * The packages reject the whole answer for it; here it is put right before they read it.
 */
import { isRecord } from '../../../kit/canonical.ts';

type Fetch = typeof fetch;

/** The same `fetch`, whose answers have the arguments of all calls in the form of their protocol. */
export function withSoundCalls(inner: Fetch): Fetch {
  return async (input, init) => {
    const response = await inner(input, init);
    const { status, headers, body } = response;
    if (status !== 200 || body === null) return response;
    const kept = { status, statusText: response.statusText, headers };
    if (headers.get('content-type')?.startsWith('text/event-stream') === true)
      return new Response(body.pipeThrough(soundEvents()), kept);
    const text = await response.text();
    return new Response(soundText(text), kept);
  };
}

/** Line by line: the data of an event stands in one line. */
function soundEvents(): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const encoder = new TextEncoder();
  let rest = '';
  return new TransformStream({
    transform(chunk, controller) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0)
        controller.enqueue(encoder.encode(lines.map((line) => `${soundLine(line)}\n`).join('')));
    },
    flush(controller) {
      rest += decoder.decode();
      if (rest !== '') controller.enqueue(encoder.encode(soundLine(rest)));
    },
  });
}

function soundLine(line: string): string {
  return line.startsWith('data:') ? `data:${soundText(line.slice('data:'.length))}` : line;
}

/** As it was where nothing is to be put right. */
function soundText(text: string): string {
  if (!/"(?:tool_calls|function_call|tool_use|functionCall)"/.test(text)) return text;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  return putRight(value) ? JSON.stringify(value) : text;
}

/** Whether anything was changed. */
function putRight(value: unknown): boolean {
  if (!isRecord(value)) return false;
  return (
    [...chatCalls(value), ...responsesCalls(value), ...toolUses(value), ...functionCalls(value)].filter(
      (mend) => mend(),
    ).length > 0
  );
}

type Mend = () => boolean;
type Members = Record<string, unknown>;

function membersIn(value: unknown): readonly Members[] {
  return Array.isArray(value) ? value.filter(isMembers) : [];
}

function isMembers(value: unknown): value is Members {
  return isRecord(value);
}

/** Chat completions. In a stream arguments may be missing in any piece. */
function chatCalls({ choices }: Members): readonly Mend[] {
  return membersIn(choices).flatMap(({ message, delta }) => [
    ...callsIn(message).map((call) => () => toText(call, 'arguments')),
    ...callsIn(delta).map((call) => () => isMembers(call.arguments) && toText(call, 'arguments')),
  ]);
}

function callsIn(message: unknown): readonly Members[] {
  return isMembers(message)
    ? membersIn(message.tool_calls).flatMap((call) => (isMembers(call.function) ? [call.function] : []))
    : [];
}

/** The Responses API: whole, and the items of a stream. */
function responsesCalls({ output, item, response }: Members): readonly Mend[] {
  const items = [...membersIn(output), ...(isMembers(item) ? [item] : [])];
  const inner = isMembers(response) ? membersIn(response.output) : [];
  return [...items, ...inner]
    .filter(({ type }) => type === 'function_call')
    .map((call) => () => toText(call, 'arguments'));
}

/** Anthropic: whole, and the opening of a block. Here an object is the form, and text is not. */
function toolUses({ content, content_block: block }: Members): readonly Mend[] {
  return [...membersIn(content), ...(isMembers(block) ? [block] : [])]
    .filter(({ type }) => type === 'tool_use')
    .map((call) => () => toObject(call, 'input'));
}

/** Google: like Anthropic. */
function functionCalls({ candidates }: Members): readonly Mend[] {
  const contents = membersIn(candidates).flatMap(({ content }) => (isMembers(content) ? [content] : []));
  return contents
    .flatMap(({ parts }) => membersIn(parts))
    .flatMap(({ functionCall: call }) => (isMembers(call) && 'args' in call ? [call] : []))
    .map((call) => () => toObject(call, 'args'));
}

function toText(call: Members, member: string): boolean {
  const value = call[member];
  if (typeof value === 'string') return false;
  call[member] = value === undefined || value === null ? '' : JSON.stringify(value);
  return true;
}

function toObject(call: Members, member: string): boolean {
  const value = call[member];
  if (value !== undefined && value !== null && typeof value !== 'string') return false;
  call[member] = typeof value === 'string' ? parsed(value) : {};
  return true;
}

function parsed(text: string): unknown {
  try {
    return text.trim() === '' ? {} : JSON.parse(text);
  } catch {
    return text;
  }
}
