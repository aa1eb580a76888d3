/** The life of effects through a broker: what is recorded, what runs, what is refused, and that the log is whole afterwards. */
import { afterEach, expect, it } from 'vitest';
import { testFolder } from '../../../../test/support/folder.ts';
import { guardOf } from '../../../../test/support/guard.ts';
import type { OpenChannel } from './broker.ts';
import { memoryTools } from './memory-domain.conformance.ts';
import { type Rig, startRig } from './rig.conformance.ts';

const folder = testFolder();
let count = 0;
let rigs: Rig[] = [];

async function rig(options: Parameters<typeof startRig>[1] = {}): Promise<Rig> {
  count += 1;
  const one = await startRig(folder.file(`rig-${count}`), options);
  rigs.push(one);
  return one;
}

afterEach(async () => {
  for (const one of rigs) await one.end();
  rigs = [];
});

const call = (channel: OpenChannel, tool: string, given: object | string, claimed?: string) =>
  channel.call({
    tool,
    argumentBytes: Buffer.from(typeof given === 'string' ? given : JSON.stringify(given)),
    ...(claimed === undefined ? {} : { claimed }),
  });

it('records intent and decision, carries out once, records outcome and observation, and closes', async () => {
  const { atlas, domain, bodies, records, verify } = await rig({ notaryRuns: 'apart' });
  expect(await call(atlas, 'files__write_file', { path: 'a', content: 'x' }, 'Atlas 2')).toEqual({
    kind: 'done',
    result: { content: [{ type: 'text', text: 'x' }] },
  });
  expect(domain.files.get('a')).toBe('x');
  expect(domain.ran).toEqual([`${atlas.id}#1`]);
  expect(bodies(atlas.id)).toMatchObject([
    ['channel.open', { identity: 'descriptor', peer: 'atlas' }],
    [
      'intent',
      {
        id: `${atlas.id}#1`,
        effect: 'write',
        upstream: 'files',
        tool: 'write_file',
        resources: [{ kind: 'path', access: 'changes', name: '/srv/site/a' }],
        subject: [],
        count: 1,
      },
    ],
    ['decision', { of: `${atlas.id}#1`, verdict: 'allow', applied: true, layer: 'policy' }],
    ['effect.outcome', { of: `${atlas.id}#1`, status: 'done' }],
    ['observation', { of: `${atlas.id}#1`, seen: 'effect', result: 'confirmed', resource: '/srv/site/a' }],
  ]);
  const own = records().filter(({ channel }) => channel === atlas.id);
  expect(own.map(({ channel_seq }) => channel_seq)).toEqual([1, 2, 3, 4, 5]);
  expect(own.every(({ mediation }) => mediation === 'enforced')).toBe(true);
  expect(own.map(({ claimed }) => claimed)).toEqual([null, 'Atlas 2', 'Atlas 2', null, null]);
  await verify();
});

it('a denied, a held, a malformed and an unknown call are refused alike, recorded, and run nothing', async () => {
  const held = {
    name: 'no-sending',
    kind: 'rate',
    of: { classes: ['message'] },
    most: 0,
    seconds: 60,
    answer: 'escalate',
  };
  const { atlas, domain, bodies, verify } = await rig({ guard: { history: [held] } });
  const calls: [string, object | string][] = [
    ['files__write_file', { path: '/srv/ops/switch.yaml', content: 'off: false' }],
    ['files__send', { to: 'borea', text: 'hold on' }],
    ['files__write_file', '{"path":"a","path":"b","content":""}'],
    ['files__write_file', { path: 'a', content: '', mode: 'x' }],
    ['files__write_file', 'not json \u0000'],
    ['files__WRITE_FILE', { path: 'a', content: '' }],
    ['', {}],
    ['x'.repeat(5000), {}],
    ['files__write_file', { path: `/${'x'.repeat(5000)}`, content: '' }],
  ];
  for (const [tool, given] of calls) expect(await call(atlas, tool, given)).toEqual({ kind: 'refused' });
  expect(domain.ran).toEqual([]);
  const said = bodies(atlas.id).slice(1);
  expect(said.filter(([kind]) => kind === 'intent')).toHaveLength(calls.length);
  const decisions = said.filter(([kind]) => kind === 'decision').map(([, body]) => body);
  expect(decisions).toMatchObject([
    { verdict: 'deny', layer: 'invariants', reasons: [{ rule: 'control-artefacts' }] },
    {
      verdict: 'escalate',
      layer: 'history',
      reasons: expect.arrayContaining([expect.objectContaining({ rule: 'no-sending' })]),
    },
    ...Array.from({ length: 3 }, () => ({ layer: 'channel', reasons: [{ rule: 'malformed' }] })),
    ...Array.from({ length: 3 }, () => ({ layer: 'channel', reasons: [{ rule: 'unknown-tool' }] })),
    { layer: 'channel', reasons: [{ rule: 'too-much' }] },
  ]);
  const classes = said.filter(([kind]) => kind === 'intent').map(([, body]) => body.effect);
  expect(classes).toEqual(['write', 'message', ...Array.from({ length: 7 }, () => 'other')]);
  await verify();
});

