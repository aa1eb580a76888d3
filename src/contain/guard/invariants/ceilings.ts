/** Agents do not multiply. */
import type { Situation } from '../situation.ts';
import type { Invariant } from './invariant.ts';

const HOUR = 3_600_000;

export const ceilings: Invariant = {
  name: 'ceilings',
  summary:
    'Agents are created and scaled up to the numbers of guard.yaml (none, if it says none), for each call, hour and family and in all.',
  broken: (effect, situation) => {
    if (effect.class !== 'create-agent') return undefined;
    const { perCall, perHour, perFamily, total } = situation.guard.ceilings.create;
    const { count } = effect;
    // Zero and parts of an agent would be asked for only to get round the sum.
    if (!Number.isSafeInteger(count) || count < 1) return 'the number is not a whole one from 1';
    if (count > perCall) return `${count} at once, and ${perCall} are allowed`;
    const before = createdBefore(situation);
    const hour = before.hour + count;
    if (hour > perHour) return `${hour} within an hour, and ${perHour} are allowed`;
    const inAll = before.total + count;
    if (inAll > total) return `${inAll} in all, and ${total} are allowed`;
    for (const family of familiesOf(effect.subjects, situation)) {
      const ofFamily = (before.families.get(family) ?? 0) + count;
      if (ofFamily > perFamily) return `${ofFamily} of the family ${family}, and ${perFamily} are allowed`;
    }
    return undefined;
  },
};

type Known = Pick<Situation, 'guard' | 'parties'>;

export interface Created {
  /** Within the last hour. */
  readonly hour: number;
  readonly total: number;
  readonly families: ReadonlyMap<string, number>;
}

/** How many agents were created, as the ceilings count them. */
export function createdBefore({
  history,
  now,
  ...known
}: Known & Pick<Situation, 'history' | 'now'>): Created {
  const families = new Map<string, number>();
  let hour = 0;
  let total = 0;
  for (const { class: done, decision, at, count, subjects } of history) {
    if (done !== 'create-agent' || decision !== 'permit') continue;
    const number = Math.max(1, count);
    total += number;
    if (now - at < HOUR) hour += number;
    for (const family of familiesOf(subjects, known))
      families.set(family, (families.get(family) ?? 0) + number);
  }
  return { hour, total, families };
}

/** Those that are not known are one family. */
function familiesOf(subjects: readonly string[], { parties, guard }: Known): ReadonlySet<string> {
  const named = subjects.map((name) => parties.get(name)?.family ?? guard.agents[name]?.family ?? 'unknown');
  return new Set(named.length === 0 ? ['unknown'] : named.map((family) => family.toLowerCase()));
}
