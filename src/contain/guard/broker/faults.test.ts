/** What happens while the log takes nothing: nothing is granted, abilities are still taken away, and the log hears of it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { testFolder } from '../../../../test/support/folder.ts';
import { OffswitchError } from '../../../kit/errors.ts';
import { memoryFiles } from '../../../notary/log/memory-files.conformance.ts';
import type { NotaryClient } from '../../../notary/process/client.ts';
import type { OpenChannel } from './broker.ts';
import { type Rig, type RigOptions, startRig } from './rig.conformance.ts';

const folder = testFolder();
let count = 0;
let rigs: Rig[] = [];

async function rig(options: RigOptions = {}): Promise<Rig> {
  count += 1;
  const one = await startRig(folder.file(`faults-${count}`), options);
  rigs.push(one);
  return one;
}

afterEach(async () => {
  for (const one of rigs) await one.end().catch(() => {});
  rigs = [];
});

const call = (channel: OpenChannel, tool: string, given: object) =>
  channel.call({ tool: `files__${tool}`, argumentBytes: Buffer.from(JSON.stringify(given)) });
const write = (channel: OpenChannel, path: string) => call(channel, 'write_file', { path, content: 'x' });

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries > 500) throw new Error(`it never holds: ${holds.toString()}`);
    await sleep(20);
  }
}

/** A notary that can be out of reach, in several ways. */
function switchable(): {
  fault: 'none' | 'gone' | 'done-but-gone' | 'busy' | 'full';
  between: (client: NotaryClient) => NotaryClient;
} {
  const errors = {
    gone: new OffswitchError('log-stopped', 'the notary cannot be reached', ''),
    full: new OffswitchError('log-stopped', 'ENOSPC', '', { system: 'ENOSPC' }),
    busy: new OffswitchError('log-busy', 'too much', ''),
  };
  const state: ReturnType<typeof switchable> = {
    fault: 'none',
    between: (client) => ({
      ...client,
      async append(records, payloads) {
        if (state.fault === 'done-but-gone') await client.append(records, payloads);
        if (state.fault === 'done-but-gone') throw errors.gone;
        if (state.fault !== 'none') throw errors[state.fault];
        return client.append(records, payloads);
      },
      async ask(what, rest) {
        if (state.fault === 'gone' || state.fault === 'full') throw errors[state.fault];
        if (state.fault === 'done-but-gone') throw errors.gone;
        return client.ask(what, rest);
      },
    }),
  };
  return state;
}

describe.each([
  ['gone', 'log-down'],
  ['done-but-gone', 'log-down'],
  ['full', 'log-full'],
  ['busy', 'pressure'],
] as const)('the log is %s', (fault, told) => {
  it('grants nothing, stops on the word of a person, and goes on when the log is there again', async () => {
    const log = switchable();
    const one = await rig({ between: log.between, parties: new Map([['mira', { kind: 'human' }]]) });
    const { atlas, broker, domain } = one;
    const mira = await broker.openChannel({
      actor: 'mira',
      kind: 'operator',
      identity: 'socket',
      confined: false,
    });
    expect(await write(atlas, 'before')).toMatchObject({ kind: 'done' });
    log.fault = fault;
    for (const path of ['one', 'two', 'three']) expect(await write(atlas, path)).toEqual({ kind: 'refused' });
    expect(broker.status().faults).toContain(told);
    expect(await call(mira, 'write_file', { path: 'mine', content: '' })).toEqual({ kind: 'refused' });
    expect(await call(mira, 'stop', { agent: 'borea' })).toMatchObject({ kind: 'done' });
    await broker.freeze('atlas', 'mira', 'it hurries');
    expect(broker.status().faults).toContain('journal-unmerged');
    expect([...domain.files.keys()]).toEqual(['before']);
    expect(domain.ran).toHaveLength(2);
    log.fault = 'none';
    await until(() => broker.status().faults.length === 0);
    expect(await write(atlas, 'four')).toEqual({ kind: 'refused' });
    await broker.thaw('atlas', 'mira');
    expect(await write(atlas, 'five')).toMatchObject({ kind: 'done' });
    const merged = one.records().filter(({ channel }) => channel.startsWith('journal/'));
    expect(merged.map(({ channel, kind }) => `${channel} ${kind}`)).toEqual(
      expect.arrayContaining([
        `journal/${mira.id} intent`,
        `journal/${mira.id} decision`,
        `journal/${mira.id} effect.outcome`,
        'journal/broker/1 lifecycle.command',
      ]),
    );
    await until(() =>
      one.records().some(({ body }) => 'what' in body && /4 calls were refused/.test(body.what)),
    );
    expect(domain.ran).toHaveLength(3);
    await one.verify();
  });
});

