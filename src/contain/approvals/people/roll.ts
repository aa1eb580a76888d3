/**
 * Who may approve, as the approvers file says it now. Whoever is taken out of it counts no longer from the next look on;
 * whoever is added counts once the log says so. Of a file that the guard would not start with, nobody counts.
 */
import { messageOf } from '../../../kit/errors.ts';
import { type Hash, hashText } from '../../../kit/hash.ts';
import type { Approver, ApproverKey } from './allowed-signers.ts';
import { parseApprovers, readClosed } from './approvers-file.ts';

export interface Roll {
  /** As of the last look. */
  readonly people: readonly Approver[];
  /** Looks now; resolves once the log says who counts. Never throws. */
  look(): Promise<readonly Approver[]>;
}

export interface OpenRoll extends Roll {
  /** SHA-256 of the file, of nothing where nobody counts. */
  readonly digest: Hash;
  close(): void;
}

export interface RollOptions {
  readonly path: string;
  /** Throws where these people cannot be those who approve. */
  readonly demand: (people: readonly Approver[]) => void;
  /** Into the log, or into the emergency journal. */
  readonly record: (digest: Hash) => Promise<void>;
  readonly alert: (severity: 'warning' | 'critical', what: string) => void;
  /** How often it looks by itself. */
  readonly everyMs: number;
}

interface Found {
  /** The same for the same people. */
  readonly key: string;
  readonly digest: Hash;
  readonly people: readonly Approver[];
  /** Why nobody counts. */
  readonly fault?: string;
}

const NOBODY = hashText('');

/** Errors, of the first look alone: `file-unreadable`, `bad-approvers`, those of `demand`. */
export function openRoll({ path, demand, record, alert, everyMs }: RollOptions): OpenRoll {
  let found = read();
  let { people } = found;
  let looking: Promise<unknown> = Promise.resolve();

  function read(before?: Found): Found {
    const text = readClosed(path);
    if (text === before?.key) return before;
    const named = parseApprovers(text, path);
    demand(named);
    return { key: text, digest: hashText(text), people: named };
  }

  function readAgain(): Found {
    try {
      return read(found);
    } catch (thrown) {
      const fault = messageOf(thrown);
      return { key: `fault: ${fault}`, digest: NOBODY, people: [], fault };
    }
  }

  async function lookOnce(): Promise<void> {
    const next = readAgain();
    if (next.key === found.key) return;
    const before = people;
    found = next;
    people = before.flatMap((one) => remaining(one, next.people));
    if (next.fault === undefined)
      alert('warning', `who may approve has changed: ${changes(before, next.people)}`);
    else alert('critical', `nobody may approve anything: ${next.fault}`);
    await record(next.digest);
    people = next.people;
  }

  function look(): Promise<readonly Approver[]> {
    const looked = looking.then(lookOnce);
    looking = looked.catch(() => undefined);
    return looked.then(() => people);
  }

  const timer = setInterval(look, everyMs).unref();
  return {
    get people() {
      return people;
    },
    get digest() {
      return found.digest;
    },
    look,
    close: () => clearInterval(timer),
  };
}

const sameKey = (one: ApproverKey, other: ApproverKey) =>
  one.blob.equals(other.blob) && one.validAfter === other.validAfter && one.validBefore === other.validBefore;

/** What a person has before and afterwards. */
function remaining({ name, keys }: Approver, next: readonly Approver[]): readonly Approver[] {
  const now = next.find((one) => one.name === name);
  const kept = keys.filter((key) => now?.keys.some((one) => sameKey(one, key)) === true);
  return kept.length === 0 ? [] : [{ name, keys: kept }];
}

function changes(before: readonly Approver[], next: readonly Approver[]): string {
  const names = (list: readonly Approver[], besides: readonly Approver[]) =>
    list.filter(({ name }) => !besides.some((one) => one.name === name)).map(({ name }) => name);
  const rekeyed = next.filter(({ name, keys }) => {
    const old = before.find((one) => one.name === name)?.keys;
    return (
      old !== undefined &&
      !(old.length === keys.length && keys.every((key) => old.some((one) => sameKey(one, key))))
    );
  });
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['added', names(next, before)],
    ['removed', names(before, next)],
    ['other keys', rekeyed.map(({ name }) => name)],
  ];
  const told = parts.flatMap(([what, who]) => (who.length === 0 ? [] : `${what}: ${who.join(', ')}`));
  return told.join('; ') || 'nothing but the text of the file';
}
