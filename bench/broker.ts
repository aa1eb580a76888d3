/** What the broker adds to an effect that would be carried out at once, and what a long history adds to a decision. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { startBroker } from '../src/contain/guard/broker/broker.ts';
import { issueCapability } from '../src/contain/guard/broker/capability.ts';
import { createJudge } from '../src/contain/guard/broker/judge.ts';
import { createLedger } from '../src/contain/guard/broker/ledger.ts';
import {
  memoryDomain,
  memoryUpstreams,
  openDoor,
} from '../src/contain/guard/broker/memory-domain.conformance.ts';
import { machineClock } from '../src/notary/log/clock.ts';
import type { NotaryClient } from '../src/notary/process/client.ts';
import { spawnNotary } from '../src/notary/process/spawn.ts';
import { saltPayload } from '../src/notary/records/payloads.ts';
import type { Saying } from '../src/notary/records/record.ts';
import { agent, effect, guardOf, path } from '../test/support/guard.ts';
import type { Row } from './row.ts';
import type { Scale } from './scale.ts';
import { median } from './timing.ts';

const WARM = 200;

export async function brokerRows(scale: Scale): Promise<readonly Row[]> {
  return [...(await addedRows(scale)), await historyRow(scale)];
}

async function addedRows({ mediatedCalls }: Scale): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'offswitch-bench-'));
  const domain = memoryDomain();
  const notary = await spawnNotary({ directory: join(folder, 'log'), origin: 'bench' });
  const broker = await startBroker({
    guard: guardOf({ upstreams: memoryUpstreams }),
    policies: await openDoor(),
    notary: notary.client,
    domains: [domain],
    journal: join(folder, 'journal'),
  });
  const channel = await broker.openChannel({
    actor: 'atlas',
    kind: 'agent',
    identity: 'descriptor',
    confined: true,
  });
  try {
    const calling = (tool: string, given: object) => async () => {
      const argumentBytes = Buffer.from(JSON.stringify(given));
      const { kind } = await channel.call({ tool: `files__${tool}`, argumentBytes });
      if (kind !== 'done') throw new Error(`${tool}: ${kind}`);
    };
    const given = { path: 'a', content: 'x' };
    const asked = effect('write', { tool: 'write_file', arguments: given });
    const direct = async () => {
      await domain.carryOut(issueCapability('bench', asked).capability, AbortSignal.timeout(1000));
    };
    const writing = await timed(mediatedCalls, calling('write_file', given));
    const reading = await timed(mediatedCalls, calling('read_file', { path: 'a' }));
    const recording = appending(notary.client);
    const floor = (await timed(mediatedCalls, direct)) + 2 * (await timed(mediatedCalls, recording));
    const floorIs = 'the effect alone, and two records with a payload by the notary';
    const row = (what: string, measured: number): Row => ({
      ...{ what, unit: 'ms', measured, budget: 1.5, floor, floorIs, allowedRatio: 4 },
    });
    return [
      row(`a write through the broker, on disk before and after, median of ${mediatedCalls}`, writing),
      row(`a read through the broker, on disk before and after, median of ${mediatedCalls}`, reading),
    ];
  } finally {
    await broker.close();
    await notary.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function appending({ append }: NotaryClient) {
  const stamp = { run: 'bench', claimed: null, mediation: 'advisory', mono_us: 0 } as const;
  const wall = '2026-11-26T12:00:00Z';
  let number = 0;
  return async () => {
    const payload = saltPayload(Buffer.from('{"path":"a","content":"x"}'));
    number += 1;
    const saying: Saying =
      number === 1
        ? { kind: 'channel.open', body: { identity: 'process', peer: 'bench' } }
        : { kind: 'effect.outcome', body: { of: 'bench', status: 'done', result: payload.reference } };
    await append([{ ...stamp, wall, channel: 'bench', channel_seq: number, ...saying }], [payload]);
  };
}

/** Rules of every kind, over so many effects that they are about. */
async function historyRow({ decisions, earlierEffects }: Scale): Promise<Row> {
  const writes = { classes: ['write'] };
  const guard = guardOf({
    upstreams: memoryUpstreams,
    history: [
      { name: 'rate', kind: 'rate', of: writes, most: 1000, seconds: 1 },
      { name: 'quota', kind: 'quota', of: writes, most: 1_000_000_000 },
      { name: 'apart', kind: 'separation', one: writes, other: { classes: ['approve'] }, on: 'resource' },
      { name: 'after', kind: 'sequence', first: { classes: ['approve'] }, second: writes },
    ],
  });
  const policies = await openDoor();
  const timeAfter = (count: number) => {
    const ledger = createLedger({ clock: machineClock, parties: new Map(), rules: guard.history });
    ledger.goLive();
    ledger.take('agent/atlas/1.1', { kind: 'channel.open', body: { identity: 'descriptor', peer: 'atlas' } });
    for (let at = 0; at < count; at += 1) takeWrite(ledger, at);
    const judge = createJudge({
      ...{ guard, policies, ledger, monitors: [], faults: () => [] },
      ...{ commitments: () => [], condemned: () => new Set(), mayNotAct: () => undefined },
    });
    const asked = effect('write', { tool: 'write_file', resources: [path('/srv/site/f7')] });
    return timedNow(decisions, () => judge.decide(asked, agent, []));
  };
  return {
    what: `a decision after ${earlierEffects} effects that rules are about, median of ${decisions}`,
    unit: 'ms',
    measured: timeAfter(earlierEffects),
    budget: 0.3,
    floor: timeAfter(0),
    floorIs: 'the same decision after none',
    allowedRatio: 2,
  };
}

const digest = `sha256:${'0123456789abcdef'.repeat(4)}` as const;

function takeWrite(ledger: ReturnType<typeof createLedger>, at: number): void {
  const id = `agent/atlas/1.1#${at}`;
  const resources = [{ kind: 'path' as const, access: 'changes' as const, name: `/srv/site/f${at % 5000}` }];
  const asked = { effect: 'write' as const, upstream: 'files', tool: 'write_file', resources, subject: [] };
  const rest = { count: 1, args_digest: digest, args: null, schema_digest: null, parents: [] };
  const verdict = {
    verdict: 'allow' as const,
    applied: true,
    layer: 'policy' as const,
    policy_digest: digest,
  };
  ledger.take('agent/atlas/1.1', { kind: 'intent', body: { id, ...asked, ...rest } });
  ledger.take('agent/atlas/1.1', { kind: 'decision', body: { of: id, ...verdict, reasons: [], errors: [] } });
  ledger.take('agent/atlas/1.1', { kind: 'effect.outcome', body: { of: id, status: 'done', result: null } });
}

async function timed(times: number, act: () => Promise<void>): Promise<number> {
  for (let warm = 0; warm < WARM; warm += 1) await act();
  const each: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const from = performance.now();
    await act();
    each.push(performance.now() - from);
  }
  return median(each);
}

function timedNow(times: number, act: () => unknown): number {
  for (let warm = 0; warm < WARM; warm += 1) act();
  const each = Array.from({ length: times }, () => {
    const from = performance.now();
    act();
    return performance.now() - from;
  });
  return median(each);
}
