/** Passkeys of those who approve: made on the page, vouched for by an SSH key of the same person, used to sign. */
import { randomBytes } from 'node:crypto';
import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server';
import { messageOf, OffswitchError } from '../../../kit/errors.ts';
import { type Hash, hashOf, hashText } from '../../../kit/hash.ts';
import { type Assertion, assertionSchema, counterOf } from './assertion.ts';
import type { PasskeyFile } from './passkey-file.ts';
import { type Passkey, statementOf, statementText } from './registration.ts';
import type { Creation, PasskeySummary, PasskeysRequest } from './requests.ts';

/** Those who may approve, by the approvers file as it is now. */
export interface Signers {
  /** Whether the file names the person. */
  has(person: string): boolean;
  /** Whether a key that is the person's now has made this SSH signature of the text, for approvals. */
  hasSigned(person: string, text: string, signature: string): Promise<boolean>;
}

export interface PasskeysOptions {
  readonly file: PasskeyFile;
  readonly signers: Signers;
  /** In milliseconds. */
  readonly now: () => number;
  /** Which passkeys count from now on: into the log, by digest, before they do. */
  readonly record: (digest: Hash) => Promise<void>;
}

interface Begun {
  readonly person: string;
  readonly origin: string;
  readonly challenge: string;
  readonly expires: number;
  /** Once the browser has made it. */
  readonly made?: Omit<Passkey, 'signature'>;
}

const LIFETIME_MS = 15 * 60_000;
/** Nobody fills the memory by beginning. */
const MOST_BEGUN = 100;
/** EdDSA, ES256 and RS256: what every authenticator has. */
const ALGORITHMS = [-8, -7, -257];

