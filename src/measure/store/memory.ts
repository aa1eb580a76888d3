/** A store that lives as long as the process: for a single trial that is only shown, and for tests. */

import type { Hash } from '../../kit/hash.ts';
import type { Turn } from '../agents/agent.ts';
import { encodeTrial } from './sealing.ts';
import type { StoredJudgement, TrialRecord, TrialStore, TrialSummary } from './store.ts';

export function openMemoryStore(): TrialStore {
  const trials = new Map<Hash, TrialRecord>();
  const journals = new Map<Hash, Turn[]>();
  const replaced: TrialSummary[] = [];
  const judgements = new Map<string, StoredJudgement>();
  let study: string | undefined;

  const inOrder = () => [...trials.values()].sort(byPositionThenKey);
  return {
    readStudy: () => study,
    writeStudy(text) {
      study = text;
    },
    keys: () => inOrder().map(({ key }) => key),
    finishedKeys: () => new Set(trials.keys()),
    async save(record, { replaceError = false } = {}) {
      encodeTrial(record);
      const first = trials.get(record.key);
      const replaces = replaceError && first?.outcome.outcome === 'error';
      if (first !== undefined && replaces) replaced.push(summaryOf(first));
      if (first === undefined || replaces) trials.set(record.key, record);
      journals.delete(record.key);
    },
    *summaries() {
      for (const record of inOrder()) yield summaryOf(record);
    },
    replaced: () => [...replaced],
    read: (key) => trials.get(key),
    check: (key) =>
      trials.has(key) ? undefined : { part: 'trial', what: 'there is no trial with this key' },
    checkWhole: () => undefined,
    async journal(key, index, turn) {
      if ((trials.get(key)?.outcome.outcome ?? 'error') !== 'error') return;
      const turns = journals.get(key) ?? [];
      turns[index] ??= turn;
      journals.set(key, turns);
    },
    journalled: (key) => [...(journals.get(key) ?? [])],
    journalKeys: () => [...journals.keys()].sort(),
    async saveJudgement(judgement) {
      const place = placeOf(judgement);
      if (!judgements.has(place)) judgements.set(place, judgement);
    },
    judgements: () =>
      [...judgements].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, one]) => one),
    async close() {},
  };
}

function summaryOf({ key, position, spec, outcome }: TrialRecord): TrialSummary {
  return { key, position, spec, outcome };
}

/** Sorts as text the way the parts sort: hashes have one length, and so have padded numbers. */
function placeOf({ subject, judge, vote }: StoredJudgement): string {
  return `${subject} ${judge} ${String(vote).padStart(16, '0')}`;
}

function byPositionThenKey(left: TrialRecord, right: TrialRecord): number {
  return left.position - right.position || (left.key < right.key ? -1 : 1);
}
