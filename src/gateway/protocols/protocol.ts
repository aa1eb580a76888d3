/** What a protocol of model providers is, from the server's side: what is asked for, and what an answer tells. */
import type { Json } from '../../kit/canonical.ts';

export const protocolNames = ['anthropic', 'openai-chat', 'openai-responses', 'google'] as const;
export type ProtocolName = (typeof protocolNames)[number];

/** One of the few places that are served, as the path of a request names it. */
export interface Endpoint {
  readonly does: 'generate' | 'count-tokens';
  /** What follows the provider's base address, query included. */
  readonly path: string;
  /** Named by the path, where the body does not name it. */
  readonly model?: string;
  readonly streams?: boolean;
}

/** What matters of a request; everything else passes as it is. */
export interface ModelRequest {
  readonly model: string;
  readonly streams: boolean;
  /** The most output tokens it may lead to; undefined where it sets no bound. */
  readonly outputTokens: number | undefined;
  /**
   * What the provider would do by itself beyond answering: tools that it runs, addresses that it fetches, content that
   * it keeps. By type of the tool or name of the member. Whatever is not known to be harmless is among them.
   */
  readonly providerRun: readonly string[];
}

/** What is known of an answer so far. */
export interface Reading {
  /** As the provider calls it. */
  readonly model?: string;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** The provider has said that nothing more comes. */
  readonly isWhole: boolean;
}

export interface Protocol {
  readonly name: ProtocolName;
  /** Where the key stands. */
  readonly key: { readonly header: string; readonly prefix: string };
  /** Of the client, beside what every protocol has: they go on to the provider. */
  readonly requestHeaders: readonly string[];
  /** `path` is what follows the base address that a client was given. Undefined: it is not served. */
  endpointOf(path: string, query: URLSearchParams): Endpoint | undefined;
  /** The provider's base address, for what `Endpoint.path` follows. */
  baseOf(url: string): string;
  /** Errors: `bad-request`. */
  read(
    body: Readonly<Record<string, unknown>>,
    endpoint: Endpoint,
    headers: Readonly<Record<string, string>>,
  ): ModelRequest;
  /** What one event of a stream, or a whole answer, adds. */
  learn(before: Reading, event: unknown): Reading;
  /** The event that ends a stream and is no JSON. */
  readonly closing?: string;
  /** Body of an error. */
  error(status: number, message: string): Json;
}
