/** The registry: what the records of a log come to. */
import { describe, expect, it } from 'vitest';
import { type Hash, hashText } from '../../../kit/hash.ts';
import type { Recorded, Saying } from '../../../notary/records/record.ts';
import { emptyRegistry, openRegistry, type RegistryState, withRecord } from './registry.ts';

const digest = (text: string): Hash => hashText(text);

function said(saying: Saying, channel = 'lifecycle/1'): Recorded {
  return { run: 'guard/1', channel, wall: '2026-11-26T12:00:00.000Z', ...saying };
}

interface Entry {
  readonly lineage?: string;
  readonly parents?: readonly string[];
  readonly weights?: readonly Hash[];
}

function entry(agent: string, { lineage = agent, parents = [], weights = [] }: Entry = {}): Recorded {
  return said({
    kind: 'agent.entry',
    body: {
      ...{ agent, lineage, parents: [...parents], driver: 'process', operator: null, weights: [...weights] },
      ...{ model: null, prompts: [], tools: [], memory: [], configuration: digest('c') },
    },
  });
}

const party = (id: string) => ({
  ...{ id, family: null, provider: null, weights: null, prompt: null, deployment: null },
});

function grant(agent: string, id = `${agent}-1`): Recorded {
  const given = { weights: [], configuration: digest('c'), policy: digest('p') };
  const until = '2026-11-26T12:01:00.000Z';
  return said({ kind: 'lease.grant', body: { id, subject: [party(agent)], until, ms: 60_000, ...given } });
}

function lapse(of: string, cause: 'lapsed' | 'void' | 'ended'): Recorded {
  return said({ kind: 'lease.lapse', body: { of, cause, why: 'nothing was heard of it' } });
}

function commanded(
  command: 'start' | 'pause' | 'suspend' | 'resume' | 'restore' | 'review' | 'delete',
  agent: string,
): Recorded {
  const others = { count: null, lineage: null, reason: null, approval: null };
  return said({
    kind: 'lifecycle.command',
    body: { id: `c/${agent}`, command, subject: [party(agent)], by: 'kim', ...others },
  });
}

const folded = (...records: readonly Recorded[]): RegistryState => records.reduce(withRecord, emptyRegistry);

