/** Checking a store or a transcript file: stored bytes first, then re-execution, then the facts and the rules' answers. */

import { sameCanonical } from '../../kit/canonical.ts';
import { OffswitchError } from '../../kit/errors.ts';
import type { Hash } from '../../kit/hash.ts';
import { parseJson } from '../../kit/json.ts';
import { earlierReaders, storedAnswers } from '../assessment/assessed.ts';
import { assessmentsOf, currentAssessors } from '../assessment/by-rules.ts';
import { classify } from '../assessment/classify/classify.ts';
import type { Assessment, PlannedCell, RecordSpan, TrialStore, TrialSummary } from '../store/store.ts';
import { isExported, parseExported } from '../trial/exported.ts';
import { lacksOf, type Transcript, type TrialSpec } from '../trial/transcript.ts';
import { reassess } from './assess.ts';
import { type Completeness, completenessOf } from './completeness.ts';
import { completenessByStudy } from './completeness-by-study.ts';
import { digestLine, digestOf, type StoreDigest } from './digest.ts';
import { checkStudy } from './load.ts';

export interface Problem {
  /** Key of the trial, or `store` for the file as a whole. */
  readonly trial: string;
  /** The `seq` of the first event that differs; null where it is not an event. */
  readonly event: number | null;
  /**
   * `differs`: bytes, a re-execution or a present answer are not what they should be. `other-version`: the record belongs
   * to a version of the code that is not this one, so nothing can be said. `removed`, `added`: by another program.
   */
  readonly kind: 'differs' | 'other-version' | 'removed' | 'added';
  readonly what: string;
}

export interface Verified {
  readonly file: string;
  readonly trials: number;
  /** Re-executed with every result, effect and hash equal, and no present assessment that differs. */
  readonly verified: number;
  readonly problems: readonly Problem[];
  /** Trials that older readers assessed and the present ones did not, by those readers: no sign of an alteration. */
  readonly outdated: { readonly trials: number; readonly readers: Readonly<Record<string, number>> };
  /** What an older record lacks, as sentences. */
  readonly lacks: readonly string[];
  /** The plan and what is missing of it; null for a transcript, and where the store has none that can be read. */
  readonly planned: Completeness | null;
  /** Of the whole store; null for a transcript, and where something could not be read. */
  readonly digest: StoreDigest | null;
  /** How far back the store's ledger reaches; null for a transcript. */
  readonly ledger: RecordSpan | null;
}

/** Whether all of it is there and nothing was found: else the exit code is 1. */
export function isSound(verified: Verified): boolean {
  const { problems, planned } = verified;
  return problems.length === 0 && (planned?.missing.length ?? 0) === 0 && !isEmpty(verified);
}

/** Whether there was nothing that could have been checked. */
export function isEmpty({ trials, digest }: Verified): boolean {
  return trials === 0 && (digest?.covers.answers ?? 0) === 0;
}

/** Re-executes every trial of a store. Problems are answers, not errors. */
export async function verifyStore(
  store: TrialStore,
  file: string,
  progress?: (done: number, total: number) => void,
): Promise<Verified> {
  const whole = await store.checkWhole();
  const problems: Problem[] = whole === undefined ? [] : [ofStore(whole)];
  const keys = await store.keys();
  const listed = listing(store);
  const lines: string[] = [];
  const specs: TrialSpec[] = [];
  const readers = new Map<string, number>();
  const counts = { verified: 0, outdated: 0 };
  const lacks = new Set(await store.lacks());
  for (const [index, key] of keys.entries()) {
    const summary = await listed(key);
    if (summary !== undefined) {
      lines.push(digestLine(summary));
      specs.push(summary.spec);
    }
    const found = await checkTrial(store, key, summary);
    if (found.problem !== undefined) problems.push(found.problem);
    else counts.verified += 1;
    if (found.outdated !== undefined) {
      counts.outdated += 1;
      for (const reader of found.outdated) readers.set(reader, (readers.get(reader) ?? 0) + 1);
    }
    for (const lack of found.lacks) lacks.add(lack);
    progress?.(index + 1, keys.length);
  }
  const span = await store.recordSpan();
  const { found, planned: byPlan, cells } = await omissions(store, keys, problems);
  problems.push(...found);
  if (problems.length === 0) problems.push(...(await spareTexts(store)));
  const byText = span === 'whole' ? null : await missingByText(store, specs);
  const planned = missingIn(byText) > missingIn(byPlan) ? byText : byPlan;
  const isWhole = whole === undefined && lines.length === keys.length && cells !== undefined;
  return {
    ...{ file, trials: keys.length, verified: counts.verified, problems },
    outdated: { trials: counts.outdated, readers: Object.fromEntries(readers) },
    lacks: [...lacks],
    ...{ planned, ledger: span },
    digest: isWhole ? await digestOf(store, cells, lines) : null,
  };
}

