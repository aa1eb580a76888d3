/** Leases: what it costs to keep ten thousand agents alive, in processor time of the guard, the log and the warden together. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Entry } from '../src/contain/guard/broker/line.ts';
import { openLeases } from '../src/contain/lifecycle/lease/leases.ts';
import type { ManagedAgent } from '../src/contain/lifecycle/registry/registry.ts';
import { openTerms, type Terms } from '../src/contain/lifecycle/warden/terms.ts';
import { hashText } from '../src/kit/hash.ts';
import { ed25519, newSeed, publicKeyOf } from '../src/notary/formats/signing.ts';
import { machineClock } from '../src/notary/log/clock.ts';
import { diskFiles } from '../src/notary/log/files.ts';
import { openLog } from '../src/notary/log/open.ts';
import { type Draft, encodeRecord } from '../src/notary/records/record.ts';
import { leafHash } from '../src/notary/tree/hashes.ts';
import type { Row } from './row.ts';
import { processorTime } from './timing.ts';

const LEASES = 10_000;
const SECONDS = 60;
/** A lease is renewed when a third of it is over; the guard looks four times a second. */
const PERIOD_S = SECONDS / 3;
const LOOKS = PERIOD_S * 4;
const digest = hashText('x');

export async function leaseRows(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'offswitch-bench-'));
  try {
    const { kept, entries } = await keepAll(join(folder, 'log'));
    const floor = await processorTime(() => {
      for (const draft of entries) leafHash(encodeRecord(draft, 1));
    });
    return [
      {
        what: `processor time of each second, to keep ${LEASES} leases of ${SECONDS} s`,
        unit: 'ms',
        measured: kept / PERIOD_S,
        budget: 50,
        floor: floor / PERIOD_S,
        floorIs: 'encoding and hashing the records of their renewals',
        allowedRatio: 20,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One period: everybody is heard, looked at as often as a guard looks, and renewed once. */
async function keepAll(
  directory: string,
): Promise<{ readonly kept: number; readonly entries: readonly Draft[] }> {
  let now = 0;
  const time = { now: () => now, boot: 'bench' };
  const seed = newSeed();
  const terms: Terms = openTerms(publicKeyOf(ed25519, seed), time);
  const writer = await openLog({
    ...{ files: diskFiles(directory), clock: machineClock, origin: 'bench', heartbeatMs: 60_000 },
  });
  const drafts: Draft[] = [];
  let under = 0;
  const append = async ({ sayings }: Entry) => {
    const numbered = sayings.map((saying, at) => draftOf(saying, drafts.length + at + 1));
    drafts.push(...numbered);
    under += 1;
    await writer.append(numbered).finally(() => {
      under -= 1;
    });
  };
  const leases = openLeases({
    ...{
      time,
      seed,
      policy: digest,
      knock: () => undefined,
      elsewhereOf: () => null,
      alert: () => undefined,
    },
    warden: {
      keep: async ({ signed, most }) => void terms.begin(signed, most),
      renew: async (signed) => terms.renew(signed),
      end: async () => undefined,
    },
    records: { append, appendAnyway: append },
    agentOf: agentNamed,
    identityOf: async (id) => ({ digests: agentNamed(id).digests, stamp: '' }),
    stampOf: async () => '',
    evaluationOf: () => ({ evaluation: undefined, now: 0 }),
    takeAway: async () => undefined,
  });
  const agents = Array.from({ length: LEASES }, (_, at) => `agent-${at}`);
  const each = { seconds: SECONDS, heartbeat: 'channel' as const, evaluated: undefined };
  await append({ sayings: [{ kind: 'channel.open', body: { identity: 'process', peer: 'lifecycle' } }] });
  await Promise.all(agents.map((agent) => leases.grant(agent, each)));
  const granted = drafts.length;
  const kept = await processorTime(async () => {
    for (let look = 1; look <= LOOKS; look += 1) {
      now += (PERIOD_S * 1000) / LOOKS;
      if (look === LOOKS) for (const agent of agents) leases.heard(agent);
      leases.look();
      await turn();
    }
    while (under > 0 || drafts.length < granted + LEASES) await turn();
    for (let more = 0; more < 5; more += 1) await turn();
  });
  await writer.close();
  if (agents.some((agent) => (leases.remainingMs(agent) ?? 0) < (SECONDS - 1) * 1000))
    throw new Error('bench: not every lease was renewed');
  return { kept, entries: drafts.slice(granted) };
}

function draftOf(saying: Entry['sayings'][number], number: number): Draft {
  const surroundings = { run: 'guard/1', channel: 'lifecycle/1', channel_seq: number, claimed: null };
  const wall = '2026-11-26T12:00:00.000Z';
  return { ...surroundings, mediation: 'enforced', mono_us: number, wall, ...saying };
}

function agentNamed(id: string): ManagedAgent {
  return {
    ...{ id, lineage: id, parents: [], driver: 'process', operator: undefined, state: 'running' },
    digests: {
      weights: [digest],
      model: undefined,
      prompts: [],
      tools: [],
      memory: [],
      configuration: digest,
    },
    ...{ lease: undefined, last: undefined },
  };
}
