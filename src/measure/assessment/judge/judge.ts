/** A judge: an agent that reads transcripts. Opening one, and asking it once. */

import { messageOf, OffswitchError } from '../../../kit/errors.ts';
import type { Hash } from '../../../kit/hash.ts';
import type { AgentOptions, ConversationMessage, Turn } from '../../agents/agent.ts';
import { type AnswerForm, type Asked, takeFormedTurn } from '../../agents/answer-form.ts';
import { openAgent } from '../../agents/registry.ts';
import { type CallTotals, totalsOf } from '../../trial/call-totals.ts';
import { type JudgedAnswers, readAnswers } from './judge-answers.ts';
import { identityHash, type JudgeIdentity } from './judge-identity.ts';
import { type Asking, answerSchema, correctionOf, frameHash, questionOf } from './prompt.ts';

export interface Judge extends Asked {
  readonly identity: JudgeIdentity;
  readonly hash: Hash;
}

/** One vote as it was given. Answers of null: nothing could be read after all tries, or the call failed. */
export interface Cast {
  readonly answers: JudgedAnswers | null;
  readonly tries: number;
  /** What was wrong with the last answer, or with the call. */
  readonly fault?: string;
  /** What the call failed with. */
  readonly failure?: unknown;
  /** How the last answer was asked for; missing where there was none, or where no model is asked by this program. */
  readonly form?: AnswerForm;
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
  return { kind, identity, hash: identityHash(identity), learned: {} };
}

/** Asks for one vote. Rejects with the signal's reason alone; what a call fails with is part of the vote. */
export async function ask(judge: Judge, asking: Asking, seed: string, signal: AbortSignal): Promise<Cast> {
  const conversation: ConversationMessage[] = [...questionOf(asking)];
  const turns: Turn[] = [];
  let form: AnswerForm | undefined;
  const spent = () => {
    const calls = totalsOf(turns);
    const formed = form === undefined || judge.identity.model === null ? {} : { form };
    return { ...formed, ...(calls === undefined ? {} : { calls }) };
  };
  let fault = '';
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    let turn: Turn | null;
    try {
      const schema = answerSchema(asking.inquiries);
      ({ turn, form } = await takeFormedTurn(judge, { conversation, schema, seed, signal }));
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