export function createPasskeys({ file, signers, now, record }: PasskeysOptions) {
  const begun = new Map<string, Begun>();

  function demandBegun(id: string): Begun {
    const found = begun.get(id);
    if (found !== undefined && found.expires > now()) return found;
    begun.delete(id);
    throw refusal(
      'this registration was not begun, or it took longer than a quarter of an hour',
      'Begin it again.',
    );
  }

  /** What a browser needs to make a passkey. Errors: `unknown-name`, `bad-request`. */
  async function begin(person: string, origin: string) {
    if (!signers.has(person))
      throw new OffswitchError(
        'unknown-name',
        `the approvers file names no ${JSON.stringify(person)}`,
        'Write the name as it stands at the start of the line in the approvers file.',
      );
    for (const [id, { expires }] of begun) if (expires <= now()) begun.delete(id);
    if (begun.size >= MOST_BEGUN)
      throw refusal('too many registrations are open', 'Wait a quarter of an hour.');
    const options = await generateRegistrationOptions({
      rpName: 'Offswitch approvals',
      rpID: rpOf(origin),
      userName: person,
      attestationType: 'none',
      supportedAlgorithmIDs: ALGORITHMS,
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
      excludeCredentials: counting().flatMap(({ statement }) =>
        statement.person === person && statement.origin === origin ? { id: statement.passkey } : [],
      ),
    });
    const id = randomBytes(12).toString('base64url');
    begun.set(id, { person, origin, challenge: options.challenge, expires: now() + LIFETIME_MS });
    return { id, options };
  }

  /** What an SSH key of the person is to sign now. Errors: `bad-request`. */
  async function made(id: string, response: Creation) {
    const started = demandBegun(id);
    const { person, origin, challenge, expires } = started;
    const credential = await createdCredential(response, challenge, origin);
    const publicKey = Buffer.from(credential.publicKey).toString('base64url');
    const statement = statementText({
      v: 1,
      person,
      passkey: credential.id,
      key: hashText(publicKey),
      origin,
      rp: rpOf(origin),
      nonce: randomBytes(18).toString('base64url'),
      expires: new Date(expires).toISOString(),
    });
    const transports = response.response.transports ?? [];
    begun.set(id, { ...started, made: { statement, publicKey, transports, counter: credential.counter } });
    return { person, statement };
  }

  /** It counts from here on. Errors: `bad-request`, those of the log and of the file; nothing is kept then. */
  async function confirm(id: string, signature: string): Promise<{ person: string; passkey: string }> {
    const { person, made } = demandBegun(id);
    if (made === undefined)
      throw refusal('the browser has made no passkey yet', 'Make it on the page first.');
    if (!(await signers.hasSigned(person, made.statement, signature)))
      throw refusal(
        `this is no signature of the statement by an SSH key of ${person}`,
        `Sign exactly the statement that is shown, with a key of the approvers file: ssh-keygen -Y sign -n offswitch-approval -f KEY.`,
      );
    // Two answers to one registration: the second finds nothing.
    begun.delete(id);
    const passkey: Passkey = { ...made, signature };
    const statement = statementOf(passkey);
    if (statement === undefined) throw new Error('a statement of its own is not read');
    const others = file.list().filter((one) => statementOf(one)?.passkey !== statement.passkey);
    await keep([...others, passkey]);
    return { person, passkey: statement.passkey };
  }

  /** Which passkeys there are is in the log before any of them counts; how far each has counted is not. */
  async function keep(passkeys: readonly Passkey[]): Promise<void> {
    await record(hashOf(passkeys.map(({ statement, signature }) => ({ statement, signature }))));
    file.replace(passkeys);
  }

  /** Those whose statements are whole, with what they say. Whether a signature still counts is asked when it is used. */
  function counting() {
    return file.list().flatMap((passkey) => {
      const statement = statementOf(passkey);
      return statement === undefined ? [] : [{ passkey, statement }];
    });
  }

  /** The one that a response comes from, if it is this person's now. Asked each time: the key that vouches may be no longer. */
  async function ownOf(person: string, { id }: Assertion) {
    const found = counting().find(({ statement }) => statement.passkey === id);
    if (found === undefined || found.statement.person !== person || !signers.has(person)) return undefined;
    const { passkey } = found;
    return (await signers.hasSigned(person, passkey.statement, passkey.signature)) ? found : undefined;
  }

  /** Whether a passkey of this person has signed exactly this text. Never throws. */
  async function verify(person: string, text: string, response: unknown): Promise<boolean> {
    try {
      const assertion = assertionSchema.parse(response);
      const found = await ownOf(person, assertion);
      if (found === undefined) return false;
      const { passkey, statement } = found;
      const counter = await counterOf(assertion, text, passkey, statement);
      if (counter === undefined) return false;
      if (counter !== passkey.counter)
        file.replace(file.list().map((one) => (one === passkey ? { ...one, counter } : one)));
      return true;
    } catch {
      return false;
    }
  }

  async function counts(person: string, response: unknown): Promise<boolean> {
    const assertion = assertionSchema.safeParse(response);
    return assertion.success && (await ownOf(person, assertion.data)) !== undefined;
  }

  function list(): readonly PasskeySummary[] {
    return counting().map(({ passkey, statement: { person, passkey: id, origin } }) => ({
      person,
      passkey: id,
      origin,
      transports: passkey.transports,
    }));
  }

  /** Takes a passkey away, which only ever makes fewer people able to decide. Errors: `unknown-name`. */
  async function remove(id: string): Promise<{ person: string }> {
    const found = counting().find(({ statement }) => statement.passkey === id);
    if (found === undefined)
      throw new OffswitchError(
        'unknown-name',
        `there is no passkey ${JSON.stringify(id.slice(0, 80))}`,
        'See what there is: offswitch approvals passkeys.',
      );
    await keep(file.list().filter((one) => one !== found.passkey));
    return { person: found.statement.person };
  }

  async function answer(request: PasskeysRequest): Promise<unknown> {
    switch (request.do) {
      case 'passkeys.list':
        return { passkeys: list() };
      case 'passkeys.begin':
        return begin(request.person, request.origin);
      case 'passkeys.made':
        return made(request.id, request.response);
      case 'passkeys.confirm':
        return confirm(request.id, request.signature);
      case 'passkeys.remove':
        return remove(request.passkey);
    }
  }

  return { answer, verify, counts };
}

/** Errors: `bad-request`. */
async function createdCredential(response: Creation, challenge: string, origin: string) {
  const { transports: _, ...inner } = response.response;
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response: { ...response, response: inner, clientExtensionResults: {} },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpOf(origin),
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch((thrown: unknown) => {
    throw refusal(`this is no passkey for this page: ${messageOf(thrown)}`, 'Make it again, on the page.');
  });
  if (!verified) throw refusal('the browser has made no passkey', 'Make it again, on the page.');
  return registrationInfo.credential;
}

function rpOf(origin: string): string {
  return new URL(origin).hostname;
}

function refusal(what: string, remedy: string): OffswitchError {
  return new OffswitchError('bad-request', what, remedy);
}
