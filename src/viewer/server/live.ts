/** Telling browsers that something has changed, by server-sent events. What it is, they then ask for themselves. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { OffswitchError } from '../../kit/errors.ts';
import { hashText } from '../../kit/hash.ts';

/** What may change, by name: each gives what is compared with the time before. */
export type Topics = Readonly<Record<string, () => Promise<unknown>>>;

export interface Live {
  /** An open-ended answer: an event `changed` with the name of a topic whenever it is not what it was. */
  stream(context: Context): Response;
  close(): void;
}

/** Keeps connections open through proxies, and finds those that are gone. */
const SIGN_OF_LIFE_MS = 15_000;
/** Open at a time. */
const MOST = 200;

/** Looks only while somebody listens. */
export function liveFrom(topics: Topics, everyMs = 1000): Live {
  const listeners = new Set<(topic: string) => void>();
  const closing = new AbortController();
  const seen = new Map<string, string>();
  let isLooking = false;

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    while (listeners.size > 0 && !closing.signal.aborted) {
      for (const [topic, read] of Object.entries(topics)) {
        const state = await stateOf(read);
        const before = seen.get(topic);
        seen.set(topic, state);
        if (before !== undefined && before !== state) for (const tell of listeners) tell(topic);
      }
      await pause(everyMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
    isLooking = false;
    // Whoever comes next reads for themselves first.
    seen.clear();
  }

  return {
    stream: (context) => {
      if (listeners.size >= MOST) return context.text('Too many pages are open.', 503);
      return streamSSE(context, async (stream) => {
        const tell = (topic: string) => void stream.writeSSE({ event: 'changed', data: topic });
        listeners.add(tell);
        const gone = new AbortController();
        stream.onAbort(() => gone.abort());
        void look();
        const ended = AbortSignal.any([gone.signal, closing.signal]);
        while (!ended.aborted) {
          await stream.writeSSE({ event: 'alive', data: '' });
          await pause(SIGN_OF_LIFE_MS, undefined, { signal: ended }).catch(() => undefined);
        }
        listeners.delete(tell);
      });
    },
    close: () => closing.abort(),
  };
}

/** A failure is a state, too. */
async function stateOf(read: () => Promise<unknown>): Promise<string> {
  try {
    return hashText(JSON.stringify(await read()) ?? '');
  } catch (thrown) {
    return thrown instanceof OffswitchError ? thrown.code : 'internal';
  }
}
