/** A passkey in software: what a browser and an authenticator would send (WebAuthn level 2, ES256, attestation "none"). */
import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';

export interface Claims {
  /** As the browser says it. */
  readonly origin: string;
  /** As the authenticator hashes it. */
  readonly rp: string;
  readonly isVerified: boolean;
  readonly counter: number;
  readonly crossOrigin?: boolean;
}

export function softPasskey(usual: Claims) {
  const id = randomBytes(16);
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const common = {
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key' as const,
  };
  return {
    id: common.id,
    /** The answer to `navigator.credentials.create`. */
    create(challenge: string, changes: Partial<Claims> = {}) {
      const claims = { ...usual, ...changes };
      const cose = cbor(
        new Map<number, Cbor>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, Buffer.from(x, 'base64url')],
          [-3, Buffer.from(y, 'base64url')],
        ]),
      );
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cose]);
      const data = Buffer.concat([authenticatorData(claims, ATTESTED), attested]);
      const object = cbor(
        new Map<string, Cbor>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', data],
        ]),
      );
      return {
        ...common,
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, claims).toString('base64url'),
          attestationObject: object.toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    /** The answer to `navigator.credentials.get`. */
    get(challenge: string, changes: Partial<Claims> = {}) {
      const claims = { ...usual, ...changes };
      const data = authenticatorData(claims, 0);
      const client = clientData('webauthn.get', challenge, claims);
      const hash = createHash('sha256').update(client).digest();
      const signature = createSign('sha256')
        .update(Buffer.concat([data, hash]))
        .sign(privateKey);
      return {
        ...common,
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
        },
      };
    },
  };
}

const PRESENT = 0x01;
const VERIFIED = 0x04;
const ATTESTED = 0x40;

function authenticatorData({ rp, isVerified, counter }: Claims, flags: number): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  const all = flags | PRESENT | (isVerified ? VERIFIED : 0);
  return Buffer.concat([createHash('sha256').update(rp).digest(), Buffer.from([all]), count]);
}

function clientData(type: string, challenge: string, { origin, crossOrigin = false }: Claims): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin }));
}

type Cbor = number | string | Buffer | Map<string | number, Cbor>;

/** As much of CBOR (RFC 8949) as this needs. */
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string')
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const members = [...value].flatMap(([key, member]) => [cbor(key), cbor(member)]);
  return Buffer.concat([head(5, value.size), ...members]);
}

function head(major: number, count: number): Buffer {
  if (count < 24) return Buffer.from([(major << 5) | count]);
  if (count < 256) return Buffer.from([(major << 5) | 24, count]);
  return Buffer.from([(major << 5) | 25, count >> 8, count & 255]);
}
