/** A lease: who may live until when, for which weights, configuration and policy; signed, so that nobody else can say it. */
import { z } from 'zod';
import { canonical } from '../../../kit/canonical.ts';
import type { Hash } from '../../../kit/hash.ts';
import { ed25519, signWith, verifyWith } from '../../../notary/formats/signing.ts';

const digest = z.custom<Hash>((value) => typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value));
const text = z.string().min(1).max(200);
/** Milliseconds of the machine's clock that never runs back, and stands still while the machine does. */
const moment = z.int().min(0);

export const leaseShape = z.strictObject({
  v: z.literal(1),
  id: text,
  agent: text,
  lineage: text,
  weights: z.array(digest).max(64),
  configuration: digest,
  policy: digest,
  /** Counts the renewals of this lease. */
  sequence: z.int().min(1),
  /** Of the machine: its clock begins anew with every start. */
  boot: text,
  issued: moment,
  until: moment,
});

export type Lease = z.infer<typeof leaseShape>;

/** Those that were issued together have one signature. */
export const signedLeases = z.strictObject({
  leases: z.array(leaseShape).min(1).max(10_000),
  signature: z.base64(),
});

export type SignedLeases = z.infer<typeof signedLeases>;

function messageOf(leases: readonly Lease[]): Buffer {
  return Buffer.from(`offswitch leases v1\n${canonical(leases)}`);
}

/** @example signLeases([lease], seed) */
export function signLeases(leases: readonly Lease[], seed: Uint8Array): SignedLeases {
  const signature = signWith(ed25519, seed, messageOf(leases)).toString('base64');
  return { leases: [...leases], signature };
}

export function isGenuine({ leases, signature }: SignedLeases, publicKey: Uint8Array): boolean {
  return verifyWith(ed25519, publicKey, messageOf(leases), Buffer.from(signature, 'base64'));
}
