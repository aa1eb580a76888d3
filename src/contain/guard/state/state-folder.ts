/** The folder in which a guard keeps what nobody else may see or change: keys, tokens, sockets, its log and journal. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ErrorCode, OffswitchError, pathFailure, systemCodeOf } from '../../../kit/errors.ts';
import { makeFolders } from '../../../kit/files.ts';
import { diskFiles } from '../../../notary/log/files.ts';

/** Raised when a folder of an earlier version could not be gone on with. */
const VERSION = '1';
const VERSION_FILE = 'version';
/** Of sockets, by the system. */
const LONGEST_SOCKET = 104;

export interface StateFolder {
  readonly path: string;
  readonly log: string;
  readonly journal: string;
  readonly credentials: string;
  /** What `up --observe` saw. */
  readonly observed: string;
  /** For whoever operates the guard: status, and agents to start. */
  readonly controlSocket: string;
  /** Signs leases. */
  readonly leaseKey: string;
  /** What the warden ended while nobody listened. */
  readonly wardenJournal: string;
  readonly tokenOf: (agent: string) => string;
  readonly socketOf: (agent: string) => string;
}

/** Where everything is, whether it is there or not. */
export function placesIn(path: string): StateFolder {
  return {
    path,
    log: join(path, 'log'),
    journal: join(path, 'emergency-journal'),
    credentials: join(path, 'credentials.env'),
    observed: join(path, 'observed.yaml'),
    controlSocket: join(path, 'control.sock'),
    leaseKey: join(path, 'lease.key'),
    wardenJournal: join(path, 'warden-journal'),
    tokenOf: (agent) => join(path, 'tokens', agent),
    socketOf: (agent) => join(path, 'sockets', `${agent}.sock`),
  };
}

/**
 * Makes the folder where there is none, and goes on with one that is there. Errors: `state-foreign`, `state-version`,
 * `state-open`, `file-unwritable`.
 */
export function prepareState(path: string): StateFolder {
  const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
  if (isThere && !isEmpty(path)) return openState(path);
  try {
    makeFolders(path);
    // As root, the notary is another user, who has to get to the log and sees nothing else.
    chmodSync(path, isRoot() ? 0o711 : 0o700);
    for (const folder of ['tokens', 'sockets']) mkdirSync(join(path, folder), { mode: 0o700 });
    writeFileSync(join(path, VERSION_FILE), `${VERSION}\n`, { mode: 0o600 });
  } catch (thrown) {
    throw stateError(
      'file-unwritable',
      path,
      `cannot be made: ${pathFailure(thrown)}`,
      'Check the path and its permissions, or name another folder in `state`.',
    );
  }
  return openState(path);
}

/** Errors: `state-missing`, `state-foreign`, `state-version`, `state-open`. */
export function openState(path: string): StateFolder {
  const places = placesIn(path);
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined)
    throw stateError(
      'state-missing',
      path,
      'is not there',
      'Start the guard, which makes it: offswitch guard up.',
    );
  if (!status.isDirectory())
    throw stateError('state-foreign', path, 'is no folder', 'Name another one in `state`.');
  demandVersion(path);
  demandPrivate(path, 0o066);
  for (const folder of ['tokens', 'sockets']) demandPrivate(join(path, folder), 0o077);
  if (Buffer.byteLength(places.socketOf('x'.repeat(8))) > LONGEST_SOCKET)
    throw stateError(
      'state-foreign',
      path,
      'has too long a path for sockets',
      'Name a folder with a shorter path in `state`.',
    );
  return places;
}

/** Held until it is released, or the process ends, however it ends. Errors: `guard-running`. */
export async function lockState(path: string): Promise<() => Promise<void>> {
  try {
    return await diskFiles(path).lock('lock');
  } catch (thrown) {
    if (!(thrown instanceof OffswitchError) || thrown.code !== 'log-locked') throw thrown;
    throw stateError(
      'guard-running',
      path,
      'is used by a guard that is running',
      'Look at it with "offswitch guard status", or stop it first.',
    );
  }
}

function demandVersion(path: string): void {
  const version = versionIn(path);
  if (version === undefined)
    throw stateError(
      'state-foreign',
      path,
      'holds something, and is not the folder of a guard',
      'Name another folder in `state`, or move what is in it away.',
    );
  if (version !== VERSION)
    throw stateError(
      'state-version',
      path,
      `is of version ${JSON.stringify(version.slice(0, 20))}; this is version ${VERSION}`,
      'Use the release of Offswitch that made it, or name a new folder in `state`.',
    );
}

function versionIn(path: string): string | undefined {
  try {
    return readFileSync(join(path, VERSION_FILE), 'utf8').trim();
  } catch (thrown) {
    if (systemCodeOf(thrown) === 'ENOENT') return undefined;
    throw stateError('state-open', path, `cannot be read: ${pathFailure(thrown)}`, 'Run it as its owner.');
  }
}

function demandPrivate(path: string, forbidden: number): void {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined)
    throw stateError(
      'state-foreign',
      path,
      'is missing from the folder of the guard',
      'Restore it, or name a new folder in `state`.',
    );
  const user = process.getuid?.();
  if (user === undefined) return;
  if (status.uid !== user)
    throw stateError('state-open', path, 'belongs to another user', 'Run the guard as its owner.');
  if ((status.mode & forbidden) !== 0)
    throw stateError('state-open', path, 'is open to others', `Take their rights away: chmod go-rw ${path}`);
}

function isEmpty(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch {
    return false;
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function stateError(code: ErrorCode, path: string, what: string, remedy: string): OffswitchError {
  return new OffswitchError(code, `${path} ${what}`, remedy, { path });
}
