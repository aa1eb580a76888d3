/** A store that lives as long as the process: for a single trial that is only shown, and for tests. */

import { type Hash, hashOf } from '../../kit/hash.ts';
import type { Turn } from '../agents/agent.ts';
import { chainHead } from '../trial/transcript.ts';
import { encodeAssessment, encodeTrial, endOf } from './sealing.ts';
import type { Assessment, PlannedCell, TrialRecord, TrialStore, TrialSummary } from './store.ts';

export function openMemoryStore(): TrialStore {
  const trials = new Map<Hash, TrialRecord>();
  const cells = new Map<Hash, PlannedCell>();
  const journals = new Map<Hash, Turn[]>();
  const replaced: TrialRecord[] = [];
  const answers = answerBook();
  let study: string | undefined;

  const inOrder = () => [...trials.values()].sort(byPositionThenKey);
  const failed = (record: TrialRecord | undefined) =>
    record !== undefined && endOf(record.transcript) === 'error';
  const summaryOf = ({ transcript, ...rest }: TrialRecord): TrialSummary => {
    const head = chainHead(transcript);
    return { ...rest, head, ended: endOf(transcript), assessments: answers.about(head) };
  };
  return {
    readStudy: async () => study,
    async writeStudy(text) {
      study = text;
    },
    async plan(added) {
      for (const cell of added) {
        const key = hashOf(cell.spec);
        const trials = Math.max(cell.trials, cells.get(key)?.trials ?? 0);
        cells.set(key, { ...cell, trials });
      }
    },
    planned: async () => [...cells.values()],
    keys: async () => inOrder().map(({ key }) => key),
    finishedKeys: async () => new Set(trials.keys()),
    async save(record, { assessments = [], replaceError = false } = {}) {
      const { head } = encodeTrial(record);
      for (const assessment of assessments) encodeAssessment(assessment, head);
      const first = trials.get(record.key);
      journals.delete(record.key);
      if (first !== undefined && !(replaceError && failed(first))) return;
      if (first !== undefined) replaced.push(first);
      trials.set(record.key, record);
      answers.add(assessments);
    },
    async *summaries() {
      for (const record of inOrder()) yield summaryOf(record);
    },
    async summary(key) {
      const record = trials.get(key);
      return record === undefined ? undefined : summaryOf(record);
    },
    async *replaced() {
      for (const record of [...replaced]) yield summaryOf(record);
    },
    read: async (key) => trials.get(key),
    check: async (key) =>
      trials.has(key) ? undefined : { part: 'trial', what: 'there is no trial with this key' },
    checkWhole: async () => undefined,
    discrepancies: async () => [],
    recordSpan: async () => 'whole',
    countRemoved: async () => ({ trials: 0, parts: 0 }),
    unusedTexts: async () => 0,
    async journal(key, index, turn) {
      if (trials.has(key) && !failed(trials.get(key))) return;
      const turns = journals.get(key) ?? [];
      turns[index] ??= turn;
      journals.set(key, turns);
    },
    journalled: async (key) => [...(journals.get(key) ?? [])],
    journalKeys: async () => [...journals.keys()].sort(),
    async saveAssessments(assessments) {
      for (const assessment of assessments) encodeAssessment(assessment);
      answers.add(assessments);
    },
    async *assessments() {
      yield* answers.all();
    },
    lacks: async () => [],
    async close() {},
  };
}

function answerBook() {
  const bySubject = new Map<Hash, Map<string, Assessment>>();
  const about = (subject: Hash) => [...(bySubject.get(subject)?.values() ?? [])].sort(byPlace);
  return {
    about,
    all: () => [...bySubject.keys()].sort().flatMap(about),
    /** The first of each place stays. */
    add(assessments: readonly Assessment[]) {
      for (const assessment of assessments) {
        const { subject, question, assessor, vote } = assessment;
        const answers = bySubject.get(subject) ?? new Map<string, Assessment>();
        bySubject.set(subject, answers);
        const place = JSON.stringify([question, assessor, vote]);
        if (!answers.has(place)) answers.set(place, assessment);
      }
    },
  };
}

function byPlace(left: Assessment, right: Assessment): number {
  return (
    Buffer.compare(Buffer.from(left.question), Buffer.from(right.question)) ||
    Buffer.compare(Buffer.from(left.assessor), Buffer.from(right.assessor)) ||
    left.vote - right.vote
  );
}

function byPositionThenKey(left: TrialRecord, right: TrialRecord): number {
  return left.position - right.position || (left.key < right.key ? -1 : 1);
}
