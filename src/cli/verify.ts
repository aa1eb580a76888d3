/** `offswitch verify`: re-execute every trial, say the first thing that differs, and what is missing. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { exitCodes } from '../kit/errors.ts';
import { parseJson, readText } from '../kit/json.ts';
import { PACKAGE_VERSION } from '../kit/package-version.ts';
import { printable } from '../kit/text.ts';
import { openStore } from '../measure/store/open.ts';
import type { RecordSpan } from '../measure/store/store.ts';
import {
  isEmpty,
  isSound,
  type Problem,
  type Verified,
  verifyStore,
  verifyTranscript,
} from '../measure/study/verify.ts';
import { progressLine } from './progress.ts';
import { counted } from './shared.ts';
import { print, printJson } from './terminal.ts';

interface VerifyOptions {
  readonly json?: boolean;
  /** Folder of the log that the trials of the stores were entered into. */
  readonly notary?: string;
}

export async function verify(files: readonly string[], options: VerifyOptions): Promise<void> {
  const results: VerifiedFile[] = [];
  for (const file of files) results.push(await verifyFile(file, options));
  const documents = results.map(({ store: _store, ...document }) => ({
    ...document,
    version: PACKAGE_VERSION,
    proves: isSound(document) ? proofs(document.ledger) : [],
    provesNot: limits(document.ledger),
  }));
  if (options.json) printJson(documents.length === 1 ? documents[0] : { results: documents });
  else print([...results.flatMap(textOf), ...closing(results)]);
  if (!results.every(isSound)) process.exitCode = exitCodes.negative;
}

interface VerifiedFile extends Verified {
  /** Whether the file is a store; else it is a transcript. */
  readonly store: boolean;
}

async function verifyFile(file: string, { notary }: VerifyOptions): Promise<VerifiedFile> {
  if (looksLikeJson(file))
    return { ...(await verifyTranscript(parseJson(readText(file), file), file)), store: false };
  const store = await openStore(file, { mode: 'read' });
  const progress = progressLine(`re-executing ${file}`);
  try {
    const verified = await verifyStore(store, file, progress.update);
    if (notary === undefined) return { ...verified, store: true };
    const { problemsWithLog } = await import('./notarised.ts');
    const problems = [...verified.problems, ...(await problemsWithLog(store, notary))];
    return { ...verified, problems, store: true };
  } finally {
    progress.finish();
    await store.close();
  }
}

