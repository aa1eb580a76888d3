/** Leases at work: granted, renewed while the evidence is fresh, and over when it is not. Doing nothing ends an agent. */
import { randomUUID } from 'node:crypto';
import { messageOf } from '../../../kit/errors.ts';
import type { Hash } from '../../../kit/hash.ts';
import type { Saying } from '../../../notary/records/record.ts';
import type { Entry } from '../../guard/broker/line.ts';
import type { Reach } from '../../sandbox/reach.ts';
import type { Identity } from '../registry/identity.ts';
import type { ManagedAgent } from '../registry/registry.ts';
import type { Elsewhere } from '../warden/elsewhere.ts';
import type { Keeping, LastingWarden } from '../warden/lasting.ts';
import {
  type Body,
  bodyOf,
  type Evaluation,
  type LeaseTerms,
  lastSign,
  outOfDate,
  refused,
} from './evidence.ts';
import { type Lease, signLeases } from './lease.ts';
import type { MachineTime } from './machine-time.ts';

export interface LeasesParts {
  readonly time: MachineTime;
  readonly seed: Uint8Array;
  readonly policy: Hash;
  /** Undefined where the guard only observes: leases are recorded, and nobody is ended. */
  readonly warden: Pick<LastingWarden, 'keep' | 'renew' | 'end'> | undefined;
  readonly records: { append(entry: Entry): Promise<void>; appendAnyway(entry: Entry): Promise<void> };
  /** As the registry has it now. */
  agentOf(agent: string): ManagedAgent | undefined;
  /** What it is made of now, as its entry says. Errors: `file-unreadable`. */
  identityOf(agent: string): Promise<Identity>;
  /** Of its weights and prompts, without reading them. Errors: `file-unreadable`. */
  stampOf(agent: string): Promise<string>;
  evaluationOf(
    agent: ManagedAgent,
    terms: LeaseTerms,
  ): { readonly evaluation: Evaluation | undefined; readonly now: number };
  /** What runs it beside what the guard starts; null where nothing is named. */
  elsewhereOf(agent: string): Elsewhere | null;
  /** Asks for a sign of life. */
  knock(agent: string): void;
  /** Everything that it could act by is taken from it. Resolves once that is so. */
  takeAway(agent: string, why: string): Promise<void>;
  alert(severity: 'notice' | 'warning' | 'critical', what: string): void;
}

/** An instance that runs, as leases see it. */
export interface Instance {
  readonly reach: Reach;
  kill(): Promise<void>;
}

interface Held {
  readonly agent: string;
  readonly id: string;
  readonly terms: LeaseTerms;
  identity: Identity;
  readonly instances: Map<Instance, Body>;
  lease: Lease;
  heardAt: number;
  /** The sign of life that the lease rests on. */
  basis: number;
  knockedAt: number;
  isRenewing: boolean;
  /** Why it could not be renewed when that was tried last. */
  doubt: string | undefined;
}

export interface Leases {
  /** Grants one, or goes on with the one that it has. Errors: `lease-refused`, `file-unreadable`, those of the log. */
  grant(agent: string, terms: LeaseTerms, instance?: Instance): Promise<void>;
  heard(agent: string): void;
  /** It has ended by itself. */
  left(agent: string, instance: Instance): void;
  /** It is not what its lease was granted for, or a person ends it. Resolves once nothing is left of it. */
  end(agent: string, cause: 'void' | 'ended', why: string): Promise<void>;
  /** Milliseconds; undefined where it has none. */
  remainingMs(agent: string): number | undefined;
  /** Why it may do nothing at this moment, as far as its lease says. */
  mayNotAct(agent: string): string | undefined;
  /** What the warden is to keep. */
  kept(): readonly Keeping[];
  /** Renews what can be renewed, and ends what is over. */
  look(): void;
  /** All that is left ends with the guard. */
  close(): Promise<void>;
}

/** A lease is renewed when a third of it is over; from then on it is asked for signs of life. */
const PART = 3;
/** In an append, and in what the warden is told at a time. */
const MOST_AT_A_TIME = 500;

