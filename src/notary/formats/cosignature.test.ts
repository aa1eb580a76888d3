/** Cosignatures of both kinds: what exactly is signed, and what is none. */
import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { logKey, ORIGIN, seedOf, witnessKey } from '../sample-log.conformance.ts';
import { parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { cosign, verifyCosignature, withCosignatures } from './cosignature.ts';
import { formatSignerKey, formatVerifierKey, keyTypes, parseSignerKey, parseVerifierKey } from './keys.ts';
import * as signing from './signing.ts';

const TIME = 1_790_000_000;
const made = parseCheckpoint(signCheckpoint({ size: 5, root: seedOf(9) }, logKey), 'made');
const cosignedBy = (key: Parameters<typeof cosign>[2], checkpoint = made, time = TIME) =>
  parseCheckpoint(withCosignatures(checkpoint, [cosign(checkpoint, time, key)]), 'cosigned');

describe.each([
  ['Ed25519', keyTypes.cosignature],
  ['ML-DSA-44', keyTypes.mlDsaCosignature],
])('%s', (_, type) => {
  const key = witnessKey(1, type);

  it('holds for the head and the time', () => {
    expect(verifyCosignature(cosignedBy(key), key)).toEqual({ ok: true, time: TIME });
  });

  it('does not hold for another time, length, head, witness or kind of key', () => {
    const signature = cosign(made, TIME, key);
    const altered = (change: (bytes: Buffer) => Buffer | undefined) => {
      const bytes = Buffer.from(signature.signature);
      return { ...signature, signature: change(bytes) ?? bytes };
    };
    for (const bad of [
      altered((bytes) => void bytes.writeBigUInt64BE(BigInt(TIME + 1))),
      altered((bytes) => void bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40)),
      altered((bytes) => bytes.subarray(1)),
      altered((bytes) => Buffer.concat([bytes, Buffer.of(0)])),
    ])
      expect(verifyCosignature(parseCheckpoint(withCosignatures(made, [bad]), 'bad'), key).ok).toBe(false);
    const larger = parseCheckpoint(signCheckpoint({ size: 6, root: seedOf(9) }, logKey), 'made');
    expect(verifyCosignature(parseCheckpoint(withCosignatures(larger, [signature]), 'bad'), key).ok).toBe(
      false,
    );
    const cosigned = cosignedBy(key);
    expect(verifyCosignature(cosigned, witnessKey(2, type)).ok).toBe(false);
    expect(verifyCosignature(cosigned, logKey).ok).toBe(false);
    const other = type === keyTypes.cosignature ? keyTypes.mlDsaCosignature : keyTypes.cosignature;
    expect(verifyCosignature(cosigned, witnessKey(1, other)).ok).toBe(false);
  });

  it('has keys that are written and read', () => {
    expect(parseSignerKey(formatSignerKey(key), 'here')).toEqual(key);
    const { seed: _, ...known } = key;
    expect(parseVerifierKey(formatVerifierKey(key), 'here')).toEqual(known);
  });
});

describe('ML-DSA-44', () => {
  const key = witnessKey(1, keyTypes.mlDsaCosignature);

  it('signs the structure of the specification, and nothing of extension lines', () => {
    const { signature } = cosign(made, TIME, key);
    const time = Buffer.from([0, 0, 0, 0, 0x6a, 0xb1, 0x3b, 0x80]);
    expect(signature.subarray(0, 8)).toEqual(time);
    const message = Buffer.concat([
      Buffer.from('subtree/v1\n\0'),
      Buffer.from(`\x12${key.name}`),
      time,
      Buffer.from(`\x11${ORIGIN}`),
      Buffer.from([0, 0, 0, 0, 0, 0, 0, 0]),
      Buffer.from([0, 0, 0, 0, 0, 0, 0, 5]),
      seedOf(9),
    ]);
    const head = Buffer.from('30820532300b06096086480165030403110382052100', 'hex');
    const spki = createPublicKey({ key: Buffer.concat([head, key.publicKey]), format: 'der', type: 'spki' });
    expect(verify(null, message, spki, signature.subarray(8))).toBe(true);
    const extended = { ...made, note: { ...made.note, text: `${made.note.text}more\n` } };
    expect(verifyCosignature(cosignedBy(key, extended), key).ok).toBe(true);
  });

  it('says nothing without a time, and of names longer than a byte can count', () => {
    const none = { ...cosign(made, TIME, key), signature: Buffer.alloc(2428) };
    expect(verifyCosignature(parseCheckpoint(withCosignatures(made, [none]), 'bad'), key).ok).toBe(false);
    expect(() => cosign(made, 0, key)).toThrow(RangeError);
    expect(() => cosign({ ...made, origin: 'o'.repeat(256) }, TIME, key)).toThrow(RangeError);
    expect(verifyCosignature({ ...cosignedBy(key), origin: 'o'.repeat(256) }, key).ok).toBe(false);
  });

  it('is refused by name where Node does not have it', () => {
    vi.spyOn(signing, 'isAvailable').mockReturnValue(false);
    expect(() => parseVerifierKey(formatVerifierKey(key), 'here')).toThrow(/^here: .*ML-DSA-44/);
    vi.restoreAllMocks();
  });
});
