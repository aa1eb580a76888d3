/** Signatures as `ssh-keygen -Y sign` makes them (PROTOCOL.sshsig of OpenSSH). */
import { createHash } from 'node:crypto';
import { type SshPublicKey, sshPublicKey } from './public-key.ts';
import { wireReader, wireString } from './wire.ts';

/** What a signature is for: one made for a commit or a file is none for an approval. */
export const NAMESPACE = 'offswitch-approval';

const MAGIC = 'SSHSIG';
const VERSION = 1;
const hashes = ['sha256', 'sha512'] as const;
const ARMOUR = /^\s*-----BEGIN SSH SIGNATURE-----\r?\n([A-Za-z0-9+/=\s]+)-----END SSH SIGNATURE-----\s*$/;

export interface SshSignature {
  readonly key: SshPublicKey;
  readonly namespace: string;
  /** Whether it is of its key, in its namespace, over these bytes. */
  isOver(message: Uint8Array): boolean;
}

/** Throws a RangeError with a clause that says why it is no signature. */
export function readSshSignature(armoured: string): SshSignature {
  const body = ARMOUR.exec(armoured)?.[1]?.replace(/\s+/g, '');
  if (body === undefined) throw new RangeError('it does not begin and end as an SSH signature does');
  const bytes = Buffer.from(body, 'base64');
  if (bytes.toString('base64') !== body) throw new RangeError('it is not base64');
  const reader = wireReader(bytes);
  if (reader.bytes(MAGIC.length).toString('latin1') !== MAGIC || reader.uint32() !== VERSION)
    throw new RangeError('it is of another format or version');
  const key = sshPublicKey(reader.string());
  const namespace = reader.string();
  const reserved = reader.string();
  const algorithm = reader.text();
  const signature = reader.string();
  reader.end();
  const hash = hashes.find((one) => one === algorithm);
  if (hash === undefined) throw new RangeError('its hash is neither sha256 nor sha512');
  return {
    key,
    namespace: namespace.toString('utf8'),
    isOver(message) {
      const digest = createHash(hash).update(message).digest();
      const parts = [namespace, reserved, algorithm, digest].map(wireString);
      return key.verifies(Buffer.concat([Buffer.from(MAGIC), ...parts]), signature);
    },
  };
}
