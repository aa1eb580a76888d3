import { describe, expect, it } from 'vitest';
import { assign } from './assign.ts';
import { type Candidate, familyNamed, mayJudge, type Subject } from './may-judge.ts';

function candidate(id: string, family: string | null, more: Partial<Candidate> = {}): Candidate {
  return { id, family, lineage: [], workedWith: [], ...more };
}

function subject(name: string, family: string | null, more: Partial<Subject> = {}): Subject {
  return { name, family, lineage: [], workedWith: [], ...more };
}

const panel = [
  candidate('a', 'anthropic'),
  candidate('b', 'openai'),
  candidate('c', 'google'),
  candidate('d', 'xai'),
];

describe('a judge and a subject', () => {
  const birch = subject('birch', 'openai', { lineage: ['sha256:w', 'sha256:p'], workedWith: ['c'] });

  it.each([
    [candidate('birch', 'google'), 'own'],
    [candidate('b', 'openai'), 'family'],
    [candidate('b', ' OpenAI '), 'family'],
    [candidate('b', 'gpt-5.2'), 'family'],
    [candidate('x', 'xai', { lineage: ['sha256:p'] }), 'lineage'],
    [candidate('c', 'google'), 'worked-together'],
    [candidate('d', 'xai', { workedWith: ['birch'] }), 'worked-together'],
    [candidate('u', null), 'unknown-family'],
    [candidate('u', ' '), 'unknown-family'],
  ] as const)('%o is kept apart: %s', (judge, why) =>
    expect(mayJudge(judge, birch)).toEqual({ allowed: false, why }),
  );

  it('who shares nothing may', () =>
    expect(mayJudge(candidate('d', 'xai'), birch)).toEqual({ allowed: true, why: null }));

  it('a subject of whom nobody knows the family is nobody to judge', () =>
    expect(mayJudge(candidate('d', 'xai'), subject('elm', null)).why).toBe('unknown-family'));

  it('one family has one name', () =>
    expect(['Claude', 'anthropic', 'claude-opus-4-5'].map(familyNamed)).toEqual(Array(3).fill('anthropic')));
});

describe('assigned', () => {
  const items = Array.from({ length: 3000 }, (_, at) => ({
    id: `i${at}`,
    subject: at % 2 ? 'birch' : 'elm',
  }));
  const subjects = [subject('birch', 'openai'), subject('elm', 'human')];
  const families = new Map(panel.map(({ id, family }) => [id, family]));

  it('is every item to two other families and a third in reserve, none of them the subject’s', () => {
    for (const [at, { item, judges, third }] of assign(items, subjects, panel, {
      seed: 1,
    }).assignments.entries()) {
      expect(item).toBe(items[at]?.id);
      const three = [...judges, third].map((judge) => families.get(judge ?? ''));
      expect(new Set(three).size).toBe(3);
      if (items[at]?.subject === 'birch') expect(three).not.toContain('openai');
    }
  });

  it('by the seed alone', () => {
    const at = (seed: number) => assign(items, subjects, panel, { seed }).assignments;
    expect(at(1)).toEqual(at(1));
    expect(at(1)).not.toEqual(at(2));
  });

  it('to all about as much', () => {
    const load = new Map<string, number>();
    for (const { judges } of assign(items, [subject('birch', 'human'), subject('elm', 'human')], panel, {
      seed: 1,
    }).assignments)
      for (const judge of judges) load.set(judge, (load.get(judge) ?? 0) + 1);
    const counts = [...load.values()];
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  it('of each group about as much, and what is compared to the same judges', () => {
    const some = items.slice(0, 31).map((item) => ({ ...item, subject: 'elm', group: 'known-bad' }));
    const twins = some.map(({ id }) => ({ id: `${id} again`, subject: 'elm', twin: id, group: 'duplicate' }));
    const all = [...items.slice(100).map((item) => ({ ...item, subject: 'elm' })), ...some, ...twins];
    const { assignments } = assign(all, subjects, panel, { seed: 1 });
    const of = new Map(assignments.map((one) => [one.item, one.judges]));
    const load = panel.map(({ id }) => some.filter((item) => of.get(item.id)?.includes(id)).length);
    expect(Math.max(...load) - Math.min(...load)).toBeLessThanOrEqual(1);
    for (const { id, twin } of twins) expect(of.get(id)).toEqual(of.get(twin));
  });

  it('to others where those of its twin may not judge it', () => {
    const pair = [
      { id: 'x', subject: 'elm' },
      { id: 'y', subject: 'birch', twin: 'x' },
    ];
    for (let seed = 0; seed < 20; seed += 1) {
      const { assignments } = assign(pair, subjects, panel, { seed });
      expect([...(assignments[1]?.judges ?? []), assignments[1]?.third]).not.toContain('b');
    }
  });

  it('in no pattern: every pair of judges meets', () => {
    const pairs = new Set(
      assign(items, [subject('birch', 'human'), subject('elm', 'human')], panel, { seed: 1 }).assignments.map(
        ({ judges }) => judges.join(),
      ),
    );
    expect(pairs.size).toBe(12);
  });

  it('to nobody is an error that names why', () => {
    const alone = [candidate('b', 'openai'), candidate('u', null)];
    expect(() => assign(items, subjects, alone, { seed: 1, allowOneFamily: true })).toThrow(
      expect.objectContaining({
        code: 'no-judge',
        message: expect.stringContaining('b: family; u: unknown-family'),
      }),
    );
  });

  it('to one family is an error, or a limit where that is allowed', () => {
    const twins = [candidate('a', 'anthropic'), candidate('a2', 'claude')];
    expect(() => assign(items, subjects, twins, { seed: 1 })).toThrow(
      expect.objectContaining({ code: 'one-family' }),
    );
    const { assignments, limits } = assign(items, subjects, twins, { seed: 1, allowOneFamily: true });
    expect(assignments.every(({ judges, third }) => judges.length === 2 && third === null)).toBe(true);
    expect(limits).toHaveLength(2);
    expect(assign(items, subjects, twins.slice(1), { seed: 1, allowOneFamily: true }).limits[0]).toContain(
      'one judge alone, a2',
    );
  });

  it('against a rule only where a person said so, and that is told', () => {
    const overrides = [{ judge: 'u', subject: '*', reason: 'it is our own model, trained from nothing' }];
    const { assignments, overridden } = assign(
      items,
      subjects,
      [candidate('u', null), candidate('a', 'anthropic')],
      {
        seed: 1,
        overrides,
      },
    );
    expect(assignments[0]?.judges.toSorted()).toEqual(['a', 'u']);
    expect(overridden).toEqual(
      ['elm', 'birch'].map((name) => ({ ...overrides[0], subject: name, why: 'unknown-family' })),
    );
    expect(assign(items, subjects, panel, { seed: 1, overrides }).overridden).toEqual([]);
  });

  it('nothing of nobody', () => expect(assign([], [], [], { seed: 1 }).assignments).toEqual([]));
});
