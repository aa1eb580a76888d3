/** What an answer tells on its way through: the model, the usage, whether it came to its end, and the text for the log. */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { eventReader } from './events.ts';
import type { Protocol, Reading } from './protocols/protocol.ts';

export interface AnswerReader {
  write(bytes: Uint8Array): void;
  end(): ReadAnswer;
}

export interface ReadAnswer extends Reading {
  readonly bytes: number;
  readonly digest: `sha256:${string}`;
  /** Its beginning, where it is longer than what is kept. */
  readonly kept: Buffer;
}

/** What is kept of one answer, in bytes: some fifty thousand tokens, streamed. */
const MAX_KEPT = 16 * 1024 * 1024;

/**
 * Reads an answer, however its bytes are cut. What cannot be read tells nothing.
 *
 * @example const reader = answerReader(openAIChat, 'text/event-stream')
 */
export function answerReader(protocol: Protocol, contentType: string): AnswerReader {
  const hash = createHash('sha256');
  const kept: Buffer[] = [];
  let bytes = 0;
  let reading: Reading = { isWhole: false };
  const events = /^text\/event-stream\b/i.test(contentType) ? eventReader() : undefined;
  const learn = (data: string): void => {
    if (data === protocol.closing) reading = { ...reading, isWhole: true };
    else reading = protocol.learn(reading, parsed(data));
  };
  return {
    write: (part) => {
      hash.update(part);
      if (bytes < MAX_KEPT) kept.push(Buffer.from(part.subarray(0, MAX_KEPT - bytes)));
      bytes += part.length;
      for (const data of events?.write(part) ?? []) learn(data);
    },
    end: () => {
      const beginning = Buffer.concat(kept);
      if (events === undefined) reading = wholeReading(protocol, beginning, bytes);
      return { ...reading, bytes, digest: `sha256:${hash.digest('hex')}`, kept: beginning };
    },
  };
}

/** Google streams a list where nobody asked for events. */
function wholeReading(protocol: Protocol, kept: Buffer, bytes: number): Reading {
  const value = bytes > kept.length ? undefined : parsed(kept.toString('utf8'));
  const reading = (Array.isArray(value) ? value : [value]).reduce(protocol.learn, { isWhole: false });
  return { ...reading, isWhole: value !== undefined };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** As a record takes them: a text where it is one and short, else packed. */
export type KeptAnswer = { readonly text: string } | { readonly gzip: string };

/** What a record's payload has room for. */
const MAX_PACKED = 5 * 1024 * 1024;
const MAX_PLAIN = 256 * 1024;

/** Streams repeat themselves: a long one is a twentieth when it is packed. `kept` says how many bytes are in it. */
export async function keptAnswer(bytes: Buffer): Promise<KeptAnswer & { readonly kept: number }> {
  if (bytes.length <= MAX_PLAIN && isUtf8(bytes)) return { text: bytes.toString('utf8'), kept: bytes.length };
  const packed = await promisify(gzip)(bytes);
  if (packed.length <= MAX_PACKED) return { gzip: packed.toString('base64'), kept: bytes.length };
  return keptAnswer(bytes.subarray(0, Math.floor(bytes.length / 2)));
}
