/** Pings of the guard that an agent has not answered yet: the only requests of ours, so the only ones it may answer. */
import { isRecord } from '../../../kit/canonical.ts';

export interface Knocks {
  /** Told of everything that is sent. */
  sent(message: object): void;
  /** Whether it answers one of them; each is answered once. */
  answeredBy(message: Readonly<Record<string, unknown>>): boolean;
}

/** Of one connection. Older ones are forgotten. */
const MOST = 64;

export function openKnocks(): Knocks {
  const waiting = new Set<unknown>();
  return {
    sent(message) {
      if (!('method' in message) || message.method !== 'ping' || !('id' in message)) return;
      waiting.add(message.id);
      for (const oldest of waiting) {
        if (waiting.size <= MOST) break;
        waiting.delete(oldest);
      }
    },
    answeredBy(message) {
      const { jsonrpc, id, result, error, ...others } = message;
      const isOne = (result === undefined) !== (error === undefined);
      if (jsonrpc !== '2.0' || !isOne || Object.keys(others).length > 0) return false;
      // An answer that holds anything is an answer to something else.
      if (result !== undefined && (!isRecord(result) || Object.keys(result).some((key) => key !== '_meta')))
        return false;
      if (error !== undefined && !isRecord(error)) return false;
      return waiting.delete(id);
    },
  };
}
