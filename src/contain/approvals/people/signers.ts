/** Whether somebody has signed a statement: the key must be theirs, valid now, and the signature made for an approval. */
import { OffswitchError } from '../../../kit/errors.ts';
import type { Passkeys } from '../approvals.ts';
import type { ApprovalAnswer } from '../requests.ts';
import { NAMESPACE, readSshSignature, type SshSignature } from '../signatures/ssh-signature.ts';
import type { Approver } from './allowed-signers.ts';

/** Errors: `bad-signature`. */
export async function demandSigned(
  person: Approver,
  statement: string,
  credential: ApprovalAnswer['credential'],
  { nowMs, passkeys }: { readonly nowMs: number; readonly passkeys: Passkeys | undefined },
): Promise<void> {
  if (credential.kind === 'ssh') return demandSshSigned(person, statement, credential.signature, nowMs);
  if (passkeys === undefined || !(await passkeys.verify(person.name, statement, credential.response)))
    throw bad(`no passkey of ${person.name} has signed this statement`);
}

function demandSshSigned(person: Approver, statement: string, armoured: string, nowMs: number): void {
  const { key, namespace, isOver } = readSignature(armoured);
  if (namespace !== NAMESPACE) throw bad(`it was made for another purpose than ${NAMESPACE}`);
  const own = person.keys.find(({ blob }) => blob.equals(key.blob));
  if (own === undefined) throw bad(`its key ${key.fingerprint} is none of ${person.name}’s`);
  if (own.validAfter !== undefined && nowMs < own.validAfter) throw bad('its key does not count yet');
  if (own.validBefore !== undefined && nowMs >= own.validBefore) throw bad('its key counts no longer');
  // A shell adds a line end where a statement is kept in a file.
  if (!isOver(Buffer.from(statement)) && !isOver(Buffer.from(`${statement}\n`)))
    throw bad('it is of another statement, e.g. of an earlier request or another text');
}

function readSignature(armoured: string): SshSignature {
  try {
    return readSshSignature(armoured);
  } catch (thrown) {
    if (thrown instanceof RangeError) throw bad(thrown.message);
    throw thrown;
  }
}

function bad(why: string): OffswitchError {
  return new OffswitchError(
    'bad-signature',
    `the signature does not count: ${why}`,
    'Sign the statement that "offswitch approve ID" or "deny ID" prints: ssh-keygen -Y sign -n offswitch-approval -f KEY.',
  );
}
