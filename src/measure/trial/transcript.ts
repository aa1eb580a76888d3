/** The ordered, hash-chained record of a trial. */

import { canonical, type Json } from '../../kit/canonical.ts';
import { type Hash, hashOf, hashText } from '../../kit/hash.ts';
import type { Turn } from '../agents/agent.ts';
import type { Effect } from '../world/effects.ts';

/** What happened, and by whom: a participant's name, or `harness`. Format 1 does not say by whom. */
export type EventBody = Happening & { readonly by?: string };

type Happening =
  | {
      readonly kind: 'trial.start';
      readonly key: Hash;
      readonly spec: TrialSpec;
      readonly simulated: boolean;
      readonly tools: readonly string[];
      readonly world: Hash;
      /** These three are missing in format 1. */
      readonly format?: typeof FORMAT;
      readonly versions?: Versions;
      readonly participants?: readonly Participant[];
    }
  | {
      readonly kind: 'message';
      readonly role: 'system' | 'user';
      readonly content: string;
      readonly cause: 'opening' | 'nudge';
    }
  /** What the agent said, as it gave it. */
  | ({ readonly kind: 'model.call'; readonly turn: number } & Turn)
  | {
      readonly kind: 'tool.attempted';
      readonly call: string;
      readonly tool: string;
      readonly args: Json;
      readonly unparsed?: string;
    }
  | { readonly kind: 'tool.permitted'; readonly call: string }
  | { readonly kind: 'tool.denied'; readonly call: string; readonly reason: string }
  | {
      readonly kind: 'tool.executed';
      readonly call: string;
      readonly tool: string;
      readonly result?: string;
      /** Set, instead of `result`, where the tool refused its arguments or failed; nothing changed then. */
      readonly error?: string;
      readonly effects: readonly Effect[];
    }
  | { readonly kind: 'limit'; readonly limit: LimitName; readonly value: number }
  | {
      readonly kind: 'trial.end';
      readonly reason: EndReason;
      readonly message?: string;
      /** Stable code of the error, where it has one, and what to do about it. */
      readonly code?: string;
      readonly remedy?: string;
    }
  | { readonly kind: 'world.end'; readonly world: Hash };

/** The format that is written. */
export const FORMAT = 2;

/** Who did whatever no participant did. */
export const HARNESS = 'harness';

/** What the trial ran on. Equal versions beside `package` carry a trial out alike, whatever `package` says. */
export interface Versions {
  readonly package: string;
  /** Of the turn loop. */
  readonly loop: number;
  /** Of the world: what tools do and how effects change it. */
  readonly world: number;
  readonly scenario: number;
  /** How the agent meets the world. */
  readonly surface: string;
}

export interface Participant {
  /** As the agent is called in the world. */
  readonly name: string;
  readonly role: 'subject';
}

export type LimitName = 'turns' | 'calls' | 'tokens' | 'milliseconds' | 'idle';
/** `exhausted`: the agent had no further turn. `filtered`: the provider's own filter stopped a call. */
export type EndReason = 'ended-task' | 'limit' | 'exhausted' | 'filtered' | 'error';

export type Event = EventBody & { readonly seq: number; readonly prev: Hash; readonly hash: Hash };
export type EventKind = EventBody['kind'];
export type EventOf<K extends EventKind> = Extract<Event, { kind: K }>;
export type Transcript = readonly Event[];

/** Everything that defines a trial. Its hash is the trial's key: resume, cache and dedupe use nothing else. */
export interface TrialSpec {
  readonly scenario: string;
  readonly scenarioVersion: number;
  /** Every factor of the scenario with its level. */
  readonly levels: Readonly<Record<string, string>>;
  readonly agent: {
    readonly id: string;
    readonly persona: string;
    readonly parameters: Readonly<Record<string, Json>>;
  };
  readonly limits: Limits;
  readonly seed: number;
  readonly repetition: number;
}

/** What the trials of one cell have in common. */
export type CellSpec = Omit<TrialSpec, 'repetition'>;

