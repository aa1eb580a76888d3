/** The log that a study's trials are entered into, and the guard behind which those run whose cells ask for it. */
import { canonical } from '../kit/canonical.ts';
import { isGuarded } from '../measure/scenarios/factors.ts';
import { fileOfStore } from '../measure/store/open.ts';
import type { TrialStore } from '../measure/store/store.ts';
import { cellSpecOf, type Plan } from '../measure/study/plan.ts';
import type { GateKeeper } from '../measure/trial/gate.ts';
import { type CellName, cellNameOf } from './guarded/protocol.ts';

export interface Sealed {
  /** Enters what it keeps into the log. */
  readonly store: TrialStore;
  readonly gateKeeper?: GateKeeper;
}

/** The folder of the log: the one named, or else, where a guard needs one, beside the store. */
export function logOf(
  plan: Plan,
  storePath: string,
  { notary }: { readonly notary?: string },
): string | undefined {
  return notary ?? (asksForGuard(plan) ? logBeside(storePath) : undefined);
}

function logBeside(storePath: string): string {
  return `${fileOfStore(storePath) ?? 'memory'}.log`;
}

export function asksForGuard({ cells }: Pick<Plan, 'cells'>): boolean {
  return cells.some(({ levels }) => isGuarded(levels));
}

/** Starts what the plan needs, and ends it after the work. Errors: those of a notary or a guard that cannot start. */
export async function withLog<T>(
  store: TrialStore,
  plan: Plan,
  directory: string | undefined,
  work: (sealed: Sealed) => Promise<T>,
): Promise<T> {
  if (directory === undefined) return work({ store });
  const { notarised, startSealer } = await import('./notarised.ts');
  const sealer = asksForGuard(plan)
    ? await (await import('./guarded/spawn.ts')).startGuard(directory, plan.study.name, guardedCells(plan))
    : await startSealer(directory, plan.study.name);
  try {
    const sealed = await notarised(store, sealer, directory);
    return await work({
      store: sealed,
      ...(sealer.gateKeeper === undefined ? {} : { gateKeeper: sealer.gateKeeper }),
    });
  } finally {
    await sealer.close();
  }
}

/** Each once, whatever agents they have. */
function guardedCells({ cells, study }: Plan): readonly CellName[] {
  const named = cells
    .filter(({ levels }) => isGuarded(levels))
    .map((cell) => cellNameOf(cellSpecOf(cell, study)));
  return [...new Map(named.map((cell) => [canonical(cell), cell])).values()];
}
