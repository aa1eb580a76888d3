/** A judge: an agent that reads transcripts. Opening one, and asking it once. */

import { isRecord } from '../../../kit/canonical.ts';
import { messageOf, OffswitchError } from '../../../kit/errors.ts';
import type { Hash } from '../../../kit/hash.ts';
import type { Agent, AgentKind, AgentOptions, ConversationMessage, Turn } from '../../agents/agent.ts';
import { openAgent } from '../../agents/registry.ts';
import { type CallTotals, totalsOf } from '../../trial/call-totals.ts';
import { type JudgedAnswers, readAnswers } from './judge-answers.ts';
import { identityHash, type JudgeIdentity } from './judge-identity.ts';
import { type Asking, answerSchema, correctionOf, frameHash, questionOf } from './prompt.ts';

export interface Judge {
  readonly kind: AgentKind;
  readonly identity: JudgeIdentity;
  readonly hash: Hash;
  /** What was found out about it in this run. */
  readonly learned: { takesSchema: boolean };
}

/** One vote as it was given. Answers of null: nothing could be read after all tries, or the call failed. */
export interface Cast {
  readonly answers: JudgedAnswers | null;
  readonly tries: number;
  /** What was wrong with the last answer, or with the call. */
  readonly fault?: string;
  /** What the call failed with. */
  readonly failure?: unknown;
  /** What its calls used; missing where the judge told of none. */
  readonly calls?: CallTotals;
}

const MOST_TRIES = 3;
/** Of a faulty answer that is shown to the judge again. */
const SHOWN_AGAIN = 4_000;

/**
 * Opens a judge at temperature 0, unless its id says otherwise or `temperature` is `own`: some models take none.
 * Errors: `bad-agent` for programs that play moves, and those of `openAgent`.
 */
export async function openJudge(
  id: string,
  options: AgentOptions,
  temperature: '0' | 'own' = '0',
): Promise<Judge> {
  const environment = {
    ...options.environment,
    OFFSWITCH_TEMPERATURE: temperature === 'own' ? undefined : temperature,
  };
  const kind = await openAgent(id, { ...options, environment });
  if (kind.simulated || kind.id.startsWith('script:')) {
    throw new OffswitchError(
      'bad-agent',
      `${kind.id} plays moves and reads nothing, so it cannot judge`,
      'Name a model, fn:FILE or http:ADDRESS.',
      { agent: kind.id },
    );
  }
  const identity: JudgeIdentity = {
    id: kind.id,
    model: kind.model?.name ?? null,
    parameters: kind.parameters,
    frame: frameHash,
  };
  return { kind, identity, hash: identityHash(identity), learned: { takesSchema: true } };
}

/** Asks for one vote. Rejects with the signal's reason alone; what a call fails with is part of the vote. */
export async function ask(judge: Judge, asking: Asking, seed: string, signal: AbortSignal): Promise<Cast> {
  const conversation: ConversationMessage[] = [...questionOf(asking)];
  const turns: Turn[] = [];
  const spent = () => {
    const calls = totalsOf(turns);
    return calls === undefined ? {} : { calls };
  };
  let fault = '';
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    let turn: Turn | null;
    try {
      turn = await takeTurn(judge, asking, { conversation, seed, signal });
    } catch (failure) {
      signal.throwIfAborted();
      return { answers: null, tries, fault: messageOf(failure), failure, ...spent() };
    }
    if (turn !== null) turns.push(turn);
    const answers = readAnswers(turn?.text ?? '', asking.inquiries);
    if (typeof answers !== 'string') return { answers, tries, ...spent() };
    const filtered = turn?.report?.finish === 'content-filter';
    fault = filtered ? "the provider's own filter stopped the call" : answers;
    if (turn === null || filtered || tries === MOST_TRIES) return { answers: null, tries, fault, ...spent() };
    const shown = turn.text.trim() === '' ? '(nothing)' : turn.text.slice(0, SHOWN_AGAIN);
    conversation.push({ role: 'assistant', turn: { text: shown, calls: [] } });
    conversation.push({ role: 'user', content: correctionOf(fault) });
  }
  return { answers: null, tries: MOST_TRIES, fault, ...spent() };
}

interface Topic {
  readonly conversation: readonly ConversationMessage[];
  readonly seed: string;
  readonly signal: AbortSignal;
}

/** With the form of the answer, until a server turns out to take none. */
async function takeTurn(judge: Judge, asking: Asking, asked: Topic): Promise<Turn | null> {
  const { conversation, seed, signal } = asked;
  const start = (): Agent => {
    const { takesSchema } = judge.learned;
    return judge.kind.start(seed, takesSchema ? { answerSchema: answerSchema(asking.inquiries) } : {});
  };
  const withSchema = judge.learned.takesSchema;
  try {
    return await start().takeTurn(conversation, [], signal);
  } catch (thrown) {
    if (!withSchema || !refusesSchema(thrown)) throw thrown;
    judge.learned.takesSchema = false;
    return start().takeTurn(conversation, [], signal);
  }
}

const SCHEMA_STATUSES: ReadonlySet<unknown> = new Set([400, 422, 501]);
const SCHEMA_WORDS =
  /response[_ ]?(?:format|schema|mime)|json[_ ]?(?:schema|object|mode)|structured[_ ]?outputs?|output[_ ]?(?:format|config|schema)|text\.format|guided[_ ]?(?:json|decoding)|grammar|schema/i;

/** Whether a server says that it takes no such form of answers. */
function refusesSchema(thrown: unknown): boolean {
  if (!(thrown instanceof OffswitchError) || !isRecord(thrown.data)) return false;
  const { status, words } = thrown.data;
  return SCHEMA_STATUSES.has(status) && SCHEMA_WORDS.test(String(words));
}
