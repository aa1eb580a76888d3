/** A judge of one's own: what a module for `fn:` exports. */
import { OffswitchError } from '../../kit/errors.ts';
import type { ConversationMessage } from '../../measure/agents/agent.ts';
import type { OwnTurn } from '../../measure/agents/own-agent.ts';
import { type Read, readPresentation } from './reading.ts';

/** One piece as it is shown: taken apart, and the very texts that a model would get. */
export interface ShownPiece extends Read {
  readonly system: string;
  readonly user: string;
}

/** A mark of the scale, or null for none. */
export interface OwnMark {
  readonly mark: number | null;
  readonly rationale?: string | undefined;
}

export type OwnJudge = (shown: ShownPiece, signal: AbortSignal) => OwnMark | Promise<OwnMark>;

/**
 * Makes a judge of a function, the default export of a module that is named `fn:FILE`. A mark outside the scale counts
 * as malformed, null as refused; what the function throws, as an error.
 *
 * @example
 * export default defineJudge(({ work, scale }) => ({ mark: work.includes('42') ? scale.highest : scale.lowest }));
 */
export function defineJudge(judge: OwnJudge) {
  return {
    takeTurn: async (
      conversation: readonly ConversationMessage[],
      _tools: unknown,
      signal: AbortSignal,
    ): Promise<OwnTurn> => {
      const [system, user] = ['system', 'user'].map((role) => textOf(conversation, role));
      const read = readPresentation({ system: system ?? '', user: user ?? '' });
      if (read === undefined)
        throw new OffswitchError(
          'bad-agent',
          'a judge was asked to take a turn of something that is no item to mark',
          'Name it as a judge, not as an agent.',
        );
      const { mark, rationale = '' } = await judge(
        { ...read, system: system ?? '', user: user ?? '' },
        signal,
      );
      // JSON has no such number, and would make the null of it that refuses.
      const told = typeof mark === 'number' && !Number.isFinite(mark) ? String(mark) : mark;
      return { text: JSON.stringify({ item: read.id, rationale, mark: told }) };
    },
  };
}

function textOf(conversation: readonly ConversationMessage[], role: string): string {
  const message = conversation.find((one) => one.role === role);
  return message !== undefined && 'content' in message ? message.content : '';
}
