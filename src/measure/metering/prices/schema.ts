/** What a price row is, and the form of a price file. */
import { z } from 'zod';
import { DECIMAL } from './money.ts';

/** Prices per million tokens, in US dollars, as decimal texts: numbers of a YAML file are read as the text they are. */
const price = z
  .union([z.string(), z.number()], 'expected a price such as "1.25"')
  .transform(String)
  .refine((text) => DECIMAL.test(text), 'must be dollars with at most six decimals, such as "1.25"');

const rates = {
  inputPerMillion: price,
  /** Of prompt tokens read from the provider's cache. Missing: not known. */
  cachedInputPerMillion: price.exactOptional(),
  /** Of prompt tokens written to the provider's cache. Missing: not known. */
  cacheWritePerMillion: price.exactOptional(),
  outputPerMillion: price,
};

const name = z.string().min(1).max(200);

const rowSchema = z.strictObject({
  provider: name,
  model: name,
  ...rates,
  currency: z.literal('USD').default('USD'),
  /** Other prices for a call whose prompt has more tokens than this; they hold for all tokens of the call. */
  tiers: z
    .array(z.strictObject({ abovePromptTokens: z.int().min(1), ...rates }))
    .min(1)
    .exactOptional(),
  /** The day on which the price was known. */
  asOf: z.iso.date(),
  /** Where it is listed. */
  source: z.string().min(1).max(500),
});

export const pricesSchema = z.strictObject({
  prices: z.array(rowSchema).superRefine((rows, context) => {
    const seen = new Set<string>();
    for (const [index, { provider, model }] of rows.entries()) {
      const row = `${provider}\n${model}`;
      if (seen.has(row))
        context.addIssue({ code: 'custom', path: [index], message: `${provider} ${model} stands twice` });
      seen.add(row);
    }
  }),
});

/** What tokens of a kind cost, in US dollars per million. */
export interface Rates {
  readonly inputPerMillion: string;
  readonly cachedInputPerMillion?: string;
  readonly cacheWritePerMillion?: string;
  readonly outputPerMillion: string;
}

export interface PriceRow extends Rates {
  readonly provider: string;
  /** The model's id; a date after it is the same model. */
  readonly model: string;
  readonly currency: 'USD';
  readonly tiers?: readonly (Rates & { readonly abovePromptTokens: number })[];
  readonly asOf: string;
  readonly source: string;
}
