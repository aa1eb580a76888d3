/** The user that the notary runs as where the guard is root: nobody else then writes the log or reads its key. */
import { chownSync, mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { closedTo, userFor } from '../confined/users.ts';

export type NotaryUser =
  | { readonly separate: true; readonly user: number }
  | { readonly separate: false; readonly why: string };

/** Makes the folder of a log that is begun, for that user. */
export function notaryUser(log: string, files: readonly string[] = []): NotaryUser {
  const isBegun = statSync(log, { throwIfNoEntry: false }) !== undefined;
  if (process.getuid?.() !== 0) {
    if (!isBegun) mkdirSync(log, { mode: 0o700 });
    return { separate: false, why: 'only root can give it a user of its own' };
  }
  const owner = isBegun ? statSync(log).uid : userFor('notary');
  if (owner === 0) return { separate: false, why: `the log ${log} is root’s` };
  const closed = closedTo([log, process.execPath, fileURLToPath(import.meta.url), ...files]);
  if (closed !== undefined) {
    if (!isBegun) mkdirSync(log, { mode: 0o700 });
    return { separate: false, why: `other users may not enter ${closed}` };
  }
  if (!isBegun) {
    mkdirSync(log, { mode: 0o700 });
    chownSync(log, owner, owner);
  }
  return { separate: true, user: owner };
}
