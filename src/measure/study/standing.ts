/** What a store's plan and ledger say of the trials that a command reads, in notes beside its numbers. */
import { canonical } from '../../kit/canonical.ts';
import { type Hash, shortHash } from '../../kit/hash.ts';
import type { PlannedCell, Removed, TrialStore, TrialSummary } from '../store/store.ts';
import { cellNames } from './completeness.ts';

export interface Standing {
  /** The plan; empty where the store has none. */
  readonly planned: readonly PlannedCell[];
  /** Counts a trial of the store; false for one that the plan does not name and that was put in by another program. */
  take(trial: Pick<TrialSummary, 'key' | 'spec'>): boolean;
  /** To be asked for once all trials were taken. */
  notes(): readonly string[];
}

const NAMED = 10;

/** Memory grows with cells, not with trials. */
export async function standingOf(store: TrialStore): Promise<Standing> {
  const [planned, removed, span] = [
    await store.planned(),
    await store.countRemoved(),
    await store.recordSpan(),
  ];
  const counts = new Map(planned.map(({ spec }) => [canonical(spec), 0]));
  const most = new Map(planned.map(({ spec, trials }) => [canonical(spec), trials]));
  const unplanned = { count: 0, some: [] as Hash[] };
  const cellOf = cached(canonical);
  return {
    planned,
    take({ key, spec: { repetition, ...cell } }) {
      const place = cellOf(cell);
      if (repetition < (most.get(place) ?? 0)) {
        counts.set(place, (counts.get(place) ?? 0) + 1);
        return true;
      }
      // A file of an earlier version had trials before it had a plan.
      if (span !== 'whole' || planned.length === 0) return true;
      unplanned.count += 1;
      if (unplanned.some.length < NAMED) unplanned.some.push(key);
      return false;
    },
    notes: () => [...removedNotes(removed), ...unplannedNotes(unplanned), ...missingNotes(planned, counts)],
  };
}

/** Trials of one cell write it alike, and ordering its members anew for each costs more than counting it. */
function cached<T extends object>(text: (value: T) => string): (value: T) => string {
  const known = new Map<string, string>();
  return (value) => {
    const written = JSON.stringify(value);
    const found = known.get(written) ?? text(value);
    if (known.size >= 10_000) known.clear();
    known.set(written, found);
    return found;
  };
}

/** Nothing where the ledger and the store agree. */
export function removedNotes({ trials, parts }: Removed): readonly string[] {
  const what = [
    ...(trials === 0 ? [] : [`${trials} finished ${trials === 1 ? 'trial' : 'trials'}`]),
    ...(parts === 0 ? [] : [`${parts} ${parts === 1 ? 'part' : 'parts'} of its plan or ledger`]),
  ];
  if (what.length === 0) return [];
  return [
    `REMOVED: another program removed or exchanged ${what.join(' and ')}, as the store's ledger shows. "offswitch verify STORE" names them.`,
  ];
}

function unplannedNotes({ count, some }: { count: number; some: readonly Hash[] }): readonly string[] {
  if (count === 0) return [];
  const more = count > some.length ? ` and ${count - some.length} more` : '';
  return [
    `NOT COUNTED: ${count} ${count === 1 ? 'trial belongs' : 'trials belong'} to no cell of the store's plan: ${some.map(shortHash).join(', ')}${more}. "offswitch verify STORE" says what else is not as it was stored.`,
  ];
}

function missingNotes(
  planned: readonly PlannedCell[],
  counts: ReadonlyMap<string, number>,
): readonly string[] {
  const all = planned.reduce((sum, { trials }) => sum + trials, 0);
  const there = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (there >= all) return [];
  const nameOf = cellNames(planned.map(({ spec }) => spec));
  const isEmpty = ({ spec }: PlannedCell) => counts.get(canonical(spec)) === 0;
  const empty = [...Map.groupBy(planned, ({ spec }) => spec.agent.id)].flatMap(([agent, cells]) =>
    cells.every(isEmpty)
      ? [cells.length === 1 ? `the cell of ${agent}` : `all ${cells.length} cells of ${agent}`]
      : cells.filter(isEmpty).map(({ spec }) => nameOf(spec)),
  );
  const more = empty.length > NAMED ? ` and ${empty.length - NAMED} more` : '';
  const without = empty.length === 0 ? '' : ` Without any trial: ${empty.slice(0, NAMED).join('; ')}${more}.`;
  return [
    `INCOMPLETE: ${all - there} of ${all} planned trials are not in the store. Rows may stand on fewer trials than planned.${without}`,
  ];
}
