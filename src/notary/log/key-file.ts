/** The file of a log's signing key: made with permissions for its owner alone. */
import { OffswitchError } from '../../kit/errors.ts';
import { malformed } from '../failures.ts';
import {
  formatSignerKey,
  formatVerifierKey,
  keyTypes,
  newSignerKey,
  parseSignerKey,
  type SignerKey,
  type VerifierKey,
} from '../formats/keys.ts';
import { writeDurably } from './durable.ts';
import type { FileLayer } from './files.ts';
import { FIRST_KEY, KEY, NEXT_KEY } from './layout.ts';

/** The key with which the log goes on; one that has no entries yet gets a new one. Errors: `bad-key`, `key-file`. */
export async function obtainKey(
  files: FileLayer,
  current: VerifierKey | undefined,
  origin: string,
): Promise<SignerKey> {
  const [key, next] = [KEY, NEXT_KEY].map((path) => signerIn(files, path));
  if (current === undefined) {
    // Without entries nothing was ever signed.
    const made = key ?? newSignerKey(origin, keyTypes.note);
    await writeDurably(files, [
      { path: KEY, bytes: Buffer.from(`${formatSignerKey(made)}\n`), mode: 0o600 },
      { path: FIRST_KEY, bytes: Buffer.from(`${formatVerifierKey(made)}\n`) },
    ]);
    return made;
  }
  if (key !== undefined && isSame(key, current)) return key;
  if (next === undefined || !isSame(next, current)) {
    throw malformed(
      'bad-key',
      KEY,
      'it is not the key with which this log signs',
      'Put the file with the key of this log back; without it the log can be verified, and not be continued.',
    );
  }
  // The change was logged, and the process ended before the file took its place.
  await files.rename(NEXT_KEY, KEY);
  await files.syncFolder('state');
  return next;
}

function signerIn(files: FileLayer, path: string): SignerKey | undefined {
  const text = files.read(path)?.toString('utf8').trim();
  if (text === undefined) return undefined;
  if (!files.isPrivate(path)) {
    throw new OffswitchError(
      'key-file',
      `key file ${path}: others may read it`,
      `Change the key of this log if somebody may have; else take their rights away: chmod 600 ${path}`,
      { file: path },
    );
  }
  return parseSignerKey(text, path);
}

function isSame(key: SignerKey, other: VerifierKey): boolean {
  return formatVerifierKey(key) === formatVerifierKey(other);
}