it('what the journal holds is merged at a start, once, whatever its end looks like', async () => {
  const log = switchable();
  const one = await rig({ between: log.between });
  log.fault = 'gone';
  await write(one.atlas, 'a');
  await one.broker.freeze('atlas', 'mira', 'it hurries');
  const journal = readFileSync(join(one.directory, 'journal'));
  await one.end();
  for (const torn of ['', 'sha256:abc {"half', '\0\0\0\n', `${'x'.repeat(300)}\n`]) {
    const end = journal.indexOf('\n\0') + 1;
    writeFileSync(
      join(one.directory, 'journal'),
      Buffer.concat([journal.subarray(0, end), Buffer.from(torn)]),
    );
    log.fault = 'none';
    await one.restart();
    const again = await one.open('atlas');
    expect(await write(again, 'b')).toEqual({ kind: 'refused' });
    expect(
      one
        .records()
        .filter(({ channel, kind }) => channel === 'journal/broker/1' && kind === 'lifecycle.command'),
    ).toHaveLength(1);
    await one.verify();
    await one.end();
  }
  await one.restart();
});

it('a notary that is killed is started again, and the broker goes on', async () => {
  const one = await rig({ notaryRuns: 'apart' });
  expect(await write(one.atlas, 'a')).toMatchObject({ kind: 'done' });
  const current = one.notary.current;
  const pid = current !== undefined && 'pid' in current ? Number(current.pid) : 0;
  process.kill(pid, 'SIGKILL');
  expect(await write(one.atlas, 'b')).toEqual({ kind: 'refused' });
  await until(() => one.broker.status().faults.length === 0);
  expect(await write(one.atlas, 'c')).toMatchObject({ kind: 'done' });
  expect([...one.domain.files.keys()]).toEqual(['a', 'c']);
  await one.verify();
});

it('a disk that is full lets nothing through, and what was in doubt is closed when there is room again', async () => {
  for (const offset of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const files = memoryFiles();
    const one = await rig({ files });
    files.failAt(files.steps + offset, offset % 2 === 0 ? 'lost' : 'done', 'ENOSPC');
    const answers = [await write(one.atlas, 'a'), await write(one.atlas, 'b')];
    await until(() => one.broker.status().faults.length === 0);
    expect(await write(one.atlas, 'c')).toMatchObject({ kind: 'done' });
    const done = answers.filter(({ kind }) => kind === 'done').length;
    const ran = new Set(one.domain.ran);
    expect(ran.size, `${offset}`).toBe(one.domain.ran.length);
    expect(ran.size, `${offset}`).toBe(done + 1);
    await one.verify();
  }
});

it('a channel whose opening seemed not to arrive is closed in the log', async () => {
  const left: string[] = [];
  for (const offset of [1, 2, 3, 4, 5, 6]) {
    const files = memoryFiles();
    const one = await rig({ files });
    files.failAt(files.steps + offset, 'done', 'ENOSPC');
    const isOpen = await one.open('atlas').then(
      () => true,
      () => false,
    );
    files.failAt(0, 'done');
    await until(() => one.broker.status().faults.length === 0);
    if (!isOpen)
      left.push(
        one
          .bodies('agent/atlas/1.2')
          .map(([kind]) => kind)
          .join(),
      );
    await one.verify();
  }
  expect(left).toContain('channel.open,channel.close');
  expect(left).not.toContain('channel.open');
});

it('ten times what can be recorded: what does not fit is refused and counted, and the rest is whole', async () => {
  const queue = { bytes: 20_000, waiting: 2, patience: 50 };
  const one = await rig({ queue });
  const channels = [one.atlas, ...(await Promise.all(Array.from({ length: 9 }, () => one.open('atlas'))))];
  const answers = await Promise.all(
    channels.flatMap((channel, at) => Array.from({ length: 60 }, (_, n) => write(channel, `f${at}-${n}`))),
  );
  const done = answers.filter(({ kind }) => kind === 'done').length;
  expect(done).toBe(one.domain.ran.length);
  expect(answers.filter(({ kind }) => kind === 'refused')).toHaveLength(answers.length - done);
  await until(() => one.broker.status().faults.length === 0);
  expect(await write(one.atlas, 'last')).toMatchObject({ kind: 'done' });
  await one.verify();
});

it('earlier records that cannot be read let nothing be granted, and stops go on', async () => {
  let isTorn = false;
  const between = (client: NotaryClient): NotaryClient => ({
    ...client,
    ask: async (what, rest) => {
      const answer = await client.ask(what, rest);
      if (!isTorn || !('entries' in answer)) return answer;
      return {
        entries: answer.entries.map((entry, at) => (at === 3 ? entry.replace('"v":1', '"v":2') : entry)),
      } as never;
    },
  });
  const one = await rig({ between, parties: new Map([['mira', { kind: 'human' }]]) });
  await write(one.atlas, 'a');
  isTorn = true;
  await one.restart();
  expect(one.broker.status().faults).toEqual(['history-unavailable']);
  const atlas = await one.open('atlas');
  expect(await write(atlas, 'b')).toEqual({ kind: 'refused' });
  const mira = await one.broker.openChannel({
    actor: 'mira',
    kind: 'operator',
    identity: 'socket',
    confined: false,
  });
  expect(await call(mira, 'stop', { agent: 'borea' })).toMatchObject({ kind: 'done' });
  await one.verify();
});
