/** `offswitch guard up`: a guard at work, until Ctrl-C. */
import { loadGuard } from '../../contain/guard/config/load.ts';
import { type StartedGuard, startGuard } from '../../contain/guard/service/start-guard.ts';
import { printable } from '../../kit/text.ts';
import { whileWaiting } from '../../kit/waiting.ts';
import { listening } from '../interruption.ts';
import { print } from '../terminal.ts';
import { attachments } from './attachments.ts';
import { proposeLines, toolDigests } from './observed.ts';
import { type Say, sayer } from './say.ts';
import { screenOf } from './screen.ts';
import { type GuardOption, guardFile } from './state.ts';

interface UpOptions extends GuardOption {
  readonly observe?: boolean;
  readonly json?: boolean;
}

const NOTARY_GONE =
  'THE NOTARY IS GONE: nothing is granted until it runs again, which the next call brings about.';
const ALERTS_EVERY_MS = 250;

export async function up(given: string | undefined, options: UpOptions): Promise<void> {
  const { observe = false, json = false } = options;
  const file = guardFile(given, options);
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  await listening(
    () => ask(),
    async () => {
      const loaded = await loadGuard(file);
      const guard = await whileWaiting(
        'the guard to start',
        startGuard(loaded, { observeOnly: observe, attach: attachments }),
      );
      const say = sayer(json);
      let digests: ReadonlyMap<string, string> = new Map();
      try {
        const status = await guard.status();
        if (json) say('up', { ...status });
        else print(screenOf(status));
        const stopTelling = tellAlerts(guard, say);
        let isEnding = false;
        guard.notaryEnded.then(() => {
          if (!isEnding) say('notary-gone', {}, NOTARY_GONE);
        });
        await asked;
        isEnding = true;
        stopTelling();
        if (observe) digests = await toolDigests(guard);
        say('ending', {}, 'Ending: agents, channels, upstreams, notary.');
      } finally {
        await whileWaiting('the guard to end', guard.close());
      }
      if (observe) await proposeLines(guard, digests, say);
      say(
        'ended',
        { log: guard.state.log },
        `Ended. Verify the log: offswitch guard verify ${guard.state.log}`,
      );
    },
  );
}

/** What is suspicious is told as it is recorded. */
function tellAlerts({ broker }: StartedGuard, say: Say): () => void {
  let told = '';
  const look = () => {
    const { alerts } = broker.status();
    const from = alerts.findLastIndex((alert) => keyOf(alert) === told) + 1;
    for (const alert of alerts.slice(from))
      say(
        'alert',
        { ...alert },
        `${alert.at}  ${alert.severity.toUpperCase()}  ${printable(alert.what, 500)}`,
      );
    const last = alerts.at(-1);
    if (last !== undefined) told = keyOf(last);
  };
  const timer = setInterval(look, ALERTS_EVERY_MS);
  return () => {
    look();
    clearInterval(timer);
  };
}

function keyOf({ at, what }: { readonly at: string; readonly what: string }): string {
  return `${at} ${what}`;
}
