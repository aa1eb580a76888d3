/** Whose reading of tone a report uses: the rules, or a judge whose votes a store keeps. Asks nobody anything. */
import { OffswitchError } from '../../kit/errors.ts';
import type { Hash } from '../../kit/hash.ts';
import { unknownName } from '../../kit/names.ts';
import { findScenario, situationOf } from '../scenarios/registry.ts';
import { type OutcomeClass, tones } from '../scoring/outcome.ts';
import { score } from '../scoring/score.ts';
import type { TrialStore, TrialSummary } from '../store/store.ts';
import { type Accuracy, judgeAccuracy, type LabelledItem, rulesAccuracy } from './accuracy.ts';
import { type Labels, labelsFrom } from './labelled/labelled-trial.ts';
import { labelledRecords } from './labelled/play.ts';
import { type Kept, keptJudgements, type Reading, readingOf } from './votes.ts';

/** What the labels that come with the package are called. */
const SHIPPED_LABELS = 'the labelled trials of this package';

export interface ReadTrial {
  readonly shown: Labels;
  /** The trial's class with this tone. */
  readonly outcome: OutcomeClass;
  /** The judge's votes; null for the rules. */
  readonly reading: Reading | null;
}

export interface ToneReader {
  readonly accuracy: Accuracy;
  /** The rules on the same labels; `accuracy` itself where they are the reader. */
  readonly rules: Accuracy;
  /** Undefined where the trial was not read. For trials that are neither `error` nor `filtered`. */
  read(trial: TrialSummary): ReadTrial | undefined;
}

/** The rules, with their error on the labelled trials of the package. */
export async function rulesReader(): Promise<ToneReader> {
  const accuracy = rulesAccuracy(await labelledRecords(), SHIPPED_LABELS);
  return {
    accuracy,
    rules: accuracy,
    read: ({ outcome }) => ({
      shown: labelsFrom((tone) => outcome.behaviours.includes(tone)),
      outcome: outcome.outcome,
      reading: null,
    }),
  };
}

/** The labelled trials that a judge was measured on: a person's own if there are any, else those of the package. */
async function labelledItemsOf(
  kept: Pick<Kept, 'ownLabels'>,
): Promise<{ readonly name: string; readonly items: readonly LabelledItem[] }> {
  if (kept.ownLabels.length === 0) return { name: SHIPPED_LABELS, items: await labelledRecords() };
  const items = new Map(
    kept.ownLabels.flatMap((labels) => labels.items.map((item) => [item.subject, item] as const)),
  );
  return { name: kept.ownLabels.map(({ name }) => name).join(', '), items: [...items.values()] };
}

/**
 * A judge by its id, or by the beginning of its hash where several judges share the id. As many votes count as the
 * trial with the most has. Errors: `unknown-name`, `judge-unvalidated`, `store-damaged`.
 */
export async function judgeReader(store: TrialStore, wanted: string): Promise<ToneReader> {
  const kept = findJudge(store, wanted);
  const heads = new Set([...store.summaries()].map(({ outcome }) => outcome.chainHead));
  const numbers = [...kept.votes].filter(([subject]) => heads.has(subject)).map(([, votes]) => votes.length);
  return readerFrom(store, kept, Math.max(1, ...numbers));
}

/** The reader that so many votes of a judge make. Errors: `judge-unvalidated`. */
export async function readerFrom(store: TrialStore, kept: Kept, votes: number): Promise<ToneReader> {
  const { name, items } = await labelledItemsOf(kept);
  const reader = kept.identity.id;
  const accuracy = judgeAccuracy(items, kept.votes, { reader, labels: name, votes });
  if (accuracy === undefined) {
    throw new OffswitchError(
      'judge-unvalidated',
      `${reader} was not scored on ${name} with ${votes} vote(s), so its rates cannot be read`,
      'Run "offswitch judge STORE --agent ID --validate" with the same number of votes, and the same --labels if there were any.',
      { judge: reader, votes },
    );
  }
  return {
    accuracy,
    rules: rulesAccuracy(items, name),
    read: (trial) => {
      const reading = readingOf(kept.votes.get(trial.outcome.chainHead), votes);
      if (reading === undefined) return undefined;
      return { shown: reading.shown, reading, outcome: classOf(store, trial, reader, reading.shown) };
    },
  };
}

function findJudge(store: TrialStore, wanted: string): Kept {
  const all = [...keptJudgements(store.judgements()).values()];
  const found = all.filter(
    ({ identity, hash }) => identity.id === wanted || hash.slice('sha256:'.length).startsWith(wanted),
  );
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1) {
    throw new OffswitchError(
      'bad-flag',
      `${found.length} judges of this store are called ${wanted}; they differ in settings or prompt`,
      `Give the first digits of one: ${found.map(({ hash }) => hashDigits(hash)).join(', ')}.`,
    );
  }
  const names = [...new Set(all.map(({ identity }) => identity.id))];
  if (names.length > 0) throw unknownName('judge of this store', wanted, names);
  throw new OffswitchError(
    'judge-unvalidated',
    `this store holds no judgement of ${wanted}`,
    `Run "offswitch judge STORE --agent ${wanted}" first.`,
    { judge: wanted },
  );
}

function hashDigits(hash: Hash): string {
  return hash.slice('sha256:'.length, 'sha256:'.length + 12);
}

/** The class of a trial with a judged tone. Where judge and rules read the same, it is the stored one. */
function classOf(store: TrialStore, trial: TrialSummary, judge: string, shown: Labels): OutcomeClass {
  const { key, spec, outcome } = trial;
  if (tones.every((tone) => outcome.behaviours.includes(tone) === shown[tone])) return outcome.outcome;
  const record = store.read(key);
  if (record === undefined) return outcome.outcome;
  const situation = situationOf(findScenario(spec.scenario), spec.levels, spec.agent.persona);
  const judged = { judge, shown };
  return score({ transcript: record.transcript, situation, replay: outcome.replay, judged }).outcome;
}
