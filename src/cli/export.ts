/** `offswitch export`: trials of a store as transcript files, which `verify` and `score` read. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { OffswitchError, pathFailure, systemCodeOf } from '../kit/errors.ts';
import { makeFolders, writeWhole } from '../kit/files.ts';
import { type Hash, shortHash } from '../kit/hash.ts';
import { openStore } from '../measure/store/open.ts';
import type { TrialStore } from '../measure/store/store.ts';
import { shownTrial } from '../measure/study/shown.ts';
import { exportTrial } from '../measure/trial/exported.ts';
import { progressLine } from './progress.ts';
import { counted } from './shared.ts';
import { demandKnown, filterOf, keyOfTrial, listedTrials, type TrialFilters } from './stored-trials.ts';
import { print, printJson } from './terminal.ts';

interface ExportOptions extends TrialFilters {
  readonly out: string;
  readonly json?: boolean;
}

export async function exportTrials(
  path: string,
  wanted: string | undefined,
  options: ExportOptions,
): Promise<void> {
  const fits = filterOf(options);
  const store = await openStore(path, { mode: 'read' });
  const progress = progressLine('exporting');
  try {
    const keys: Hash[] = [];
    if (wanted !== undefined) keys.push(await keyOfTrial(store, path, wanted));
    else if (hasFilter(options)) {
      await demandKnown(store, path, options);
      for await (const { summary } of listedTrials(store, fits)) keys.push(summary.key);
    } else keys.push(...(await store.keys()));
    const files = filesFor(keys, options.out);
    for (const [done, { key, file }] of files.entries()) {
      writeWhole(file, await fileOf(store, key));
      progress.update(done + 1, files.length);
    }
    progress.finish();
    if (options.json)
      printJson({ folder: options.out, trials: files.map(({ key, file }) => ({ trial: key, file })) });
    else
      print([
        files.length === 0
          ? `0 trials: nothing was exported to ${options.out}`
          : `${counted(files.length, 'trial')} in ${options.out}   (check them: offswitch verify ${join(options.out, '*.json')})`,
      ]);
  } finally {
    progress.finish();
    await store.close();
  }
}

function hasFilter({ outcome, behaviour, agent, cell }: TrialFilters): boolean {
  return [outcome, behaviour, agent, cell].some((filter) => filter !== undefined);
}

/** A name for each trial, none of which is there yet. Errors: `would-overwrite`, `file-unwritable`. */
function filesFor(
  keys: readonly Hash[],
  folder: string,
): readonly { readonly key: Hash; readonly file: string }[] {
  makeFolder(folder);
  const short = Map.groupBy(keys, shortHash);
  const files = keys.map((key) => {
    // Two keys that begin alike are named in full.
    const isOnly = short.get(shortHash(key))?.length === 1;
    return { key, file: join(folder, `${isOnly ? shortHash(key) : key.slice('sha256:'.length)}.json`) };
  });
  const taken = files.find(({ file }) => lstatSync(file, { throwIfNoEntry: false }) !== undefined);
  if (taken === undefined) return files;
  throw new OffswitchError(
    'would-overwrite',
    `${taken.file} is not written over: it is there already; nothing was exported`,
    'Name another folder with --out, or move its files away first.',
    { file: taken.file },
  );
}

function makeFolder(folder: string): void {
  try {
    makeFolders(folder);
  } catch (thrown) {
    throw new OffswitchError(
      'file-unwritable',
      `cannot write to the folder ${folder}: ${pathFailure(thrown)}`,
      'Name a folder that is there or can be made.',
      { file: folder, system: systemCodeOf(thrown) ?? null },
      thrown,
    );
  }
}

/** With the outcome that the present readers come to; none where this version cannot re-execute the trial. */
async function fileOf(store: TrialStore, key: Hash): Promise<string> {
  const trial = await shownTrial(store, key);
  if (trial === undefined) throw new Error(`the trial ${key} is gone`);
  return exportTrial({ outcome: trial.reading?.outcome ?? {}, transcript: trial.transcript });
}
