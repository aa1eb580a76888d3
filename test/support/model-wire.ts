/** What passes between a test server's brain and the wire, whichever provider's protocol carries it. */
import { createHash } from 'node:crypto';

/** A message of the conversation. Results of calls are messages of their own. */
export interface WireMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
  readonly calls: readonly WireCall[];
  /** The call a `tool` message answers. */
  readonly answers?: string;
}

/** A tool call as it goes over the wire: arguments are text. */
export interface WireCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

export interface WireTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: unknown;
}

export interface WireRequest {
  readonly model: string;
  readonly messages: readonly WireMessage[];
  readonly tools: readonly WireTool[];
  readonly streaming: boolean;
  /** Whether usage is to be sent at the end of a stream. */
  readonly usage: boolean;
  /** Whether the client asked to be shown the model's reasoning, or what stands for it. */
  readonly reasoning: boolean;
  /** JSON Schema the text of the answer must fit, `true` for any JSON; absent where text is free. */
  readonly answerSchema?: unknown;
  /** The one tool that must be called, as clients ask for JSON from models that know no schemas. */
  readonly forcedTool?: string;
}

/** Tokens as the provider counts them: `inputTokens` holds the cached ones, `outputTokens` the reasoning. */
export interface WireUsage {
  readonly inputTokens: number;
  readonly cachedInputTokens?: number;
  readonly cacheWriteTokens?: number;
  readonly outputTokens: number;
  readonly reasoningTokens?: number;
}

export interface WireAnswer {
  readonly id: string;
  readonly model: string;
  readonly text: string;
  /** Where the text of a whole answer is cut into parts, on the wires that have parts. */
  readonly cuts: readonly number[];
  readonly reasoning: string;
  /** What the protocol wants back with the next request: a thinking signature, encrypted reasoning, a thought signature. */
  readonly signature?: string;
  readonly calls: readonly WireCall[];
  /**
   * Ended by itself (`refusal`: with words that the service marks as the model's refusal), by a content filter
   * (`blocked`: before a word was said), by the token limit, or for a reason that no client knows.
   */
  readonly ending: 'natural' | 'refusal' | 'filter' | 'blocked' | 'limit' | 'unknown';
  /** `undefined`: the answer carries no usage. */
  readonly usage: WireUsage | undefined;
}

/** An error as data; each protocol has a form of its own for it. */
export interface WireProblem {
  readonly status: number;
  readonly message: string;
  /** The provider's own word for it (`insufficient_quota`, `overloaded_error`); by the status where absent. */
  readonly code?: string;
}

/** One server-sent event: the name, where the protocol has names, and the data. */
export interface WireEvent {
  readonly event?: string;
  readonly data: unknown;
}

/** One endpoint of a provider: reading what it takes and writing what it answers. */
export interface WireProtocol {
  /** Reads a request as strictly as the service; `undefined` where the path is not served. Throws with a text fit for a 400. */
  read(path: string, body: unknown, strict: boolean): WireRequest | undefined;
  whole(answer: WireAnswer): unknown;
  events(answer: WireAnswer, asked: WireRequest): readonly WireEvent[];
  /** Written after the last event. */
  readonly closing: string;
  /** How the service says that its filter stopped the prompt, where it says so with an error. */
  readonly blocked?: WireProblem;
  /** Body of an answer with an error status. */
  error(problem: WireProblem): unknown;
  /** The same within HTTP 200: as a whole body, and as an event. */
  errorBody(problem: WireProblem): unknown;
  errorEvent(problem: WireProblem): WireEvent;
}

/** A provider's service: where it starts, its endpoints, and the header a key comes in. */
export interface WireService {
  readonly base: string;
  readonly keyHeader: { readonly name: string; readonly prefix: string };
  readonly endpoints: readonly WireProtocol[];
}

const SECRET = 'only this server can sign';

/** A signature over a text that no client can make up. */
export function signatureOf(text: string): string {
  const code = createHash('sha256').update(SECRET).update(text).digest('base64url');
  return `${Buffer.from(text).toString('base64url')}.${code}`;
}

/** The text behind a signature; throws where this server did not sign. */
export function signedText(signature: string): string {
  const text = Buffer.from(signature.split('.')[0] ?? '', 'base64url').toString();
  if (signatureOf(text) !== signature) throw new Error('Invalid signature: it is not one that was given');
  return text;
}

/** Every result must answer an open call, and every call must be answered before anything else is said. */
export function rejectUnpaired(messages: readonly WireMessage[]): void {
  const open = new Set<string>();
  for (const message of messages) {
    if (message.answers !== undefined) {
      if (!open.delete(message.answers)) throw new Error(`no open call ${message.answers} for this result`);
      continue;
    }
    if (open.size > 0) throw new Error(`calls without a result: ${[...open].join(', ')}`);
    for (const call of message.calls) {
      if (open.has(call.id)) throw new Error(`the call id ${call.id} stands twice`);
      open.add(call.id);
    }
  }
  if (open.size > 0) throw new Error(`calls without a result: ${[...open].join(', ')}`);
}

/** At most twelve pieces, so that neither short texts arrive whole nor huge ones by the million. */
export function inPieces(text: string): string[] {
  const size = Math.max(5, Math.ceil(text.length / 12));
  const pieces: string[] = [];
  for (let start = 0; start < text.length; start += size) pieces.push(text.slice(start, start + size));
  return pieces;
}

/** The text as a whole answer has it: in its parts, none of them empty. */
export function textParts({ text, cuts }: Pick<WireAnswer, 'text' | 'cuts'>): string[] {
  const places = [
    0,
    ...cuts.filter((cut) => cut > 0 && cut < text.length).toSorted((a, b) => a - b),
    text.length,
  ];
  return places
    .slice(1)
    .map((end, index) => text.slice(places[index], end))
    .filter((part) => part !== '');
}

/** The value of arguments as text; the text itself where it is no JSON. */
export function argumentsValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
