/** The folder of a log, as a command line names it. */
import { existsSync, statSync } from 'node:fs';
import { loadGuard } from '../../contain/guard/config/load.ts';
import { placesIn } from '../../contain/guard/state/state-folder.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { diskFiles, type FileLayer } from '../../notary/log/files.ts';
import { CHECKPOINT, JOURNAL } from '../../notary/log/layout.ts';
import { GUARD_FILE, type GuardOption } from './state.ts';

/** The folder that was named, else that of the guard. Errors: `bad-flag`, `log-missing`, those of guard.yaml. */
export async function logDirectory(given: string | undefined, { guard }: GuardOption): Promise<string> {
  if (given !== undefined && guard !== undefined)
    throw new OffswitchError(
      'bad-flag',
      `the folder ${given} and --guard both say which log is meant`,
      'Give one of them.',
    );
  if (given !== undefined) return given;
  if (guard === undefined && !existsSync(GUARD_FILE))
    throw new OffswitchError(
      'log-missing',
      `there is no ${GUARD_FILE} in this folder that could say where the log is`,
      'Name the folder of the log, or the guard with --guard, or change to its folder.',
    );
  return placesIn((await loadGuard(guard ?? GUARD_FILE)).state).log;
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
