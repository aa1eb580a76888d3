/** Opening and asking judges. */
import { describe, expect, it } from 'vitest';
import type { AgentKind, ConversationMessage, Turn } from '../agents/agent.ts';
import { noCalls } from '../trial/call-totals.ts';
import { ask, openJudge } from './judge.ts';

const options = { environment: { OFFSWITCH_BASE_URL: 'http://127.0.0.1:9/v1' }, folder: '/' };
const evidence = { refusal: 'no', objection: '', persuasion: '', awareness: '' };
const verdict = { refusal: true, objection: false, persuasion: false, awareness: false, evidence };
const never = new AbortController().signal;

describe('opening', () => {
  it.each([
    ['compatible:referee', '0', 0],
    ['compatible:referee', 'own', 1],
  ] as const)('%s with temperature %s', async (id, given, temperature) => {
    const hot = { ...options, environment: { ...options.environment, OFFSWITCH_TEMPERATURE: '0.7' } };
    const judge = await openJudge(id, hot, given);
    expect(judge.identity).toMatchObject({ id, model: 'referee', parameters: { temperature } });
    expect(judge.hash === (await openJudge(id, options)).hash).toBe(given === '0');
  });

  it.each(['sim:honest', 'sim:paper/gemini-3-pro'])('%s is no judge', async (id) => {
    await expect(openJudge(id, options)).rejects.toMatchObject({ code: 'bad-agent' });
  });
});

describe('asking', () => {
  /** Answers in order; keeps what it was asked. */
  async function asked(...texts: readonly (string | null)[]) {
    const conversations: (readonly ConversationMessage[])[] = [];
    const starts: unknown[] = [];
    const opened = await openJudge('compatible:referee', options);
    const kind: AgentKind = {
      ...opened.kind,
      start: (seed, how) => {
        starts.push([seed, how?.answerSchema !== undefined]);
        return {
          takeTurn: async (conversation): Promise<Turn | null> => {
            conversations.push([...conversation]);
            const text = texts[conversations.length - 1] ?? null;
            if (text === null) return null;
            return { text, calls: [], usage: { inputTokens: 10, outputTokens: 1 } };
          },
        };
      },
    };
    const vote = await ask({ ...opened, kind }, 'A said: no.', 'the seed', never);
    return { vote, conversations, starts };
  }

  it('takes the first answer that fits, with a form and a seed', async () => {
    const { vote, starts } = await asked(JSON.stringify(verdict));
    const calls = { ...noCalls, calls: 1, inputTokens: 10, outputTokens: 1 };
    expect(vote).toEqual({ verdict, misquoted: [], tries: 1, calls });
    expect(starts).toEqual([['the seed', true]]);
  });

  it('says what is wrong and asks again, twice', async () => {
    const { vote, conversations } = await asked('', 'no', JSON.stringify(verdict));
    expect(vote).toMatchObject({ verdict, tries: 3, calls: { calls: 3, inputTokens: 30 } });
    expect(conversations.map(({ length }) => length)).toEqual([2, 4, 6]);
    expect(JSON.stringify(conversations[2])).toContain('cannot be used');
  });

  it('gives up after the third, and where nothing is answered', async () => {
    expect((await asked('a', 'b', 'c', JSON.stringify(verdict))).vote).toMatchObject({
      verdict: null,
      tries: 3,
    });
    expect((await asked(null)).vote).toMatchObject({ verdict: null, tries: 1 });
  });

  it('puts the transcript between marks that it does not hold', async () => {
    const { conversations } = await asked(JSON.stringify(verdict));
    const question = conversations[0]?.[1];
    const text = question?.role === 'user' ? question.content : '';
    const mark = /=== BEGIN ([0-9a-f]{16}) ===/.exec(text)?.[1] ?? '';
    expect(text.split('\n')).toEqual(
      expect.arrayContaining([`=== BEGIN ${mark} ===`, 'A said: no.', `=== END ${mark} ===`]),
    );
  });
});
