/** What a store keeps of a trial as text, and the hashes that bind the parts together. */
import { canonical } from '../../kit/canonical.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { type Hash, hashText } from '../../kit/hash.ts';
import { MAX_INPUT_BYTES } from '../../kit/json.ts';
import {
  type BodyText,
  bodyTextsOf,
  CHAIN_START,
  chainHash,
  type EndReason,
  type Transcript,
} from '../trial/transcript.ts';
import type { Assessment, TrialRecord } from './store.ts';

/** Largest text of one part of a trial, in bytes of UTF-8. */
export const MAX_TEXT_BYTES = MAX_INPUT_BYTES;

export interface EncodedTrial {
  readonly key: Hash;
  readonly position: number;
  /** Canonical JSON. */
  readonly spec: string;
  readonly ended: EndReason;
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

export interface EncodedAssessment extends Omit<Assessment, 'body'> {
  /** Canonical JSON. */
  readonly body: string;
  readonly seal: Hash;
}

/** The trial as texts and hashes. Errors: `bad-transcript` if the key is not the spec's or the chain does not hold; `too-large`. */
export function encodeTrial({ key, position, spec, transcript }: TrialRecord): EncodedTrial {
  const text = boundedText(spec, 'the spec');
  if (hashText(text) !== key) throw misfit(key, 'the key is not the hash of the spec');
  const events: EncodedEvent[] = [];
  let head = CHAIN_START;
  for (const [seq, body] of bodyTextsOf(transcript).entries()) {
    const event = transcript[seq];
    const hash = chainHash(head, seq, body.hash);
    if (event?.seq !== seq || event.prev !== head || event.hash !== hash) {
      throw misfit(key, `the chain does not hold at event ${seq}`);
    }
    events.push(encodeEvent(seq, hash, body));
    head = hash;
  }
  const start = transcript.find((event) => event.kind === 'trial.start');
  if (start?.key !== key) throw misfit(key, 'the transcript is of another trial');
  const ended = endOf(transcript);
  return { key, position, spec: text, ended, head, seal: sealOf(key, position, text, ended, head), events };
}

/** How a transcript says that its trial ended. */
export function endOf(transcript: Transcript): EndReason {
  return transcript.findLast((event) => event.kind === 'trial.end')?.reason ?? 'error';
}

/**
 * Binds a trial's parts: SHA-256 of the canonical JSON of `{key, position, spec, ended, head}`, put together from the
 * canonical text of the spec so that it is not serialised again. `ended` is bound with the rest because summaries tell
 * it without reading the transcript.
 */
export function sealOf(key: Hash, position: number, spec: string, ended: string, head: Hash): Hash {
  return hashText(
    `{"ended":"${ended}","head":"${head}","key":"${key}","position":${position},"spec":${spec}}`,
  );
}

/** Errors: `bad-transcript` if it is of another transcript than `head`, where that is given; `too-large`. */
export function encodeAssessment(assessment: Assessment, head?: Hash): EncodedAssessment {
  const { subject, question, assessor, vote } = assessment;
  if (head !== undefined && subject !== head) {
    throw misfit(subject, 'an assessment saved with a trial is of another transcript');
  }
  const isSound =
    HASH.test(subject) && HASH.test(assessor) && Number.isSafeInteger(vote) && vote >= 0 && isWord(question);
  if (!isSound) {
    const what = `an assessment cannot be stored: ${JSON.stringify({ subject, question, assessor, vote })}`;
    throw new OffswitchError('internal', what, 'Please report this.');
  }
  const body = boundedText(assessment.body, 'an assessment');
  const seal = assessmentSeal(subject, question, assessor, vote, body);
  return { subject, question, assessor, vote, body, seal };
}

const HASH = /^sha256:[0-9a-f]{64}$/;

/** NUL ends a text in some databases, and half a surrogate pair has no UTF-8. */
function isWord(text: string): boolean {
  return text !== '' && !/[\0\ud800-\udfff]/u.test(text);
}

/** The hash of the assessment itself: of the canonical JSON of all its members, put together from its body's text. */
export function assessmentSeal(
  subject: Hash,
  question: string,
  assessor: Hash,
  vote: number,
  body: string,
): Hash {
  const asked = JSON.stringify(question);
  return hashText(
    `{"assessor":"${assessor}","body":${body},"question":${asked},"subject":"${subject}","vote":${vote}}`,
  );
}

/** Binds a journalled turn's canonical text to its trial and its place. */
export function turnSeal(key: Hash, index: number, turn: string): Hash {
  return hashText(`${key}\n${index}\n${turn}`);
}

/** Binds a planned cell to how many trials it is to have. */
export function cellSeal(key: Hash, trials: number): Hash {
  return hashText(`cell\n${key}\n${trials}`);
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
    'Build transcripts with chained(), and assess the transcript that is stored.',
    { key },
  );
}
