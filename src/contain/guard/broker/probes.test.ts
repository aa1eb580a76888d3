/** Probes: what they see is recorded once, what contradicts the log freezes, and what is indeterminate is settled. */
import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { testFolder } from '../../../../test/support/folder.ts';
import { guardOf } from '../../../../test/support/guard.ts';
import { hashText } from '../../../kit/hash.ts';
import { randomStream } from '../../../kit/random.ts';
import type { OpenChannel } from './broker.ts';
import { controlProbe } from './control-probe.ts';
import type { Observation } from './domain.ts';
import { processProbe } from './process-probe.ts';
import { type Rig, type RigOptions, startRig } from './rig.conformance.ts';
import { startWatch } from './watch.ts';

const folder = testFolder();
let count = 0;
let rigs: Rig[] = [];

async function rig(options: RigOptions = {}): Promise<Rig> {
  count += 1;
  const one = await startRig(folder.file(`probes-${count}`), options);
  rigs.push(one);
  return one;
}

afterEach(async () => {
  for (const one of rigs) await one.end();
  rigs = [];
});

const write = (channel: OpenChannel, path: string) =>
  channel.call({
    tool: 'files__write_file',
    argumentBytes: Buffer.from(JSON.stringify({ path, content: 'x' })),
  });
const observations = (one: Rig) =>
  one.bodies('broker/1').flatMap(([kind, body]) => (kind === 'observation' ? [body] : []));

/** A probe that sees what a test puts before it. */
function scripted(): { seen: readonly Observation[]; probe: RigOptions['probes'] } {
  const script: ReturnType<typeof scripted> = {
    seen: [],
    probe: [{ name: 'usage', everyMs: 3_600_000, look: async () => script.seen }],
  };
  return script;
}

it('what is seen again is recorded once; a contradiction freezes whom it names, or everybody', async () => {
  const script = scripted();
  const one = await rig({ probes: script.probe ?? [] });
  const borea = await one.open('borea');
  script.seen = [{ result: 'confirmed', probe: 'usage', resource: 'main', evidence: { requests: 1 } }];
  for (let times = 0; times < 3; times += 1) await one.broker.lookNow();
  expect(observations(one).filter(({ probe }) => probe === 'usage')).toHaveLength(1);
  script.seen = [
    { result: 'contradicted', probe: 'usage', resource: 'main', actor: 'borea', evidence: { requests: 9 } },
  ];
  await one.broker.lookNow();
  expect(await write(borea, 'a')).toEqual({ kind: 'refused' });
  expect(await write(one.atlas, 'a')).toMatchObject({ kind: 'done' });
  script.seen = [{ result: 'contradicted', probe: 'usage', resource: 'other', evidence: null }];
  await one.broker.lookNow();
  expect(await write(one.atlas, 'b')).toEqual({ kind: 'refused' });
  expect(one.broker.status().channels.every(({ frozen }) => frozen !== undefined)).toBe(true);
  expect(one.broker.status().alerts.filter(({ severity }) => severity === 'critical')).toHaveLength(2);
  // Nobody's intent made it so.
  await one.verify(['speaks-of-nothing', 'speaks-of-nothing']);
});

it('a probe that throws has seen nothing, and is told once', async () => {
  const one = await rig({
    probes: [{ name: 'broken', everyMs: 3_600_000, look: () => Promise.reject(new Error('no route')) }],
  });
  for (let times = 0; times < 3; times += 1) await one.broker.lookNow();
  expect(observations(one).filter(({ probe }) => probe === 'broken')).toMatchObject([
    { result: 'unobservable' },
  ]);
  expect(one.broker.status().alerts.at(-1)).toMatchObject({
    severity: 'warning',
    what: expect.stringContaining('no route'),
  });
  expect(await write(one.atlas, 'a')).toMatchObject({ kind: 'done' });
});

it('a probe that looks where an effect is indeterminate settles it', async () => {
  const script = scripted();
  const one = await rig({ probes: script.probe ?? [] });
  one.domain.onCarryOut = () => Promise.reject(new Error('gone'));
  one.domain.onObserve = () => ({ result: 'unobservable', probe: 'memory', evidence: null });
  await write(one.atlas, 'a');
  one.domain.onCarryOut = undefined;
  expect(await write(one.atlas, 'a')).toEqual({ kind: 'refused' });
  script.seen = [{ result: 'contradicted', probe: 'usage', resource: '/srv/site/a', evidence: null }];
  await one.broker.lookNow();
  expect(one.broker.status().indeterminate).toEqual([]);
  expect(await write(one.atlas, 'a')).toMatchObject({ kind: 'done' });
  await one.verify();
});

