/** Asking for an answer in a form: the strictest that the server takes, which the first answer tells for all others. */
import { OffswitchError } from '../../kit/errors.ts';
import type { AgentKind, ConversationMessage, StartOptions, Turn } from './agent.ts';

/** How an answer is asked for, the strictest first: `text` leaves the form to the words of the prompt. */
export const answerForms = ['json_schema', 'json_object', 'text'] as const;
export type AnswerForm = (typeof answerForms)[number];

/** Whom one asks, and the form that its server turned out to take in this run. */
export interface Asked {
  readonly kind: AgentKind;
  readonly learned: { form?: AnswerForm };
}

export interface FormedQuestion {
  readonly conversation: readonly ConversationMessage[];
  readonly schema: Readonly<Record<string, unknown>>;
  readonly seed: string;
  readonly signal: AbortSignal;
}

export interface FormedTurn {
  readonly turn: Turn | null;
  readonly form: AnswerForm;
}

/** Errors: those of the agent, and the signal's reason. */
export async function takeFormedTurn(asked: Asked, question: FormedQuestion): Promise<FormedTurn> {
  const { learned } = asked;
  const known = learned.form !== undefined;
  const possible = answerForms.slice(answerForms.indexOf(learned.form ?? 'json_schema'));
  let refusal: unknown;
  for (const form of possible) {
    try {
      const turn = await takeTurnIn(form, asked, question);
      // A filter stops a call whatever its form.
      if (turn?.report?.finish !== 'content-filter') learned.form ??= form;
      return { turn, form };
    } catch (thrown) {
      question.signal.throwIfAborted();
      refusal ??= thrown;
      // What fails in every form is not the form's fault, and the first failure tells most.
      if (!mayRefuseForm(thrown, known)) throw refusal;
    }
  }
  throw refusal;
}

async function takeTurnIn(
  form: AnswerForm,
  { kind }: Asked,
  { conversation, schema, seed, signal }: FormedQuestion,
): Promise<Turn | null> {
  const options: Record<AnswerForm, StartOptions> = {
    json_schema: { answerSchema: schema },
    json_object: { answerSchema: 'any' },
    text: {},
  };
  return kind.start(seed, options[form]).takeTurn(conversation, [], signal);
}

const FORM_STATUSES: ReadonlySet<unknown> = new Set([400, 422, 501]);
const OTHER_REFUSALS: ReadonlySet<unknown> = new Set([401, 402, 403, 429]);
const FORM_WORDS =
  /response[_ ]?(?:format|schema|mime)|json[_ ]?(?:schema|object|mode)|generate json|structured[_ ]?outputs?|output[_ ]?(?:format|config|schema)|text\.format|guided[_ ]?(?:json|decoding)|grammar|schema/i;

/** Whether a server may mean the form: by its words or, before it has answered in any, by its status alone. */
function mayRefuseForm(thrown: unknown, known: boolean): boolean {
  if (!(thrown instanceof OffswitchError)) return false;
  const { failure, status, words } = thrown.data;
  if (failure !== 'status' && failure !== 'error-inside') return false;
  if (!known && FORM_STATUSES.has(status)) return true;
  return !OTHER_REFUSALS.has(status) && FORM_WORDS.test(String(words));
}