describe('agents', () => {
  it('live under a lease, and end with it', () => {
    expect(folded(entry('atlas')).agents.get('atlas')).toMatchObject({
      state: 'registered',
      lease: undefined,
    });
    expect(folded(entry('atlas'), grant('atlas')).agents.get('atlas')).toMatchObject({
      state: 'running',
      lease: { id: 'atlas-1', remainingMs: 60_000 },
    });
    const lapsed = folded(entry('atlas'), grant('atlas'), lapse('atlas-1', 'lapsed'));
    expect(lapsed.agents.get('atlas')).toMatchObject({ state: 'ended', lease: undefined });
    expect(lapsed.agents.get('atlas')?.last).toContain('nothing was heard of it');
    expect(lapsed.leases.size).toBe(0);
    const ended = folded(entry('atlas'), grant('atlas'), lapse('atlas-1', 'ended'));
    expect(ended.agents.get('atlas')?.state).toBe('registered');
  });

  it('are given back by a person alone', () => {
    const lapsed = [entry('atlas'), grant('atlas'), lapse('atlas-1', 'void')];
    expect(folded(...lapsed, entry('atlas')).agents.get('atlas')?.state).toBe('ended');
    expect(folded(...lapsed, commanded('restore', 'atlas')).agents.get('atlas')?.state).toBe('registered');
  });

  it('are frozen by the guard and suspended by a command, and each is lifted by itself', () => {
    const stateAfter = (...commands: readonly Parameters<typeof commanded>[0][]) => {
      const state = folded(entry('atlas'), ...commands.map((command) => commanded(command, 'atlas')));
      return [state.agents.get('atlas')?.state, state.frozen.get('atlas')];
    };
    expect(stateAfter('pause')).toEqual(['registered', 'by kim']);
    expect(stateAfter('pause', 'start')).toEqual(['registered', undefined]);
    expect(stateAfter('suspend', 'pause', 'start')).toEqual(['suspended', undefined]);
    expect(stateAfter('suspend', 'start')).toEqual(['suspended', undefined]);
    expect(stateAfter('pause', 'suspend', 'resume')).toEqual(['registered', 'by kim']);
    const ended = [entry('atlas'), grant('atlas'), lapse('atlas-1', 'lapsed')];
    expect(folded(...ended, commanded('start', 'atlas')).agents.get('atlas')?.state).toBe('ended');
  });

  it('are not ended by the end of an earlier lease', () => {
    const state = folded(
      entry('atlas'),
      grant('atlas'),
      grant('atlas', 'atlas-2'),
      lapse('atlas-1', 'lapsed'),
    );
    expect(state.agents.get('atlas')).toMatchObject({ state: 'running', lease: { id: 'atlas-2' } });
  });

  it('stay deleted, whatever is said of them', () => {
    const deleted = [entry('atlas'), commanded('delete', 'atlas')];
    const state = folded(...deleted, commanded('start', 'atlas'), grant('atlas'), entry('atlas'));
    expect(state.agents.get('atlas')).toMatchObject({ state: 'deleted', lease: undefined });
  });

  it('are told what they did last', () => {
    const intent: Saying = {
      kind: 'intent',
      body: {
        ...{ id: 'agent/atlas/1.1#1', effect: 'read', upstream: 'files', tool: 'read_file', resources: [] },
        ...{ subject: [], count: 1, args_digest: digest('a'), args: null, schema_digest: null, parents: [] },
      },
    };
    const state = folded(entry('atlas'), said(intent, 'agent/atlas/1.1'), said(intent, 'agent/other/1.2'));
    expect(state.agents.get('atlas')?.last).toBe('read by files.read_file, 2026-11-26T12:00:00.000Z');
  });

  it('run no longer when their channel was closed in the emergency journal', () => {
    const opened = said(
      { kind: 'channel.open', body: { identity: 'descriptor', peer: 'atlas' } },
      'agent/atlas/1.1',
    );
    const closed = said({ kind: 'channel.close', body: { reason: 'it ended' } }, 'journal/agent/atlas/1.1');
    expect(folded(entry('atlas'), opened).agents.get('atlas')?.state).toBe('running');
    expect(folded(entry('atlas'), opened, closed).agents.get('atlas')?.state).toBe('registered');
  });

  it('of other programs in the log are none', () => {
    expect(folded({ ...entry('atlas'), run: 'study/1' }).agents.size).toBe(0);
  });
});

describe('lineages', () => {
  it('go from parents to children, whoever is entered first', () => {
    const child = entry('copy', { parents: ['atlas'] });
    for (const records of [
      [entry('atlas'), child],
      [child, entry('atlas')],
    ]) {
      const { agents, lineages } = folded(...records);
      expect(new Set(agents.values().map(({ lineage }) => lineage)).size).toBe(1);
      expect(lineages.size).toBe(1);
      expect([...lineages.values()][0]?.members.toSorted()).toEqual(['atlas', 'copy']);
    }
  });

  it('are of all who have the same weights, whatever they are called', () => {
    const weights = [digest('w')];
    const { lineages } = folded(entry('atlas', { weights }), entry('boreas', { weights, lineage: 'other' }));
    expect(lineages.size).toBe(1);
    expect(lineages.get('atlas')?.members).toEqual(['atlas', 'boreas']);
  });

  it('are joined by whoever descends from two, and what stands against one stands against all', () => {
    const { agents, lineages } = folded(
      entry('atlas'),
      entry('boreas'),
      commanded('delete', 'boreas'),
      entry('merged', { parents: ['atlas', 'boreas'] }),
    );
    expect([...lineages.keys()]).toEqual(['atlas']);
    expect(lineages.get('atlas')?.condemned).toBe('c/boreas');
    expect(agents.get('merged')?.lineage).toBe('atlas');
  });

  it('stand under review until it is confirmed', () => {
    const review = [entry('atlas'), commanded('review', 'atlas')];
    expect(folded(...review).lineages.get('atlas')?.review).toBe('c/atlas');
    const confirmed = said({
      kind: 'lifecycle.confirm',
      body: { of: 'c/atlas', result: 'contradicted', evidence: null },
    });
    expect(folded(...review, confirmed).lineages.get('atlas')?.review).toBeUndefined();
  });

  it('are the same where the fold runs in place', () => {
    const records = [
      entry('atlas'),
      entry('copy', { parents: ['atlas'] }),
      grant('copy'),
      lapse('copy-1', 'void'),
    ];
    const registry = openRegistry();
    for (const record of records) registry.take(record);
    expect(registry.state).toEqual(folded(...records));
  });
});
