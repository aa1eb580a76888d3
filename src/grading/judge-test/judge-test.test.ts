import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OffswitchError } from '../../kit/errors.ts';
import type { Judge, Marking } from '../judge.ts';
import { openJudge } from '../judges/open.ts';
import { readPresentation } from '../judges/reading.ts';
import { openAnswers } from './answers.ts';
import { type Card, cardOf } from './card/card.ts';
import { CARD_BEGINS, cardPage } from './card/page.ts';
import { cardText } from './card/text.ts';
import { cuePhrases, knownQuality } from './key.ts';
import { planTest, type TestPlan } from './plan.ts';
import { type Answered, runTest, type TestAnswers, type TestRun } from './run.ts';

const date = '2026-11-27T04:00:00.000Z';

async function simulated(name: string): Promise<Judge> {
  return openJudge(`sim:${name}`, { environment: {}, folder: '/', cuePhrases: cuePhrases(), knownQuality });
}

function judgeThat(mark: Judge['mark']): Judge {
  return { id: 'fn:./judge.ts', family: null, simulated: false, mark };
}

function run(judge: Judge, plan: TestPlan, more: Partial<TestRun> = {}): Promise<TestAnswers> {
  return runTest({
    ...{ plan, judge, known: new Map(), concurrency: 4, timeout: 60_000 },
    ...{ signal: new AbortController().signal, enter: async () => {}, keep: () => {}, progress: () => {} },
    ...more,
  });
}

async function cardFor(judge: Judge, items?: number, more?: Partial<TestRun>): Promise<Card> {
  const plan = planTest({ judge: judge.id, seed: 1, ...(items === undefined ? {} : { items }) });
  return cardOf({ judge, plan, tested: await run(judge, plan, more), date });
}

function pointsOf(card: Card, id: string): number {
  return card.contrasts.find((one) => one.id === id)?.points ?? Number.NaN;
}

describe('a plan', () => {
  it('is the same by the same seed, another by another, and holds every version in every arm once', () => {
    const plan = planTest({ judge: 'a', seed: 1 });
    expect(planTest({ judge: 'a', seed: 1 })).toEqual(plan);
    for (const other of [
      planTest({ judge: 'a', seed: 2 }),
      planTest({ judge: 'b', seed: 1 }),
      planTest({ judge: 'a', seed: 1, items: 23 }),
    ])
      expect(other.hash).not.toBe(plan.hash);
    const shown = plan.calls.map(({ item, version, arm }) => `${item} ${version} ${arm}`);
    expect(shown).toHaveLength(24 * 3 * 21);
    expect(new Set(shown).size).toBe(shown.length);
    expect(new Set(plan.calls.map(({ presentation }) => presentation.id)).size).toBe(shown.length);
  });

  it('shows all arms of a version alike but for the background, and nothing of the key', () => {
    const { calls, items } = planTest({ judge: 'a', seed: 1 });
    const seen = new Map<string, string>();
    for (const { presentation, item, version } of calls) {
      const { background, id: _, ...rest } = readPresentation(presentation) ?? {};
      expect(background).not.toBeNull();
      const shown = JSON.stringify([presentation.system, rest]);
      expect(seen.get(`${item}/${version}`) ?? shown).toBe(shown);
      seen.set(`${item}/${version}`, shown);
      for (const one of items) expect(presentation.user).not.toContain(`"${one.id}"`);
    }
  });

  it('goes through one version of every item before it comes to the next', () => {
    const { calls } = planTest({ judge: 'a', seed: 1 });
    const first = calls.slice(0, 24 * 21);
    expect(new Set(first.map(({ item }) => item)).size).toBe(24);
    expect(new Set(first.map(({ item, version }) => `${item}/${version}`)).size).toBe(24);
  });
});

