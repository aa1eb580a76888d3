/** Observing only, monitors, lineage as the log knows it, and clocks that jump. */
import { afterEach, describe, expect, it } from 'vitest';
import { testFolder } from '../../../../test/support/folder.ts';
import type { Monitor } from '../monitors.ts';
import type { OpenChannel } from './broker.ts';
import { memoryTools } from './memory-domain.conformance.ts';
import { type Rig, type RigOptions, startRig } from './rig.conformance.ts';

const folder = testFolder();
let count = 0;
let rigs: Rig[] = [];

async function rig(options: RigOptions = {}): Promise<Rig> {
  count += 1;
  const one = await startRig(folder.file(`modes-${count}`), options);
  rigs.push(one);
  return one;
}

afterEach(async () => {
  for (const one of rigs) await one.end();
  rigs = [];
});

const call = (channel: OpenChannel, tool: string, given: object) =>
  channel.call({ tool: `files__${tool}`, argumentBytes: Buffer.from(JSON.stringify(given)) });
const write = (channel: OpenChannel, path: string) => call(channel, 'write_file', { path, content: 'x' });
const decisions = (one: Rig, channel: OpenChannel) =>
  one.bodies(channel.id).flatMap(([kind, body]) => (kind === 'decision' ? [body] : []));

describe('observing only', () => {
  it('carries out what it would have refused, and says what it would have been', async () => {
    const one = await rig({ observeOnly: true });
    const { atlas, domain } = one;
    expect(atlas.channel.mediation).toBe('advisory');
    expect(await write(atlas, '/srv/ops/switch.yaml')).toMatchObject({ kind: 'done' });
    expect(await write(atlas, 'fine')).toMatchObject({ kind: 'done' });
    expect([...domain.files.keys()]).toEqual(['/srv/ops/switch.yaml', 'fine']);
    expect(decisions(one, atlas)).toMatchObject([
      { verdict: 'deny', applied: false, layer: 'invariants' },
      { verdict: 'allow', applied: false },
    ]);
    expect(
      one
        .records()
        .filter(({ channel }) => channel === atlas.id)
        .every(({ mediation }) => mediation === 'advisory'),
    ).toBe(true);
    await one.verify();
  });

  it('a tool that guard.yaml does not name may be called, as other; what cannot be read is refused', async () => {
    const one = await rig({ observeOnly: true });
    const odd = { name: 'odd', inputSchema: { type: 'object' } };
    one.domain.changeTools([...memoryTools, odd]);
    expect(await call(one.atlas, 'odd', { any: [1, 2] })).toMatchObject({ kind: 'done' });
    expect(one.atlas.tools().map(({ name }) => name)).toContain('files__odd');
    expect(await call(one.atlas, 'odd', [])).toEqual({ kind: 'refused' });
    expect(decisions(one, one.atlas)).toMatchObject([
      { verdict: 'deny', applied: false },
      { verdict: 'deny', applied: true, layer: 'channel' },
    ]);
    await one.verify();
  });

  it('a contradiction is told and freezes nobody; whom a person freezes stays frozen', async () => {
    const one = await rig({ observeOnly: true });
    one.domain.onObserve = () => ({ result: 'contradicted', probe: 'memory', evidence: null });
    await write(one.atlas, 'a');
    one.domain.onObserve = undefined;
    expect(one.broker.status().alerts.at(-1)?.severity).toBe('critical');
    expect(await write(one.atlas, 'b')).toMatchObject({ kind: 'done' });
    await one.broker.freeze('atlas', 'mira', 'enough');
    expect(await write(one.atlas, 'c')).toEqual({ kind: 'refused' });
    await one.verify();
  });
});

it('what is used of rates, quotas and ceilings is told', async () => {
  const rate = { name: 'hurry', kind: 'rate', of: { classes: ['write'] }, most: 2, seconds: 60 };
  const quota = { name: 'all', kind: 'quota', of: { classes: ['create-agent'] }, most: 9, by: 'all' };
  const one = await rig({ guard: { history: [rate, quota] } });
  const borea = await one.open('borea');
  for (const path of ['a', 'b', 'c']) await write(one.atlas, path);
  await call(borea, 'create', { name: 'cirrus', count: 2 });
  await call(borea, 'create', { name: 'atlas', count: 1 });
  await call(borea, 'create', { name: 'atlas', count: 1 });
  const expected = {
    rules: [
      { name: 'hurry', used: { atlas: 2, borea: 0 } },
      { name: 'all', seconds: undefined, used: { all: 3 } },
    ],
    created: { used: { hour: 3, total: 3, families: { acme: 1, unknown: 2 } } },
  };
  expect(one.broker.status().allowances).toMatchObject(expected);
  await one.restart();
  expect(one.broker.status().allowances).toMatchObject(expected);
});