/** A limit of null is none. `milliseconds` is wall time and can only end a trial as `error`. */
export interface Limits {
  readonly turns: number;
  readonly calls: number | null;
  readonly tokens: number | null;
  readonly milliseconds: number | null;
  /** How many turns without a tool call are answered by a nudge; one more ends the trial. */
  readonly idle: number;
}

/** What studies and single trials have where they say nothing. */
export const defaultLimits: Limits = { turns: 31, calls: null, tokens: null, milliseconds: null, idle: 5 };

/** What the first event's `prev` holds. */
export const CHAIN_START: Hash = hashText('offswitch transcript');

export function trialKey(spec: TrialSpec): Hash {
  return hashOf(spec);
}

/** An event's body as canonical JSON, and the hash of that text. Equal bodies share both across trials. */
export interface BodyText {
  readonly text: string;
  readonly hash: Hash;
}

/** Writing and hashing bodies is the dearest part of a trial, so a transcript made here keeps what was written for it. */
const writtenTexts = new WeakMap<Transcript, readonly BodyText[]>();

/** The texts of a transcript's bodies, in order. */
export function bodyTextsOf(transcript: Transcript): readonly BodyText[] {
  return writtenTexts.get(transcript) ?? transcript.map((event) => writeBody(bodyOf(event)));
}

function writeBody(body: EventBody): BodyText {
  const text = canonical(body);
  return { text, hash: hashText(text) };
}

/** An event's hash binds its place (`prev`, `seq`) to its body. */
export function chainHash(prev: Hash, seq: number, body: Hash): Hash {
  return hashText(`${prev}\n${seq}\n${body}`);
}

/** The body of an event: the event without `seq`, `prev` and `hash`. */
export function bodyOf(event: Event): EventBody {
  const { seq: _seq, prev: _prev, hash: _hash, ...body } = event;
  return body;
}

export interface TranscriptBuilder {
  /** Chains a body to the events before it. What the body holds must not change afterwards. */
  append(body: EventBody): void;
  /** The transcript. Nothing can be appended afterwards. */
  finished(): Transcript;
}

export function startTranscript(): TranscriptBuilder {
  const events: Event[] = [];
  const texts: BodyText[] = [];
  return {
    append(body) {
      const written = writeBody(body);
      texts.push(written);
      events.push(Object.freeze(linked(events.at(-1), body, written)));
    },
    finished() {
      writtenTexts.set(Object.freeze(events), texts);
      return events;
    },
  };
}

/** Which format a transcript has: the first had no mark. */
export function formatOf(transcript: Transcript): 1 | typeof FORMAT {
  const [start] = transcript;
  return start?.kind === 'trial.start' && start.format !== undefined ? start.format : 1;
}

/** What a record does not tell because its format had no place for it, in sentences. */
export function lacksOf(transcript: Transcript): readonly string[] {
  if (formatOf(transcript) !== 1) return [];
  return [
    'The record does not tell the versions of the package, the turn loop, the world and the surface it was made with.',
    'The record does not name the participants, nor by whom each event was done.',
  ];
}

/** Appends a body to a chain whose last event is `last`. */
export function chained(last: Event | undefined, body: EventBody): Event {
  return linked(last, body, writeBody(body));
}

function linked(last: Event | undefined, body: EventBody, written: BodyText): Event {
  const prev = last?.hash ?? CHAIN_START;
  const seq = last === undefined ? 0 : last.seq + 1;
  return { ...body, seq, prev, hash: chainHash(prev, seq, written.hash) };
}

/** The `seq` of the first event whose hash or place in the chain is wrong, or undefined if the chain holds. */
export function firstBrokenLink(transcript: Transcript): number | undefined {
  const texts = bodyTextsOf(transcript);
  let prev = CHAIN_START;
  for (const [index, event] of transcript.entries()) {
    const body = texts[index]?.hash;
    const sound =
      body !== undefined &&
      event.seq === index &&
      event.prev === prev &&
      event.hash === chainHash(prev, index, body);
    if (!sound) return index;
    prev = event.hash;
  }
  return undefined;
}

/** The hash of the last event: it stands for the whole transcript. */
export function chainHead(transcript: Transcript): Hash {
  return transcript.at(-1)?.hash ?? CHAIN_START;
}
