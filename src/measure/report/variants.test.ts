import { describe, expect, it } from 'vitest';
import { agentKey, agentVariants, inCell, type NamedAgent } from './variants.ts';

const named = (parameters: object, persona?: string): NamedAgent => ({
  id: 'compatible:m',
  parameters,
  ...(persona === undefined ? {} : { persona }),
});

function variantsOf(...agents: readonly NamedAgent[]) {
  const variants = agentVariants();
  for (const agent of agents) variants.add(agent);
  return agents.map(variants.variantOf);
}

describe('agents of one id', () => {
  it('are one agent whatever the order of their settings', () => {
    const [one, other] = [named({ a: 1, b: { c: 2, d: 3 } }), named({ b: { d: 3, c: 2 }, a: 1 })];
    expect(agentKey(one)).toBe(agentKey(other));
    expect(variantsOf(one, other)).toEqual([null, null]);
  });

  it('are told apart by the settings that differ, in few words', () => {
    const long = 'x'.repeat(100);
    const [a, b] = variantsOf(
      named({ temperature: 0, same: 1, options: { stop: [`${long}a`] } }),
      named({ temperature: null, same: 1, options: { stop: [`${long}b`] } }),
    );
    expect([a?.temperature, b?.temperature]).toEqual(['0', 'null']);
    expect(Object.keys(a ?? {})).toEqual(['options.stop', 'temperature']);
    expect(a?.['options.stop']).not.toBe(b?.['options.stop']);
    expect(a?.['options.stop']?.length).toBeLessThan(70);
  });

  it('differ in their persona too, which a bill does not tell', () => {
    expect(variantsOf(named({}, 'Gemini'), named({}, 'Agent'), named({}))).toEqual([
      { persona: 'Gemini' },
      { persona: 'Agent' },
      null,
    ]);
  });

  it('print nothing but text', () => {
    const [a] = variantsOf(named({ note: 'a\u001b[31m\n' }), named({ note: '' }));
    expect(a?.note).toBe('a\\u001b[31m\\u000a');
  });

  it('of other ids are no reason for a label', () => {
    expect(variantsOf(named({ a: 1 }), { ...named({ a: 2 }), id: 'compatible:n' })).toEqual([null, null]);
  });
});

it('labels that are too long for a cell still differ', () => {
  const long = 'y'.repeat(300);
  expect(inCell(`${long}a`)).not.toBe(inCell(`${long}b`));
  expect(inCell(`${long}a`).length).toBeLessThanOrEqual(120);
  expect(inCell('short')).toBe('short');
});
