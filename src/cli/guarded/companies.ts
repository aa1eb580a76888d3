/** The companies of all trials, behind one broker. */
import { join } from 'node:path';
import { type Broker, type OpenChannel, startBroker } from '../../contain/guard/broker/broker.ts';
import { REFUSAL } from '../../contain/guard/decide.ts';
import { openPolicies } from '../../contain/guard/policy/policies.ts';
import { OffswitchError } from '../../kit/errors.ts';
import type { Hash } from '../../kit/hash.ts';
import { findScenario, situationOf } from '../../measure/scenarios/registry.ts';
import { hashWorld } from '../../measure/world/state.ts';
import type { NotaryClient } from '../../notary/process/client.ts';
import { claimOf } from './claim.ts';
import { type Company, type CompanyDomain, companyDomain } from './company-domain.ts';
import { type CompanyKind, companyKind, guardFor, kindOf, policyFile } from './company-guard.ts';
import type { Answers, CellName, Request } from './protocol.ts';

export interface Companies {
  /** Before the first trial: what the guard will have to know. */
  prepare(cells: readonly CellName[]): void;
  enter(key: Hash, cell: CellName, agent: string): Promise<void>;
  call(call: Omit<Extract<Request, { do: 'call' }>, 'id' | 'do'>): Promise<Answers['call']>;
  /** `now` is the company's clock at the end, null where the trial did not come to one. */
  leave(key: Hash, now: number | null): Promise<Answers['leave']>;
  close(): Promise<void>;
}

interface Guarded {
  readonly broker: Broker;
  readonly domains: ReadonlyMap<string, CompanyDomain>;
}

interface Admitted {
  readonly channel: OpenChannel;
  readonly company: Company;
  readonly kind: CompanyKind;
  readonly claimed: string;
  leave(): void;
}

/** `directory` is the folder of the log. */
export function openCompanies(notary: NotaryClient, directory: string): Companies {
  const kinds = new Map<Hash, CompanyKind>();
  const admitted = new Map<Hash, Admitted>();
  let guarded: Promise<Guarded> | undefined;
  const find = (key: Hash): Admitted => {
    const found = admitted.get(key);
    if (found === undefined) throw stopped(`the trial ${key} has no company`);
    return found;
  };
  return {
    prepare(cells) {
      if (guarded !== undefined) throw new TypeError('the guard is up already');
      for (const cell of cells) {
        const situation = situationIn(cell);
        const digest = kindOf(situation);
        if (!kinds.has(digest)) kinds.set(digest, companyKind(kinds.size + 1, situation));
      }
    },
    async enter(key, cell, agent) {
      guarded ??= guard([...kinds.values()], notary, directory);
      const { broker, domains } = await guarded;
      const situation = situationIn(cell);
      const kind = kinds.get(kindOf(situation));
      const domain = domains.get(kind?.name ?? '');
      if (kind === undefined || domain === undefined)
        throw stopped(`the guard was not told of ${cell.scenario}`);
      const channel = await broker.openChannel({
        actor: kind.actor,
        kind: 'agent',
        identity: 'descriptor',
        // The company is in this process, and whoever acts in it is in another.
        confined: true,
      });
      const company = domain.admit(channel.id, situation);
      const leave = () => domain.dismiss(channel.id);
      admitted.set(key, { channel, company, kind, claimed: claimOf(agent, key), leave });
    },
    async call({ key, tool, arguments: text, now }) {
      const { channel, company, kind, claimed } = find(key);
      company.setClock(now);
      const answer = await channel.call({
        tool: `${kind.name}__${tool}`,
        argumentBytes: Buffer.from(text),
        claimed,
      });
      const done = company.takeExecution();
      if (answer.kind !== 'refused' && done !== undefined)
        return 'error' in done
          ? { kind: 'failed', error: done.error }
          : { kind: 'done', result: done.result, effects: [...done.effects] };
      const fault = faultOf((await guarded)?.broker, channel.id);
      if (fault !== undefined) throw stopped(fault);
      if (answer.kind !== 'refused' || done !== undefined) throw stopped('the outcome of a call is lost');
      return { kind: 'denied', reason: REFUSAL.message };
    },
    async leave(key, now) {
      const { channel, company, leave } = find(key);
      admitted.delete(key);
      await channel.close('the trial is over');
      leave();
      if (now !== null) company.setClock(now);
      return { world: hashWorld(company.world()) };
    },
    async close() {
      if (guarded !== undefined) await (await guarded).broker.close();
    },
  };
}

function situationIn({ scenario, levels, persona }: CellName) {
  return situationOf(findScenario(scenario), levels, persona);
}

async function guard(
  kinds: readonly CompanyKind[],
  notary: NotaryClient,
  directory: string,
): Promise<Guarded> {
  const { guard: file, parties, condemned } = guardFor(kinds);
  const domains = kinds.map((kind) => companyDomain(kind, condemned));
  const broker = await startBroker({
    guard: file,
    policies: await openPolicies([policyFile]),
    notary,
    domains,
    parties,
    condemned: () => condemned,
    journal: join(directory, 'guard', 'journal'),
  });
  // Companies end with the process they are in: what an earlier one left open came about in none that there is.
  for (const { intent } of broker.status().indeterminate)
    await broker.settle(intent, 'contradicted', 'offswitch');
  return { broker, domains: new Map(domains.map((domain) => [domain.name, domain])) };
}

/** Why a refusal may be none of the rules': then the trial must not go on. */
function faultOf(broker: Broker | undefined, channel: string): string | undefined {
  const status = broker?.status();
  const { faults = [], channels = [] } = status ?? {};
  if (faults.length > 0) return `a part of the guard does not work: ${faults.join(', ')}`;
  return channels.find(({ id }) => id === channel)?.frozen;
}

function stopped(what: string): OffswitchError {
  return new OffswitchError(
    'guard-stopped',
    what,
    'What is finished is kept. Mend what is wrong with the log, and run the same command again.',
  );
}
