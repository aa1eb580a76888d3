/** The folder of a log, as a command line names it. */
import { existsSync, statSync } from 'node:fs';
import { loadGuard } from '../../contain/guard/config/load.ts';
import { placesIn } from '../../contain/guard/state/state-folder.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { diskFiles, type FileLayer } from '../../notary/log/files.ts';
import { CHECKPOINT, JOURNAL } from '../../notary/log/layout.ts';

/** Where nobody names another. */
export const GUARD_FILE = 'guard.yaml';

/** The folder that was named, else that of guard.yaml in the working folder. Errors: `log-missing`, `bad-guard`. */
export async function logDirectory(given: string | undefined): Promise<string> {
  if (given !== undefined) return given;
  if (existsSync(GUARD_FILE)) return placesIn((await loadGuard(GUARD_FILE)).state).log;
  throw new OffswitchError(
    'log-missing',
    `there is no ${GUARD_FILE} in this folder that could say where the log is`,
    'Name the folder of the log, or change to the folder of the guard.',
  );
}

/** Errors: `log-missing`. */
export function logIn(directory: string): FileLayer {
  const files = diskFiles(directory);
  const isFolder = statSync(directory, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (isFolder && (files.read(CHECKPOINT) !== undefined || files.list(JOURNAL).length > 0)) return files;
  throw new OffswitchError(
    'log-missing',
    `${directory} is not the folder of a log`,
    'Name the folder that has the file "checkpoint" in it.',
    { directory },
  );
}
