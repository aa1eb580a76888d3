/** The approvers file on the disk: read only where nobody else could have written it. */
import { realpathSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { OffswitchError, pathFailure } from '../../../kit/errors.ts';
import { readText } from '../../../kit/json.ts';
import { type Approver, parseAllowedSigners } from './allowed-signers.ts';

const OTHERS_WRITE = 0o022;
/** What is in the folder can be renamed and removed by its owners alone. */
const STICKY = 0o1000;

/** Errors: `file-unreadable`, `bad-approvers` with `data.fault`. */
export function readApprovers(path: string): readonly Approver[] {
  return parseApprovers(readClosed(path), path);
}

/** Its text, where nobody else could have written it. Errors: `file-unreadable`, `bad-approvers` with `data.fault`. */
export function readClosed(path: string): string {
  const file = realPath(path);
  demandClosed(file, path);
  return readText(file);
}

/** Errors: `bad-approvers` with `data.fault`. */
export function parseApprovers(text: string, path: string): readonly Approver[] {
  const approvers = parseAllowedSigners(text, (line, what) =>
    bad('line', `${path}:${line}: ${what}`, 'The form is that of "ssh-keygen -Y verify": NAME TYPE KEY.', {
      path,
      line,
    }),
  );
  if (approvers.length > 0) return approvers;
  throw bad('empty', `${path} names nobody`, 'Write a line NAME TYPE KEY for each person.', { path });
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (thrown) {
    throw new OffswitchError(
      'file-unreadable',
      `cannot read ${path}: ${pathFailure(thrown)}`,
      'Check the path and its permissions.',
      { file: path },
      thrown,
    );
  }
}

/** The file, and every folder from which it could be replaced. */
function demandClosed(file: string, path: string): void {
  const user = process.getuid?.();
  if (user === undefined) return;
  for (let place = file; ; place = dirname(place)) {
    const status = statSync(place);
    if (status.uid !== 0 && status.uid !== user)
      throw bad(
        'owner',
        `${place} belongs to another user`,
        'Give it to the user of the guard, or to root.',
        {
          path,
        },
      );
    if (isOpen(status))
      throw bad('writable', `others may write ${place}`, `Take their right away: chmod go-w ${place}`, {
        path,
      });
    if (dirname(place) === place) return;
  }
}

function isOpen(status: Stats): boolean {
  const isSticky = status.isDirectory() && (status.mode & STICKY) !== 0;
  return (status.mode & OTHERS_WRITE) !== 0 && !isSticky;
}

function bad(
  fault: string,
  what: string,
  remedy: string,
  data: Readonly<Record<string, string | number>>,
): OffswitchError {
  return new OffswitchError('bad-approvers', what, remedy, { ...data, fault });
}
