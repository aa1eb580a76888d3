/** Whether a passkey has signed a statement: what a browser brings, checked against what the person registered. */
import { hash } from 'node:crypto';
import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import { z } from 'zod';
import type { Passkey, RegistrationStatement } from './registration.ts';

const base64url = (longest: number) =>
  z
    .string()
    .regex(/^[\w-]+$/)
    .max(longest);

/** `AuthenticationResponseJSON` of WebAuthn, with bounds; what else a browser adds is left out. */
export const assertionSchema = z.object({
  id: base64url(1400),
  rawId: base64url(1400),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url(8192),
    authenticatorData: base64url(8192),
    signature: base64url(16_384),
    userHandle: z.string().max(200).optional(),
  }),
});

export type Assertion = z.infer<typeof assertionSchema>;

/** The challenge that stands for a statement: SHA-256 of its text, base64url. */
export function challengeOf(statement: string): string {
  return hash('sha256', statement, 'base64url');
}

/**
 * What the authenticator counts now, where it has signed the statement for the page that it was made for, by the person
 * themselves (finger, face or PIN), not by somebody who is present. Undefined, or an error of the library, where not.
 */
export async function counterOf(
  { response: { userHandle, ...response }, ...assertion }: Assertion,
  statement: string,
  passkey: Passkey,
  registered: RegistrationStatement,
): Promise<number | undefined> {
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: {
      ...assertion,
      response: { ...response, ...(userHandle === undefined ? {} : { userHandle }) },
      clientExtensionResults: {},
    },
    expectedChallenge: challengeOf(statement),
    expectedOrigin: registered.origin,
    expectedRPID: registered.rp,
    requireUserVerification: true,
    credential: {
      id: registered.passkey,
      publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
      counter: passkey.counter,
    },
  });
  return verified ? authenticationInfo.newCounter : undefined;
}
