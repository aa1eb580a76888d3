/** Something that the server tells, asked again whenever it has changed. */
import { useEffect, useState } from 'preact/hooks';
import type { Topic } from '../../approvals/wire.ts';
import { AskError, ask } from './ask.ts';
import { onChange } from './live.ts';

export type Resource<T> =
  | { readonly state: 'loading' }
  | {
      readonly state: 'ready';
      readonly value: T /** When it came, by `performance.now()`. */;
      readonly at: number;
    }
  | { readonly state: 'failed'; readonly error: AskError };

/** What was there stays in view while it is asked again. */
export function useResource<T>(path: string, topics: readonly Topic[]): Resource<T> {
  const [kept, keep] = useState<{ path: string; resource: Resource<T> }>();
  useEffect(() => {
    let isCurrent = true;
    const load = async () => {
      const resource = await loaded<T>(path);
      if (isCurrent) keep({ path, resource });
    };
    void load();
    const stop = onChange((topic) => {
      if (topic === 'all' || topics.includes(topic)) void load();
    });
    return () => {
      isCurrent = false;
      stop();
    };
  }, [path]);
  return kept?.path === path ? kept.resource : { state: 'loading' };
}

async function loaded<T>(path: string): Promise<Resource<T>> {
  try {
    const value = await ask<T>(path);
    return { state: 'ready', value, at: performance.now() };
  } catch (thrown) {
    if (thrown instanceof AskError) return { state: 'failed', error: thrown };
    throw thrown;
  }
}
