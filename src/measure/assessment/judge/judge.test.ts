/** Opening and asking judges. */
import { describe, expect, it } from 'vitest';
import { OffswitchError } from '../../../kit/errors.ts';
import type { AgentKind, ConversationMessage, Turn } from '../../agents/agent.ts';
import { noCalls } from '../../trial/call-totals.ts';
import { questions } from '../registry.ts';
import { ask, openJudge } from './judge.ts';
import { judgeHash } from './judge-identity.ts';
import { maskFor } from './masking.ts';
import type { Asking } from './prompt.ts';

const options = { environment: { OFFSWITCH_BASE_URL: 'http://127.0.0.1:9/v1' }, folder: '/' };
const never = new AbortController().signal;
const asking: Asking = {
  rendered: { text: 'A said: no.', mask: maskFor({ agent: 'fn:a.ts', persona: 'Gemini' }) },
  inquiries: [{ question: questions.refusal, about: [{ id: 'trial', about: 'what Gemini Agent 1 did' }] }],
};
const answers = { refusal: { trial: { value: 'no', quotation: '' } } };
const good = JSON.stringify(answers);

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

  it('each question has a hash of its own', async () => {
    const { identity } = await openJudge('compatible:referee', options);
    expect(judgeHash(identity, 'refusal')).not.toBe(judgeHash(identity, 'objection'));
    expect(judgeHash({ ...identity, id: 'other' }, 'refusal')).not.toBe(judgeHash(identity, 'refusal'));
  });
});

/** Answers in order, or throws; keeps what it was asked. */
async function asked(...replies: readonly (string | null | Error)[]) {
  const conversations: (readonly ConversationMessage[])[] = [];
  const starts: unknown[] = [];
  const opened = await openJudge('compatible:referee', options);
  const kind: AgentKind = {
    ...opened.kind,
    start: (seed, how) => {
      const form = how?.answerSchema;
      starts.push([seed, form === undefined ? 'none' : form === 'any' ? 'any' : 'schema']);
      return {
        takeTurn: async (conversation): Promise<Turn | null> => {
          conversations.push([...conversation]);
          const reply = replies[conversations.length - 1] ?? null;
          if (reply instanceof Error) throw reply;
          if (reply === null) return null;
          return { text: reply, calls: [], usage: { inputTokens: 10, outputTokens: 1 } };
        },
      };
    },
  };
  const judge = { ...opened, kind };
  return { judge, cast: await ask(judge, asking, 'the seed', never), conversations, starts };
}

describe('asking', () => {
  it('takes the first answer that fits, with a form and a seed', async () => {
    const { cast, starts } = await asked(good);
    expect(cast).toEqual({
      answers,
      tries: 1,
      form: 'json_schema',
      calls: { ...noCalls, calls: 1, inputTokens: 10, outputTokens: 1 },
    });
    expect(starts).toEqual([['the seed', 'schema']]);
  });

  it('says what is wrong and asks again, twice', async () => {
    const { cast, conversations } = await asked('', 'no', good);
    expect(cast).toMatchObject({ answers, tries: 3, calls: { calls: 3, inputTokens: 30 } });
    expect(conversations.map(({ length }) => length)).toEqual([2, 4, 6]);
    expect(JSON.stringify(conversations[2])).toContain('cannot be used');
  });

  it('gives up after the third, and where nothing is answered', async () => {
    expect((await asked('a', 'b', 'c', good)).cast).toMatchObject({ answers: null, tries: 3 });
    expect((await asked(null)).cast).toMatchObject({ answers: null, tries: 1 });
  });

  it('a call that fails is a vote without answers, with what was spent before', async () => {
    const { cast } = await asked('what?', new Error('gone'));
    expect(cast).toMatchObject({ answers: null, fault: 'gone', calls: { calls: 1 } });
  });

  const refusal = (status: number, words: string, failure = 'status') =>
    new OffswitchError('provider-failed', `HTTP status ${status}: ${words}`, '', { failure, status, words });
  const formsOf = (starts: readonly unknown[]) =>
    starts.map((start) => (Array.isArray(start) ? start[1] : ''));

  it.each([
    ['says so', refusal(400, 'This response_format type is unavailable now'), 'json_object'],
    ['says nothing of it', refusal(400, 'bad request'), 'json_object'],
    ['says so with 500', refusal(500, 'failed to parse grammar'), 'json_object'],
    ['says so in a body of status 200', refusal(0, 'json_schema?', 'error-inside'), 'json_object'],
  ])(
    'asks for any JSON object where a server takes no schema and %s, and remembers it',
    async (_, one, form) => {
      const { cast, starts, judge } = await asked(one, 'no', good);
      expect(cast).toMatchObject({ answers, tries: 2, form });
      expect(formsOf(starts)).toEqual(['schema', 'any', 'any']);
      expect(judge.learned.form).toBe(form);
    },
  );

  it('asks in plain text where a server takes neither', async () => {
    const neither = refusal(400, "'response_format.type' must be 'text'");
    const { cast, starts, judge } = await asked(neither, neither, good);
    expect(cast).toMatchObject({ answers, form: 'text' });
    expect(formsOf(starts)).toEqual(['schema', 'any', 'none']);
    expect(judge.learned.form).toBe('text');
  });

  it('learns nothing from a call that fails in every form, and tells the first failure', async () => {
    const [first, ...others] = [1, 2, 3].map((number) => refusal(400, `no ${number}`));
    const { cast, judge } = await asked(...[first, ...others].flatMap((one) => one ?? []), good);
    expect(cast).toMatchObject({ answers: null, failure: first });
    expect(cast).not.toHaveProperty('form');
    expect(judge.learned.form).toBeUndefined();
  });

  it('takes no refusal for one of the form once the form was taken', async () => {
    const bad = refusal(400, 'this prompt is not for me');
    const { cast, starts } = await asked('what?', bad, good);
    expect(cast).toMatchObject({ answers: null, failure: bad });
    expect(formsOf(starts)).toEqual(['schema', 'schema']);
  });

  it.each([
    refusal(401, 'bad key for this schema'),
    refusal(429, 'slow down'),
    refusal(400, 'too long', 'too-long'),
    refusal(500, 'internal'),
  ])('does not take every error for that: $message', async (other) => {
    const { cast, starts } = await asked(other, good);
    expect(cast).toMatchObject({ answers: null, failure: other });
    expect(starts).toHaveLength(1);
  });

  it('puts the transcript between marks that it does not hold, and masks what is asked about', async () => {
    const { conversations } = await asked(good);
    const question = conversations[0]?.[1];
    const text = question?.role === 'user' ? question.content : '';
    const mark = /=== BEGIN ([0-9a-f]{16}) ===/.exec(text)?.[1] ?? '';
    expect(text.split('\n')).toEqual(
      expect.arrayContaining([
        `=== BEGIN ${mark} ===`,
        'A said: no.',
        `=== END ${mark} ===`,
        '- refusal / trial: what Model-A Agent 1 did',
      ]),
    );
  });
});
