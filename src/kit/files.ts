/** Writing files whole or not at all. */
import { mkdirSync, readlinkSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { messageOf, OffswitchError, pathFailure, systemCodeOf } from './errors.ts';

/**
 * Writes beside the file and renames, so that a reader never sees half of it. Links are followed; what is no file
 * (`/dev/stdout`, a pipe) is written to as it is. Errors: `file-unwritable`, `disk-full`.
 */
export function writeWhole(path: string, text: string | Uint8Array): void {
  let beside: string | undefined;
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status !== undefined && !status.isFile()) {
      writeFileSync(path, text);
      return;
    }
    const whole = whereLinksLead(path);
    // A name of its own, because that of the file may be as long as names can be.
    beside = join(dirname(whole), `.offswitch-${process.pid}.part`);
    rmSync(beside, { force: true });
    writeFileSync(beside, text, { flag: 'wx', ...(status === undefined ? {} : { mode: status.mode }) });
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
      `cannot write ${path}: ${pathFailure(thrown)}`,
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

/** Where links lead, also those to a file that is not there yet. */
export function whereLinksLead(path: string, links = 0): string {
  const file = resolve(path);
  try {
    return realpathSync(file);
  } catch {
    const linked = linkIn(file);
    if (linked !== undefined && links < 40) {
      return whereLinksLead(resolve(realFolderOf(file), linked), links + 1);
    }
  }
  return join(realFolderOf(file), basename(file));
}

/** Where the folder of a file really is; as it is written where it cannot be told. */
function realFolderOf(file: string): string {
  try {
    return realpathSync(dirname(file));
  } catch {
    return dirname(file);
  }
}

function linkIn(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}

/**
 * The folder and those it lies in, as far as they are missing. Throws the system's error. Node's own recursive way never
 * ends where the system says of a folder that can hold no other (`/proc`) that there is none.
 */
export function makeFolders(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(resolve(path));
  if (parent !== resolve(path)) makeFolders(parent);
  mkdirSync(path);
}
