/** Recorded messages as the events of a trial: what was said, and each call with its answer and what it changed. */
import type { ToolCall } from '../agents/agent.ts';
import {
  type EndReason,
  type EventBody,
  startTranscript,
  type Transcript,
  type TrialSpec,
  trialKey,
} from '../trial/transcript.ts';
import type { Effect } from '../world/effects.ts';
import { hashWorld, type World } from '../world/state.ts';
import type { Message } from './conversation.ts';

export interface RecordedEvents {
  readonly spec: TrialSpec;
  readonly messages: readonly Message[];
  readonly before: World;
  readonly after?: World;
  readonly end?: { readonly reason: EndReason; readonly message?: string };
  /** What the n-th call of a message changed; nothing is known to have changed where it is not given. */
  readonly effects?: (message: number, position: number) => readonly Effect[];
}

/** The transcript, and for each of its events the message that it was read from. */
export function transcriptOf(recorded: RecordedEvents): {
  readonly transcript: Transcript;
  readonly messageOf: ReadonlyMap<number, number>;
} {
  const { spec, messages, before, after = before } = recorded;
  const events = startTranscript();
  const messageOf = new Map<number, number>();
  const tools = [...new Set(messages.flatMap(({ calls }) => calls.map(({ tool }) => tool)))].sort();
  const world = hashWorld(before);
  events.append({ kind: 'trial.start', key: trialKey(spec), spec, simulated: false, tools, world });
  for (const [index, { body, message }] of bodiesOf(recorded).entries()) {
    events.append(body);
    messageOf.set(index + 1, message);
  }
  const last = messages.findLast(({ role }) => role === 'assistant');
  const reason = last?.calls.length === 0 ? 'ended-task' : 'exhausted';
  events.append({ kind: 'trial.end', ...(recorded.end ?? { reason }) });
  events.append({ kind: 'world.end', world: hashWorld(after) });
  return { transcript: events.finished(), messageOf };
}

function bodiesOf({ messages, effects }: RecordedEvents): readonly { body: EventBody; message: number }[] {
  let turn = 0;
  return messages.flatMap((one, message) => {
    const at = (body: EventBody) => ({ body, message });
    const { role } = one;
    if (role === 'system' || role === 'user') {
      const cause = turn === 0 ? 'opening' : 'nudge';
      return [at({ kind: 'message', role, content: one.content ?? '', cause })];
    }
    if (role !== 'assistant') return [];
    const calls = one.calls.map((call, position) => ({ ...call, id: `message${message}.call${position}` }));
    const reasoning = one.reasoning === undefined ? {} : { reasoning: one.reasoning };
    const said = at({ kind: 'model.call', turn, text: one.content ?? '', calls, ...reasoning });
    turn += 1;
    return [
      said,
      ...calls.flatMap((call, position) => {
        const answer = answerTo(messages, message, position);
        return callEvents(call, answer, effects?.(message, position) ?? []).map(at);
      }),
    ];
  });
}

/** The answer to the n-th call of a message, by its id or by its place; undefined where the file holds none. */
export function answerTo(messages: readonly Message[], index: number, position: number): Message | undefined {
  const id = messages[index]?.calls[position]?.id ?? '';
  const rest = messages.slice(index + 1);
  const next = rest.findIndex(({ role }) => role === 'assistant');
  const answers = (next < 0 ? rest : rest.slice(0, next)).filter(({ role }) => role === 'tool');
  if (id !== '' && answers.some(({ answers: of }) => of !== undefined))
    return messages.slice(index + 1).find((one) => one.role === 'tool' && one.answers === id);
  return answers[position];
}

function callEvents(
  call: ToolCall,
  answer: Message | undefined,
  effects: readonly Effect[],
): readonly EventBody[] {
  const { id, tool, args, unparsed } = call;
  const attempted = {
    kind: 'tool.attempted',
    call: id,
    tool,
    args,
    ...(unparsed === undefined ? {} : { unparsed }),
  } as const;
  if (answer === undefined)
    return [attempted, { kind: 'tool.denied', call: id, reason: 'the file holds no answer to it' }];
  const result = answer.error === undefined ? { result: answer.content ?? '' } : { error: answer.error };
  return [
    attempted,
    { kind: 'tool.permitted', call: id },
    // An effect is of a command that worked, whatever its program said of the whole call.
    effects.length > 0
      ? { kind: 'tool.executed', call: id, tool, result: answer.error ?? answer.content ?? '', effects }
      : { kind: 'tool.executed', call: id, tool, ...result, effects },
  ];
}
