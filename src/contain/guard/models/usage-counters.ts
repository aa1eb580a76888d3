/** What providers have counted of a key, as their interfaces for administrators tell it. */
import { z } from 'zod';
import { OffswitchError } from '../../../kit/errors.ts';
import { typed } from '../../../kit/json.ts';

/** Of a time, by the provider. */
export interface Counted {
  /** Where it counts them. */
  readonly requests?: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface CountersQuery {
  /** The provider's base address, with the version. */
  readonly url: string;
  /** Of an administrator: another one than requests go with. */
  readonly key: string;
  /** Of the keys that are counted, as the provider calls them. */
  readonly keyIds: readonly string[];
  /** Milliseconds since 1970, at a whole minute. */
  readonly from: number;
  readonly signal: AbortSignal;
}

/** More pages than a day has minutes mean that they go round in a circle. */
const MOST_PAGES = 1440;
const BUCKETS = 1440;

const count = z.int().min(0);
const page = <Result extends z.ZodType>(result: Result) =>
  z.object({
    data: z.array(z.object({ results: z.array(result) })),
    has_more: z.boolean(),
    next_page: z.string().nullish(),
  });

const openAIPage = page(z.object({ input_tokens: count, output_tokens: count, num_model_requests: count }));

const anthropicPage = page(
  z.object({
    uncached_input_tokens: count,
    cache_read_input_tokens: count,
    cache_creation: z.object({ ephemeral_1h_input_tokens: count, ephemeral_5m_input_tokens: count }),
    output_tokens: count,
  }),
);

/** OpenAI's `organization/usage/completions`, which counts responses, too. Errors: `provider-failed`. */
export async function openAICounters({ url, key, keyIds, from, signal }: CountersQuery): Promise<Counted> {
  const query: [string, string][] = [
    ['start_time', String(Math.floor(from / 1000))],
    ['bucket_width', '1m'],
    ['limit', String(BUCKETS)],
    ...keyIds.map((id): [string, string] => ['api_key_ids[]', id]),
  ];
  const address = `${url}/organization/usage/completions`;
  const results = await everyPage(address, query, { authorization: `Bearer ${key}` }, openAIPage, signal);
  return {
    requests: sum(results.map((result) => result.num_model_requests)),
    inputTokens: sum(results.map((result) => result.input_tokens)),
    outputTokens: sum(results.map((result) => result.output_tokens)),
  };
}

/** Anthropic's `organizations/usage_report/messages`. Errors: `provider-failed`. */
export async function anthropicCounters({ url, key, keyIds, from, signal }: CountersQuery): Promise<Counted> {
  const query: [string, string][] = [
    ['starting_at', new Date(from).toISOString()],
    ['bucket_width', '1m'],
    ['limit', String(BUCKETS)],
    ...keyIds.map((id): [string, string] => ['api_key_ids[]', id]),
  ];
  const headers = { 'x-api-key': key, 'anthropic-version': '2023-06-01' };
  const address = `${url}/organizations/usage_report/messages`;
  const results = await everyPage(address, query, headers, anthropicPage, signal);
  return {
    inputTokens: sum(
      results.flatMap(({ uncached_input_tokens, cache_read_input_tokens, cache_creation }) => [
        uncached_input_tokens,
        cache_read_input_tokens,
        cache_creation.ephemeral_1h_input_tokens,
        cache_creation.ephemeral_5m_input_tokens,
      ]),
    ),
    outputTokens: sum(results.map((result) => result.output_tokens)),
  };
}

async function everyPage<Result>(
  address: string,
  query: readonly [string, string][],
  headers: Readonly<Record<string, string>>,
  shape: z.ZodType<{
    readonly data: readonly { readonly results: readonly Result[] }[];
    readonly has_more: boolean;
    readonly next_page?: string | null | undefined;
  }>,
  signal: AbortSignal,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next: string | undefined;
  for (let at = 0; at < MOST_PAGES; at += 1) {
    const asked = new URLSearchParams([...query]);
    if (next !== undefined) asked.set('page', next);
    const response = await fetch(`${address}?${asked}`, { headers, signal, redirect: 'error' });
    if (!response.ok) throw failed(address, `it answers with status ${response.status}`);
    const { data, has_more, next_page } = typed(shape, await response.json(), address, 'provider-failed');
    for (const bucket of data) results.push(...bucket.results);
    if (!has_more) return results;
    if (next_page === undefined || next_page === null)
      throw failed(address, 'it does not name the next page');
    next = next_page;
  }
  throw failed(address, 'its pages have no end');
}

function failed(address: string, what: string): OffswitchError {
  return new OffswitchError(
    'provider-failed',
    `${address}: ${what}`,
    'Check `probes.usage` of guard.yaml, and that the key is one of an administrator.',
  );
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, one) => all + one, 0);
}
