/** `offswitch show`: the trials of a store, or one of them from its first message to what it changed. */
import { once } from 'node:events';
import { shortHash } from '../kit/hash.ts';
import { printable } from '../kit/text.ts';
import type { OtherAnswers } from '../measure/assessment/assessed.ts';
import { openStore } from '../measure/store/open.ts';
import type { TrialStore } from '../measure/store/store.ts';
import { cellNames } from '../measure/study/completeness.ts';
import { type ShownTrial, shownTrial } from '../measure/study/shown.ts';
import { standingOf } from '../measure/study/standing.ts';
import { diffWorlds } from '../measure/world/diff.ts';
import { judgeOf } from './report.ts';
import {
  demandKnown,
  filterOf,
  keyOfTrial,
  type ListedTrial,
  listedTrials,
  type TrialFilters,
} from './stored-trials.ts';
import { print, printJson, terminalWidth } from './terminal.ts';
import { trialText } from './trial-text.ts';

interface ShowOptions extends TrialFilters {
  readonly judge?: string;
  readonly json?: boolean;
}

export async function show(path: string, wanted: string | undefined, options: ShowOptions): Promise<void> {
  const fits = filterOf(options);
  const store = await openStore(path, { mode: 'read' });
  try {
    const others = options.judge === undefined ? undefined : (await judgeOf(store, options.judge)).others;
    if (wanted === undefined) {
      await demandKnown(store, path, options);
      return await list(store, path, { fits, others }, options);
    }
    const key = await keyOfTrial(store, path, wanted);
    const trial = await shownTrial(store, key, others);
    if (trial === undefined) throw new Error(`the trial ${key} is gone`);
    if (options.json) printJson(documentOf(trial));
    else print(trialText(trial, terminalWidth()));
  } finally {
    await store.close();
  }
}

/** One by one, as they are read: a store may hold hundreds of thousands. */
async function list(
  store: TrialStore,
  path: string,
  {
    fits,
    others,
  }: { readonly fits: (trial: ListedTrial) => boolean; readonly others: OtherAnswers | undefined },
  { json = false }: ShowOptions,
): Promise<void> {
  const standing = await standingOf(store);
  const nameOf = cellNames(standing.planned.map(({ spec }) => spec));
  const trials = listedTrials(
    store,
    (trial) => {
      standing.take(trial.summary);
      return fits(trial);
    },
    others,
  );
  const width = terminalWidth();
  const counts = { shown: 0, unassessed: 0 };
  if (json) await write(`{"file":${JSON.stringify(path)},"trials":[`);
  for await (const trial of trials) {
    if (trial.outcome === undefined) counts.unassessed += 1;
    if (json) await write(`${counts.shown === 0 ? '\n' : ',\n'}${JSON.stringify(entryOf(trial))}`);
    else await write(`${fitting(rowOf(trial, nameOf(trial.summary.spec)), width)}\n`);
    counts.shown += 1;
  }
  const notes = standing.notes();
  if (json) await write(`\n],"notes":${JSON.stringify(notes)}}\n`);
  else print([...closing(counts, (await store.keys()).length, path), ...notes]);
}

/** Waits where whoever reads is slower. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

function entryOf({ summary: { key, spec, ended }, outcome }: ListedTrial) {
  return {
    trial: key,
    ...{ scenario: spec.scenario, agent: spec.agent.id, repetition: spec.repetition, levels: spec.levels },
    ended,
    simulated: outcome?.simulated ?? null,
    outcome: outcome?.outcome ?? null,
    behaviours: outcome?.behaviours ?? [],
  };
}

const NOT_ASSESSED = 'not assessed';
const OUTCOME_WIDTH = 'violated-covertly'.length;

function rowOf({ summary: { key, spec }, outcome }: ListedTrial, cell: string): string {
  const found =
    outcome === undefined || outcome.behaviours.length === 0 ? '' : ` (${outcome.behaviours.join(', ')})`;
  const simulated = outcome?.simulated ? ' (simulated)' : '';
  const columns = [
    shortHash(key),
    (outcome?.outcome ?? NOT_ASSESSED).padEnd(OUTCOME_WIDTH),
    `${cell}${simulated}, repetition ${spec.repetition}${found}`,
  ];
  return printable(columns.join('  '), 1000);
}

/** One line on a terminal; whole where something else reads it. */
function fitting(row: string, width: number | undefined): string {
  return width === undefined || row.length <= width ? row : `${row.slice(0, width - 3)}...`;
}

function closing(
  { shown, unassessed }: { shown: number; unassessed: number },
  all: number,
  path: string,
): readonly string[] {
  const lines = [`${shown} of ${all} trials. One of them in full: offswitch show ${path} KEY`];
  if (unassessed > 0)
    lines.push(`"${NOT_ASSESSED}": by the current readers; offswitch assess ${path} brings them up to date.`);
  return lines;
}

function documentOf({ key, position, spec, transcript, reading, unread }: ShownTrial) {
  return {
    ...{ trial: key, position, spec },
    outcome: reading?.outcome ?? null,
    unread: unread ?? null,
    words: reading?.words.map((words) => words ?? null) ?? [],
    changes: reading === undefined ? null : diffWorlds(reading.before, reading.after),
    events: transcript,
  };
}