export function openLeases(parts: LeasesParts): Leases {
  const { time, seed, records, warden } = parts;
  const held = new Map<string, Held>();
  const granting = new Map<string, Promise<void>>();
  /** Agents that are being ended, until nothing is left of them. */
  const ending = new Map<string, Promise<void>>();

  const lengthOf = ({ seconds }: LeaseTerms) => Math.round(seconds * 1000);
  const keepingOf = ({ agent, instances, terms, lease }: Held): Keeping => ({
    elsewhere: parts.elsewhereOf(agent),
    reaches: [...instances.keys()].map(({ reach }) => reach),
    most: lengthOf(terms),
    signed: signLeases([lease], seed),
  });

  async function grant(agent: string, terms: LeaseTerms, instance?: Instance): Promise<void> {
    await ending.get(agent);
    await granting.get(agent);
    const before = held.get(agent);
    if (before !== undefined) return join(before, instance);
    const granted = begin(agent, terms, instance);
    granting.set(agent, granted);
    await granted.finally(() => granting.delete(agent));
  }

  async function join(one: Held, instance: Instance | undefined): Promise<void> {
    if (instance === undefined) return;
    one.instances.set(instance, bodyOf(instance.reach));
    await warden?.keep(keepingOf(one));
  }

  async function begin(agent: string, terms: LeaseTerms, instance: Instance | undefined): Promise<void> {
    const identity = await parts.identityOf(agent);
    const known = parts.agentOf(agent);
    if (known === undefined || known.state === 'deleted')
      throw refused(agent, 'it has no place in the registry', 'Look at it with "offswitch agents".');
    const { evaluation, now: day } = parts.evaluationOf(known, terms);
    const late = outOfDate(terms, evaluation, day);
    if (late !== undefined)
      throw refused(agent, late, `Evaluate it, and record that: offswitch agents evaluated ${agent}.`);
    const now = time.now();
    const id = `${agent}/${randomUUID()}`;
    const { weights, configuration } = identity.digests;
    const lease: Lease = {
      ...{ v: 1, id, agent, lineage: known.lineage, weights: [...weights], configuration },
      ...{ policy: parts.policy, sequence: 1, boot: time.boot, issued: now, until: now + lengthOf(terms) },
    };
    const one: Held = {
      ...{ agent, id, terms, identity, lease },
      instances: new Map(instance === undefined ? [] : [[instance, bodyOf(instance.reach)]]),
      ...{ heardAt: now, basis: now, knockedAt: now, isRenewing: false, doubt: undefined },
    };
    // It is kept before it is granted: what comes between ends it.
    await warden?.keep(keepingOf(one));
    try {
      await records.append({
        sayings: [grantSaying(one, known)],
        landed: (count) => (count === 1 ? [lapseSaying(id, 'ended', 'the log did not take it in time')] : []),
      });
    } catch (thrown) {
      await warden?.end(agent, 'it was not granted', false).catch(() => undefined);
      throw refused(agent, `the log does not take it: ${messageOf(thrown)}`, 'Look at the log first.');
    }
    held.set(agent, one);
  }

  /** Ends it, once; everything at a time, so that nothing has to wait for what does not answer. */
  function over(one: Held, cause: 'lapsed' | 'void' | 'ended', why: string): Promise<void> {
    if (held.get(one.agent) !== one) return ending.get(one.agent) ?? Promise.resolve();
    held.delete(one.agent);
    const ended = finish(one, cause, why).finally(() => ending.delete(one.agent));
    ending.set(one.agent, ended);
    return ended;
  }

  async function finish({ agent, id, instances }: Held, cause: 'lapsed' | 'void' | 'ended', why: string) {
    const said = records.appendAnyway({ sayings: [lapseSaying(id, cause, why)] });
    if (cause !== 'ended') parts.alert('critical', `${agent} is ended: ${why}`);
    if (warden === undefined) return said;
    // The warden and the guard do the same: one of them is enough.
    const kills = [...instances.keys()].map((instance) => instance.kill());
    await Promise.allSettled([
      Promise.any([warden.end(agent, why, cause !== 'ended'), Promise.all(kills)]),
      cause === 'ended' ? undefined : parts.takeAway(agent, why),
      said,
    ]);
    if (cause !== 'ended') await tellLeft(agent, [...instances.values()]);
  }

  async function tellLeft(agent: string, bodies: readonly Body[]): Promise<void> {
    const left = bodies.flatMap(({ grip }) => grip.processes());
    const body = {
      ...{ of: null, seen: 'state' as const, probe: 'warden', resource: agent, evidence: null },
      result:
        bodies.length === 0
          ? ('unobservable' as const)
          : left.length === 0
            ? ('confirmed' as const)
            : ('contradicted' as const),
    };
    await records.appendAnyway({ sayings: [{ kind: 'observation', body }] });
  }

  /** Whether there is anything newer to renew it with; asks for it where there is not. */
  function signOf(one: Held, now: number): number | undefined {
    const { agent, terms, basis, heardAt, instances } = one;
    const part = lengthOf(terms) / PART;
    if (one.isRenewing || now - basis < part) return undefined;
    const isSuspended = parts.agentOf(agent)?.state === 'suspended';
    const sign = lastSign(terms, { bodies: [...instances.values()], heardAt, isSuspended, now });
    if (sign !== undefined && sign > basis) return sign;
    one.doubt = sign === undefined ? 'it stands still' : 'nothing was heard of it';
    if (now - one.knockedAt >= part / PART) {
      one.knockedAt = now;
      parts.knock(agent);
    }
    return undefined;
  }

  /** False where it is not renewed; ends it where it is not what it was. */
  async function stillIs(one: Held): Promise<boolean> {
    const { agent, terms, identity } = one;
    const known = parts.agentOf(agent);
    if (known === undefined) return false;
    const { evaluation, now } = parts.evaluationOf(known, terms);
    one.doubt = outOfDate(terms, evaluation, now);
    if (one.doubt !== undefined) return false;
    if (identity.stamp === '') return true;
    try {
      if ((await parts.stampOf(agent)) === identity.stamp) return true;
      const changed = await parts.identityOf(agent);
      const { weights, prompts } = changed.digests;
      const isSame = `${weights} ${prompts}` === `${identity.digests.weights} ${identity.digests.prompts}`;
      if (isSame) one.identity = changed;
      else void over(one, 'void', 'its weights or prompts are not those that its lease was granted for');
      return isSame;
    } catch (thrown) {
      void over(one, 'void', messageOf(thrown));
      return false;
    }
  }

  async function renew(due: readonly (readonly [Held, number])[]): Promise<void> {
    for (const [one] of due) one.isRenewing = true;
    try {
      const checked = await Promise.all(due.map(async ([one]) => await stillIs(one)));
      const now = time.now();
      const renewals = due
        .filter((_, at) => checked[at] === true)
        .map(([one, sign]) => ({ one, sign, lease: renewed(one, sign, now) }))
        .filter(({ one, lease }) => isLiving(one, now) && lease.until > now);
      if (renewals.length === 0) return;
      const signed = signLeases(
        renewals.map(({ lease }) => lease),
        seed,
      );
      await records.append({ sayings: renewals.map(({ sign, lease }) => renewSaying(lease, now - sign)) });
      const taken = warden === undefined ? undefined : new Set(await warden.renew(signed));
      for (const { one, sign, lease } of renewals) {
        // What ended while the log and the warden were asked stays ended.
        if (taken?.has(one.id) === false || !isLiving(one, time.now())) continue;
        one.lease = lease;
        one.basis = sign;
        one.doubt = undefined;
      }
    } catch (thrown) {
      for (const [one] of due) one.doubt = `it could not be renewed: ${messageOf(thrown)}`;
      parts.alert('warning', `leases were not renewed: ${messageOf(thrown)}`);
    } finally {
      for (const [one] of due) one.isRenewing = false;
    }
  }

  function renewed({ lease, terms }: Held, sign: number, now: number): Lease {
    return { ...lease, sequence: lease.sequence + 1, issued: now, until: sign + lengthOf(terms) };
  }

  function isLiving(one: Held, now: number): boolean {
    return held.get(one.agent) === one && now < one.lease.until;
  }

  return {
    grant,
    heard(agent) {
      const one = held.get(agent);
      if (one !== undefined) one.heardAt = time.now();
    },
    left(agent, instance) {
      const one = held.get(agent);
      if (one === undefined || !one.instances.delete(instance)) return;
      if (one.instances.size === 0) void over(one, 'ended', 'its processes ended');
      else warden?.keep(keepingOf(one)).catch(() => undefined);
    },
    async end(agent, cause, why) {
      await granting.get(agent)?.catch(() => undefined);
      const one = held.get(agent);
      await (one === undefined ? ending.get(agent) : over(one, cause, why));
    },
    remainingMs(agent) {
      const one = held.get(agent);
      return one === undefined ? undefined : Math.max(0, one.lease.until - time.now());
    },
    mayNotAct(agent) {
      if (warden === undefined) return undefined;
      if (ending.has(agent)) return 'it is being ended';
      const one = held.get(agent);
      return one === undefined || time.now() < one.lease.until ? undefined : 'its lease has lapsed';
    },
    kept: () => [...held.values()].map(keepingOf),
    look() {
      const now = time.now();
      const due: (readonly [Held, number])[] = [];
      for (const one of held.values()) {
        if (now >= one.lease.until) {
          void over(one, 'lapsed', one.doubt ?? 'its lease could not be renewed');
          continue;
        }
        const sign = signOf(one, now);
        if (sign !== undefined) due.push([one, sign]);
      }
      for (let at = 0; at < due.length; at += MOST_AT_A_TIME) void renew(due.slice(at, at + MOST_AT_A_TIME));
    },
    async close() {
      await Promise.all([...held.values()].map((one) => over(one, 'ended', 'the guard ends')));
    },
  };
}

function grantSaying({ id, lease, terms, identity }: Held, agent: ManagedAgent): Saying {
  const party = {
    ...{ id: agent.id, family: agent.lineage, provider: identity.digests.model ?? null },
    ...{ weights: identity.digests.weights[0] ?? null, prompt: identity.digests.prompts[0] ?? null },
    deployment: null,
  };
  const ms = Math.round(terms.seconds * 1000);
  const { weights, configuration, policy } = lease;
  const until = new Date(Date.now() + ms).toISOString();
  return { kind: 'lease.grant', body: { id, subject: [party], until, ms, weights, configuration, policy } };
}

function renewSaying({ id, issued, until }: Lease, heardMs: number): Saying {
  const ms = until - issued;
  const wall = new Date(Date.now() + ms).toISOString();
  return { kind: 'lease.renew', body: { of: id, until: wall, ms, heard_ms: heardMs, evidence: null } };
}

function lapseSaying(of: string, cause: 'lapsed' | 'void' | 'ended', why: string): Saying {
  return { kind: 'lease.lapse', body: { of, cause, why: why.slice(0, 2000) } };
}
