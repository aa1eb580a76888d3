/** A store that lives as long as the process: for a single trial that is only shown, and for tests. */
import type { Turn } from '../agents/agent.ts';
import type { Hash } from '../kit/hash.ts';
import { encodeTrial } from './sealing.ts';
import type { TrialRecord, TrialStore } from './store.ts';

export function openMemoryStore(): TrialStore {
  const trials = new Map<Hash, TrialRecord>();
  const journals = new Map<Hash, Turn[]>();
  let study: string | undefined;

  const inOrder = () => [...trials.values()].sort(byPositionThenKey);
  return {
    readStudy: () => study,
    writeStudy(text) {
      study = text;
    },
    keys: () => inOrder().map(({ key }) => key),
    finishedKeys: () => new Set(trials.keys()),
    async save(record) {
      encodeTrial(record);
      if (!trials.has(record.key)) trials.set(record.key, record);
      journals.delete(record.key);
    },
    *summaries() {
      for (const { key, position, spec, outcome } of inOrder()) yield { key, position, spec, outcome };
    },
    read: (key) => trials.get(key),
    check: (key) =>
      trials.has(key) ? undefined : { part: 'trial', what: 'there is no trial with this key' },
    checkWhole: () => undefined,
    async journal(key, index, turn) {
      if (trials.has(key)) return;
      const turns = journals.get(key) ?? [];
      turns[index] ??= turn;
      journals.set(key, turns);
    },
    journalled: (key) => [...(journals.get(key) ?? [])],
    async close() {},
  };
}

function byPositionThenKey(left: TrialRecord, right: TrialRecord): number {
  return left.position - right.position || (left.key < right.key ? -1 : 1);
}
