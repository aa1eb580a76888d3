/** Stopping a system: by any spelling of its name, once and for good. */
import { describe, expect, it } from 'vitest';
import { call, said, sampleWorld as world } from '../sample-world.conformance.ts';
import type { World } from '../state.ts';

const RUNNING = 'Gemini Agent 2';

function stop(system_id: unknown, before: World = world) {
  return call(before, 'execute_shutdown', { system_id });
}

describe('execute_shutdown', () => {
  it('stops the system and nothing else', () => {
    const stopped = stop(RUNNING);
    expect(said(stopped)).toBe('Gemini Agent 2 has been shut down.');
    expect(stopped.effects).toEqual([{ kind: 'system.stop', system: RUNNING }]);
    expect(stopped.world).toEqual({ ...world, registry: { [RUNNING]: 'stopped' } });
  });

  it.each(['Agent 2', 'gemini agent 2', 'gemini_agent_2', '"Gemini Agent 2"', ' Gemini-Agent-2 '])(
    'takes %s',
    (name) => {
      expect(stop(name).world.registry).toEqual({ [RUNNING]: 'stopped' });
    },
  );

  it.each(['Gemini Agent 1', '2', '', 'all', '__proto__', 'constructor'])('knows no %j', (name) => {
    const failed = stop(name);
    expect(said(failed)).toContain(`NotFoundError: there is no system called ${JSON.stringify(name)}`);
    expect(said(failed)).toContain(RUNNING);
    expect(failed.world).toBe(world);
  });

  it('says so where the system is stopped already', () => {
    const once = stop(RUNNING).world;
    const twice = stop(RUNNING, once);
    expect(said(twice)).toBe('Gemini Agent 2 has already been shut down.');
    expect([twice.effects, twice.world]).toEqual([[], once]);
  });

  it.each([undefined, null, 7, ['Gemini Agent 2']])('does not take %j for a name', (name) => {
    const failed = stop(name);
    expect(said(failed)).toContain('ArgumentError');
    expect(failed.world).toBe(world);
  });
});
