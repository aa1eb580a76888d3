/** Writing files whole or not at all. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { messageOf, OffswitchError, systemCodeOf } from './errors.ts';

/** Writes beside the file and renames, so that a reader never sees half of it. Errors: `file-unwritable`, `disk-full`. */
export function writeWhole(path: string, text: string): void {
  const beside = `${path}.${process.pid}.part`;
  try {
    writeFileSync(beside, text);
    renameSync(beside, path);
  } catch (thrown) {
    rmSync(beside, { force: true });
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
