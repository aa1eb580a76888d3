/** A notary that is started again when it has stopped: what it acknowledged is in the log, and what it did not is asked again by nobody. */
import { OffswitchError } from '../../kit/errors.ts';
import type { NotaryClient } from './client.ts';

export interface OpenNotary {
  readonly client: NotaryClient;
  close(): Promise<void>;
}

export interface LastingNotary<One extends OpenNotary = OpenNotary> extends OpenNotary {
  /** The one that is open at the moment, if one is. */
  readonly current: One | undefined;
}

/**
 * What is under way when it stops fails with `log-stopped`; the next request opens it again, once for all that wait.
 *
 * @example const notary = await lastingNotary(() => spawnNotary({ directory, origin }));
 */
export async function lastingNotary<One extends OpenNotary>(
  open: () => Promise<One>,
): Promise<LastingNotary<One>> {
  let current: One | undefined = await open();
  let opening: Promise<One> | undefined;
  let isClosed = false;

  function reopen(): Promise<One> {
    if (isClosed)
      return Promise.reject(new OffswitchError('log-stopped', 'the log is closed', 'Open it again.'));
    opening ??= open()
      .then((next) => {
        current = next;
        return next;
      })
      .finally(() => {
        opening = undefined;
      });
    return opening;
  }

  async function during<T>(asked: (client: NotaryClient) => Promise<T>): Promise<T> {
    const used = current ?? (await reopen());
    try {
      return await asked(used.client);
    } catch (thrown) {
      if (thrown instanceof OffswitchError && ['log-stopped', 'log-fenced'].includes(thrown.code))
        await drop(used);
      throw thrown;
    }
  }

  /** It holds the lock until it has ended. */
  async function drop(used: One): Promise<void> {
    if (current !== used) return;
    current = undefined;
    await used.close().catch(() => {});
  }

  return {
    get current() {
      return current;
    },
    client: {
      append: (records, payloads) => during((client) => client.append(records, payloads)),
      ask: (what, rest) => during((client) => client.ask(what, rest)),
      close: () => current?.client.close(),
    },
    async close() {
      isClosed = true;
      const last = current ?? (await opening?.catch(() => undefined));
      current = undefined;
      await last?.close();
    },
  };
}
