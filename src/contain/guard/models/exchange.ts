/** Requests of agents to models that are under way: what the broker carries out, and where the answer goes. */
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Asked } from '../../../gateway/asked.ts';
import type { Forwarding } from '../../../gateway/forward.ts';
import { OffswitchError } from '../../../kit/errors.ts';

/** The arguments of the effect: all that is sent stands in them. */
export const requestArguments = z.strictObject({
  exchange: z.string(),
  model: z.string(),
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  streams: z.boolean(),
  /** Counts tokens, and asks no model. */
  counts: z.boolean(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  isOpen: z.boolean(),
  providerRun: z.array(z.string()),
  body: z.string(),
});

export type RequestArguments = z.infer<typeof requestArguments>;

export interface Exchange {
  /** As `models.NAME`. */
  readonly model: string;
  readonly agent: string;
  readonly given: RequestArguments;
  readonly response: ServerResponse;
  forwarding?: Forwarding;
}

/** A token has a few bytes; how many, only the provider knows. */
const BYTES_PER_TOKEN = 4;

export function tokensOf(bytes: number): number {
  return Math.ceil(bytes / BYTES_PER_TOKEN);
}

/** What a request without a bound counts as to policies: more than models say at once. */
const UNBOUNDED = 1_000_000;

export function argumentsFor(
  exchange: string,
  { endpoint, request, headers, body }: Asked,
): RequestArguments {
  const { model, streams, outputTokens, providerRun } = request;
  const counts = endpoint.does === 'count-tokens';
  return {
    ...{ exchange, model, path: endpoint.path, headers, streams, counts },
    inputTokens: counts ? 0 : tokensOf(Buffer.byteLength(body)),
    outputTokens: outputTokens ?? UNBOUNDED,
    isOpen: outputTokens === undefined,
    providerRun: [...providerRun],
    body,
  };
}

/** Why a request is not made; it stands in the log, and the agent never sees it. */
export function refused(what: string): OffswitchError {
  return new OffswitchError('bad-request', what, 'guard.yaml says what an agent may ask of which model.');
}
