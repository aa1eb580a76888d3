/**
 * Public keys of SSH, and what they have signed: ed25519, ecdsa, rsa, and the two kinds that live in hardware (sk).
 * Sources: RFC 4253, RFC 5656, RFC 8332, RFC 8709, PROTOCOL.u2f of OpenSSH.
 */
import { createHash, createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { type WireReader, wireReader, wireString } from './wire.ts';

export interface SshPublicKey {
  readonly type: string;
  /** As `ssh-keygen -l` prints it: `SHA256:...`. */
  readonly fingerprint: string;
  /** As in `authorized_keys`, without base64. */
  readonly blob: Buffer;
  /** Whether the signature, as SSH encodes it, is of this key over these bytes. Never throws. */
  verifies(message: Uint8Array, signature: Uint8Array): boolean;
}

const curves = {
  nistp256: { crv: 'P-256', bytes: 32, hash: 'sha256' },
  nistp384: { crv: 'P-384', bytes: 48, hash: 'sha384' },
  nistp521: { crv: 'P-521', bytes: 66, hash: 'sha512' },
} as const;
type Curve = (typeof curves)[keyof typeof curves];

const rsaHashes: Readonly<Record<string, string>> = { 'rsa-sha2-256': 'sha256', 'rsa-sha2-512': 'sha512' };
const LEAST_RSA_BYTES = 2048 / 8;
const MOST_RSA_BYTES = 16_384 / 8;

/** The person touched it. */
const PRESENT = 0x01;

type Check = (algorithm: string, signature: WireReader, message: Buffer) => boolean;

/** How keys of a type are read; what a check throws is a no. */
const readers: Readonly<Record<string, (key: WireReader) => Check>> = {
  'ssh-ed25519': (key) => ed25519Check(key),
  'sk-ssh-ed25519@openssh.com': (key) => inHardware(ed25519Check(key), key),
  'ecdsa-sha2-nistp256': (key) => ecdsaCheck(key, 'nistp256'),
  'ecdsa-sha2-nistp384': (key) => ecdsaCheck(key, 'nistp384'),
  'ecdsa-sha2-nistp521': (key) => ecdsaCheck(key, 'nistp521'),
  'sk-ecdsa-sha2-nistp256@openssh.com': (key) => inHardware(ecdsaCheck(key, 'nistp256'), key),
  'ssh-rsa': (key) => rsaCheck(key),
};

/** Throws a RangeError with a clause that says why these bytes are no key that can be used. */
export function sshPublicKey(blob: Buffer): SshPublicKey {
  const key = wireReader(blob);
  const type = key.text();
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  if (read === undefined) throw new RangeError(`keys of type ${JSON.stringify(type)} are not taken`);
  const check = read(key);
  key.end();
  return {
    type,
    fingerprint: `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`,
    blob,
    verifies(message, encoded) {
      try {
        const signature = wireReader(encoded);
        const algorithm = signature.text();
        const isOfType = type === 'ssh-rsa' ? Object.hasOwn(rsaHashes, algorithm) : algorithm === type;
        return isOfType && check(algorithm, signature, Buffer.from(message));
      } catch {
        return false;
      }
    },
  };
}

function ed25519Check(key: WireReader): Check {
  const x = key.string();
  if (x.length !== 32) throw new RangeError('its length is not that of an ed25519 key');
  const publicKey = fromJwk({ kty: 'OKP', crv: 'Ed25519', x: x.toString('base64url') });
  return (_, signature, message) => {
    const bytes = signature.string();
    signature.end();
    return bytes.length === 64 && verify(null, message, publicKey, bytes);
  };
}

function ecdsaCheck(key: WireReader, name: keyof typeof curves): Check {
  const curve: Curve = curves[name];
  if (key.text() !== name) throw new RangeError('its curve is not that of its type');
  const point = key.string();
  if (point.length !== 1 + 2 * curve.bytes || point[0] !== 0x04)
    throw new RangeError('its point is not written out');
  const [x, y] = [point.subarray(1, 1 + curve.bytes), point.subarray(1 + curve.bytes)];
  const publicKey = fromJwk({
    ...{ kty: 'EC', crv: curve.crv },
    ...{ x: x.toString('base64url'), y: y.toString('base64url') },
  });
  return (_, signature, message) => {
    const pair = wireReader(signature.string());
    signature.end();
    const [r, s] = [pair.positive(), pair.positive()];
    pair.end();
    if (r.length > curve.bytes || s.length > curve.bytes) return false;
    const fixed = Buffer.concat([padded(r, curve.bytes), padded(s, curve.bytes)]);
    return verify(curve.hash, message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, fixed);
  };
}

function rsaCheck(key: WireReader): Check {
  const [e, n] = [key.positive(), key.positive()];
  if (n.length < LEAST_RSA_BYTES) throw new RangeError('an RSA key needs 2048 bits or more');
  if (n.length > MOST_RSA_BYTES) throw new RangeError('it has more bits than an RSA key may have');
  const publicKey = fromJwk({ kty: 'RSA', n: n.toString('base64url'), e: e.toString('base64url') });
  return (algorithm, signature, message) => {
    const bytes = signature.string();
    signature.end();
    const hash = rsaHashes[algorithm];
    // Some agents leave leading zeros out.
    if (hash === undefined || bytes.length > n.length) return false;
    return verify(hash, message, publicKey, padded(bytes, n.length));
  };
}

/** The hardware signs the application, what the person did, and how often it has signed, before the message's hash. */
function inHardware(inner: Check, key: WireReader): Check {
  const application = sha256(key.string());
  return (algorithm, signature, message) => {
    const raw = signature.string();
    const flags = signature.byte();
    const counter = signature.bytes(4);
    signature.end();
    if ((flags & PRESENT) === 0) return false;
    const signed = Buffer.concat([application, Buffer.of(flags), counter, sha256(message)]);
    return inner(algorithm, wireReader(wireString(raw)), signed);
  };
}

function fromJwk(key: JsonWebKey): KeyObject {
  try {
    return createPublicKey({ key, format: 'jwk' });
  } catch {
    throw new RangeError('it is no key of its type');
  }
}

function padded(number: Buffer, length: number): Buffer {
  return Buffer.concat([Buffer.alloc(length - number.length), number]);
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
