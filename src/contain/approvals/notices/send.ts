/** Every notice to everybody who is to have it: tried again for a while, and told where it did not get through. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../kit/errors.ts';
import type { NoticesConfig } from '../../guard/config/approvals.ts';
import { type Variables, valueOfVariable } from '../../guard/config/variables.ts';
import type { ApprovalSummary } from '../requests.ts';
import { type Notice, noticeOf } from './notice.ts';
import { sendSlack, sendWebhook } from './webhook.ts';

export interface Notices {
  /** Returns at once. */
  tell(request: Pick<ApprovalSummary, 'id' | 'title' | 'class' | 'expires'>): void;
  close(): Promise<void>;
}

export interface NoticesOptions {
  readonly config: NoticesConfig;
  readonly variables: Variables;
  /** By a name without address or secret. */
  readonly failed: (way: string, why: string) => void;
  readonly pauses?: readonly number[];
}

interface Way {
  readonly name: string;
  send(notice: Notice, signal: AbortSignal): Promise<void>;
}

const PAUSES: readonly number[] = [1000, 5000, 30_000];

export function openNotices({ config, variables, failed, pauses = PAUSES }: NoticesOptions): Notices {
  const ways = waysOf(config, variables);
  const closing = new AbortController();
  const underWay = new Set<Promise<void>>();

  async function sendBy({ name, send }: Way, notice: Notice): Promise<void> {
    for (const pause of [...pauses, undefined]) {
      try {
        return await send(notice, closing.signal);
      } catch (thrown) {
        if (closing.signal.aborted) return;
        if (pause === undefined) return failed(name, messageOf(thrown));
        await sleep(pause, undefined, { ref: false, signal: closing.signal }).catch(() => undefined);
      }
    }
  }

  return {
    tell(request) {
      const notice = noticeOf(request, config.link);
      for (const way of ways) {
        const sending = sendBy(way, notice).finally(() => underWay.delete(sending));
        underWay.add(sending);
      }
    },
    async close() {
      closing.abort();
      await Promise.allSettled(underWay);
    },
  };
}

function waysOf({ webhooks, slack, mail }: NoticesConfig, variables: Variables): readonly Way[] {
  const value = (name: string) => valueOfVariable(variables, name);
  const sending = (notice: Notice, signal: AbortSignal) => ({
    ...{ id: `approval-${notice.request}`, signal, nowMs: Date.now() },
  });
  const hooks = webhooks.map(({ url, secret }, at): Way => {
    const key = value(secret);
    const send: Way['send'] = (notice, signal) => sendWebhook(url, key, notice, sending(notice, signal));
    return { name: `webhook ${at + 1}`, send };
  });
  const slacks = slack.map((variable): Way => {
    const url = value(variable);
    return {
      name: `slack ${variable}`,
      send: (notice, signal) => sendSlack(url, notice, sending(notice, signal)),
    };
  });
  if (mail === undefined) return [...hooks, ...slacks];
  const { user, from, to, server } = mail;
  const password = mail.password === undefined ? undefined : value(mail.password);
  const byMail: Way = {
    name: 'mail',
    send: async (notice) => {
      // Not loaded where nobody has mail.
      const { sendMail } = await import('./mail.ts');
      await sendMail({ server, user, password, from, to }, notice);
    },
  };
  return [...hooks, ...slacks, byMail];
}
