/** Trust policies (c2sp.org/tlog-policy): which logs are known, which witnesses, and how many must have cosigned. */
import { type Checked, fails, HOLDS, malformed } from '../failures.ts';
import { type SignedCheckpoint, verifyCheckpoint } from './checkpoint.ts';
import { isCosigner, verifyCosignature } from './cosignature.ts';
import { keyTypes, parseVerifierKey, type VerifierKey } from './keys.ts';
import { decimal } from './numerals.ts';

export interface Witness {
  /** Within the policy; its key has a name of its own. */
  readonly name: string;
  readonly key: VerifierKey;
  readonly url?: string;
}

interface Group {
  readonly name: string;
  /** How many of its members must have cosigned. */
  readonly threshold: number;
  readonly members: readonly (Witness | Group)[];
}

export interface Policy {
  readonly logs: readonly VerifierKey[];
  readonly witnesses: readonly Witness[];
  /** Undefined for `quorum none`. */
  readonly quorum: Witness | Group | undefined;
}

/** The policy of somebody who trusts these logs and asks for no witness. */
export function withoutWitnesses(logs: readonly VerifierKey[]): Policy {
  return { logs, witnesses: [], quorum: undefined };
}

/** Errors: `bad-policy`, with the line; `bad-key`. */
export function parsePolicy(text: string, place: string): Policy {
  const logs: VerifierKey[] = [];
  const witnesses: Witness[] = [];
  const named = new Map<string, Witness | Group>();
  const grouped = new Set<string>();
  let quorum: { readonly is: Witness | Group | undefined } | undefined;

  for (const [index, raw] of text.split('\n').entries()) {
    const where = `${place}:${index + 1}`;
    if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(raw))
      throw badPolicy(where, 'it holds a control character');
    const [word = '', ...items] = raw.split(/[ \t]+/).filter((item) => item !== '');
    if (word === '' || word.startsWith('#')) continue;
    if (word === 'log') logs.push(logOf(items, logs, where));
    else if (word === 'witness') {
      const witness = witnessOf(items, witnesses, where);
      define(named, witness, where);
      witnesses.push(witness);
    } else if (word === 'group') define(named, groupOf(items, named, grouped, where), where);
    else if (word === 'quorum') {
      if (quorum !== undefined) throw badPolicy(where, 'there is a second quorum line');
      quorum = { is: quorumOf(items, named, where) };
    } else
      throw badPolicy(
        where,
        `it begins with ${JSON.stringify(word)}, not with log, witness, group or quorum`,
      );
  }
  if (quorum === undefined) throw badPolicy(place, 'there is no quorum line');
  return { logs, witnesses, quorum: quorum.is };
}

/** Holds if a log of the policy signed the checkpoint and enough witnesses cosigned it. */
export function satisfies(checkpoint: SignedCheckpoint, policy: Policy): Checked {
  const signed = verifyCheckpoint(checkpoint, policy.logs);
  return signed.ok ? reachesQuorum(checkpoint, policy) : signed;
}

/** Holds if enough witnesses cosigned it; a wrong cosignature is none. */
export function reachesQuorum(checkpoint: SignedCheckpoint, { quorum, witnesses }: Policy): Checked {
  const cosigned = (witness: Witness) => verifyCosignature(checkpoint, witness.key).ok;
  if (quorum === undefined || reached(quorum, cosigned)) return HOLDS;
  const present = witnesses.filter(cosigned).map(({ name }) => name);
  const who = present.length === 0 ? 'no witness of the policy' : present.join(', ');
  return fails(`the quorum "${quorum.name}" is not reached; ${who} cosigned it`);
}

function reached(node: Witness | Group, cosigned: (witness: Witness) => boolean): boolean {
  if (!('members' in node)) return cosigned(node);
  return node.members.filter((member) => reached(member, cosigned)).length >= node.threshold;
}

function logOf([vkey = '', _url, ...more]: readonly string[], known: readonly VerifierKey[], where: string) {
  if (vkey === '' || more.length > 0) throw badPolicy(where, 'a log line is "log VKEY [URL]"');
  const key = parseVerifierKey(vkey, where);
  if (key.type !== keyTypes.note) throw badPolicy(where, 'the key of a log has the type 0x01');
  if (known.some((other) => sameKey(other, key)))
    throw badPolicy(where, 'the key of this log stands there already');
  return key;
}

function witnessOf(
  [name = '', vkey = '', url, ...more]: readonly string[],
  known: readonly Witness[],
  where: string,
) {
  if (vkey === '' || more.length > 0) throw badPolicy(where, 'a witness line is "witness NAME VKEY [URL]"');
  const key = parseVerifierKey(vkey, where);
  if (!isCosigner(key)) throw badPolicy(where, 'the key of a witness has the type 0x04 or 0x06');
  if (known.some((other) => sameKey(other.key, key)))
    throw badPolicy(where, 'the key of this witness stands there already');
  if (url !== undefined && !/^https?:\/\/./.test(url))
    throw badPolicy(where, 'the address of a witness begins with http:// or https://');
  return { name, key, ...(url === undefined ? {} : { url }) };
}

function groupOf(
  [name = '', count = '', ...members]: readonly string[],
  named: ReadonlyMap<string, Witness | Group>,
  grouped: Set<string>,
  where: string,
): Group {
  if (members.length === 0) throw badPolicy(where, 'a group line is "group NAME all|any|NUMBER MEMBER..."');
  const threshold = count === 'all' ? members.length : count === 'any' ? 1 : decimal(count);
  if (threshold === undefined || threshold < 1 || threshold > members.length)
    throw badPolicy(
      where,
      `${JSON.stringify(count)} is not all, any, or a number from 1 to ${members.length}`,
    );
  const found = members.map((member) => {
    // So that one witness never counts twice.
    if (grouped.has(member))
      throw badPolicy(where, `${JSON.stringify(member)} is a member of a group already`);
    grouped.add(member);
    return defined(named, member, where);
  });
  return { name, threshold, members: found };
}

function quorumOf(
  [name = '', ...more]: readonly string[],
  named: ReadonlyMap<string, Witness | Group>,
  where: string,
) {
  if (name === '' || more.length > 0)
    throw badPolicy(where, 'a quorum line is "quorum NAME" or "quorum none"');
  return name === 'none' ? undefined : defined(named, name, where);
}

function define(named: Map<string, Witness | Group>, node: Witness | Group, where: string): void {
  if (node.name === 'none' || named.has(node.name))
    throw badPolicy(where, `the name ${JSON.stringify(node.name)} is taken`);
  named.set(node.name, node);
}

function defined(named: ReadonlyMap<string, Witness | Group>, name: string, where: string): Witness | Group {
  const node = named.get(name);
  if (node === undefined) throw badPolicy(where, `${JSON.stringify(name)} is not defined on a line above`);
  return node;
}

function sameKey(left: VerifierKey, right: VerifierKey): boolean {
  return left.publicKey.equals(right.publicKey);
}

function badPolicy(where: string, what: string): Error {
  return malformed('bad-policy', where, what, 'Correct that line; docs/notary.md shows a policy.');
}
