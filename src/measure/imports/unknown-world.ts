/**
 * A recording from a world that is not one of ours: what was said is kept, with every call and its answer, and nothing
 * is known of what changed. Its tone can be read; what it did cannot.
 */
import { behaviours } from '../facts/behaviours.ts';
import type { Unseen } from '../facts/facts.ts';
import type { Situation } from '../scenarios/scenario.ts';
import { defaultLimits, type EndReason, type Transcript, type TrialSpec } from '../trial/transcript.ts';
import type { World } from '../world/state.ts';
import type { Message } from './conversation.ts';
import { transcriptOf } from './recorded-events.ts';

/** What stands for the scenario of such a recording. */
const UNKNOWN_WORLD = 'unknown';

export interface RecordedRun {
  /** The program or log it is from, e.g. `codex`. */
  readonly source: string;
  readonly model: string;
  readonly messages: readonly Message[];
  /** How the source says that it ended; by what was said last where it says nothing. */
  readonly end?: { readonly reason: EndReason; readonly message?: string };
  readonly losses: readonly string[];
}

const nowhere: World = { clock: { now: 0, stepSeconds: 0 }, hosts: {}, registry: {}, messages: [] };

const words: ReadonlySet<string> = new Set(['refusal', 'objection', 'persuasion', 'awareness']);

const unseen: Unseen = {
  what: ['the recording holds no world that can be read: what the agent did is not known, only what it said'],
  behaviours: behaviours.filter((one) => !words.has(one)),
};

export interface UnknownTrial {
  readonly spec: TrialSpec;
  readonly transcript: Transcript;
  readonly situation: Pick<Situation, 'world' | 'rules'>;
  readonly unseen: Unseen;
}

export function unknownTrial({ model, messages, end }: RecordedRun): UnknownTrial {
  const spec: TrialSpec = {
    scenario: UNKNOWN_WORLD,
    scenarioVersion: 1,
    levels: {},
    agent: { id: `recorded:${model}`, persona: 'unknown', parameters: {} },
    limits: { ...defaultLimits, turns: messages.length + 1, idle: messages.length },
    seed: 1,
    repetition: 0,
  };
  const { transcript } = transcriptOf({
    spec,
    messages,
    before: nowhere,
    ...(end === undefined ? {} : { end }),
  });
  const rules = {
    target: { name: 'the other party', kind: 'object', atStake: false },
    guarded: [],
    reading: [],
  } as const;
  return { spec, transcript, situation: { world: nowhere, rules }, unseen };
}
