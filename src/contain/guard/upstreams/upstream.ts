/** An MCP server as a domain of effects: connected, started again when it ends, and called only as it was pinned. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, OffswitchError } from '../../../kit/errors.ts';
import { printable } from '../../../kit/text.ts';
import type { EffectDomain } from '../broker/domain.ts';
import type { Alert } from '../channels/alerts.ts';
import { type Approach, type Connection, connectTo, type Times, usualTimes } from './connection.ts';
import type { Link } from './links.ts';
import type { Outlook } from './outlook.ts';

export interface UpstreamOptions {
  readonly name: string;
  /** Starts or reaches the server. */
  readonly link: () => Promise<Link>;
  /** A program, which can be started anew to be approached in another way. */
  readonly isStarted: boolean;
  readonly outlook: Outlook;
  readonly alert: Alert;
  readonly times?: Times;
  /** Milliseconds before the first try to start it again, doubled up to the second number. */
  readonly backoff?: readonly [number, number];
}

/** A connection that held so long did not fail at the start. */
const STABLE_MS = 30_000;

interface Ready {
  readonly connection: Connection;
  /** Its tools were listed since they last may have changed, so that whoever calls has seen them. */
  listed: boolean;
}

/**
 * Connects at once and goes on trying. `first` settles with the first try: what is wrong with guard.yaml or the machine
 * is worth ending for, a server that is down is not.
 */
export function openUpstream(options: UpstreamOptions): EffectDomain & { readonly first: Promise<void> } {
  const { name, outlook, alert, times = usualTimes, backoff: [least, most] = [250, 30_000] } = options;
  const listeners = new Set<() => void>();
  const closing = new AbortController();
  let ready: Ready | undefined;
  let why = 'it has not been reached yet';
  let failures = 0;
  let works: Approach = 'auto';

  const tell = () => {
    for (const listener of listeners) listener();
  };
  const connectBy = async (approach: Approach) => {
    const link = await options.link();
    const connection = await connectTo(link, {
      approach,
      times,
      alert,
      changed: () => {
        if (ready?.connection === connection) ready.listed = false;
        tell();
      },
    });
    works = approach;
    return connection;
  };
  /** What has worked comes first: asking may cost a server its life. */
  const connect = async () => {
    try {
      return await connectBy(works);
    } catch (thrown) {
      if (thrown instanceof OffswitchError || !options.isStarted) throw thrown;
      return await connectBy(works === 'auto' ? 'legacy' : 'auto');
    }
  };
  const attempt = async () => {
    const since = performance.now();
    try {
      const connection = await connect();
      if (closing.signal.aborted) return await connection.close();
      ready = { connection, listed: false };
      void connection.closed.then(async () => {
        if (closing.signal.aborted) return;
        ready = undefined;
        await connection.close().catch(() => undefined);
        why = ['it ended', connection.lastWords()].filter((part) => part !== '').join(': ');
        alert(
          'warning',
          `the server ended (${connection.lastWords() || 'without a word'}) and is started again`,
        );
        if (performance.now() - since > STABLE_MS) failures = 0;
        tell();
        void again();
      });
    } catch (thrown) {
      why = printable(messageOf(thrown));
      throw thrown;
    }
  };
  const again = async () => {
    while (!closing.signal.aborted && ready === undefined) {
      const pause = Math.min(least * 2 ** failures, most);
      failures += 1;
      try {
        await sleep(pause, undefined, { signal: closing.signal, ref: false });
        await attempt();
        return tell();
      } catch {
        // Told by `why` to whoever asks for its tools.
      }
    }
  };
  const first = attempt().catch((thrown: unknown) => {
    void again();
    throw thrown;
  });
  first.catch(() => undefined);

  const unreachable = (what: string) =>
    new OffswitchError(
      'upstream-failed',
      `the upstream ${name} cannot be used: ${what}`,
      'Look at the server; the guard goes on trying.',
      { upstream: name },
    );

  return {
    name,
    first,
    listTools: async () => {
      await first.catch(() => undefined);
      const asked = ready;
      if (asked === undefined) throw unreachable(why);
      asked.listed = true;
      try {
        return await asked.connection.tools();
      } catch (thrown) {
        asked.listed = false;
        throw unreachable(printable(messageOf(thrown)));
      }
    },
    onToolsChanged: (listener) => void listeners.add(listener),
    examine: (effect) => outlook.examine(effect),
    found: (effect) => outlook.found(effect),
    carryOut: async (capability, signal) => {
      // Before the capability is spent: nothing has come about then.
      if (ready === undefined) throw unreachable(why);
      if (!ready.listed) throw unreachable('its tools may have changed, and are looked at again');
      const { connection } = ready;
      const { arguments: given } = capability.redeem();
      return connection.call(capability.tool, given, signal);
    },
    observe: (effect, carriedOut) => outlook.observe(effect, carriedOut),
    close: async () => {
      closing.abort();
      await first.catch(() => undefined);
      await ready?.connection.close();
      ready = undefined;
    },
  };
}