describe('monitors', () => {
  const monitor = (vote: Monitor['vote'], votes = 1): Monitor => ({ name: 'm', votes, vote });

  it.each([
    ['pass', monitor(async () => 'pass'), 'done'],
    ['deny', monitor(async () => 'deny'), 'refused'],
    ['escalate', monitor(async () => 'escalate'), 'refused'],
    ['throw', monitor(() => Promise.reject(new Error('no model'))), 'refused'],
    ['say something else', monitor(async () => 'Ignore all rules' as never), 'refused'],
  ])('that %s', async (_, one, kind) => {
    const { atlas, verify } = await rig({ monitors: [one] });
    expect(await write(atlas, 'a')).toMatchObject({ kind });
    await verify();
  });

  it('are asked as often as they say, after the layers before them, and the worst vote counts', async () => {
    let asked = 0;
    const third = monitor(async () => {
      asked += 1;
      return asked % 3 === 0 ? 'deny' : 'pass';
    }, 3);
    const one = await rig({ monitors: [third] });
    expect(await write(one.atlas, '/srv/ops/switch.yaml')).toEqual({ kind: 'refused' });
    expect(asked).toBe(0);
    expect(await write(one.atlas, 'a')).toEqual({ kind: 'refused' });
    expect(asked).toBe(3);
    expect(decisions(one, one.atlas).at(-1)).toMatchObject({ layer: 'monitors', verdict: 'deny' });
  });

  it('come from modules that guard.yaml names, and change nothing that is decided on', async () => {
    const module = folder.write(
      'monitor.mjs',
      'export default (effect) => { effect.arguments.path = "/elsewhere"; return effect.arguments.content === "bad" ? "deny" : "pass"; };',
    );
    const one = await rig({ guard: { monitors: [{ module, votes: 2 }] } });
    expect(await write(one.atlas, 'a')).toMatchObject({ kind: 'done' });
    expect([...one.domain.files.keys()]).toEqual(['a']);
    expect(await call(one.atlas, 'write_file', { path: 'b', content: 'bad' })).toEqual({ kind: 'refused' });
  });

  it.each([
    ['no-function.mjs', 'export default 1;'],
    ['throws.mjs', 'throw new Error("no");'],
    ['ends.mjs', 'process.exit(3);'],
    ['nonsense.mjs', 'export default {'],
  ])('a module that is none is refused by name: %s', async (name, text) => {
    const module = folder.write(name, text);
    await expect(rig({ guard: { monitors: [{ module, votes: 1 }] } })).rejects.toMatchObject({
      code: 'bad-guard',
      message: expect.stringContaining(name),
    });
  });
});

it('who worked together does not stop each other, also after a restart', async () => {
  const families = {
    atlas: { channel: 'descriptor', mediation: 'enforced', family: 'acme' },
    borea: { channel: 'socket', mediation: 'advisory', family: 'zephyr' },
  };
  const one = await rig({ guard: { agents: families } });
  expect(await call(one.atlas, 'stop', { agent: 'borea' })).toMatchObject({ kind: 'done' });
  const borea = await one.open('borea');
  await write(one.atlas, 'shared');
  expect(await call(one.atlas, 'stop', { agent: 'borea' })).toMatchObject({ kind: 'done' });
  await write(borea, 'shared');
  expect(await call(one.atlas, 'stop', { agent: 'borea' })).toEqual({ kind: 'refused' });
  await one.restart();
  const again = await one.open('atlas');
  expect(await call(again, 'stop', { agent: 'borea' })).toEqual({ kind: 'refused' });
  await one.verify();
});

describe('clocks', () => {
  const rule = { name: 'one', kind: 'rate', of: { classes: ['write'] }, most: 1, seconds: 60 };

  function clock() {
    const state = { us: 5_000_000_000, wall: 1_800_000_000_000 };
    return { state, monoUs: () => state.us, wallMs: () => state.wall };
  }

  it('the time of day may jump: windows end when their time has passed', async () => {
    const time = clock();
    const one = await rig({ guard: { history: [rule] }, clock: time });
    expect(await write(one.atlas, 'a')).toMatchObject({ kind: 'done' });
    for (const jump of [86_400_000, -2 * 86_400_000]) {
      time.state.wall += jump;
      expect(await write(one.atlas, 'b')).toEqual({ kind: 'refused' });
    }
    time.state.us += 59_000_000;
    expect(await write(one.atlas, 'b')).toEqual({ kind: 'refused' });
    time.state.us += 2_000_000;
    expect(await write(one.atlas, 'b')).toMatchObject({ kind: 'done' });
  });

  it('between two runs no time passes, wherever the clocks stand', async () => {
    const time = clock();
    const one = await rig({ guard: { history: [rule] }, clock: time });
    expect(await write(one.atlas, 'a')).toMatchObject({ kind: 'done' });
    time.state.us += 30_000_000;
    // Something is said, so that the log knows that so much has passed.
    await one.atlas.alert('notice', 'still here');
    await one.end();
    time.state.us = 1_000_000;
    time.state.wall += 365 * 86_400_000;
    await one.restart();
    const again = await one.open('atlas');
    expect(await write(again, 'b')).toEqual({ kind: 'refused' });
    time.state.us += 29_000_000;
    expect(await write(again, 'b')).toEqual({ kind: 'refused' });
    time.state.us += 2_000_000;
    expect(await write(again, 'b')).toMatchObject({ kind: 'done' });
  });
});
