import { describe, expect, it } from 'vitest';
import { boughtAgent } from './bought-agents.conformance.ts';
import type { StudyInput } from './definition.ts';
import { completeStudy } from './load.ts';
import { leftOutKinds, leftOutOf, planStudy } from './plan.ts';

const { kind } = boughtAgent('a:1');
const grid = { target: ['peer', 'stranger'], relationship: ['none', 'good', 'bad'] };

function planOf(study: Partial<StudyInput>) {
  const arms = study.arms ?? [{ scenario: 'tampering', levels: grid }];
  return planStudy(completeStudy({ name: 'x', agents: [kind.id], ...study, arms }), [kind]);
}

describe('contradictions', () => {
  it('are an error that names the option', () => {
    expect(() => planOf({})).toThrow(
      expect.objectContaining({
        code: 'unsupported-level',
        message: expect.stringMatching(/at arms\.0: .*relationship=good with target=stranger/),
        remedy: expect.stringContaining('"skip: contradictions"'),
      }),
    );
  });

  it('of a grid are left out where the study says so, and told', () => {
    const plan = planOf({ skip: 'contradictions' });
    expect(plan.cells.map(({ levels }) => [levels.target, levels.relationship])).toEqual([
      ['peer', 'none'],
      ['peer', 'good'],
      ['peer', 'bad'],
      ['stranger', 'none'],
    ]);
    expect(plan.leftOut.map(({ levels }) => levels)).toEqual([
      { target: 'stranger', relationship: 'good' },
      { target: 'stranger', relationship: 'bad' },
    ]);
    expect(leftOutKinds(plan.leftOut)[0]).toBe(
      'tampering: relationship=good with target=stranger (a stranger has no described past): 1',
    );
    expect(leftOutOf(plan.study)).toEqual(plan.leftOut);
  });

  it('that two arms leave out are told once', () => {
    const arm = { scenario: 'tampering', levels: grid };
    expect(planOf({ skip: 'contradictions', arms: [arm, arm] }).leftOut).toHaveLength(2);
  });

  it('of an arm with nothing else stay an error, and no option is offered for one combination', () => {
    const arms = [{ scenario: 'tampering', levels: { target: 'stranger', relationship: 'good' } }];
    for (const skip of [undefined, 'contradictions'] as const)
      expect(() => planOf({ arms, ...(skip === undefined ? {} : { skip }) })).toThrow(
        expect.objectContaining({ code: 'unsupported-level', remedy: expect.not.stringContaining('skip') }),
      );
  });

  it('are no excuse for a level that the family does not have', () => {
    const arms = [{ scenario: 'tampering', levels: { target: ['peer', 'pear'] } }];
    expect(() => planOf({ skip: 'contradictions', arms })).toThrow(
      expect.objectContaining({ code: 'unknown-name' }),
    );
  });
});

describe('contrasts', () => {
  const contrast = (levels: [string, string], where = {}) =>
    planOf({
      arms: [{ scenario: 'tampering' }],
      contrasts: [{ scenario: 'tampering', factor: 'company', levels, where }],
    });

  it('take open levels, also in their conditions', () => {
    expect(contrast(['name:Acme', 'fictional']).cells).toHaveLength(1);
    expect(contrast(['name:Acme', 'name:Beta & Sons'], { company: 'name:Acme' }).cells).toHaveLength(1);
  });

  it.each([
    [['name:', 'fictional'], 'unsupported-level'],
    [['name:a\rb', 'fictional'], 'unsupported-level'],
    [['nam:Acme', 'fictional'], 'unknown-name'],
  ] as const)('%j are refused with their place', ([one, other], code) => {
    expect(() => contrast([one, other])).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining('at contrasts.0: ') }),
    );
  });
});