/** The first bytes tell a JSON document; everything else, also what is not there, is for the store to judge. */
function looksLikeJson(file: string): boolean {
  if (file === '-') return true;
  let handle: number | undefined;
  try {
    if (!statSync(file).isFile()) return false;
    handle = openSync(file, 'r');
    const head = Buffer.alloc(64);
    const length = readSync(handle, head, 0, head.length, 0);
    return /^\ufeff?\s*[{[]/.test(head.toString('utf8', 0, length));
  } catch {
    // The store meets the same hindrance and has the words for it.
    return false;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

const SHOWN = 20;

const labels: Readonly<Record<Problem['kind'], string>> = {
  differs: 'DIFFERS',
  'other-version': 'VERSION',
  removed: 'REMOVED',
  added: 'ADDED  ',
};

function textOf(result: VerifiedFile): readonly string[] {
  const { file, verified, trials, problems } = result;
  const head = `${file}: ${verified} of ${trials} trials re-executed with every result, effect and hash equal, by Offswitch ${PACKAGE_VERSION}`;
  const problemLines = problems.map((problem) => {
    const at = `event ${problem.event}: `;
    const isNamed = problem.event === null || problem.what.startsWith(at);
    return `  ${labels[problem.kind]}  ${problem.trial}  ${isNamed ? '' : at}${printable(problem.what, 300)}`;
  });
  return [
    head,
    ...(isEmpty(result) ? [`  WARNING  ${file} holds no trial: there was nothing to check`] : []),
    ...plannedLines(result),
    ...firstOf(problemLines),
    ...outdatedLines(result),
    ...result.lacks.map((lack) => `  LACKS    ${lack}`),
    ...digestLines(result),
  ];
}

/** What it all proves, once for stores and once for transcripts. */
function closing(results: readonly VerifiedFile[]): readonly string[] {
  return [...Map.groupBy(results, ({ store }) => store)].flatMap(([store, own]) => {
    const of = results.length === own.length ? '' : store ? ' (stores)' : ' (transcripts)';
    const ledger = weakest(own.map((one) => one.ledger));
    const proved = own.every(isSound) ? [`Proves${of}:`, ...proofs(ledger).map((each) => `  ${each}`)] : [];
    return [...proved, `Does not prove${of}:`, ...limits(ledger).map((each) => `  ${each}`)];
  });
}

function firstOf(lines: readonly string[]): readonly string[] {
  const shown = lines.slice(0, SHOWN);
  return lines.length === shown.length ? lines : [...shown, `  ... and ${lines.length - SHOWN} more`];
}

function plannedLines({ planned }: Verified): readonly string[] {
  if (planned === null) return [];
  const missing = planned.missing.flatMap(({ cell, repetitions, removed }) => {
    // Those that had finished are problems, and told as such.
    const gone = new Set(removed.map(({ repetition }) => repetition));
    const unfinished = repetitions.filter((repetition) => !gone.has(repetition));
    if (unfinished.length === 0) return [];
    return [`  MISSING  ${printable(cell, 200)}: ${repetitionsText(unfinished)} never finished`];
  });
  return [`  ${planned.there} of ${planned.trials} planned trials are in the store`, ...firstOf(missing)];
}

/** `repetition 3`, `repetitions 0-4, 7`. */
function repetitionsText(repetitions: readonly number[]): string {
  const runs: { first: number; last: number }[] = [];
  for (const one of repetitions) {
    const run = runs.at(-1);
    if (run?.last === one - 1) run.last = one;
    else runs.push({ first: one, last: one });
  }
  const texts = runs.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
  return `repetition${repetitions.length === 1 ? '' : 's'} ${texts.join(', ')}`;
}

const REEXECUTED = `From the recorded turns, Offswitch ${PACKAGE_VERSION} comes to the same results, effects, facts and answers.`;

/** What a check without a finding shows. */
function proofs(ledger: Verified['ledger']): readonly string[] {
  return ledger === null ? [REEXECUTED] : [REEXECUTED, whole[ledger]];
}

const whole: Readonly<Record<RecordSpan, string>> = {
  whole: "Nothing was altered, removed or added that the store's seals and its ledger would show.",
  late: 'Nothing was altered that the seals would show, and nothing was removed or added since the store was brought up to date, which is when its ledger begins.',
  none: 'Nothing that is there was altered that the seals would show.',
};

/** Of several stores what holds for all. */
function weakest(ledgers: readonly Verified['ledger'][]): Verified['ledger'] {
  return (['none', 'late', 'whole'] as const).find((one) => ledgers.includes(one)) ?? null;
}

/** What no check of a file alone can show. */
function limits(ledger: Verified['ledger']): readonly string[] {
  const origin = 'that a provider or agent really gave the recorded turns;';
  if (ledger === null) return [origin, 'that this trial was not chosen among others.'];
  return [
    origin,
    ...(ledger === 'none'
      ? ['that nothing was removed or added: a store of an earlier version has no ledger;']
      : []),
    ...(ledger === 'late' ? ['that nothing was removed or added before its ledger begins;'] : []),
    'that nobody made the whole file anew, with new seals, or put back an earlier copy: compare the digest with one published before;',
    'that nothing was run in another store.',
  ];
}

function digestLines({ digest }: Verified): readonly string[] {
  if (digest === null) return [];
  const { cells, trials, attempts, answers } = digest.covers;
  const parts = [
    counted(cells, 'planned cell'),
    counted(trials, 'trial'),
    counted(attempts, 'failed attempt'),
    `${counted(answers, 'answer')} of judges`,
  ];
  return [`  Digest: ${digest.digest}`, `    of the study, ${parts.join(', ')}`];
}

/** Another version of a reader is no alteration. */
function outdatedLines({ file, store, outdated: { trials, readers } }: VerifiedFile): readonly string[] {
  if (trials === 0) return [];
  const by = Object.entries(readers).map(([reader, count]) => `${printable(reader, 60)} (${count})`);
  return [
    `  OLDER    ${counted(trials, 'trial')} assessed by other versions of the readers: ${by.join(', ') || 'none is named'}`,
    store
      ? `           offswitch assess ${file} brings them up to date, without a model call`
      : `           offswitch score ${file} scores it with the current readers, without a model call`,
  ];
}
