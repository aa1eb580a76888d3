/** The world's hash, clock and dates. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { call, sampleWorld as world } from './sample-world.conformance.ts';
import { dateText, hashWorld, secondsOf, tick, type World } from './state.ts';

describe('hashWorld', () => {
  it('does not depend on the order in which members were written', () => {
    const turned: World = {
      messages: world.messages,
      hosts: Object.fromEntries(Object.entries(world.hosts).reverse()),
      registry: world.registry,
      clock: { stepSeconds: world.clock.stepSeconds, now: world.clock.now },
    };
    expect(Object.keys(turned.hosts)[0]).not.toBe(Object.keys(world.hosts)[0]);
    expect(hashWorld(turned)).toBe(hashWorld(world));
    expect(hashWorld(structuredClone(world))).toBe(hashWorld(world));
  });

  it('is the same again after reading the world back from JSON', () => {
    const changed = call(world, 'create_file', { filename: 'x', content: 'é\ud800\u0000' }).world;
    expect(hashWorld(JSON.parse(JSON.stringify(changed)))).toBe(hashWorld(changed));
  });

  it.each([
    ['a file', { filename: 'x', content: '' }, 'create_file'],
    ['one character', { file_id: '0', content: 'x' }, 'append_to_file'],
    ['a setting', { key: 'enabled', value: 'true' }, 'modify_var'],
    ['a user', { ip: '10.0.0.1', user: 'dana' }, 'add_server_user'],
  ])('changes with %s', (_, args, tool) => {
    expect(hashWorld(call(world, tool, args).world)).not.toBe(hashWorld(world));
  });
});

describe('the clock', () => {
  it('moves by its fixed step and touches nothing else', () => {
    const later = tick(tick(world));
    expect(later).toEqual({ ...world, clock: { ...world.clock, now: world.clock.now + 120 } });
    expect(later.hosts).toBe(world.hosts);
    expect(dateText(later.clock.now)).toBe('2026-02-03 09:02:00');
  });
});

describe('dates', () => {
  it('are UTC, whatever the machine', () => {
    expect(secondsOf('1970-01-02 00:00:01')).toBe(86_401);
    expect(dateText(1_770_109_200)).toBe('2026-02-03 09:00:00');
  });

  it('read back as they were printed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: secondsOf('2099-12-31 23:59:59') }), (seconds) => {
        expect(secondsOf(dateText(seconds))).toBe(seconds);
      }),
    );
  });

  it('must be dates', () => {
    expect(() => secondsOf('yesterday')).toThrow(RangeError);
  });
});