describe('control artefacts', () => {
  const changes: [string, (at: string) => void][] = [
    ['changed', (at) => writeFileSync(join(at, 'switch'), 'off: true')],
    ['gone', (at) => rmSync(join(at, 'switch'))],
    [
      'replaced by a folder',
      (at) => {
        rmSync(join(at, 'switch'));
        mkdirSync(join(at, 'switch'));
      },
    ],
    [
      'replaced by a link',
      (at) => {
        renameSync(join(at, 'switch'), join(at, 'x'));
        symlinkSync('x', join(at, 'switch'));
      },
    ],
    ['a file more in a folder', (at) => writeFileSync(join(at, 'plans/new'), '')],
    ['a file renamed in a folder', (at) => renameSync(join(at, 'plans/p'), join(at, 'plans/q'))],
  ];
  it.each(changes)('%s', async (_, change) => {
    count += 1;
    const at = folder.file(`controls-${count}`);
    mkdirSync(join(at, 'plans'), { recursive: true });
    writeFileSync(join(at, 'switch'), 'off: false');
    writeFileSync(join(at, 'plans/p'), 'plan');
    const probe = controlProbe(
      [
        { kind: 'switch', path: join(at, 'switch'), folder: false },
        { kind: 'schedule', path: `${join(at, 'plans')}/`, folder: true },
        { kind: 'log', path: `${at}/`, folder: true },
      ],
      1000,
    );
    const results = async () => (await probe.look(AbortSignal.timeout(1000))).map(({ result }) => result);
    expect(probe.rebase()).toHaveLength(2);
    expect(await results()).toEqual(['confirmed', 'confirmed']);
    utimesSync(join(at, 'switch'), 1, 1);
    expect(await results()).toEqual(['confirmed', 'confirmed']);
    change(at);
    expect((await results()).filter((result) => result === 'contradicted')).toHaveLength(1);
    probe.rebase([at]);
    expect(await results()).toEqual(['confirmed', 'confirmed']);
  });

  it('one that changes under the broker freezes everybody; one that changed while it was off is told', async () => {
    const at = folder.file('policy.cedar');
    writeFileSync(at, 'permit(principal, action, resource);');
    const control = { policy: [at] };
    const one = await rig({ control });
    await one.broker.lookNow();
    expect(await write(one.atlas, 'a')).toMatchObject({ kind: 'done' });
    writeFileSync(at, '// nothing');
    await one.broker.lookNow();
    expect(await write(one.atlas, 'b')).toEqual({ kind: 'refused' });
    await one.broker.thaw('atlas', 'mira');
    await one.broker.lookNow();
    expect(await write(one.atlas, 'b')).toMatchObject({ kind: 'done' });
    await one.end();
    writeFileSync(at, '// other');
    await one.restart();
    expect(one.broker.status().alerts.map(({ what }) => what)).toContain(
      `control/${at} is not what it was before`,
    );
    const again = await one.open('atlas');
    expect(await write(again, 'c')).toMatchObject({ kind: 'done' });
  });
});

it('condemned content is found by what it is, and no agent may carry it', async () => {
  const store = folder.file('store');
  mkdirSync(join(store, 'deep/er'), { recursive: true });
  const condemned = [hashText('weights')];
  const one = await rig({ guard: { probes: { contents: [{ folder: store, condemned }] } } });
  writeFileSync(join(store, 'a'), 'other');
  await one.broker.lookNow();
  expect(await write(one.atlas, 'a')).toMatchObject({ kind: 'done' });
  const carried = await one.atlas.call({
    tool: 'files__write_file',
    argumentBytes: Buffer.from(JSON.stringify({ path: 'w', content: 'weights' })),
  });
  expect(carried).toEqual({ kind: 'refused' });
  writeFileSync(join(store, 'deep/er/notes.txt'), 'weights');
  utimesSync(join(store, 'deep/er/notes.txt'), 1, 1);
  await one.broker.lookNow();
  expect(await write(one.atlas, 'b')).toEqual({ kind: 'refused' });
  expect(observations(one)).toContainEqual(
    expect.objectContaining({ result: 'contradicted', resource: join(store, 'deep/er/notes.txt') }),
  );
});

it('processes of an agent that was stopped must be gone', async () => {
  let now = 0;
  let stopped: number | undefined;
  let alive: readonly number[] = [7];
  const probe = processProbe({
    ...{ agent: 'borea', everyMs: 1000, now: () => now, stoppedAt: () => stopped, processes: () => alive },
  });
  const result = async () => (await probe.look(AbortSignal.timeout(1000)))[0]?.result;
  expect(await result()).toBe('confirmed');
  stopped = 1000;
  now = 2000;
  expect(await result()).toBe('confirmed');
  now = 60_000;
  expect(await result()).toBe('contradicted');
  alive = [];
  expect(await result()).toBe('confirmed');
});

it('each probe looks within its interval, at times that depend on the random source', async () => {
  const times = async (seed: number) => {
    const looks: number[] = [];
    const began = performance.now();
    const watch = startWatch({ random: randomStream(seed), seen: async () => {} });
    watch.add({
      name: 'p',
      everyMs: 40,
      look: async () => {
        looks.push(performance.now() - began);
        return [];
      },
    });
    while (looks.length < 5) await new Promise((resolve) => setTimeout(resolve, 5));
    await watch.close();
    return looks;
  };
  const looks = await times(1);
  expect(new Set(looks.map((at, place) => Math.round(at - (looks[place - 1] ?? 0)))).size).toBeGreaterThan(1);
});

it('a person stops an agent, and what lives on is told', async () => {
  const one = await rig({
    guard: { probes: { processes: [{ agent: 'borea' }] } },
    parties: new Map([['mira', { kind: 'human' }]]),
  });
  const mira = await one.broker.openChannel({
    actor: 'mira',
    kind: 'operator',
    identity: 'socket',
    confined: false,
  });
  const end = one.broker.watchProcesses('borea', () => [4711]);
  await mira.call({ tool: 'files__stop', argumentBytes: Buffer.from('{"agent":"borea"}') });
  await one.broker.lookNow();
  expect(observations(one).find(({ probe }) => probe === 'processes borea')).toMatchObject({
    result: 'confirmed',
  });
  end();
  expect(guardOf().agents.borea).toBeDefined();
});
