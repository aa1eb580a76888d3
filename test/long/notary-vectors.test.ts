/** Test vectors of others: the Merkle proofs of transparency-dev and Wycheproof's cases of Ed25519 and ML-DSA-44. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Checked } from '../../src/notary/failures.ts';
import { ed25519, mlDsa44, verifyWith } from '../../src/notary/formats/signing.ts';
import {
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from '../../src/notary/tree/verify.ts';
import { tellCounts } from '../support/suite-counts.ts';
import { moduleFolder, noGo } from './support/go.ts';

const MERKLE = 'github.com/transparency-dev/merkle@v0.0.3-0.20260707140218-77df88e508fa';
const WYCHEPROOF = 'github.com/c2sp/wycheproof@v0.0.0-20260902155932-3fa63dd0344a';
const MINUTES = 60_000;

interface Vector {
  readonly wantErr: boolean;
  readonly proof: readonly string[] | null;
  readonly [member: string]: unknown;
}

/** Sizes of the vectors go beyond what a number holds. */
function parsed(text: string): Vector {
  return JSON.parse(text, (_, value: unknown, { source }: { source?: string } = {}) =>
    typeof value === 'number' && source !== undefined ? BigInt(source) : value,
  );
}

const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : '', 'base64');
const count = (value: unknown) => (typeof value === 'bigint' ? value : 0n);

const checks: Readonly<Record<string, (vector: Vector, proof: readonly Buffer[]) => Checked>> = {
  inclusion: ({ leafIdx, treeSize, root, leafHash }, proof) =>
    verifyInclusion({
      index: count(leafIdx),
      size: count(treeSize),
      leafHash: bytes(leafHash),
      root: bytes(root),
      proof,
    }),
  consistency: ({ size1, size2, root1, root2 }, proof) =>
    verifyConsistency({
      older: count(size1),
      newer: count(size2),
      olderRoot: bytes(root1),
      newerRoot: bytes(root2),
      proof,
    }),
  subtreeinclusion: ({ leafIdx, start, end, root, leafHash }, proof) =>
    verifySubtreeInclusion({
      index: count(leafIdx),
      start: count(start),
      end: count(end),
      leafHash: bytes(leafHash),
      root: bytes(root),
      proof,
    }),
  subtreeconsistency: ({ start, end, size, root1, root2 }, proof) =>
    verifySubtreeConsistency({
      start: count(start),
      end: count(end),
      size: count(size),
      subtreeRoot: bytes(root1),
      root: bytes(root2),
      proof,
    }),
};

test.skipIf(noGo !== undefined)('507 Merkle vectors', { timeout: 10 * MINUTES }, async () => {
  const folder = join(await moduleFolder(MERKLE), 'testdata');
  const counts: Record<string, readonly [all: number, valid: number]> = {};
  for (const [kind, check] of Object.entries(checks)) {
    const names = readdirSync(join(folder, kind), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.json'),
    );
    let valid = 0;
    for (const name of names) {
      const vector = parsed(readFileSync(join(folder, kind, name), 'utf8'));
      const result = check(vector, (vector.proof ?? []).map(bytes));
      expect(result.ok, `${kind}/${name}: ${vector.desc}`).toBe(!vector.wantErr);
      valid += result.ok ? 1 : 0;
    }
    counts[kind] = [names.length, valid];
  }
  expect(counts).toEqual({
    inclusion: [98, 6],
    consistency: [98, 6],
    subtreeinclusion: [204, 12],
    subtreeconsistency: [107, 7],
  });
  await tellCounts(
    'merkle-vectors',
    Object.fromEntries(Object.entries(counts).map(([kind, [all]]) => [kind, all])),
  );
});

interface Wycheproof {
  readonly testGroups: readonly {
    readonly publicKey: string | { readonly pk: string };
    readonly tests: readonly {
      readonly tcId: number;
      readonly msg: string;
      readonly ctx?: string;
      readonly sig: string;
      readonly result: string;
    }[];
  }[];
}

test.skipIf(noGo !== undefined).each([
  ['ed25519_test.json', ed25519, { valid: 88, invalid: 63 }],
  ['mldsa_44_verify_test.json', mlDsa44, { valid: 77, invalid: 103 }],
])('Wycheproof, %s', { timeout: 10 * MINUTES }, async (name, algorithm, due) => {
  const file = join(await moduleFolder(WYCHEPROOF), 'testvectors_v1', name);
  const { testGroups }: Wycheproof = JSON.parse(readFileSync(file, 'utf8'));
  const counts = { valid: 0, invalid: 0 };
  for (const { publicKey, tests } of testGroups) {
    const key = Buffer.from(typeof publicKey === 'string' ? publicKey : publicKey.pk, 'hex');
    for (const { tcId, msg, ctx, sig, result } of tests) {
      const [message, signature] = [Buffer.from(msg, 'hex'), Buffer.from(sig, 'hex')];
      const context = ctx === undefined ? undefined : Buffer.from(ctx, 'hex');
      const holds = verifyWith(algorithm, key, message, signature, context);
      expect(holds, `case ${tcId}`).toBe(result === 'valid');
      counts[holds ? 'valid' : 'invalid'] += 1;
    }
  }
  expect(counts).toEqual(due);
  await tellCounts(`wycheproof-${algorithm.name.toLowerCase()}`, counts);
});
