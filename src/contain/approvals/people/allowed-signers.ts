/** The approvers file: OpenSSH's allowed signers (ssh-keygen(1), ALLOWED SIGNERS), read so that a name is a person. */
import { type SshPublicKey, sshPublicKey } from '../signatures/public-key.ts';
import { NAMESPACE } from '../signatures/ssh-signature.ts';

export interface ApproverKey extends SshPublicKey {
  /** Milliseconds since 1970; the key counts from the first and before the second. */
  readonly validAfter: number | undefined;
  readonly validBefore: number | undefined;
}

export interface Approver {
  readonly name: string;
  readonly keys: readonly ApproverKey[];
}

interface Line {
  readonly name: string;
  /** Undefined where it is for other namespaces only. */
  readonly key: ApproverKey | undefined;
}

/** Throws what `fault` makes of a line's number, counted from 1, and a clause that says what is wrong with it. */
export function parseAllowedSigners(
  text: string,
  fault: (line: number, what: string) => Error,
): readonly Approver[] {
  const people = new Map<string, ApproverKey[]>();
  const owners = new Map<string, string>();
  for (const [at, source] of text.split('\n').entries()) {
    const line = source.replace(/\r$/, '').trim();
    if (line === '' || line.startsWith('#')) continue;
    try {
      const { name, key } = readLine(line);
      if (key === undefined) continue;
      demandOneOwner(name, key, owners, people);
      people.set(name, [...(people.get(name) ?? []), key]);
    } catch (thrown) {
      if (thrown instanceof RangeError) throw fault(at + 1, thrown.message);
      throw thrown;
    }
  }
  return [...people].map(([name, keys]) => ({ name, keys }));
}

function readLine(line: string): Line {
  const [principal = '', ...rest] = wordsOf(line);
  const name = principal.replace(/^"(.*)"$/, '$1');
  if (!/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,199}$/.test(name))
    throw new RangeError('a line begins with the name of one person, without commas and patterns');
  const hasOptions = rest[0] !== undefined && !isKeyType(rest[0]);
  const options = hasOptions ? optionsIn(rest[0] ?? '') : new Map<string, string>();
  const [type = '', encoded = ''] = hasOptions ? rest.slice(1) : rest;
  if (options.has('cert-authority') || type.includes('-cert-'))
    throw new RangeError('certificates are not taken: name the key of the person');
  const blob = Buffer.from(encoded, 'base64');
  if (encoded === '' || blob.toString('base64').replace(/=+$/, '') !== encoded.replace(/=+$/, ''))
    throw new RangeError('after the name come the type of the key and the key in base64');
  const key = sshPublicKey(blob);
  if (key.type !== type) throw new RangeError(`the key is of type ${key.type}`);
  const namespaces = options.get('namespaces');
  return {
    name,
    key:
      namespaces !== undefined && !namespaces.split(',').some(matchesNamespace)
        ? undefined
        : {
            ...key,
            validAfter: timeOf(options.get('valid-after')),
            validBefore: timeOf(options.get('valid-before')),
          },
  };
}

/** Two people of whom one could be the other would not be two. */
function demandOneOwner(
  name: string,
  { fingerprint }: ApproverKey,
  owners: Map<string, string>,
  people: ReadonlyMap<string, unknown>,
): void {
  const owner = owners.get(fingerprint) ?? name;
  if (owner !== name) throw new RangeError(`the key is that of ${owner} already`);
  owners.set(fingerprint, name);
  const other = [...people.keys()].find((one) => one !== name && isSameName(one, name));
  if (other !== undefined) throw new RangeError(`the name differs from ${other} by its case alone`);
}

export function isSameName(one: string, other: string): boolean {
  return one.normalize('NFKC').toLowerCase() === other.normalize('NFKC').toLowerCase();
}

/** Split at spaces outside quotes. */
function wordsOf(line: string): readonly string[] {
  return line.match(/(?:"[^"]*"|[^\s"])+/g) ?? [];
}

function isKeyType(word: string): boolean {
  return /^(?:sk-)?(?:ssh|ecdsa)-/.test(word);
}

const known = ['cert-authority', 'namespaces', 'valid-after', 'valid-before'];

function optionsIn(word: string): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const option of word.match(/(?:"[^"]*"|[^,"])+/g) ?? []) {
    const [name = '', ...value] = option.split('=');
    if (!known.includes(name.toLowerCase()))
      throw new RangeError(`there is no option ${JSON.stringify(name)}`);
    if (options.has(name.toLowerCase())) throw new RangeError(`the option ${name} stands there twice`);
    options.set(name.toLowerCase(), value.join('=').replace(/^"(.*)"$/, '$1'));
  }
  return options;
}

/** `*` and `?`, and `!` before what is left out, as OpenSSH has them. */
function matchesNamespace(pattern: string): boolean {
  if (pattern.startsWith('!')) return false;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`).test(NAMESPACE);
}

const TIME = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z)?$/;

/** YYYYMMDD[HHMM[SS]][Z]: in the time of the machine where no Z follows. */
function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', utc] = TIME.exec(text) ?? [];
  const parts = [Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)];
  const [y = Number.NaN, m = 0, d = 1, h = 0, min = 0, s = 0] = parts;
  const time = utc === undefined ? new Date(y, m, d, h, min, s).getTime() : Date.UTC(y, m, d, h, min, s);
  const isReal = utc === undefined ? new Date(time).getDate() === d : new Date(time).getUTCDate() === d;
  if (Number.isNaN(time) || !isReal) throw new RangeError(`${JSON.stringify(text)} is no time`);
  return time;
}
