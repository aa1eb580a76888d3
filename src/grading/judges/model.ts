/** A judge that is an agent of the project: a model, an endpoint, a function. One item, one fresh context, one answer. */
import type { AgentKind } from '../../measure/agents/agent.ts';
import { type AnswerForm, takeFormedTurn } from '../../measure/agents/answer-form.ts';
import { familyOf } from '../../measure/agents/model/persona.ts';
import type { Judge, Marking } from '../judge.ts';
import { answerSchema, type ReadAnswer, readAnswer } from './answer.ts';

/** Its answers are asked for once: what does not fit is `malformed`, and what a provider fails with rejects. */
export function modelJudge(kind: AgentKind): Judge {
  const asked = { kind, learned: {} as { form?: AnswerForm } };
  return {
    id: kind.id,
    family: familyOfKind(kind),
    simulated: kind.simulated,
    mark: async (presentation, signal) => {
      const { id, system, user } = presentation;
      const { turn } = await takeFormedTurn(asked, {
        conversation: [
          { role: 'system', content: system },
          { role: 'user', content: user },
        ],
        schema: answerSchema,
        seed: id,
        signal,
      });
      const usage = turn?.usage;
      const model = turn?.report?.model;
      return {
        ...(turn === null ? NOTHING : readTurn(turn, presentation)),
        ...(usage === undefined ? {} : { usage }),
        ...(model === undefined ? {} : { model }),
      } satisfies Marking;
    },
  };
}

const NOTHING: ReadAnswer = { mark: null, unmarked: 'refused', rationale: null };

type Answered = NonNullable<Awaited<ReturnType<typeof takeFormedTurn>>['turn']>;

function readTurn({ text, calls, report }: Answered, presentation: Parameters<Judge['mark']>[0]): ReadAnswer {
  if (report?.finish === 'content-filter') return { mark: null, unmarked: 'filtered', rationale: null };
  const read = readAnswer(text, presentation);
  if (report?.finish === 'refusal') return { ...read, mark: null, unmarked: 'refused' };
  // Nothing was offered that could be called.
  return calls.length > 0 ? { ...read, mark: null, unmarked: 'malformed' } : read;
}

/** By the model's name, else by the id, else by the family word that its owner gave. */
function familyOfKind({ id, model, persona }: AgentKind): string | null {
  const named = familyOf(model?.name ?? id);
  return named ?? (/^(?:fn|mcp|https?):/.test(id) ? familyOf(persona) : undefined) ?? null;
}
