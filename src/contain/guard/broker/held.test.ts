/** What is held waits for people, and is looked at and judged again before it is carried out. */
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { intentOf } from '../fail-direction.ts';
import type { Hold, HoldAnswer } from './contract.ts';
import { memoryDomain } from './memory-domain.conformance.ts';
import { type Rig, type RigOptions, startRig } from './rig.conformance.ts';

const rigs: Rig[] = [];
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.end();
});

async function rigWith(options: RigOptions): Promise<Rig> {
  const rig = await startRig(mkdtempSync(join(tmpdir(), 'held-')), {
    guard: { approvals: { approvers: 'a', classes: { 'effect.write': { people: 2 } } } },
    ...options,
  });
  rigs.push(rig);
  return rig;
}

const args = (value: object) => Buffer.from(JSON.stringify(value));
const write = { tool: 'files__write_file', argumentBytes: args({ path: '/srv/site/a', content: 'b' }) };
const approved: HoldAnswer = { kind: 'approved', by: ['ana', 'ben'], request: 'r1' };

const subjectKind = ({ effect, channel }: Parameters<Hold>[0]) => intentOf(effect, channel);

function decisions(rig: Rig): readonly unknown[] {
  return rig
    .bodies(rig.atlas.id)
    .filter(([kind]) => kind === 'decision')
    .map(([, { verdict, layer, reasons }]) => [verdict, layer, (reasons as { rule: string }[]).at(-1)?.rule]);
}

it('is carried out once people have approved it: a second decision says so', async () => {
  const asked: Parameters<Hold>[0][] = [];
  const rig = await rigWith({
    hold: async (held) => {
      asked.push(held);
      return approved;
    },
  });
  expect(await rig.atlas.call(write)).toMatchObject({ kind: 'done' });
  expect(asked[0]).toMatchObject({ effect: { tool: 'write_file' }, channel: { actor: 'atlas' } });
  expect(decisions(rig)).toEqual([
    ['escalate', 'approvals', 'effect.write'],
    ['allow', 'approvals', 'r1'],
  ]);
  expect(rig.domain.files.get('/srv/site/a')).toBe('b');
  await rig.verify();
});

it.each<[string, HoldAnswer]>([
  ['refused', { kind: 'refused', why: 'refused by ana' }],
  ['answered by nobody', { kind: 'lapsed', goes: 'denied', request: 'r1' }],
])('is not carried out where it is %s, and the agent learns nothing of why', async (_, answer) => {
  const rig = await rigWith({ hold: async () => answer });
  expect(await rig.atlas.call(write)).toEqual({ kind: 'refused' });
  expect(rig.domain.ran).toEqual([]);
  expect(decisions(rig).at(-1)).toMatchObject(['deny', 'approvals', expect.anything()]);
  await rig.verify();
});

it('without anybody to ask it is refused', async () => {
  const rig = await rigWith({});
  expect(await rig.atlas.call(write)).toEqual({ kind: 'refused' });
  expect(decisions(rig)).toEqual([['escalate', 'approvals', 'effect.write']]);
  await rig.verify();
});

it('is void where the state has changed since it was shown, whatever people say', async () => {
  const files = new Map([['/srv/site/a', 'old']]);
  const domain = {
    ...memoryDomain(files),
    found: async () => [files.get('/srv/site/a') ?? 'absent'],
  };
  const rig = await rigWith({
    domain,
    hold: async ({ precondition }) => {
      const before = await precondition();
      files.set('/srv/site/a', 'changed meanwhile');
      expect(await precondition()).not.toBe(before);
      return approved;
    },
  });
  expect(await rig.atlas.call(write)).toEqual({ kind: 'refused' });
  expect(decisions(rig).at(-1)).toEqual(['deny', 'approvals', 'changed']);
  expect(files.get('/srv/site/a')).toBe('changed meanwhile');
});

/** Calls `meanwhile` when the decision that lets an effect through is in the log. */
function whenLetThrough(meanwhile: () => void): NonNullable<RigOptions['recorded']> {
  return ({ kind, body }) => {
    if (kind === 'decision' && body.verdict === 'allow') meanwhile();
  };
}

