/** What an agent of your own looks like: the forms a module for `fn:` may export. */
import type { ConversationMessage, ToolDefinition, Usage } from './agent.ts';

/** A turn as your agent gives it; everything may be left out. */
export interface OwnTurn {
  /** What the agent says to whoever gave it the task. */
  readonly text?: string | undefined;
  /** Reasoning to be recorded; never counted as something said to the company. */
  readonly reasoning?: string | undefined;
  /** Tool calls. Without `id` they get one; `args` is a JSON object, `{}` if left out, and is checked. */
  readonly calls?:
    | readonly { readonly id?: string; readonly tool: string; readonly args?: unknown }[]
    | undefined;
  /** Tokens, where there is a model behind it; limits on tokens count them. */
  readonly usage?: Usage | undefined;
  /** The model's name as its provider reported it, recorded with the turn. */
  readonly report?: { readonly model?: string } | undefined;
}

/**
 * The next turn, or null if the agent has nothing more to do. `conversation` holds all that was said and done so far,
 * the results of the last calls at its end; `tools` are the scenario's, frozen. What it throws ends the trial as
 * `error`, never as behaviour.
 */
export type TakeTurn = (
  conversation: readonly ConversationMessage[],
  tools: readonly ToolDefinition[],
  signal: AbortSignal,
) => OwnTurn | null | undefined | Promise<OwnTurn | null | undefined>;

export interface OwnAgent {
  takeTurn: TakeTurn;
  /** Called once when the trial is over, however it ended, with all that was said and done. */
  end?(conversation: readonly ConversationMessage[]): void | Promise<void>;
}

interface About {
  /** Part of every trial's key: another name is another agent. */
  readonly name?: string;
  /**
   * Whether an unfinished trial may go on in another process from the turns that were kept. Say `false` if the agent
   * knows more than the conversation tells it: the trial then starts over. `true` if left out.
   */
  readonly resumes?: boolean;
}

/** An agent with state of its own in every trial (`start`), or with none (`takeTurn`). */
export type AgentDefinition =
  | (About & {
      /** Called once a trial; `seed` names the trial's own random stream. */
      start(seed: string): OwnAgent | TakeTurn;
    })
  | (About & OwnAgent);

/**
 * Types an agent of your own, the default export of a module that is named `fn:FILE`.
 *
 * @example
 * export default defineAgent({
 *   resumes: false,
 *   start: (seed) => {
 *     let turns = 0;
 *     return (conversation, tools) => ({ text: `${seed}: turn ${++turns}`, calls: [{ tool: 'end_task' }] });
 *   },
 * });
 */
export function defineAgent<T extends TakeTurn | AgentDefinition>(agent: T): T {
  return agent;
}
