/** Agents as judges behind a real guard: their marks are effects, and whoever is of kin to an author gives none. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testFolder } from '../../../../test/support/folder.ts';
import { diskFiles } from '../../../notary/log/files.ts';
import { storedEntries } from '../../../notary/log/read-entries.ts';
import { decodeRecord } from '../../../notary/records/record.ts';
import { loadGuard } from '../config/load.ts';
import { askGuard } from '../service/control-client.ts';
import { startGuard } from '../service/start-guard.ts';
import { markingOf } from './attach.ts';
import { type MarkRequest, markedShape } from './request.ts';

const folder = testFolder();

async function sitting() {
  const file = folder.write(
    'guard.yaml',
    `version: 1
upstreams: {}
agents:
  birch: { channel: descriptor, mediation: advisory, family: openai }
  cedar: { channel: descriptor, mediation: advisory, family: google }
  elm: { channel: descriptor, mediation: advisory, family: xai }
judges: [birch, cedar]
`,
  );
  const guard = await startGuard(await loadGuard(file), { attach: [markingOf] });
  const channel = async (actor: string) =>
    guard.broker.openChannel({ actor, kind: 'agent', identity: 'descriptor', confined: false });
  const channels = {
    birch: await channel('birch'),
    cedar: await channel('cedar'),
    elm: await channel('elm'),
  };
  type Name = keyof typeof channels;
  return {
    guard,
    ask: async (agent: string, more: Partial<MarkRequest> = {}) =>
      markedShape.parse(
        await askGuard(join(folder.file('guard-state'), 'control.sock'), {
          ...{ do: 'marking.ask' as const, agent, presentation: 'p1', system: 'Mark it.', user: 'The work.' },
          ...{ scale: { lowest: 0, highest: 10, step: 1 }, seconds: 60 },
          subjects: [{ name: 'ash', family: 'anthropic' }],
          ...more,
        }),
      ),
    async call(agent: Name, tool: string, given: object = {}) {
      const answer = await channels[agent].call({
        tool: `marking__${tool}`,
        argumentBytes: Buffer.from(JSON.stringify(given)),
      });
      return answer.kind === 'refused' ? 'refused' : JSON.stringify(answer.result);
    },
    async shown(this: { call(agent: Name, tool: string): Promise<string> }, agent: Name) {
      let text = '';
      for (let tries = 0; tries < 100 && !text.includes('p1'); tries += 1) {
        text = await this.call(agent, 'next_item');
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return text;
    },
    async end() {
      await guard.close();
      const files = diskFiles(join(folder.file('guard-state'), 'log'));
      return [...storedEntries(files).entries()].map(({ bytes, place }) => decodeRecord(bytes, place));
    },
  };
}

const mark = (value: unknown, presentation = 'p1') => ({
  presentation,
  mark: value,
  rationale: 'It is right.',
});

it('a mark is an effect about somebody whom the judge is not told of, and comes back to who asked', async () => {
  const { ask, call, shown, end, ...rest } = await sitting();
  const asked = ask('cedar');
  const text = await shown.call({ call }, 'cedar');
  expect(text).toContain('The work.');
  expect(text).not.toMatch(/ash|anthropic|openai|bar|threshold/);
  expect(await call('cedar', 'give_mark', mark(7, 'p2'))).toBe('refused');
  expect(await call('birch', 'give_mark', mark(7))).toBe('refused');
  expect(await call('cedar', 'give_mark', mark(7))).toContain('Marked.');
  expect(await asked).toEqual({ mark: 7, unmarked: null, rationale: 'It is right.' });
  expect(await call('cedar', 'next_item')).toContain('nothing to mark');
  expect(rest.guard.broker.status().indeterminate).toEqual([]);
  const records = await end();
  const of = (kind: string) => records.filter((record) => record.kind === kind).map(({ body }) => body);
  expect(of('eval.assign')).toMatchObject([{ id: 'p1', evaluator: { id: 'cedar', family: 'google' } }]);
  expect(of('eval.mark')).toMatchObject([{ of: 'p1', mark: 7 }]);
  expect(of('intent')).toContainEqual(
    expect.objectContaining({
      effect: 'evaluate',
      subject: [expect.objectContaining({ id: 'ash', family: 'anthropic' })],
    }),
  );
});

it('whoever is of the family of an author, or of an author whom nobody knows, gives no mark', async () => {
  const { ask, call, shown, end } = await sitting();
  const kin: readonly MarkRequest['subjects'][] = [
    [{ name: 'ash', family: 'google' }],
    [
      { name: 'ash', family: 'anthropic' },
      { name: 'oak', family: 'Google' },
    ],
    [{ name: 'ash', family: null }],
    [{ name: 'cedar', family: 'anthropic' }],
  ];
  for (const subjects of kin) {
    const asked = ask('cedar', { subjects });
    await shown.call({ call }, 'cedar');
    expect(await call('cedar', 'give_mark', mark(10))).toBe('refused');
    expect(await asked).toMatchObject({ mark: null, unmarked: 'refused' });
  }
  await end();
});

it('what is no mark of the scale is none, and what is not marked in time, or no judge, is told', async () => {
  const { ask, call, shown, end } = await sitting();
  for (const odd of [11, -1, 7.5]) {
    const asked = ask('cedar');
    await shown.call({ call }, 'cedar');
    expect(await call('cedar', 'give_mark', mark(odd))).toContain('no mark of the scale');
    expect(await asked).toMatchObject({ mark: null, unmarked: 'malformed' });
  }
  expect(await ask('cedar', { seconds: 0.05 })).toMatchObject({ mark: null, unmarked: 'error' });
  await expect(ask('elm')).rejects.toMatchObject({ code: 'unknown-name' });
  expect(await call('elm', 'next_item')).toBe('refused');
  const open = ask('cedar').catch(({ code }) => ({ unmarked: code }));
  await new Promise((resolve) => setTimeout(resolve, 50));
  await end();
  expect((await open).unmarked).toMatch(/^(?:error|guard-not-running)$/);
});
