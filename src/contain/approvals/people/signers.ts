/** Whether somebody has signed a text: the key must be theirs, valid now, and the signature made for this purpose. */
import { OffswitchError } from '../../../kit/errors.ts';
import type { Passkeys } from '../approvals.ts';
import type { ApprovalAnswer } from '../requests.ts';
import { NAMESPACE, readSshSignature } from '../signatures/ssh-signature.ts';
import type { Approver } from './allowed-signers.ts';

/** Errors: `bad-signature`. */
export async function demandSigned(
  person: Approver,
  statement: string,
  credential: ApprovalAnswer['credential'],
  { nowMs, passkeys }: { readonly nowMs: number; readonly passkeys: Passkeys | undefined },
): Promise<void> {
  const fault =
    credential.kind === 'ssh'
      ? sshFault(person, statement, credential.signature, nowMs)
      : (await passkeys?.verify(person.name, statement, credential.response)) === true
        ? undefined
        : `no passkey of ${person.name} has signed this statement`;
  if (fault === undefined) return;
  throw new OffswitchError(
    'bad-signature',
    `the signature does not count: ${fault}`,
    'Sign the statement that "offswitch approve ID" or "deny ID" prints: ssh-keygen -Y sign -n offswitch-approval -f KEY.',
  );
}

/** Whether what was signed before would count now as well: the key may be the person's no longer. */
export async function stillCounts(
  person: Approver | undefined,
  statement: string,
  credential: ApprovalAnswer['credential'],
  { nowMs, passkeys }: { readonly nowMs: number; readonly passkeys: Passkeys | undefined },
): Promise<boolean> {
  if (person === undefined) return false;
  if (credential.kind === 'ssh')
    return sshFault(person, statement, credential.signature, nowMs) === undefined;
  return (await passkeys?.counts(person.name, credential.response)) === true;
}

/** A clause that says why it is no SSH signature of the text by this person; undefined where it is one. */
export function sshFault(
  person: Approver,
  text: string,
  armoured: string,
  nowMs: number,
): string | undefined {
  try {
    const signature = readSshSignature(armoured);
    if (signature.namespace !== NAMESPACE) return `it was made for another purpose than ${NAMESPACE}`;
    const own = person.keys.find(({ blob }) => blob.equals(signature.key.blob));
    if (own === undefined) return `its key ${signature.key.fingerprint} is none of ${person.name}’s`;
    if (own.validAfter !== undefined && nowMs < own.validAfter) return 'its key does not count yet';
    if (own.validBefore !== undefined && nowMs >= own.validBefore) return 'its key counts no longer';
    // A shell adds a line end where a statement is kept in a file.
    const isOver = signature.isOver(Buffer.from(text)) || signature.isOver(Buffer.from(`${text}\n`));
    return isOver ? undefined : 'it is of another statement, e.g. of an earlier request or another text';
  } catch (thrown) {
    if (thrown instanceof RangeError) return thrown.message;
    throw thrown;
  }
}