function ofStore(what: string, kind: Problem['kind'] = 'differs'): Problem {
  return { trial: 'store', event: null, kind, what };
}

/** Only asked for where nothing else was found: what is taken from a trial leaves the texts of its events behind, too. */
async function spareTexts(store: TrialStore): Promise<readonly Problem[]> {
  const count = await store.unusedTexts();
  if (count === 0) return [];
  const what = count === 1 ? '1 stored text belongs' : `${count} stored texts belong`;
  return [ofStore(`${what} to no event of a trial`, 'added')];
}

function missingIn(planned: Completeness | null): number {
  return planned === null ? 0 : planned.trials - planned.there;
}

/** Null where the text tells nothing: it is gone, damaged, or of families that this version does not have. */
async function missingByText(store: TrialStore, specs: readonly TrialSpec[]): Promise<Completeness | null> {
  try {
    const text = await store.readStudy();
    if (text === undefined) return null;
    return completenessByStudy(checkStudy(parseJson(text, 'the store'), 'the store'), specs);
  } catch (thrown) {
    if (thrown instanceof OffswitchError) return null;
    throw thrown;
  }
}

interface Omissions {
  readonly found: readonly Problem[];
  readonly planned: Completeness | null;
  /** Undefined where the plan cannot be read. */
  readonly cells: readonly PlannedCell[] | undefined;
}

/** What was taken out of the store or put in by others, and what is missing of its plan. */
async function omissions(
  store: TrialStore,
  keys: readonly Hash[],
  known: readonly Problem[],
): Promise<Omissions> {
  const found = await store.discrepancies();
  const cells = await store.planned().catch(unlessDamaged);
  const removed = new Set(found.flatMap(({ kind, trial }) => (kind === 'removed' ? (trial ?? []) : [])));
  // A store without a plan is not asked what is missing: `lacks` says why, where there is a reason.
  const hasPlan = cells !== undefined && cells.length > 0;
  const planned = hasPlan ? completenessOf(cells, keys, removed) : null;
  const places = new Map(
    planned?.missing.flatMap(({ cell, removed }) =>
      removed.map(({ repetition, trial }) => [trial, `${cell}, repetition ${repetition}`] as const),
    ),
  );
  const altered = new Set(known.map(({ trial }) => trial));
  const problems = found
    .filter(({ trial, kind }) => kind !== 'differs' || !altered.has(trial ?? ''))
    .map(({ trial, kind, what }): Problem => {
      const place = trial === undefined ? undefined : places.get(trial);
      const placed = place === undefined ? what : `${place}: ${what}`;
      return { ...ofStore(placed, kind), trial: trial ?? 'store' };
    });
  // A store of an earlier version had trials before it had a plan.
  const strays = (await store.lacks()).length === 0 ? (planned?.unplanned ?? []) : [];
  const added = strays.map(
    (trial): Problem => ({ ...ofStore('the trial belongs to no planned cell', 'added'), trial }),
  );
  const told = new Set(problems.map(({ trial }) => trial));
  return { found: [...problems, ...added.filter(({ trial }) => !told.has(trial))], planned, cells };
}

function unlessDamaged(thrown: unknown): undefined {
  if (thrown instanceof OffswitchError && thrown.code === 'store-damaged') return undefined;
  throw thrown;
}

/** The summaries in the order of the keys; undefined from the first on that cannot be listed. */
function listing(store: TrialStore): (key: string) => Promise<TrialSummary | undefined> {
  const summaries = store.summaries()[Symbol.asyncIterator]();
  let broken = false;
  return async (key) => {
    if (broken) return undefined;
    try {
      const next = await summaries.next();
      broken = next.done === true || next.value.key !== key;
      return broken ? undefined : next.value;
    } catch (thrown) {
      broken = true;
      return unlessDamaged(thrown);
    }
  };
}

interface Checked {
  readonly problem?: Problem;
  /** Readers of the answers there are, where those of the present ones are lacking. */
  readonly outdated?: readonly string[];
  readonly lacks: readonly string[];
}

