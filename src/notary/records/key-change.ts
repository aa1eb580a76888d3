/** The change of a log's key: a record that old and new key sign, so that neither can be put in place alone. */
import {
  formatVerifierKey,
  keyTypes,
  parseVerifierKey,
  type SignerKey,
  type VerifierKey,
} from '../formats/keys.ts';
import { base64 } from '../formats/numerals.ts';
import { ed25519, signWith, verifyWith } from '../formats/signing.ts';
import type { LogRecord } from './record.ts';

type KeyBody = LogRecord<'key'>['body'];

/** What both keys sign. */
function keyChange(before: string, after: string): Buffer {
  return Buffer.from(`offswitch key change v1\n${before}\n${after}\n`);
}

export function signKeyChange(before: SignerKey, after: SignerKey): KeyBody {
  const [old, next] = [formatVerifierKey(before), formatVerifierKey(after)];
  const signed = (key: SignerKey) => signWith(ed25519, key.seed, keyChange(old, next)).toString('base64');
  return { old, new: next, signed_by_old: signed(before), signed_by_new: signed(after) };
}

/** The new key, if this record makes it follow the current one; undefined if it does not. */
export function followingKey(body: KeyBody, current: VerifierKey): VerifierKey | undefined {
  if (body.old !== formatVerifierKey(current)) return undefined;
  const next = parsedKey(body.new);
  if (next === undefined || next.name !== current.name || next.type !== keyTypes.note) return undefined;
  const message = keyChange(body.old, body.new);
  const signedBy = (key: VerifierKey, signature: string) =>
    verifyWith(ed25519, key.publicKey, message, base64(signature) ?? Buffer.alloc(0));
  return signedBy(current, body.signed_by_old) && signedBy(next, body.signed_by_new) ? next : undefined;
}

function parsedKey(text: string): VerifierKey | undefined {
  try {
    return parseVerifierKey(text, 'new key');
  } catch {
    return undefined;
  }
}