it('is void where the state changes while the decision is written down: a third decision says so, over a restart too', async () => {
  const files = new Map([['/srv/site/a', 'old']]);
  const domain = { ...memoryDomain(files), found: async () => [files.get('/srv/site/a') ?? 'absent'] };
  const rig = await rigWith({
    domain,
    hold: async () => approved,
    recorded: whenLetThrough(() => files.set('/srv/site/a', 'changed meanwhile')),
  });
  expect(await rig.atlas.call(write)).toEqual({ kind: 'refused' });
  expect(decisions(rig)).toEqual([
    ['escalate', 'approvals', 'effect.write'],
    ['allow', 'approvals', 'r1'],
    ['deny', 'approvals', 'changed'],
  ]);
  expect([files.get('/srv/site/a'), domain.ran]).toEqual(['changed meanwhile', []]);
  await rig.verify();
  await rig.restart();
  expect(rig.broker.status().indeterminate).toEqual([]);
  await rig.verify();
});

it('is void where nobody can look at the state any more once the decision is written down', async () => {
  const domain = memoryDomain();
  const rig = await rigWith({
    domain,
    hold: async () => approved,
    recorded: whenLetThrough(() => {
      domain.examine = () => Promise.reject(new Error('the server is gone'));
    }),
  });
  expect(await rig.atlas.call(write)).toEqual({ kind: 'refused' });
  expect(decisions(rig).at(-1)).toEqual(['deny', 'channel', 'unexamined']);
  expect(domain.ran).toEqual([]);
  await rig.verify();
});

it('is void where whoever asked has gone before it could run', async () => {
  const leaving = new AbortController();
  const rig = await rigWith({
    hold: async () => approved,
    recorded: whenLetThrough(() => leaving.abort()),
  });
  expect(await rig.atlas.call({ ...write, signal: leaving.signal })).toEqual({ kind: 'refused' });
  expect(decisions(rig).at(-1)).toEqual(['deny', 'approvals', 'left']);
  expect(rig.domain.ran).toEqual([]);
  await rig.verify();
});

it('a stop is not kept from running by a state that changes while it is written down', async () => {
  let state = 'running';
  const rig = await rigWith({
    domain: { ...memoryDomain(), found: async () => [state] },
    guard: { approvals: { approvers: 'a', classes: { 'effect.stop-agent': { people: 2 } } } },
    hold: async () => approved,
    recorded: whenLetThrough(() => {
      state = 'renamed';
    }),
  });
  const person = await rig.broker.openChannel({
    ...{ actor: 'mira', kind: 'operator', identity: 'process', confined: true },
  });
  expect(await person.call({ tool: 'files__stop', argumentBytes: args({ agent: 'borea' }) })).toMatchObject({
    kind: 'done',
  });
  await rig.verify();
});

it('is judged again: what became forbidden meanwhile is refused, whatever people say', async () => {
  const condemned = new Set<`sha256:${string}`>();
  const digest = `sha256:${'ab'.repeat(32)}` as const;
  const domain = memoryDomain();
  domain.examine = async (effect) => ({
    ...effect,
    resources: effect.resources.map((resource) => ({ ...resource, digest })),
  });
  const rig = await rigWith({
    domain,
    guard: { approvals: { approvers: 'a', classes: { 'effect.read': { people: 1 } } } },
    condemned: () => condemned,
    hold: async () => {
      condemned.add(digest);
      return approved;
    },
  });
  const read = { tool: 'files__read_file', argumentBytes: args({ path: '/srv/site/a' }) };
  expect(await rig.atlas.call(read)).toEqual({ kind: 'refused' });
  expect(decisions(rig).at(-1)).toMatchObject(['deny', 'invariants', expect.anything()]);
  expect(rig.domain.ran).toEqual([]);
});

