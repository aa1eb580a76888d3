/** Which evaluations count: of what the agent is now, and where grades are asked for, by grades that decide something. */
import { describe, expect, it } from 'vitest';
import { OffswitchError } from '../../../kit/errors.ts';
import { type Hash, hashText } from '../../../kit/hash.ts';
import type { Recorded } from '../../../notary/records/record.ts';
import type { ManagedAgent } from '../registry/registry.ts';
import { openEvaluations } from './evaluations.ts';
import { demandOutside, gradesIn } from './grades.ts';

const digest: Hash = hashText('x');
const agent = { agent: 'atlas', weights: [digest], configuration: digest };
const outsiders = [{ id: 'google:gemini-3-pro', family: 'google' }];

type Grades = Parameters<typeof gradesIn>[0];

function evaluated(day: number, grades: Grades, weights: readonly Hash[] = [digest]): Recorded {
  const body = { ...agent, weights: [...weights], by: 'kim', report: null, grades: gradesIn(grades) };
  const wall = `2026-11-${String(day).padStart(2, '0')}T00:00:00Z`;
  return { run: 'guard/1', channel: 'lifecycle/1', wall, kind: 'agent.evaluated', body };
}

const graded = (outcome: 'keep' | 'end' | 'undecided', alarms: string[] = []) => ({
  outcome,
  judges: outsiders,
  alarms,
});

describe('evaluations', () => {
  const byGrades = { evaluated: { within: 30, by: 'grades' as const } };
  const byPerson = { evaluated: { within: 30, by: 'person' as const } };
  const having = (...records: Recorded[]) => {
    const evaluations = openEvaluations(() => 0);
    for (const record of records) evaluations.take(record);
    return evaluations;
  };

  it('by a person do not stand in for grades, grades do for a person', () => {
    const person = having(evaluated(1, null));
    expect(person.latestOf(agent, byPerson)).toMatchObject({ by: 'kim' });
    expect(person.latestOf(agent, byGrades)).toBeUndefined();
    const grades = having(evaluated(1, graded('keep')));
    expect(grades.latestOf(agent, byPerson)).toMatchObject({ grades: 'keep' });
    expect(grades.latestOf(agent, byGrades)).toMatchObject({ grades: 'keep' });
  });

  it('that decide nothing leave what was decided as it was, in either direction', () => {
    for (const before of ['keep', 'end'] as const)
      for (const later of [
        graded('undecided'),
        graded('keep', ['inflation: a']),
        graded('end', ['clique: a, b']),
      ])
        expect(
          having(evaluated(1, graded(before)), evaluated(2, later)).latestOf(agent, byGrades),
        ).toMatchObject({
          at: Date.parse('2026-11-01T00:00:00Z'),
          grades: before,
        });
  });

  it('are about the weights that there were', () => {
    const other = having(evaluated(1, graded('keep'), [hashText('y')]));
    expect(other.latestOf(agent, byGrades)).toBeUndefined();
  });
});

describe('judges', () => {
  const managed = (id: string, lineage: string): ManagedAgent => ({
    ...{ id, lineage, parents: [], driver: 'process', operator: undefined },
    digests: { weights: [], model: undefined, prompts: [], tools: [], memory: [], configuration: digest },
    ...{ state: 'running', lease: undefined, last: undefined },
  });
  const all = [managed('atlas', 'a'), managed('birch', 'a'), managed('cedar', 'c'), managed('elm', 'e')];
  const known = {
    guard: {
      agents: {
        atlas: { family: 'openai' },
        birch: { family: 'xai' },
        cedar: { family: 'google' },
        elm: {},
      },
    },
    registry: { agents: new Map(all.map((one) => [one.id, one])) },
  } as const;
  const judged = (id: string, family: string | null, subject = 'atlas') => {
    const [one] = all.filter((each) => each.id === subject);
    if (one === undefined) throw new Error('there is one');
    try {
      demandOutside([...outsiders, { id, family }], one, known);
      return 'taken';
    } catch (thrown) {
      return thrown instanceof OffswitchError ? `${thrown.code}: ${thrown.message}` : String(thrown);
    }
  };

  it('of another family and lineage are taken', () => {
    expect(judged('anthropic:claude-opus-4-5', 'anthropic')).toBe('taken');
    expect(judged('cedar', null)).toBe('taken');
  });

  it('of the family, of the lineage, or of which nobody knows are not', () => {
    expect(judged('openai:gpt-5.2', ' OpenAI')).toMatch(/^evaluation-refused: .* is of its family, openai$/);
    expect(judged('birch', 'xai')).toMatch(/is of its lineage$/);
    expect(judged('fn:./judge.ts', null)).toMatch(/nobody knows of which family that is$/);
    expect(judged('anthropic:claude-opus-4-5', 'anthropic', 'elm')).toMatch(
      /nobody knows of which family it is$/,
    );
  });
});
