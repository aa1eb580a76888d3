/** Monitors that guard.yaml names: modules of others, whose default export is a function from an effect to a vote. */
import { pathToFileURL } from 'node:url';
import { messageOf, OffswitchError } from '../../../kit/errors.ts';
import { asForeign } from '../../../kit/foreign.ts';
import type { Guard } from '../config/load.ts';
import type { Effect } from '../effect.ts';
import type { Monitor, Vote } from '../monitors.ts';

type VoteFunction = (effect: Effect, signal: AbortSignal) => Vote | Promise<Vote>;

/** Errors: `bad-guard` with the module. */
export function loadMonitors({ monitors }: Pick<Guard, 'monitors'>): Promise<readonly Monitor[]> {
  return Promise.all(
    monitors.map(async ({ module, votes }) => ({ name: module, votes, vote: apart(await load(module)) })),
  );
}

async function load(module: string): Promise<VoteFunction> {
  const exported = await inItsName((): Promise<unknown> => import(pathToFileURL(module).href)).catch(
    (thrown: unknown) => {
      throw badMonitor(module, messageOf(thrown), thrown);
    },
  );
  const vote: unknown =
    typeof exported === 'object' && exported !== null && 'default' in exported ? exported.default : undefined;
  if (typeof vote !== 'function') throw badMonitor(module, 'its default export is no function');
  return vote as VoteFunction;
}

/** It gets a copy: what a monitor does to it changes nothing that is decided on. */
function apart(vote: VoteFunction): Monitor['vote'] {
  return (effect, signal) => inItsName(async () => vote(structuredClone(effect), signal));
}

/** Whatever the code of others does late, or to the process, fails this call alone. */
function inItsName<T>(work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asForeign({ fault: reject }, () => work().then(resolve, reject));
  });
}

function badMonitor(module: string, what: string, cause?: unknown): OffswitchError {
  return new OffswitchError(
    'bad-guard',
    `the monitor ${module}: ${what}`,
    'Its default export is a function (effect, signal) that gives pass, escalate or deny.',
    { file: module, fault: 'bad-monitor' },
    cause,
  );
}
