/**
 * What runs an agent beyond this machine's processes (containers, units, pods), ended by the warden itself: while the guard is
 * dead there is nobody else. What it needs comes from the guard with the lease, and nothing of it from an agent.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { messageOf } from '../../../kit/errors.ts';
import { elsewhereSchema } from '../../guard/config/lifecycle.ts';
import { driverElsewhere } from '../drivers/open.ts';

export const elsewhereShape = z.strictObject({
  settings: elsewhereSchema,
  /** Of the platform, where it asks for one. Kept in memory alone. */
  token: z.string().nullable(),
});
export type Elsewhere = z.infer<typeof elsewhereShape>;

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2000;
/** A platform that does not answer is asked again. */
const PATIENCE_MS = 10_000;

/**
 * Goes on until the platform runs nothing of it; gives what came of it, in words. Ends without it where the agent lives under
 * another lease by now. Never throws.
 */
export async function endElsewhere(
  agent: string,
  { settings, token }: Elsewhere,
  livesOn: () => boolean,
): Promise<string> {
  let left: number | undefined;
  let trouble = '';
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    if (livesOn()) return `what ${settings.kind} runs goes on: it lives under another lease`;
    try {
      const driver = driverElsewhere(agent, settings, token ?? undefined);
      const signal = AbortSignal.timeout(PATIENCE_MS);
      left ??= (await driver.instances()).length;
      await driver.scale(0, signal);
      if ((await driver.instances()).length === 0) break;
    } catch (thrown) {
      trouble = `, after ${settings.kind} had failed: ${messageOf(thrown)}`.slice(0, 300);
    }
    await sleep(pause);
  }
  return `${settings.kind} runs nothing of it any more, and ran ${left ?? 'nobody knows how many'}${trouble}`;
}