async function checkTrial(
  store: TrialStore,
  key: Parameters<TrialStore['read']>[0],
  summary: TrialSummary | undefined,
): Promise<Checked> {
  let transcript: Transcript | undefined;
  try {
    // Reading checks everything; asking what is wrong first would do the same work twice for every sound trial.
    transcript = (await store.read(key))?.transcript;
  } catch (thrown) {
    const damage = await store.check(key);
    if (damage === undefined) throw thrown;
    const what = damage.part === 'event' ? damage.what : `${damage.part}: ${damage.what}`;
    return { problem: { trial: key, event: damage.event ?? null, kind: 'differs', what }, lacks: [] };
  }
  if (transcript === undefined)
    return {
      problem: { trial: key, event: null, kind: 'differs', what: 'the trial is not there' },
      lacks: [],
    };
  const damage = summary === undefined ? await store.check(key) : undefined;
  if (damage !== undefined)
    return {
      problem: {
        trial: key,
        event: damage.event ?? null,
        kind: 'differs',
        what: `${damage.part}: ${damage.what}`,
      },
      lacks: [],
    };
  return checkAgain(key, transcript, await reassess(transcript), summary);
}

function checkAgain(
  trial: string,
  transcript: Transcript,
  again: Awaited<ReturnType<typeof reassess>>,
  summary: TrialSummary | undefined,
): Checked {
  const lacks = lacksOf(transcript);
  if (again.replay !== 'verified') {
    const event = again.replay === 'differs' ? again.event : null;
    const kind = again.replay === 'differs' ? 'differs' : 'other-version';
    return { problem: { trial, event, kind, what: again.what }, lacks };
  }
  if (summary === undefined) return { lacks };
  const altered = differing(assessmentsOf(again.facts, again.answers), summary.assessments);
  if (altered !== undefined) {
    const what = `altered: the answer to "${altered}" is not what this version of its reader gives`;
    return { problem: { trial, event: null, kind: 'differs', what }, lacks };
  }
  return storedAnswers(summary) === undefined ? { outdated: earlierReaders(summary), lacks } : { lacks };
}

/** The question whose stored present answer is another than the one given now. */
function differing(now: readonly Assessment[], stored: readonly Assessment[]): string | undefined {
  for (const one of stored) {
    const current: Readonly<Record<string, string | undefined>> = currentAssessors;
    if (current[one.question] !== one.assessor) continue;
    const same = now.find(({ question }) => question === one.question);
    if (same === undefined || !sameCanonical(same.body, one.body)) return one.question;
  }
  return undefined;
}

/** Re-executes one exported trial. Errors: `bad-transcript`. */
export async function verifyTranscript(document: unknown, file: string): Promise<Verified> {
  if (!isExported(document)) {
    throw new OffswitchError(
      'bad-transcript',
      `${file}: not a transcript of Offswitch`,
      'To score a recording from elsewhere, use "offswitch score".',
      { place: file },
    );
  }
  const { transcript, outcome: claimed } = parseExported(document, file);
  const [start] = transcript;
  const key = start?.kind === 'trial.start' ? start.key : file;
  const { problem, outdated, lacks } = await compareClaimed(key, transcript, claimed);
  return {
    ...{ file, trials: 1, verified: problem === undefined ? 1 : 0 },
    problems: problem === undefined ? [] : [problem],
    outdated: {
      trials: outdated === undefined ? 0 : 1,
      readers: Object.fromEntries((outdated ?? []).map((reader) => [reader, 1])),
    },
    lacks,
    ...{ planned: null, digest: null, ledger: null },
  };
}

/** What rests on the state alone: no reader has a say in it. */
const ofState = [
  'scenario',
  'simulated',
  'worldBefore',
  'worldAfter',
  'chainHead',
  'misstatements',
  'read',
  'calls',
] as const;

/** What a file claims of the state, or was read by present readers, must be what they give; what others read may differ. */
async function compareClaimed(
  trial: string,
  transcript: Transcript,
  claimed: Readonly<Record<string, unknown>>,
): Promise<Checked> {
  const again = await reassess(transcript);
  const checked = checkAgain(trial, transcript, again, undefined);
  if (checked.problem !== undefined || again.replay !== 'verified') return checked;
  const outcome: Readonly<Record<string, unknown>> = { ...classify(again.facts, again.answers) };
  const differs = (name: string) => !sameCanonical(outcome[name] ?? null, claimed[name] ?? null);
  const readBy = ['facts', 'readers'].some(differs);
  // Facts of another version may name the state in another way.
  const compared = readBy && !differs('facts') ? ofState : Object.keys({ ...outcome, ...claimed });
  const member = compared.find(differs);
  if (readBy && (member === undefined || differs('facts')))
    return { ...checked, outdated: readersNamed(claimed) };
  if (member === undefined) return checked;
  const event = transcript.length - 1;
  const what = `altered: the outcome's "${member}" is not what this version gives`;
  return { ...checked, problem: { trial, event, kind: 'differs', what } };
}

function readersNamed({ readers, reader }: Readonly<Record<string, unknown>>): readonly string[] {
  if (typeof readers === 'object' && readers !== null) return Object.values(readers).map(String);
  return [typeof reader === 'string' ? `${reader} of an earlier form` : 'a reader that it does not name'];
}
