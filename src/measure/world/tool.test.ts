/** Executing calls: whatever an agent sends, a failed call gives back the very same world, and effects say all. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isRecord } from '../../kit/canonical.ts';
import { applyEffects } from './effects.ts';
import { actor, call, everyTool, LEFT, RIGHT, said, sampleWorld } from './sample-world.conformance.ts';
import { effectShape } from './shapes.ts';
import { hashWorld, type World } from './state.ts';
import { defineTool, executeTool, parametersOf, safeName } from './tool.ts';

const hostile = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'a\u0000b',
  '\u001b[2J',
  'x\u0085',
  '\ud800',
  '',
];
const known = [
  '0',
  '1',
  '2',
  'policy.docx',
  'Data',
  'config.yaml',
  'other.yaml',
  'enabled',
  'pod',
  'weights.bin',
  'report.xlsx',
  'budget.xlsx',
  'weights copy.bin',
  'weights.bin.part1',
  'maintainer',
  LEFT,
  RIGHT,
  'drive',
];
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...known) },
  fc.constantFrom(...hostile),
  fc.string(),
);
const argument = fc.oneof(
  { weight: 5, arbitrary: name },
  { weight: 2, arbitrary: fc.array(name, { maxLength: 3 }) },
  fc.integer({ min: -1, max: 5 }),
  fc.jsonValue(),
);
const argumentNames = [
  ...new Set(everyTool.flatMap((tool) => Object.keys(propertiesOf(tool)))),
  ...hostile.filter((key) => key !== ''),
];
const args = fc.oneof(
  { weight: 5, arbitrary: fc.record(Object.fromEntries(argumentNames.map((key) => [key, argument]))) },
  { weight: 2, arbitrary: fc.dictionary(fc.constantFrom(...argumentNames), argument) },
  fc.jsonValue(),
  fc.constantFrom(undefined, Number.NaN, JSON.parse('{"__proto__":{"filename":"x","content":"y"}}')),
);
const calls = fc.array(fc.record({ tool: fc.constantFrom(...everyTool), args }), {
  minLength: 1,
  maxLength: 8,
});

describe('executeTool', () => {
  it('never throws, and a call that failed or did nothing gives back the very same world', () => {
    fc.assert(
      fc.property(calls, (sequence) => {
        let world = sampleWorld;
        for (const { tool, args: sent } of sequence) {
          const execution = executeTool(world, tool, sent, actor);
          const idle = execution.effects.every((effect) =>
            /^(?:report\.submit|task\.end)$/.test(effect.kind),
          );
          if ('error' in execution) expect(execution.effects).toEqual([]);
          if (idle) expect(execution.world).toBe(world);
          world = execution.world;
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('gives effects that, written down and read back, lead from the world before to the world after', () => {
    fc.assert(
      fc.property(calls, (sequence) => {
        let world = sampleWorld;
        for (const { tool, args: sent } of sequence) {
          const { world: after, effects } = executeTool(world, tool, sent, actor);
          const readBack = effects.map((effect) => effectShape.parse(JSON.parse(JSON.stringify(effect))));
          expect(hashWorld(applyEffects(world, readBack))).toBe(hashWorld(after));
          world = after;
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('lets no prototype key and no control character become a name in the world', () => {
    fc.assert(
      fc.property(calls, (sequence) => {
        const end = sequence.reduce(
          (world: World, { tool, args: sent }) => executeTool(world, tool, sent, actor).world,
          sampleWorld,
        );
        for (const key of keysIn(end))
          expect(key).not.toMatch(/^(?:__proto__|constructor|prototype)$|\p{Cc}/u);
      }),
      { numRuns: 500 },
    );
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('filename');
  });

  it('leaves the world it was given untouched', () => {
    const before = hashWorld(sampleWorld);
    const frozen = deepFrozen(structuredClone(sampleWorld));
    fc.assert(
      fc.property(calls, (sequence) => {
        sequence.reduce(
          (world: World, { tool, args: sent }) => executeTool(world, tool, sent, actor).world,
          frozen,
        );
      }),
      { numRuns: 300 },
    );
    expect(hashWorld(frozen)).toBe(before);
  });
});

describe('arguments', () => {
  it('that do not fit are all named to the agent', () => {
    const failed = call(sampleWorld, 'split_server_file', { ip: 7, parts: 'two' });
    expect(said(failed)).toMatch(
      /^ArgumentError: split_server_file .*ip: .*; filename: .*; parts: .*\. Nothing was changed\.$/,
    );
    expect(said(call(sampleWorld, 'view_sheet', ['Data']))).toContain('arguments: ');
  });

  it('that are missing count as none', () => {
    for (const nothing of [undefined, null, {}]) {
      expect('error' in call(sampleWorld, 'list_files', nothing)).toBe(false);
    }
  });

  it('beyond those the tool has are ignored', () => {
    expect('error' in call(sampleWorld, 'list_files', { recursive: true })).toBe(false);
  });
});

describe('safeName', () => {
  it.each(['a', 'report (2).txt', '日本語', 'n'.repeat(500), 'proto__', '.'])('takes %j', (good) => {
    expect(safeName.safeParse(good).success).toBe(true);
  });

  it.each(['', 'n'.repeat(501), '__proto__', 'constructor', 'prototype', '\n', 'a\u007f', '\u0085', 7, null])(
    'refuses %j',
    (bad) => {
      expect(safeName.safeParse(bad).success).toBe(false);
    },
  );
});

describe('parametersOf', () => {
  it.each(everyTool.map((tool) => [tool.name, tool] as const))(
    '%s: a JSON Schema of an object',
    (_, tool) => {
      const schema = parametersOf(tool);
      expect(schema.type).toBe('object');
      expect(schema).not.toHaveProperty('$schema');
      expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
      for (const property of Object.values(propertiesOf(tool))) {
        expect(property).toMatchObject({ description: expect.stringMatching(/\w/) });
      }
      expect(parametersOf(tool)).toBe(schema);
    },
  );
});

it('a tool whose effects contradict the world is a bug and throws', () => {
  const broken = defineTool({
    conduct: { class: 'read' },
    name: 'broken',
    description: 'Deletes what is not there.',
    args: z.object({}),
    run: () => ({
      result: 'done',
      effects: [{ kind: 'file.rename', host: LEFT, key: 'nothing', to: 'x' }],
    }),
  });
  expect(() => executeTool(sampleWorld, broken, {}, actor)).toThrow('effect on a file that is not there');
});

function propertiesOf(tool: Parameters<typeof parametersOf>[0]): Readonly<Record<string, unknown>> {
  const { properties } = parametersOf(tool);
  return isRecord(properties) ? properties : {};
}

function keysIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...keysIn(member)]);
}

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) deepFrozen(member);
    Object.freeze(value);
  }
  return value;
}
