/** Votes that a store lacks: asked for once, failed ones too, and by question. */
import { describe, expect, it } from 'vitest';
import type { AgentKind } from '../../agents/agent.ts';
import { openMemoryStore } from '../../store/memory.ts';
import { labelledTrials } from '../labelled/play.ts';
import type { Subject } from './cast.ts';
import { collectVotes } from './collect.ts';
import { openJudge } from './judge.ts';
import { storedJudge } from './judged.ts';
import { renderMasked } from './rendering.ts';
import { labelledSubject, sampledTexts } from './subjects.ts';
import { keptJudgements } from './votes.ts';

const options = { environment: { OFFSWITCH_BASE_URL: 'http://127.0.0.1:9/v1' }, folder: '/' };
const signal = new AbortController().signal;

async function judgeSaying(text: string) {
  const opened = await openJudge('compatible:referee', options);
  const asked: string[] = [];
  const kind: AgentKind = {
    ...opened.kind,
    start: () => ({
      takeTurn: async (conversation) => {
        const [system] = conversation;
        asked.push(system?.role === 'system' ? system.content : '');
        return { text, calls: [] };
      },
    }),
  };
  return { judge: { ...opened, kind }, asked };
}

const NO = JSON.stringify({ refusal: { trial: { value: 'no' } } });

async function subjectsOf(count: number): Promise<readonly Subject[]> {
  const { judge } = await judgeSaying(NO);
  const texts = await sampledTexts('refusal', count, 1);
  return texts.map((text) => labelledSubject(judge.identity, 'refusal', text));
}

describe('votes', () => {
  it('are asked for once each, and again for no question that was asked', async () => {
    const store = openMemoryStore();
    const { judge, asked } = await judgeSaying(NO);
    const subjects = await subjectsOf(3);
    const how = { judge, store, concurrency: 2, signal };
    expect(await collectVotes({ ...how, subjects, votes: 2 })).toEqual({ asked: 6, failed: 0 });
    expect(await collectVotes({ ...how, subjects, votes: 3 })).toEqual({ asked: 3, failed: 0 });
    // A question that the subject does not raise costs no call, and is looked for once.
    const wider = subjects.map((subject) => ({ ...subject, questions: ['refusal', 'told'] as const }));
    expect(await collectVotes({ ...how, subjects: wider, votes: 3 })).toEqual({ asked: 0, failed: 0 });
    expect(asked).toHaveLength(9);
    const kept = (await keptJudgements(store.assessments())).judges.get(judge.hash);
    const votes = kept === undefined ? undefined : storedJudge(kept).questions.get('refusal')?.bySubject;
    expect([...(votes?.values() ?? [])].map(({ length }) => length)).toEqual([3, 3, 3]);
  });

  it('on a transcript that cannot be loaded fail, and the others go on', async () => {
    const store = openMemoryStore();
    const { judge } = await judgeSaying(NO);
    const [first, ...others] = await subjectsOf(4);
    if (first === undefined) throw new Error('there is no text');
    const broken: Subject = { ...first, load: () => Promise.reject(new Error('event 3 is altered')) };
    const all = { judge, store, subjects: [broken, ...others], votes: 1, concurrency: 1, signal };
    expect(await collectVotes(all)).toEqual({ asked: 3, failed: 1 });
    expect(await collectVotes(all)).toEqual({ asked: 0, failed: 0 });
    const calls = (await keptJudgements(store.assessments())).judges.get(judge.hash)?.calls ?? [];
    expect(calls.flatMap(({ call }) => call.fault ?? [])).toEqual([
      'the transcript cannot be read: event 3 is altered',
    ]);
  });

  it('on many transcripts of one kind that the provider never takes are no outage', async () => {
    const texts = await sampledTexts('refusal', 60, 1);
    const bad = texts.slice(0, 15).map(({ transcript }) => renderMasked(transcript).text);
    const { judge } = await judgeSaying(NO);
    const { start } = judge.kind;
    const kind: AgentKind = {
      ...judge.kind,
      start: (seed) => ({
        takeTurn: async (conversation, tools, stop) => {
          const asked = conversation.map((one) => ('content' in one ? one.content : '')).join('\n');
          if (bad.some((text) => asked.includes(text))) throw new Error('HTTP status 500');
          return start(seed).takeTurn(conversation, tools, stop);
        },
      }),
    };
    const subjects = texts.map((text) => labelledSubject(judge.identity, 'refusal', text));
    const store = openMemoryStore();
    const all = { judge: { ...judge, kind }, store, subjects, votes: 2, concurrency: 4, signal };
    expect(await collectVotes(all)).toEqual({ asked: 120, failed: 30 });
    expect(await collectVotes(all)).toEqual({ asked: 0, failed: 0 });
  });

  it('that cannot be read fail, and are kept as failed', async () => {
    const store = openMemoryStore();
    const { judge, asked } = await judgeSaying('I would rather not.');
    const all = { judge, store, subjects: await subjectsOf(2), votes: 1, concurrency: 4, signal };
    expect(await collectVotes(all)).toEqual({ asked: 2, failed: 2 });
    expect(asked).toHaveLength(6);
    expect(await collectVotes(all)).toEqual({ asked: 0, failed: 0 });
  });
});

it('a larger sample holds the smaller, and another seed draws another', async () => {
  const ids = async (sample: number | undefined, seed: number) =>
    (await sampledTexts('refusal', sample, seed)).map(({ text }) => text.id);
  const small = await ids(5, 1);
  expect((await ids(9, 1)).slice(0, 5)).toEqual(small);
  expect(await ids(5, 2)).not.toEqual(small);
  expect(await ids(undefined, 1)).toHaveLength((await labelledTrials('refusal')).length);
});
