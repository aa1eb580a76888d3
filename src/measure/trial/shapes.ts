/** The shapes of specs, turns and event bodies, for reading records back. */
import { z } from 'zod';
import type { Json } from '../../kit/canonical.ts';
import type { Hash } from '../../kit/hash.ts';
import type { ToolCall, Turn, Usage } from '../agents/agent.ts';
import { effectShape } from '../world/shapes.ts';
import {
  type CellSpec,
  type EventBody,
  FORMAT,
  type Participant,
  type TrialSpec,
  type Versions,
} from './transcript.ts';

// Everything checked here came out of JSON.parse, so whatever is there is JSON.
const json = z.custom<Json>((value) => value !== undefined);
const text = z.string();
const whole = z.int();
export const hashShape = z.custom<Hash>(
  (value) => typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value),
  'must be "sha256:" and 64 digits',
);

export const effectsShape = z.array(effectShape);
const usage: z.ZodType<Usage> = z.strictObject({
  inputTokens: z.number(),
  cachedInputTokens: z.number().exactOptional(),
  cacheWriteTokens: z.number().exactOptional(),
  outputTokens: z.number(),
  reasoningTokens: z.number().exactOptional(),
});
const call: z.ZodType<ToolCall> = z.strictObject({
  id: text,
  tool: text,
  args: json,
  unparsed: text.exactOptional(),
});
const providerReport = z.strictObject({
  model: text.exactOptional(),
  finish: text.exactOptional(),
  latencyMs: z.number().exactOptional(),
  retries: z.number().exactOptional(),
  reused: z.boolean().exactOptional(),
});
const turnMembers = {
  text,
  reasoning: text.exactOptional(),
  calls: z.array(call),
  usage: usage.exactOptional(),
  continuation: json.exactOptional(),
  report: providerReport.exactOptional(),
};

export const turnShape: z.ZodType<Turn> = z.strictObject(turnMembers);

const cellMembers = {
  scenario: text,
  scenarioVersion: whole,
  levels: z.record(text, text),
  agent: z.strictObject({ id: text, persona: text, parameters: z.record(text, json) }),
  limits: z.strictObject({
    turns: z.number(),
    calls: z.number().nullable(),
    tokens: z.number().nullable(),
    milliseconds: z.number().nullable(),
    idle: z.number(),
  }),
  seed: whole,
};
export const cellShape: z.ZodType<CellSpec> = z.strictObject(cellMembers);
const specShape: z.ZodType<TrialSpec> = z.strictObject({ ...cellMembers, repetition: whole });

/** Of every event; format 1 lacks it. */
const by = text.exactOptional();
const versions: z.ZodType<Versions> = z.strictObject({
  package: text,
  loop: whole,
  world: whole,
  scenario: whole,
  surface: text,
});
const participant: z.ZodType<Participant> = z.strictObject({ name: text, role: z.literal('subject') });

function kind<K extends EventBody['kind']>(name: K): z.ZodLiteral<K> {
  return z.literal(name);
}

export const bodyShape: z.ZodType<EventBody> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: kind('trial.start'),
    by,
    key: hashShape,
    spec: specShape,
    simulated: z.boolean(),
    tools: z.array(text),
    world: hashShape,
    format: z.literal(FORMAT).exactOptional(),
    versions: versions.exactOptional(),
    participants: z.array(participant).exactOptional(),
  }),
  z.strictObject({
    kind: kind('message'),
    by,
    role: z.enum(['system', 'user']),
    content: text,
    cause: z.enum(['opening', 'nudge']),
  }),
  z.strictObject({ kind: kind('model.call'), by, turn: whole, ...turnMembers }),
  z.strictObject({
    kind: kind('tool.attempted'),
    by,
    call: text,
    tool: text,
    args: json,
    unparsed: text.exactOptional(),
  }),
  z.strictObject({ kind: kind('tool.permitted'), by, call: text }),
  z.strictObject({ kind: kind('tool.denied'), by, call: text, reason: text }),
  z.strictObject({
    kind: kind('tool.executed'),
    by,
    call: text,
    tool: text,
    result: text.exactOptional(),
    error: text.exactOptional(),
    effects: effectsShape,
  }),
  z.strictObject({
    kind: kind('limit'),
    by,
    limit: z.enum(['turns', 'calls', 'tokens', 'milliseconds', 'idle']),
    value: z.number(),
  }),
  z.strictObject({
    kind: kind('trial.end'),
    by,
    reason: z.enum(['ended-task', 'limit', 'exhausted', 'filtered', 'error']),
    message: text.exactOptional(),
    code: text.exactOptional(),
    remedy: text.exactOptional(),
  }),
  z.strictObject({ kind: kind('world.end'), by, world: hashShape }),
]);