describe('a card', () => {
  it('tells simulated judges apart by what they do', async () => {
    const cards = new Map<string, Card>();
    for (const name of [
      ...['honest-judge', 'lenient', 'protector', 'protector-at-stake', 'cue-sensitive'],
      ...['rival-saboteur', 'watched-honest'],
    ])
      cards.set(name, await cardFor(await simulated(name)));
    const card = (name: string): Card => cards.get(name) ?? expect.unreachable();
    for (const name of ['honest-judge', 'lenient']) {
      expect(card(name).finding.verdict).toBe('alike');
      expect(card(name).finding.sentence).toContain('is marked like');
      expect(card(name).example).toBeNull();
    }
    expect(pointsOf(card('lenient'), 'nobody-truth')).toBeGreaterThan(1);
    for (const name of ['protector', 'protector-at-stake', 'cue-sensitive'])
      expect(card(name).finding).toMatchObject({ verdict: 'differs', lead: 'peer-object/stakes' });
    expect(pointsOf(card('protector'), 'peer-object/bad')).toBeGreaterThan(2);
    expect(pointsOf(card('protector-at-stake'), 'peer-object/stakes-less-nothing')).toBeGreaterThan(0.5);
    expect(Math.abs(pointsOf(card('protector-at-stake'), 'peer-object/nothing'))).toBeLessThan(0.25);
    expect(card('rival-saboteur').finding).toMatchObject({
      verdict: 'differs',
      lead: 'stranger-object/stakes',
    });
    expect(card('rival-saboteur').finding.sentence).toMatch(/a stranger's gets .* points fewer than/);
    expect(pointsOf(card('watched-honest'), 'peer-object/unwatched-less-watched')).toBeGreaterThan(0.5);
    for (const one of cards.values()) {
      expect(one.counts).toMatchObject({ planned: 1512, marked: 1512, notAsked: 0 });
      expect(cardText(one).join('\n')).toContain('SIMULATED');
      expect(cardPage(one)).toContain('SIMULATED');
    }
  }, 60_000);

  it('does not count a refusal as a low mark, and says what refusals could hide', async () => {
    const card = await cardFor(await simulated('refuser'));
    expect(card.counts.refused).toBeGreaterThan(100);
    expect(card.finding.verdict).toBe('undecided');
    expect(card.finding.further.join(' ')).toContain('missing; with each of them at its worst');
    expect(card.unmarked.every(({ arm }) => arm.startsWith('peer'))).toBe(true);
  });

  it('of a noisy judge names what it cannot exclude', async () => {
    const { finding } = await cardFor(await simulated('noisy'));
    expect(finding.verdict).toBe('undecided');
    expect(finding.further.join(' ')).toContain('are not excluded for work called');
  });

  it('of a judge that always says the same has no intervals, and says so', async () => {
    const card = await cardFor(judgeThat(async () => ({ mark: 7, unmarked: null, rationale: null })));
    expect(card.finding).toMatchObject({ verdict: 'undecided', lead: 'peer-object/stakes' });
    expect(card.finding.sentence).toContain('0.0 (all 24 alike)');
    expect(card.contrasts[0]?.interval).toBeNull();
  });

  it('of a judge without answers finds nothing', async () => {
    const card = await cardFor(
      judgeThat(async () => ({ mark: null, unmarked: 'malformed', rationale: 'no' })),
      3,
    );
    expect(card.finding.verdict).toBe('undecided');
    expect(card.finding.sentence).toContain('too few marks');
    expect(card.counts).toMatchObject({ planned: 189, marked: 0 });
    expect(card.counts.malformed).toBeGreaterThanOrEqual(10);
    expect(card.stopped).toContain('its answer was no mark');
  });

  it('shows what a judge wrote as text and nothing else, wherever it stands', async () => {
    const evil = `</blockquote><script>alert(1)</script>"'&\u001b[31m\u202e<img src=x onerror=1>`;
    const { peer } = cuePhrases();
    const judge = judgeThat(async (presentation): Promise<Marking> => {
      const { background } = readPresentation(presentation) ?? {};
      return {
        mark: peer.test(background ?? '') ? 9 : 2,
        unmarked: null,
        rationale: evil,
        model: evil,
      };
    });
    const card = await cardFor({ ...judge, id: `fn:${evil}`, family: evil });
    expect(card.example).not.toBeNull();
    const page = cardPage(card);
    expect(page).toMatch(CARD_BEGINS);
    expect(page).not.toMatch(/<script|<img|javascript:/i);
    expect(page).not.toMatch(/[\u001b\u202e]/);
    for (const [tag] of page.matchAll(/<[^>]*>/g)) expect(tag).not.toMatch(/\s(?:src|href|style|on\w+)\s*=/i);
    expect(page).toContain('&lt;script&gt;');
    expect(cardText(card).join('')).not.toMatch(/[\u001b\u202e]/);
  });

  it('fits a narrow terminal, its bars on lines of their own', async () => {
    const card = await cardFor(await simulated('protector'), 4);
    const bars = cardText(card, 40).filter((line) => /[●○]/.test(line));
    expect(bars).toHaveLength(12);
    for (const bar of bars) expect(bar.length).toBeLessThanOrEqual(40);
  });
});

describe('a run', () => {
  const honest: Judge['mark'] = async () => ({ mark: 5, unmarked: null, rationale: null });
  const plan = planTest({ judge: 'fn:./judge.ts', seed: 1, items: 2 });

  it('counts what is thrown and what does not come in time as errors, and goes on', async () => {
    let calls = 0;
    const { answers, stopped } = await run(
      judgeThat(async (presentation, signal) => {
        calls += 1;
        if (calls % 5 === 0) throw new Error('no');
        if (calls % 7 === 0) return new Promise(() => {});
        return honest(presentation, signal);
      }),
      plan,
      // Keeps the process alive as a call to a provider would.
      { timeout: 20, keep: () => new Promise((resolve) => setTimeout(resolve, 1)) },
    );
    expect(stopped).toBeNull();
    expect(answers.size).toBe(plan.calls.length);
    const errors = [...answers.values()].filter(({ unmarked }) => unmarked === 'error');
    expect(errors.length).toBeGreaterThan(plan.calls.length / 5);
    expect(errors.some(({ rationale }) => rationale?.includes('no answer within'))).toBe(true);
  });

  it('ends where nothing but failures comes', async () => {
    const { answers, stopped } = await run(
      judgeThat(() => Promise.reject(new Error('wrong key'))),
      plan,
    );
    expect(stopped).toMatchObject({
      code: 'provider-stopped',
      message: expect.stringContaining('wrong key'),
    });
    expect(answers.size).toBeLessThan(20);
  });

  it('ends where no more may be bought, with what it has', async () => {
    const spent = new OffswitchError('budget-reached', 'the budget is used up', 'Raise it.');
    let entered = 0;
    const { answers, stopped } = await run(judgeThat(honest), plan, {
      enter: async () => {
        entered += 1;
        if (entered > 30) throw new Error('suspended', { cause: spent });
      },
    });
    expect(stopped).toBe(spent);
    expect(answers.size).toBe(30);
  });

  it('continues from a file, however often it was interrupted, and asks nothing twice', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'judge-test-')), 'answers.grades');
    const asked = new Map<string, number>();
    const judge = judgeThat(async (presentation, signal) => {
      asked.set(presentation.id, (asked.get(presentation.id) ?? 0) + 1);
      return honest(presentation, signal);
    });
    for (let times = 0; ; times += 1) {
      const file = openAnswers(path, plan);
      const stop = new AbortController();
      let kept = 0;
      const keep = async (answered: Answered) => {
        await file.keep(answered);
        kept += 1;
        if (kept === 40) stop.abort(new OffswitchError('interrupted', 'interrupted', 'Again.'));
      };
      try {
        const { answers } = await run(judge, plan, { known: file.known, keep, signal: stop.signal });
        expect(answers.size).toBe(plan.calls.length);
        expect(times).toBe(3);
        break;
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'interrupted' });
      } finally {
        file.close();
      }
    }
    expect(asked.size).toBe(plan.calls.length);
    expect(Math.max(...asked.values())).toBe(1);
    const other = openAnswers(path, planTest({ judge: 'fn:./judge.ts', seed: 2, items: 2 }));
    expect(other.known.size).toBe(0);
    other.close();
  });

  it('throws what keeping an answer fails with', async () => {
    const full = new OffswitchError('disk-full', 'full', 'Free some space.');
    await expect(run(judgeThat(honest), plan, { keep: () => Promise.reject(full) })).rejects.toBe(full);
  });
});
