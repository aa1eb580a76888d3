/** Hearing of changes as they happen: server-sent events, read by `fetch`, since an EventSource cannot send a key. */
import type { Topic } from '../../approvals/wire.ts';
import { send } from './ask.ts';

/** `all`: the connection was lost for a while, and anything may have changed. */
type Changed = (topic: Topic | 'all') => void;

const listeners = new Set<Changed>();
const states = new Set<(isLive: boolean) => void>();
let isOpen = false;

const RETRY_MS = 2000;

export function onChange(listener: Changed): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function onLive(listener: (isLive: boolean) => void): () => void {
  states.add(listener);
  listener(isOpen);
  return () => states.delete(listener);
}

/** Once, for as long as the document is open. */
export async function stayLive(): Promise<never> {
  for (;;) {
    await listen().catch(() => undefined);
    tellState(false);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

async function listen(): Promise<void> {
  const response = await send('events', {});
  if (!response.ok || response.body === null) return;
  tellState(true);
  tell('all');
  let rest = '';
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = (rest + value).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const [, topic] = /^event: changed\ndata: (\w+)$/.exec(event) ?? [];
      if (topic !== undefined) tell(topic as Topic);
    }
  }
}

function tell(topic: Topic | 'all'): void {
  for (const listener of listeners) listener(topic);
}

function tellState(isLive: boolean): void {
  if (isLive === isOpen) return;
  isOpen = isLive;
  for (const listener of states) listener(isLive);
}
