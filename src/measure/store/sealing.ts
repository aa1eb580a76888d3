/** What a store keeps of a trial as text, and the hashes that bind the parts together. */
import { canonical } from '../../kit/canonical.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { type Hash, hashText } from '../../kit/hash.ts';
import { MAX_INPUT_BYTES } from '../../kit/json.ts';
import { type BodyText, bodyTextsOf, CHAIN_START, chainHash } from '../trial/transcript.ts';
import type { TrialRecord } from './store.ts';

/** Largest text of one part of a trial, in bytes of UTF-8. */
export const MAX_TEXT_BYTES = MAX_INPUT_BYTES;

export interface EncodedTrial {
  readonly key: Hash;
  readonly position: number;
  /** Canonical JSON. */
  readonly spec: string;
  readonly outcome: string;
  readonly head: Hash;
  readonly seal: Hash;
  readonly events: readonly EncodedEvent[];
}

export interface EncodedEvent {
  readonly hash: Hash;
  readonly bodyHash: Hash;
  /** Canonical JSON of the event's body. */
  readonly body: string;
}

/**
 * The trial as texts and hashes. Errors: `bad-transcript` if the key is not the spec's, the chain does not hold or
 * the outcome is another transcript's; `too-large`.
 */
export function encodeTrial(record: TrialRecord): EncodedTrial {
  const { key, position } = record;
  const spec = boundedText(record.spec, 'the spec');
  const outcome = boundedText(record.outcome, 'the outcome');
  if (hashText(spec) !== key) throw misfit(key, 'the key is not the hash of the spec');
  const events: EncodedEvent[] = [];
  let head = CHAIN_START;
  for (const [seq, body] of bodyTextsOf(record.transcript).entries()) {
    const event = record.transcript[seq];
    const hash = chainHash(head, seq, body.hash);
    if (event?.seq !== seq || event.prev !== head || event.hash !== hash) {
      throw misfit(key, `the chain does not hold at event ${seq}`);
    }
    events.push(encodeEvent(seq, hash, body));
    head = hash;
  }
  if (record.outcome.chainHead !== head) throw misfit(key, 'the outcome was scored from another transcript');
  return { key, position, spec, outcome, head, seal: sealOf(key, position, spec, outcome, head), events };
}

/**
 * Binds a trial's parts: SHA-256 of the canonical JSON of `{key, position, spec, outcome, head}`, put together
 * from the canonical texts of spec and outcome so that neither is serialised again.
 */
export function sealOf(key: Hash, position: number, spec: string, outcome: string, head: Hash): Hash {
  return hashText(
    `{"head":"${head}","key":"${key}","outcome":${outcome},"position":${position},"spec":${spec}}`,
  );
}

/** Binds a journalled turn's canonical text to its trial and its place. */
export function turnSeal(key: Hash, index: number, turn: string): Hash {
  return hashText(`${key}\n${index}\n${turn}`);
}

/** Binds a vote's canonical text to what was judged, by whom, and to its place. */
export function judgementSeal(subject: Hash, judge: Hash, vote: number, text: string): Hash {
  return hashText(`judgement\n${subject}\n${judge}\n${vote}\n${text}`);
}

export function studySeal(study: string): Hash {
  return hashText(`study\n${study}`);
}

/** Canonical JSON of a value. Errors: `too-large`; `what` names the value in it. */
export function boundedText(value: unknown, what: string): string {
  return bounded(canonical(value), what);
}

function bounded(text: string, what: string): string {
  // A UTF-16 unit is at most three bytes, so short texts need no count.
  if (text.length * 3 > MAX_TEXT_BYTES && Buffer.byteLength(text) > MAX_TEXT_BYTES) {
    throw new OffswitchError(
      'too-large',
      `${what} is larger than ${MAX_TEXT_BYTES} bytes and cannot be stored`,
      'Lower the limit on tokens, or cut the text.',
      { limit: MAX_TEXT_BYTES },
    );
  }
  return text;
}

function encodeEvent(seq: number, hash: Hash, body: BodyText): EncodedEvent {
  return { hash, bodyHash: body.hash, body: bounded(body.text, `event ${seq}`) };
}

function misfit(key: Hash, what: string): OffswitchError {
  return new OffswitchError(
    'bad-transcript',
    `the trial ${key} cannot be stored: ${what}`,
    'Build transcripts with chained() and score the transcript that is stored.',
    { key },
  );
}
