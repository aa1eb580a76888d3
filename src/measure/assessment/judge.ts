/** A judge: an agent that reads transcripts. Opening one, what defines it, and asking it once. */

import type { Json } from '../../kit/canonical.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { type Hash, hashOf } from '../../kit/hash.ts';
import type { AgentKind, AgentOptions, ConversationMessage, Turn } from '../agents/agent.ts';
import { openAgent } from '../agents/registry.ts';
import type { Tone } from '../scoring/outcome.ts';
import type { CallTotals } from '../trial/call-totals.ts';
import { totalsOf } from '../trial/call-totals.ts';
import { correctionOf, promptHash, questionOf } from './prompt.ts';
import { misquoted, readVerdict, type Verdict, verdictSchema } from './verdict.ts';

/** Everything that defines a judge. Its hash is part of every judgement. */
export interface JudgeIdentity {
  readonly id: string;
  readonly model: string | null;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly prompt: Hash;
}

export interface Judge {
  readonly kind: AgentKind;
  readonly identity: JudgeIdentity;
  readonly hash: Hash;
}

/** One answer. A verdict of null is an answer that did not fit after all tries. */
export interface Vote {
  readonly verdict: Verdict | null;
  /** Tones whose evidence is not in the transcript. */
  readonly misquoted: readonly Tone[];
  readonly tries: number;
  /** What was wrong with the last answer. */
  readonly fault?: string;
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
    prompt: promptHash,
  };
  return { kind, identity, hash: hashOf(identity) };
}

/** Asks for one vote. Rejects as the agent's turns do. */
export async function ask(
  judge: Judge,
  transcript: string,
  seed: string,
  signal: AbortSignal,
): Promise<Vote> {
  const agent = judge.kind.start(seed, { answerSchema: verdictSchema });
  const conversation: ConversationMessage[] = [...questionOf(transcript)];
  const turns: Turn[] = [];
  let fault = '';
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const turn = await agent.takeTurn(conversation, [], signal);
    if (turn !== null) turns.push(turn);
    const calls = totalsOf(turns);
    const spent = calls === undefined ? {} : { calls };
    const verdict = readVerdict(turn?.text ?? '');
    if (typeof verdict !== 'string')
      return { verdict, misquoted: misquoted(verdict, transcript), tries, ...spent };
    fault = verdict;
    if (turn === null || tries === MOST_TRIES)
      return { verdict: null, misquoted: [], tries, fault, ...spent };
    const shown = turn.text.trim() === '' ? '(nothing)' : turn.text.slice(0, SHOWN_AGAIN);
    conversation.push({ role: 'assistant', turn: { text: shown, calls: [] } });
    conversation.push({ role: 'user', content: correctionOf(fault) });
  }
  return { verdict: null, misquoted: [], tries: MOST_TRIES, fault };
}
