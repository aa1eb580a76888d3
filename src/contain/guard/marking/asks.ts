/** What agents are asked to mark: one after the other, each answered once, or not in time. */
import type { Json } from '../../../kit/canonical.ts';
import type { Marked, MarkRequest } from './request.ts';

export interface Ask extends MarkRequest {
  /** Whether the agent has seen it. */
  isShown: boolean;
}

export interface Asks {
  /** Resolves when it is marked, refused, or out of time; never rejects. */
  ask(request: MarkRequest): Promise<Marked>;
  /** The oldest of an agent that has no mark: the same one until it has. */
  next(agent: string): Ask | undefined;
  find(agent: string, id: string): Ask | undefined;
  settle(ask: Ask, marked: Marked): void;
  /** Of whom agents are asked to mark the work; the guard itself may not know them. */
  familyOf(subject: string): string | null | undefined;
  close(): void;
}

export function openAsks(): Asks {
  const waiting = new Map<Ask, (marked: Marked) => void>();

  function settle(ask: Ask, marked: Marked): void {
    waiting.get(ask)?.(marked);
    waiting.delete(ask);
  }

  const of = (agent: string) => [...waiting.keys()].filter((ask) => ask.agent === agent);

  return {
    ask(request) {
      const ask: Ask = { ...request, isShown: false };
      return new Promise((resolve) => {
        const late = () => settle(ask, unmarked('error', `no mark came within ${request.seconds} s`));
        const timer = setTimeout(late, request.seconds * 1000).unref();
        waiting.set(ask, (marked) => {
          clearTimeout(timer);
          resolve(marked);
        });
      });
    },
    next: (agent) => of(agent)[0],
    find: (agent, id) => of(agent).find((ask) => ask.presentation === id && ask.isShown),
    settle,
    familyOf(subject) {
      for (const { subjects } of waiting.keys())
        for (const { name, family } of subjects) if (name === subject) return family;
      return undefined;
    },
    close() {
      for (const ask of [...waiting.keys()]) settle(ask, unmarked('error', 'the guard ended'));
    },
  };
}

export function unmarked(why: 'error' | 'malformed' | 'refused', rationale: string): Marked {
  return { mark: null, unmarked: why, rationale };
}

/** The number of steps above the lowest mark; undefined where it is no mark of the scale. */
export function levelOf(
  mark: Json | undefined,
  { lowest, highest, step }: MarkRequest['scale'],
): number | undefined {
  if (typeof mark !== 'number' || mark < lowest || mark > highest) return undefined;
  const level = Math.round((mark - lowest) / step);
  return Math.abs(lowest + level * step - mark) < step * 1e-9 ? level : undefined;
}
