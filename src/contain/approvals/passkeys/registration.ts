/**
 * A passkey belongs to a person because an SSH key of theirs has signed so. Whoever can write the file of passkeys, but
 * has no such key, adds nobody to those who decide.
 */
import { z } from 'zod';
import { canonical } from '../../../kit/canonical.ts';
import { hashText } from '../../../kit/hash.ts';
import { digest } from '../../../notary/records/kinds.ts';

const base64url = z.string().regex(/^[\w-]+$/);

const statementSchema = z.strictObject({
  v: z.literal(1),
  /** Whose it is, as the approvers file names them. */
  person: z.string().min(1),
  /** The credential's id, and the digest of its public key (COSE, base64url). */
  passkey: base64url.max(1400),
  key: digest,
  /** Where it may be used: the page's address, and the name that browsers bind the passkey to. */
  origin: z.string(),
  rp: z.string(),
  nonce: base64url,
  expires: z.iso.datetime(),
});

export type RegistrationStatement = z.infer<typeof statementSchema>;

export const passkeySchema = z.strictObject({
  /** Canonical JSON of a RegistrationStatement, as it was signed. */
  statement: z.string().max(8192),
  signature: z.string().max(16_384),
  publicKey: base64url.max(8192),
  transports: z.array(z.string().max(40)).max(8),
  /** What the authenticator last counted; 0 for those that count nothing. */
  counter: z.int().min(0),
});

export type Passkey = z.infer<typeof passkeySchema>;

export function statementText(statement: RegistrationStatement): string {
  return canonical(statement);
}

/** Undefined where it is no statement that this version writes, or is of another public key. */
export function statementOf({ statement, publicKey }: Passkey): RegistrationStatement | undefined {
  try {
    const { data } = statementSchema.safeParse(JSON.parse(statement));
    if (data === undefined || statementText(data) !== statement) return undefined;
    return data.key === hashText(publicKey) ? data : undefined;
  } catch {
    return undefined;
  }
}
