/** Monitors of guard.yaml: modules whose default export votes. */
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, OffswitchError } from '../../../kit/errors.ts';
import type { Guard } from '../config/load.ts';
import type { Monitor } from '../monitors.ts';

/** Errors: `bad-guard` for a module that cannot be loaded, or exports no function. */
export async function loadMonitors({ monitors }: Pick<Guard, 'monitors'>): Promise<readonly Monitor[]> {
  return Promise.all(
    monitors.map(async ({ module, votes }): Promise<Monitor> => {
      const vote = await voteIn(module);
      return { name: basename(module), votes, vote: async (effect, signal) => vote(effect, signal) };
    }),
  );
}

async function voteIn(module: string): Promise<Monitor['vote']> {
  const fault = (what: string, cause?: unknown) =>
    new OffswitchError(
      'bad-guard',
      `the monitor ${module} ${what}`,
      'Export a function as its default that takes an effect and returns "pass", "escalate" or "deny".',
      { place: module, fault: 'bad-monitor' },
      cause,
    );
  let loaded: unknown;
  try {
    loaded = await import(pathToFileURL(module).href);
  } catch (thrown) {
    throw fault(`cannot be loaded: ${messageOf(thrown)}`, thrown);
  }
  const vote =
    typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined;
  if (typeof vote !== 'function') throw fault('has no function as its default export');
  // What it returns is looked at where votes are counted.
  return vote as Monitor['vote'];
}
