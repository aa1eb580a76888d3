/** Writing files whole or not at all. */
import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { messageOf, OffswitchError, systemCodeOf } from './errors.ts';

/**
 * Writes beside the file and renames, so that a reader never sees half of it. Links are followed; what is no file
 * (`/dev/stdout`, a pipe) is written to as it is. Errors: `file-unwritable`, `disk-full`.
 */
export function writeWhole(path: string, text: string): void {
  let beside: string | undefined;
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status !== undefined && !status.isFile()) {
      writeFileSync(path, text);
      return;
    }
    const whole = status === undefined ? path : realpathSync(path);
    beside = `${whole}.${process.pid}.part`;
    writeFileSync(beside, text);
    renameSync(beside, whole);
  } catch (thrown) {
    if (beside !== undefined) discard(beside);
    const system = systemCodeOf(thrown);
    if (system === 'ENOSPC' || system === 'EDQUOT' || system === 'EFBIG') {
      throw new OffswitchError(
        'disk-full',
        `${path}: ${messageOf(thrown)}`,
        'Free some space and try again.',
        { file: path },
        thrown,
      );
    }
    throw new OffswitchError(
      'file-unwritable',
      `cannot write ${path}: ${messageOf(thrown)}`,
      'Check the path and its permissions.',
      { file: path, system: system ?? null },
      thrown,
    );
  }
}

function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // What made the writing fail is the failure to tell, not this one.
  }
}
