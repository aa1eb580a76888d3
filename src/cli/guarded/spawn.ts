/** Starting the process that holds the guard and the companies, and letting trials in. */
import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { OffswitchError } from '../../kit/errors.ts';
import type { Hash } from '../../kit/hash.ts';
import { GateFailed, type GateKeeper } from '../../measure/trial/gate.ts';
import { type TrialSpec, trialKey } from '../../measure/trial/transcript.ts';
import { applyEffects } from '../../measure/world/effects.ts';
import { hashWorld } from '../../measure/world/state.ts';
import { askingOver } from '../../notary/process/asking.ts';
import type { Sealer } from '../notarised.ts';
import { type Answers, answerShapes, type CellName, cellNameOf, type Request } from './protocol.ts';

export interface StartedGuard extends Sealer {
  readonly gateKeeper: GateKeeper;
}

/**
 * `directory`: of the log, which is begun if need be; `cells`: those whose trials will come. Errors: those of a notary
 * that cannot start, `guard-stopped`.
 */
export async function startGuard(
  directory: string,
  study: string,
  cells: readonly CellName[],
): Promise<StartedGuard> {
  const own = import.meta.url;
  const main = fileURLToPath(new URL(own.endsWith('.ts') ? './host.ts' : './host.js', own));
  const child = spawn(process.execPath, [main], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    // It needs no key of any provider.
    env: {},
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const stream = child.stdio[3];
  if (!(stream instanceof Duplex))
    throw new TypeError('the fourth descriptor of a process is a duplex stream');
  const asking = askingOver<Answers>(stream, { answers: answerShapes, who: 'guard', gone });
  const ask: Ask = (what, rest) => asking.ask(what, rest);
  const end = async () => {
    asking.close();
    await ended;
  };
  try {
    await ask('start', { directory, study });
    for (let at = 0; at < cells.length; at += MOST_CELLS)
      await ask('prepare', { cells: cells.slice(at, at + MOST_CELLS) });
  } catch (thrown) {
    await end();
    throw thrown;
  }
  return {
    gateKeeper: (spec) => enter(spec, ask),
    seal: async (key, head) => {
      await ask('seal', { key, head });
    },
    async close() {
      try {
        await ask('close', {});
      } finally {
        await end();
      }
    },
  };
}

/** Far below what a frame may have. */
const MOST_CELLS = 1000;

type Ask = <Do extends Request['do']>(
  what: Do,
  rest: Omit<Extract<Request, { do: Do }>, 'id' | 'do'>,
) => Promise<Answers[Do]>;

async function enter(spec: TrialSpec, ask: Ask): ReturnType<GateKeeper> {
  const key = trialKey(spec);
  await ask('enter', { key, agent: spec.agent.id, cell: cellNameOf(spec) });
  return {
    async gate({ tool, args, unparsed }, world) {
      const call = { key, tool, arguments: unparsed ?? JSON.stringify(args), now: world.clock.now };
      const answer = await ask('call', call).catch((thrown: Error) => {
        throw new GateFailed(thrown);
      });
      if (answer.kind === 'denied') return answer;
      if (answer.kind === 'failed')
        return { kind: 'executed', execution: { world, error: answer.error, effects: [] } };
      const { result, effects } = answer;
      return { kind: 'executed', execution: { world: applyEffects(world, effects), result, effects } };
    },
    async close(after) {
      const { world } = await ask('leave', { key, now: after?.clock.now ?? null });
      if (after !== undefined && hashWorld(after) !== world) throw differs(key);
    },
  };
}

function differs(key: Hash): OffswitchError {
  return new OffswitchError(
    'guard-stopped',
    `the company of the trial ${key} is not as the record of its calls would have it`,
    'Please report this: the two must be the same.',
  );
}

function gone(what: string): OffswitchError {
  return new OffswitchError(
    'guard-stopped',
    `the guard cannot be reached: ${what}`,
    'What is finished is kept. Run the same command again to go on.',
  );
}
