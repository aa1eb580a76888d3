/** The folder of a log, as a command line names it. */
import { statSync } from 'node:fs';
import { OffswitchError } from '../../kit/errors.ts';
import { diskFiles, type FileLayer } from '../../notary/log/files.ts';
import { CHECKPOINT, JOURNAL } from '../../notary/log/layout.ts';

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