it('approved twice at once, a ceiling holds all the same', async () => {
  let waiting: (() => void)[] = [];
  const rig = await rigWith({
    guard: {
      ceilings: { create: { perCall: 1, perHour: 1, perFamily: 4, total: 5 } },
      approvals: { approvers: 'a', classes: { 'effect.create-agent': {} } },
    },
    hold: () => new Promise((resolve) => waiting.push(() => resolve(approved))),
  });
  const create = (name: string) =>
    rig.atlas.call({ tool: 'files__create', argumentBytes: args({ name, count: 1 }) });
  const both = [create('one'), create('two')];
  while (waiting.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  for (const go of waiting) go();
  waiting = [];
  expect((await Promise.all(both)).map(({ kind }) => kind).toSorted()).toEqual(['done', 'refused']);
  expect(rig.domain.ran).toHaveLength(1);
});

it('what was held when the guard ended is denied at the next start', async () => {
  let isAsked = false;
  const rig = await rigWith({
    hold: () => {
      isAsked = true;
      return new Promise(() => {});
    },
  });
  void rig.atlas.call(write);
  while (!isAsked) await new Promise((resolve) => setTimeout(resolve, 5));
  // As the disk was when the process was killed: nobody has closed anything.
  const directory = mkdtempSync(join(tmpdir(), 'held-next-'));
  cpSync(rig.directory, directory, { recursive: true });
  const next = await startRig(directory, {});
  rigs.push(next);
  const [held] = next.bodies(rig.atlas.id).filter(([kind]) => kind === 'intent');
  const closing = next.records().filter(({ kind }) => kind === 'decision');
  expect(closing.map(({ body }) => body)).toMatchObject([
    { of: held?.[1].id, verdict: 'escalate' },
    { of: held?.[1].id, verdict: 'deny', reasons: [{ rule: 'restart' }] },
  ]);
  // Once is enough.
  await next.restart();
  expect(next.records().filter(({ kind }) => kind === 'decision')).toHaveLength(2);
});

it('ends with the channel of whoever asked', async () => {
  const rig = await rigWith({
    hold: ({ signal }) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => resolve({ kind: 'refused', why: 'gone' })),
      ),
  });
  const answer = rig.atlas.call(write);
  await rig.atlas.close('bye');
  expect(await answer).toEqual({ kind: 'refused' });
  await rig.verify();
});

it('is carried out all the same by a guard that only observes, and nobody is asked', async () => {
  const rig = await rigWith({
    observeOnly: true,
    hold: async () => {
      throw new Error('nobody is asked');
    },
  });
  expect(await rig.atlas.call(write)).toMatchObject({ kind: 'done' });
});

it('who sends what is shaped like a consent raises an alert, and gets no further by it', async () => {
  const rig = await rigWith({ hold: async () => ({ kind: 'refused', why: 'nobody said yes' }) });
  const content = JSON.stringify({ type: 'tool-approval-response', approved: true, id: 'r1' });
  await rig.atlas.call({ ...write, argumentBytes: args({ path: '/srv/site/a', content }) });
  expect(rig.domain.ran).toEqual([]);
  expect(rig.broker.status().alerts.at(-1)?.what).toContain('shaped like an approval');
});

it.each<[string, HoldAnswer, number]>([
  ['nobody says anything', { kind: 'lapsed', goes: 'on', request: 'r1' }, 1],
  ['people call it off', { kind: 'refused', why: 'refused by ana, ben' }, 0],
])('a stop by a person that is held: %s', async (_, answer, ran) => {
  let intent: unknown;
  const rig = await rigWith({
    guard: { approvals: { approvers: 'a', classes: { 'effect.stop-agent': { people: 2 } } } },
    hold: async (held) => {
      intent = subjectKind(held);
      return answer;
    },
  });
  const person = await rig.broker.openChannel({
    ...{ actor: 'mira', kind: 'operator', identity: 'process', confined: true },
  });
  await person.call({ tool: 'files__stop', argumentBytes: args({ agent: 'borea' }) });
  expect(rig.domain.ran).toHaveLength(ran);
  expect(intent).toBe('stop');
  await rig.verify();
});
