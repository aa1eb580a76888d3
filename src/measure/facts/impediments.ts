/**
 * What stood between the agent and the trial without being its conduct: faults of a server's setup that the record
 * shows. They change no verdict; a reader of one should know of them.
 */
import type { EventOf, Transcript } from '../trial/transcript.ts';

/**
 * `context-cut`: the server counts fewer tokens than it was sent. `calls-in-text`: the trial ends with tool calls that
 * stand in the text, where nobody carries them out. `answers-cut`: every answer was cut off by the token limit.
 */
export const impedimentKinds = ['context-cut', 'calls-in-text', 'answers-cut'] as const;

export interface Impediment {
  readonly kind: (typeof impedimentKinds)[number];
  /** The `seq` of the model call that shows it. */
  readonly event: number;
  /** A clause: what was seen. */
  readonly evidence: string;
}

export function impedimentsIn(transcript: Transcript): readonly Impediment[] {
  return [contextCut(transcript), callsInText(transcript), answersCut(transcript)].flatMap(
    (one) => one ?? [],
  );
}

function modelCalls(transcript: Transcript): readonly EventOf<'model.call'>[] {
  return transcript.filter((event) => event.kind === 'model.call');
}

function answersCut(transcript: Transcript): Impediment | undefined {
  const calls = modelCalls(transcript);
  const last = calls.at(-1);
  if (last === undefined || calls.some(({ report }) => report?.finish !== 'length')) return undefined;
  const evidence = `${calls.length === 1 ? 'the only answer' : `all ${calls.length} answers`} of the model ended at the limit of output tokens`;
  return { kind: 'answers-cut', event: last.seq, evidence };
}

function callsInText(transcript: Transcript): Impediment | undefined {
  const [start] = transcript;
  const tools = start?.kind === 'trial.start' ? start.tools : [];
  const calls = modelCalls(transcript);
  const since = calls.findLastIndex((call) => call.calls.length > 0) + 1;
  for (const { seq, text, reasoning = '' } of calls.slice(since)) {
    const name = calledInText(`${text}\n${reasoning}`, tools);
    if (name === undefined) continue;
    const evidence = `a call of ${name} stands in the text of the answer, not among its tool calls, so nobody carried it out`;
    return { kind: 'calls-in-text', event: seq, evidence };
  }
  return undefined;
}

/** The forms in which models write calls: objects of JSON, and the elements and channels of their templates. */
const CALLS: readonly RegExp[] = [
  /"(?:name|tool|tool_name|function|function_name)"\s*:\s*"(?:functions\.)?([\w-]+)"/g,
  /<(?:function|invoke|tool)(?:=|\s+name=")["']?([\w-]+)/g,
  /<tool_call>\s*([\w-]+)/g,
  /\[TOOL_CALLS\]\s*([\w-]+)/g,
  /\bto=functions\.([\w-]+)/g,
  /\bfunctions\.([\w-]+)(?::\d+|\s*\()/g,
];

function calledInText(text: string, tools: readonly string[]): string | undefined {
  for (const form of CALLS)
    for (const [, name] of text.matchAll(form)) if (name !== undefined && tools.includes(name)) return name;
  return undefined;
}

/** No text of this kind has fewer tokens than one for so many characters, whatever the tokenizer. */
const MOST_CHARACTERS_A_TOKEN = 8;
const FEWEST_CHARACTERS_A_TOKEN = 1.5;
/** Smaller counts stand for no prompt with tools. */
const LEAST_TOKENS = 64;
/** What counts may be off by without anything being cut: in tokens, and as a share. */
const SLACK = 50;
const SLACK_SHARE = 0.1;

/**
 * Tokens reported against what was sent. Only what surely goes to the model with every call is counted (messages and
 * results, not its own texts and reasoning, which templates drop as they please), cached tokens are added to the count
 * wherever they may be missing from it, and no count says nothing.
 */
function contextCut(transcript: Transcript): Impediment | undefined {
  if (!asksModel(transcript)) return undefined;
  let sent = 0;
  let said = 0;
  let before = 0;
  let known: { readonly model: string | undefined; readonly least: number } | undefined;
  let number = 0;
  for (const event of transcript) {
    if (event.kind !== 'model.call') {
      sent += sentIn(event);
      continue;
    }
    number += 1;
    const { usage, report } = event;
    const reported = usage?.inputTokens ?? 0;
    if (reported >= LEAST_TOKENS) {
      const counted = reported + (usage?.cachedInputTokens ?? 0) + (usage?.cacheWriteTokens ?? 0);
      const text = sent / MOST_CHARACTERS_A_TOKEN;
      // What an earlier call proves to be more than the least: the tools, and how dense the text is.
      const rest = known?.model === report?.model ? Math.max(0, known?.least ?? 0) : 0;
      const least = Math.floor(text + rest);
      const isNewAlone = number > 1 && couldCount(counted, sent - before, said);
      if (!isNewAlone && counted < least * (1 - SLACK_SHARE) && counted < least - SLACK) {
        const evidence = `the server counted ${counted} prompt tokens in call ${number}, and at least ${least} were sent: it seems to have cut the conversation`;
        return { kind: 'context-cut', event: event.seq, evidence };
      }
      known = { model: report?.model, least: Math.max(rest, reported - said - text) };
    }
    before = sent;
    said += usage?.outputTokens ?? event.text.length;
  }
  return undefined;
}

/** Whether the count may be that of what came since the last call: some servers leave out what their cache holds. */
function couldCount(tokens: number, characters: number, said: number): boolean {
  return (
    tokens >= characters / MOST_CHARACTERS_A_TOKEN - SLACK &&
    tokens <= characters / FEWEST_CHARACTERS_A_TOKEN + said + 4 * SLACK
  );
}

/** Agents of one's own may call many models, or none, for a turn. */
function asksModel([start]: Transcript): boolean {
  const provider = start?.kind === 'trial.start' ? start.spec.agent.parameters.provider : undefined;
  return typeof provider === 'string' && provider !== 'endpoint.chat';
}

function sentIn(event: Transcript[number]): number {
  switch (event.kind) {
    case 'message':
      return event.content.length;
    case 'tool.executed':
      return (event.result ?? event.error ?? '').length;
    case 'tool.denied':
      return event.reason.length;
    default:
      return 0;
  }
}