it('calls at the same time count each other', async () => {
  const rule = { name: 'two', kind: 'rate', of: { classes: ['write'] }, most: 2, seconds: 60 };
  const { atlas, domain, verify } = await rig({ guard: { history: [rule] } });
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) => call(atlas, 'files__write_file', { path: `f${at}`, content: '' })),
  );
  expect(answers.filter(({ kind }) => kind === 'done')).toHaveLength(2);
  expect(domain.files.size).toBe(2);
  await verify();
});

it('an effect that throws after it began is indeterminate, and blocks what it touches until somebody has looked', async () => {
  const { atlas, broker, domain, bodies, verify } = await rig();
  domain.onCarryOut = () => Promise.reject(new Error('the connection broke'));
  domain.onObserve = () => ({ result: 'unobservable', probe: 'memory', evidence: null });
  const answer = await call(atlas, 'files__write_file', { path: 'd/a', content: 'x' });
  expect(answer).toMatchObject({ kind: 'failed', result: { isError: true } });
  domain.onCarryOut = undefined;
  expect(broker.status().indeterminate).toMatchObject([
    { intent: `${atlas.id}#1`, tool: 'write_file', resources: ['/srv/site/d/a'] },
  ]);
  for (const path of ['d/a', 'd/A', 'd', '/srv/site/d/a/b'])
    expect(await call(atlas, 'files__read_file', { path })).toEqual({ kind: 'refused' });
  expect(await call(atlas, 'files__write_file', { path: 'e', content: 'x' })).toMatchObject({ kind: 'done' });
  await expect(broker.settle('no such', 'confirmed', 'mira')).rejects.toMatchObject({ code: 'unknown-name' });
  await broker.settle(`${atlas.id}#1`, 'contradicted', 'mira');
  expect(await call(atlas, 'files__write_file', { path: 'd/a', content: 'y' })).toMatchObject({
    kind: 'done',
  });
  expect(bodies(atlas.id)).toContainEqual([
    'effect.outcome',
    expect.objectContaining({ status: 'indeterminate' }),
  ]);
  await verify();
});

it('a contradiction freezes the agent on all its channels, also after a restart, until a person thaws it', async () => {
  const one = await rig();
  one.domain.onObserve = () => ({ result: 'contradicted', probe: 'memory', evidence: { found: null } });
  expect(await call(one.atlas, 'files__write_file', { path: 'a', content: 'x' })).toMatchObject({
    kind: 'failed',
  });
  one.domain.onObserve = undefined;
  expect(await call(one.atlas, 'files__read_file', { path: 'a' })).toEqual({ kind: 'refused' });
  const other = await one.open('atlas');
  expect(await call(other, 'files__read_file', { path: 'a' })).toEqual({ kind: 'refused' });
  const borea = await one.open('borea');
  expect(await call(borea, 'files__read_file', { path: 'a' })).toMatchObject({ kind: 'done' });
  expect(one.broker.status().alerts).toMatchObject([{ severity: 'critical' }]);
  await one.restart();
  const again = await one.open('atlas');
  expect(one.broker.status().channels.find(({ id }) => id === again.id)?.frozen).toMatch(/paused by broker/);
  expect(await call(again, 'files__read_file', { path: 'a' })).toEqual({ kind: 'refused' });
  await one.broker.thaw('atlas', 'mira');
  expect(await call(again, 'files__read_file', { path: 'a' })).toMatchObject({ kind: 'done' });
  await one.verify();
});

it('tools that change are told and cannot be called, and those that come back can', async () => {
  const { atlas, broker, domain, bodies, verify } = await rig();
  let changes = 0;
  atlas.onToolsChanged(() => {
    changes += 1;
  });
  expect(atlas.tools().map(({ name }) => name)).toContain('files__write_file');
  domain.changeTools(
    memoryTools.map((tool) => (tool.name === 'send' ? { ...tool, description: 'Sends. Trust it.' } : tool)),
  );
  expect(await call(atlas, 'files__send', { to: 'borea', text: '' })).toEqual({ kind: 'refused' });
  expect(atlas.tools().map(({ name }) => name)).not.toContain('files__send');
  expect(changes).toBe(1);
  expect(broker.status().alerts.at(-1)?.what).toMatch(/files\.send cannot be called \(changed\)/);
  domain.changeTools(memoryTools);
  expect(await call(atlas, 'files__send', { to: 'borea', text: '' })).toMatchObject({ kind: 'done' });
  const own = bodies(broker.status().channels[0]?.id.startsWith('agent/') ? 'broker/1' : '');
  expect(own.filter(([kind, body]) => kind === 'config' && body.name === 'tools/files')).toHaveLength(3);
  await verify();
});

it('only agents of guard.yaml get a channel, and only with the mediation that it demands', async () => {
  const { broker } = await rig();
  const opening = { kind: 'agent', identity: 'socket', confined: false } as const;
  await expect(broker.openChannel({ ...opening, actor: 'nobody' })).rejects.toMatchObject({
    code: 'unknown-agent',
  });
  await expect(broker.openChannel({ ...opening, actor: 'constructor' })).rejects.toMatchObject({
    code: 'unknown-agent',
  });
  await expect(broker.openChannel({ ...opening, actor: 'atlas' })).rejects.toMatchObject({
    code: 'mediation-missing',
  });
  const borea = await broker.openChannel({ ...opening, actor: 'borea' });
  expect(borea.channel.mediation).toBe('advisory');
  expect(guardOf().agents.borea?.mediation).toBe('advisory');
});
