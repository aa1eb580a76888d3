/** What the page and the command line ask about passkeys over the control socket, and what is answered. */
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server';
import { z } from 'zod';

const id = z.string().min(1).max(64);

/** `RegistrationResponseJSON` of WebAuthn, with bounds; what else a browser adds is left out. */
export const creationSchema = z.object({
  id: z.string().max(1400),
  rawId: z.string().max(1400),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: z.string().max(8192),
    attestationObject: z.string().max(65_536),
    transports: z.array(z.string().max(40)).max(8).optional(),
  }),
});
export type Creation = z.infer<typeof creationSchema>;

export const passkeysRequest = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('passkeys.list') }),
  /** `origin`: as browsers see the page. */
  z.strictObject({ do: z.literal('passkeys.begin'), person: z.string().max(200), origin: z.url().max(300) }),
  z.strictObject({ do: z.literal('passkeys.made'), id, response: creationSchema }),
  z.strictObject({ do: z.literal('passkeys.confirm'), id, signature: z.string().max(16_384) }),
  z.strictObject({ do: z.literal('passkeys.remove'), passkey: z.string().max(1400) }),
]);
export type PasskeysRequest = z.infer<typeof passkeysRequest>;

export const passkeySummary = z.strictObject({
  person: z.string(),
  passkey: z.string(),
  origin: z.string(),
  transports: z.array(z.string()),
});
export type PasskeySummary = z.infer<typeof passkeySummary>;

export const passkeysList = z.strictObject({ passkeys: z.array(passkeySummary) });
export const passkeyBegun = z.strictObject({
  id,
  /** `PublicKeyCredentialCreationOptionsJSON` of WebAuthn. */
  options: z.custom<PublicKeyCredentialCreationOptionsJSON>((value) => typeof value === 'object'),
});
export type PasskeyBegun = z.infer<typeof passkeyBegun>;
export const passkeyStatement = z.strictObject({
  person: z.string(),
  /** For `ssh-keygen -Y sign`, as it is. It says what it is for, so that no approval is made of its signature. */
  statement: z.string(),
});
export type PasskeyStatement = z.infer<typeof passkeyStatement>;
export const passkeyConfirmed = z.strictObject({ person: z.string(), passkey: z.string() });
