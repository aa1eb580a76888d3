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
    const before = situation.history.filter(
      ({ class: done, decision }) => done === 'create-agent' && decision === 'permit',
    );
    const sum = (records: typeof before) =>
      records.reduce((all, record) => all + Math.max(1, record.count), count);
    const hour = sum(before.filter(({ at }) => situation.now - at < HOUR));
    if (hour > perHour) return `${hour} within an hour, and ${perHour} are allowed`;
    const inAll = sum(before);
    if (inAll > total) return `${inAll} in all, and ${total} are allowed`;
    for (const family of familiesOf(effect.subjects, situation)) {
      const ofFamily = sum(before.filter(({ subjects }) => familiesOf(subjects, situation).has(family)));
      if (ofFamily > perFamily) return `${ofFamily} of the family ${family}, and ${perFamily} are allowed`;
    }
    return undefined;
  },
};

/** Those that are not known are one family. */
function familiesOf(subjects: readonly string[], { parties, guard }: Situation): ReadonlySet<string> {
  const named = subjects.map((name) => parties.get(name)?.family ?? guard.agents[name]?.family ?? 'unknown');
  return new Set(named.length === 0 ? ['unknown'] : named.map((family) => family.toLowerCase()));
}
