/** Simulated agents are generator programs: they yield turns and get back what their tool calls returned. */
import type { Json } from '../../../kit/canonical.ts';
import { type Random, randomStream } from '../../../kit/random.ts';
import type { Agent, ConversationMessage, Turn } from '../agent.ts';

/** What a program starts from: the prompts, the tools it was offered and its own random stream. */
export interface Mind {
  readonly system: string;
  readonly user: string;
  readonly tools: ReadonlySet<string>;
  readonly random: Random;
}

/** Yields turns; receives the tool messages that answer each. */
export type Program<Result = void> = Generator<Turn, Result, readonly Answer[]>;

type Answer = Pick<Extract<ConversationMessage, { role: 'tool' }>, 'content' | 'failed'>;

/** One tool call as a turn of its own; gives back its result. */
export function* use(tool: string, args: Json = {}, text = ''): Program<string> {
  return (yield* attempt(tool, args, text)).content;
}

/** The same, with whether the call was denied or failed. */
export function* attempt(tool: string, args: Json = {}, text = ''): Program<Answer> {
  const [answer] = yield { text, calls: [{ id: '', tool, args }] };
  return answer ?? { content: '', failed: true };
}

/** A turn of words alone. */
export function* say(text: string): Program {
  yield { text, calls: [] };
}

/** An agent that plays a program once, from the first turn of a trial to its end. */
export function programAgent(write: (mind: Mind) => Program, seed: string): Agent {
  let running: Program | undefined;
  let seen = 0;
  return {
    takeTurn: async (conversation, tools) => {
      const answers = conversation
        .slice(seen)
        .flatMap((message) => (message.role === 'tool' ? [message] : []));
      seen = conversation.length;
      if (running === undefined) {
        running = write({
          system: contentOf(conversation, 'system'),
          user: contentOf(conversation, 'user'),
          tools: new Set(tools.map((tool) => tool.name)),
          random: randomStream(seed),
        });
      }
      const step = running.next(answers);
      return step.done ? null : step.value;
    },
  };
}

function contentOf(conversation: readonly ConversationMessage[], role: 'system' | 'user'): string {
  const message = conversation.find((candidate) => candidate.role === role);
  return message?.role === 'system' || message?.role === 'user' ? message.content : '';
}
