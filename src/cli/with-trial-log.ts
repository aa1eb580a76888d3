/** A single trial with the log that it is entered into and, where its levels ask for one, the guard that it runs behind. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isGuarded } from '../measure/scenarios/factors.ts';
import type { PerformedTrial } from '../measure/study/perform.ts';
import type { GateKeeper } from '../measure/trial/gate.ts';
import { chainHead, type TrialSpec, trialKey } from '../measure/trial/transcript.ts';
import { cellNameOf } from './guarded/protocol.ts';

export interface LoggedTrial {
  readonly performed: PerformedTrial;
  /** What the log shows of the trial, if there is one. */
  readonly logged: readonly string[];
}

/** `notary` is the folder of the log. Behind the guard there is one in any case: it is gone afterwards if none is named. */
export async function withTrialLog(
  spec: TrialSpec,
  notary: string | undefined,
  work: (gateKeeper: GateKeeper | undefined) => Promise<PerformedTrial>,
): Promise<LoggedTrial> {
  const guarded = isGuarded(spec.levels);
  if (notary === undefined && !guarded) return { performed: await work(undefined), logged: [] };
  const passing = notary === undefined ? mkdtempSync(join(tmpdir(), 'offswitch-trial-')) : undefined;
  const directory = notary ?? join(passing ?? '', 'log');
  try {
    const sealer = guarded
      ? await (await import('./guarded/spawn.ts')).startGuard(directory, 'trial', [cellNameOf(spec)])
      : await (await import('./notarised.ts')).startSealer(directory, 'trial');
    let performed: PerformedTrial;
    try {
      performed = await work(sealer.gateKeeper);
      await sealer.seal(trialKey(spec), chainHead(performed.transcript));
    } finally {
      await sealer.close();
    }
    const verifies = passing === undefined ? `offswitch guard verify ${directory}` : undefined;
    const { logSummary } = await import('./guarded/log-summary.ts');
    const kept =
      verifies === undefined ? ['        the log is gone with the trial: --notary DIR keeps it'] : [];
    return { performed, logged: [...(guarded ? logSummary(directory, verifies) : []), ...kept] };
  } finally {
    if (passing !== undefined) rmSync(passing, { recursive: true, force: true });
  }
}
