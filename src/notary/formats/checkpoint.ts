/** Checkpoints (c2sp.org/tlog-checkpoint): a note that says which log it is, how many entries it has, and their root. */
import { type Checked, malformed } from '../failures.ts';
import type { SignerKey, VerifierKey } from './keys.ts';
import { formatNote, type Note, parseNote, signText, verifyNote } from './note.ts';
import { base64, decimal } from './numerals.ts';

export interface TreeHead {
  /** Number of entries. */
  readonly size: number;
  /** 32 bytes. */
  readonly root: Buffer;
}

export interface Checkpoint extends TreeHead {
  /** Identity of the log. */
  readonly origin: string;
  /** Lines that the log may add; nobody audits them. */
  readonly extensions: readonly string[];
}

export interface SignedCheckpoint extends Checkpoint {
  /** As it was read; the signatures are in it, unverified. */
  readonly note: Note;
}

export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  return [origin, String(size), root.toString('base64'), ...extensions, ''].join('\n');
}

/** The signed note of a head, as the log itself writes it. */
export function signCheckpoint(head: TreeHead, key: SignerKey): string {
  const text = formatCheckpoint({ origin: key.name, ...head, extensions: [] });
  return formatNote({ text, signatures: [signText(text, key)] });
}

/** Reads the note and what it says; verifies no signature. Errors: `bad-note`, `bad-checkpoint`. */
export function parseCheckpoint(written: Uint8Array | string, place: string): SignedCheckpoint {
  const note = parseNote(written, place);
  const [origin = '', sizeLine = '', rootLine = '', ...extensions] = note.text.slice(0, -1).split('\n');
  const size = decimal(sizeLine);
  const root = base64(rootLine, 32);
  if (origin === '') throw badCheckpoint(place, 'its first line, the origin, is empty');
  if (size === undefined) throw badCheckpoint(place, 'its second line is not a tree size in decimals');
  if (root === undefined) throw badCheckpoint(place, 'its third line is not a root of 32 bytes in base64');
  if (extensions.includes('')) throw badCheckpoint(place, 'one of its extension lines is empty');
  return { origin, size, root, extensions, note };
}

/** Holds if a key of the log signed it; the name of the key must be the origin. */
export function verifyCheckpoint(checkpoint: SignedCheckpoint, logKeys: readonly VerifierKey[]): Checked {
  return verifyNote(
    checkpoint.note,
    logKeys.filter(({ name }) => name === checkpoint.origin),
  );
}

export function sameHead(left: TreeHead, right: TreeHead): boolean {
  return left.size === right.size && left.root.equals(right.root);
}

function badCheckpoint(place: string, what: string): Error {
  return malformed(
    'bad-checkpoint',
    place,
    what,
    'Fetch the checkpoint again; the log may have written something else there.',
  );
}
