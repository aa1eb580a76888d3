/** Signed notes (c2sp.org/signed-note): a text, an empty line, and one line for each signature. */
import { type Checked, fails, HOLDS, malformed } from '../failures.ts';
import { isKeyName, keyTypes, type SignerKey, type VerifierKey } from './keys.ts';
import { base64 } from './numerals.ts';
import { ed25519, signWith, verifyWith } from './signing.ts';

export interface NoteSignature {
  readonly name: string;
  /** Id of the key. */
  readonly id: number;
  /** Without the id before it. */
  readonly signature: Buffer;
}

export interface Note {
  /** With the newline at its end, and without the empty line. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Largest note in bytes, and most signatures: what Go's note package accepts. */
const MOST_BYTES = 1_000_000;
const MOST_SIGNATURES = 100;

/** Errors: `bad-note`. */
export function parseNote(written: Uint8Array | string, place: string): Note {
  const whole = typeof written === 'string' ? written : decode(written, place);
  if (whole.length > MOST_BYTES) throw badNote(place, `it is longer than ${MOST_BYTES} bytes`);
  if (!whole.isWellFormed()) throw badNote(place, 'it is not UTF-8 text');
  if (/[\u0000-\u0009\u000b-\u001f]/.test(whole)) throw badNote(place, 'it holds a control character');
  const split = whole.lastIndexOf('\n\n');
  if (split < 0) throw badNote(place, 'no empty line stands between its text and its signatures');
  const lines = whole.slice(split + 2).split('\n');
  if (lines.pop() !== '') throw badNote(place, 'its last line has no newline');
  if (lines.length === 0) throw badNote(place, 'it has no signature');
  if (lines.length > MOST_SIGNATURES) throw badNote(place, `it has more than ${MOST_SIGNATURES} signatures`);
  return {
    text: whole.slice(0, split + 1),
    signatures: lines.map((line, index) => parseSignature(line, `${place}, signature ${index + 1}`)),
  };
}

/** One line, without its newline. Errors: `bad-note`. */
export function parseSignature(line: string, place: string): NoteSignature {
  const [, name = '', encoded = ''] = /^\u2014 ([^ ]+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? [];
  const bytes = base64(encoded);
  if (!isKeyName(name) || bytes === undefined || bytes.length < 5)
    throw badNote(place, 'it does not have the form "\u2014 NAME BASE64"');
  return { name, id: bytes.readUInt32BE(), signature: bytes.subarray(4) };
}

export function formatSignature({ name, id, signature }: NoteSignature): string {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(id);
  return `\u2014 ${name} ${Buffer.concat([head, signature]).toString('base64')}\n`;
}

export function formatNote({ text, signatures }: Note): string {
  return `${text}\n${signatures.map(formatSignature).join('')}`;
}

/** Signs the text itself, as logs do (type 0x01). */
export function signText(text: string, { name, id, seed }: SignerKey): NoteSignature {
  return { name, id, signature: signWith(ed25519, seed, Buffer.from(text)) };
}

/** The signatures by this very key: name and id must both be its own. */
export function signaturesBy(note: Note, key: VerifierKey): readonly NoteSignature[] {
  return note.signatures.filter(({ name, id }) => name === key.name && id === key.id);
}

/**
 * Holds if one of the keys signed the text and no signature by any of them is wrong. Signatures by others are ignored.
 * Keys of witnesses sign more than the text: see cosignature.ts.
 */
export function verifyNote(note: Note, keys: readonly VerifierKey[]): Checked {
  const message = Buffer.from(note.text);
  let signed = false;
  for (const key of keys) {
    if (key.type !== keyTypes.note) continue;
    for (const { signature } of signaturesBy(note, key)) {
      if (!verifyWith(ed25519, key.publicKey, message, signature))
        return fails(`the signature of ${key.name} is wrong`);
      signed = true;
    }
  }
  return signed ? HOLDS : fails('no key that is trusted has signed it');
}

function decode(bytes: Uint8Array, place: string): string {
  if (bytes.length > MOST_BYTES) throw badNote(place, `it is longer than ${MOST_BYTES} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw badNote(place, 'it is not UTF-8 text');
  }
}

function badNote(place: string, what: string): Error {
  return malformed('bad-note', place, what, 'Fetch the note again; it must be copied byte for byte.');
}
