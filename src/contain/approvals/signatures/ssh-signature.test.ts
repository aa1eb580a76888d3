/** Signatures against the real ssh-keygen, both ways, and what is none. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { NAMESPACE as OURS, type SshKey, sshKey, takenBySsh } from '../../../../test/support/ssh-keys.ts';
import { NAMESPACE, readSshSignature } from './ssh-signature.ts';
import { wireString } from './wire.ts';

const folder = mkdtempSync(join(tmpdir(), 'ssh-signature-'));
const text = '{"approve":true,"nonce":"n","v":1}';
const types = [
  ['ed25519', undefined],
  ['ecdsa', 256],
  ['ecdsa', 384],
  ['ecdsa', 521],
  ['rsa', 2048],
  ['rsa', 3072],
] as const;
const keys = new Map<string, SshKey>();
const signatures = new Map<string, string>();

beforeAll(() => {
  for (const [type, bits] of types) {
    const name = `${type}-${bits ?? ''}`;
    const key = sshKey(folder, name, type, bits);
    keys.set(name, key);
    signatures.set(name, key.sign(text));
  }
});

const bytesOf = (armoured: string) =>
  Buffer.from(armoured.replace(/-----[A-Z ]+-----/g, '').replace(/\s/g, ''), 'base64');

function armour(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,70}/g) ?? [];
  return `-----BEGIN SSH SIGNATURE-----\n${lines.join('\n')}\n-----END SSH SIGNATURE-----\n`;
}

function isTaken(armoured: string, message: string): boolean {
  try {
    const signature = readSshSignature(armoured);
    return signature.namespace === NAMESPACE && signature.isOver(Buffer.from(message));
  } catch (thrown) {
    if (thrown instanceof RangeError) return false;
    throw thrown;
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function mpint(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const rest = bytes.subarray(start < 0 ? bytes.length : start);
  return wireString((rest[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), rest]) : rest);
}

/** A hardware key as OpenSSH has them, whose hardware is this test. */
function hardwareKey(type: 'ed25519' | 'ecdsa') {
  const application = 'ssh:';
  const pair =
    type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = pair.publicKey.export({ format: 'jwk' });
  const part = (name: 'x' | 'y') => Buffer.from(String(jwk[name]), 'base64url');
  const name = type === 'ed25519' ? 'sk-ssh-ed25519@openssh.com' : 'sk-ecdsa-sha2-nistp256@openssh.com';
  const blob =
    type === 'ed25519'
      ? Buffer.concat([wireString(name), wireString(part('x')), wireString(application)])
      : Buffer.concat([
          wireString(name),
          wireString('nistp256'),
          wireString(Buffer.concat([Buffer.of(4), part('x'), part('y')])),
          wireString(application),
        ]);
  return {
    line: `${name} ${blob.toString('base64')}`,
    sign: (message: string, flags = 0x01) => {
      const hashed = createHash('sha512').update(message).digest();
      const inner = Buffer.concat([
        Buffer.from('SSHSIG'),
        ...[NAMESPACE, '', 'sha512', hashed].map(wireString),
      ]);
      const sha = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest();
      const signed = Buffer.concat([sha(application), Buffer.of(flags), uint32(7), sha(inner)]);
      const raw = rawSignature(type, signed, pair.privateKey);
      const signature = Buffer.concat([wireString(name), wireString(raw), Buffer.of(flags), uint32(7)]);
      return armour(
        Buffer.concat([
          Buffer.from('SSHSIG'),
          uint32(1),
          ...[blob, NAMESPACE, '', 'sha512', signature].map(wireString),
        ]),
      );
    },
  };
}

function rawSignature(type: 'ed25519' | 'ecdsa', bytes: Buffer, key: KeyObject): Buffer {
  if (type === 'ed25519') return sign(null, bytes, key);
  const pair = sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' });
  return Buffer.concat([mpint(pair.subarray(0, 32)), mpint(pair.subarray(32))]);
}

it('speaks of the namespace that people sign in', () => {
  expect(NAMESPACE).toBe(OURS);
});

describe('what the real ssh-keygen has signed', () => {
  it.each(types)('%s %s is taken, and only over its text', (type, bits) => {
    const key = keys.get(`${type}-${bits ?? ''}`);
    const signature = signatures.get(`${type}-${bits ?? ''}`) ?? '';
    expect(key?.line).toContain(readSshSignature(signature).key.blob.toString('base64'));
    expect(isTaken(signature, text)).toBe(true);
    expect(isTaken(signature, `${text} `)).toBe(false);
    expect(isTaken(signature, text.replace('true', 'false'))).toBe(false);
  });

  it('in another namespace it is for something else', () => {
    const other = keys.get('ed25519-')?.sign(text, 'git') ?? '';
    expect(readSshSignature(other).namespace).toBe('git');
    expect(isTaken(other, text)).toBe(false);
    // The namespace is signed: it cannot be changed afterwards.
    const renamed = Buffer.from(bytesOf(other).toString('latin1').replace('git', 'gut'), 'latin1');
    expect(readSshSignature(armour(renamed)).isOver(Buffer.from(text))).toBe(false);
  });
});

describe('keys in hardware', () => {
  it.each(['ed25519', 'ecdsa'] as const)('sk %s: taken here as by the real ssh-keygen', (type) => {
    const key = hardwareKey(type);
    const signature = key.sign(text);
    const [signers, file] = [join(folder, `${type}.signers`), join(folder, `${type}.sig`)];
    writeFileSync(signers, `ana ${key.line}\n`);
    writeFileSync(file, signature);
    expect(takenBySsh(signers, 'ana', text, file)).toBe(true);
    expect(isTaken(signature, text)).toBe(true);
    expect(isTaken(signature, `${text}x`)).toBe(false);
  });

  it.each(['ed25519', 'ecdsa'] as const)('sk %s: whoever was not there has not signed', (type) => {
    expect(isTaken(hardwareKey(type).sign(text, 0x00), text)).toBe(false);
  });
});

describe('what is none', () => {
  it.each([...types])('%s %s with any byte changed, cut or added', (type, bits) => {
    const bytes = bytesOf(signatures.get(`${type}-${bits ?? ''}`) ?? '');
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ flip;
        // The reserved member and the hash's name are signed as they stand: nothing is free.
        expect(isTaken(armour(changed), text)).toBe(false);
      }),
      { numRuns: 150 },
    );
    for (let length = 0; length < bytes.length; length += 7)
      expect(isTaken(armour(bytes.subarray(0, length)), text)).toBe(false);
    expect(isTaken(armour(Buffer.concat([bytes, Buffer.of(0)])), text)).toBe(false);
  });

  it('anything else never does more than to be refused', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.uint8Array().map((bytes) => armour(Buffer.from(bytes))),
        ),
        (other) => {
          expect(isTaken(other, text)).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
    const prefix = Buffer.concat([Buffer.from('SSHSIG'), uint32(1)]);
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }), (parts) => {
        expect(isTaken(armour(Buffer.concat([prefix, ...parts.map(wireString)])), text)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('an RSA key with too few bits is not taken', () => {
    const weak = sshKey(folder, 'weak', 'rsa', 1024);
    expect(() => readSshSignature(weak.sign(text))).toThrow('2048');
  });
});
