/** `offswitch prices`: the price table, in a form that can be edited and given back with --prices. */

import { OffswitchError } from '../kit/errors.ts';
import { unknownName } from '../kit/names.ts';
import { findPrice } from '../measure/metering/prices/pricing.ts';
import { type PriceRow, pricesSchema } from '../measure/metering/prices/schema.ts';
import { grid } from '../measure/report/grid.ts';
import { type CostOptions, pricesFor } from './spending.ts';
import { print, printDocument, printJson, terminalWidth } from './terminal.ts';

export async function prices(
  model: string | undefined,
  options: CostOptions & { readonly json?: boolean; readonly yaml?: boolean },
): Promise<void> {
  if (options.json && options.yaml)
    throw new OffswitchError('bad-flag', '--json and --yaml ask for different forms', 'Give one of them.');
  const table = await pricesFor(options);
  const found = model === undefined ? inForce(table) : rowsFor(table, model);
  // The members in the order of the form, whoever wrote the row.
  const { prices: rows } = pricesSchema.parse({ prices: found });
  if (options.json) return printJson({ prices: rows });
  if (options.yaml) {
    const { stringify } = await import('yaml');
    return printDocument(stringify({ prices: rows }));
  }
  print(tableText(rows));
}

/** A row of a file stands for ours of the same model. */
function inForce(table: readonly (readonly PriceRow[])[]): readonly PriceRow[] {
  const rows = new Map<string, PriceRow>();
  for (const row of table.flat()) {
    const name = `${row.provider}:${row.model}`;
    if (!rows.has(name)) rows.set(name, row);
  }
  return [...rows.values()];
}

/** By an agent's id (`openai:gpt-5.2`), or by a model's name alone. Errors: `unknown-name`. */
function rowsFor(table: readonly (readonly PriceRow[])[], model: string): readonly PriceRow[] {
  const rows = inForce(table);
  const providers = new Set(rows.map(({ provider }) => provider));
  const ids = [model, ...[...providers].map((provider) => `${provider}:${model}`)];
  const found = new Set(ids.flatMap((id) => findPrice(table, { id, parameters: {} })?.row ?? []));
  if (found.size === 0)
    throw unknownName(
      'model with a known price',
      model,
      rows.map((row) => `${row.provider}:${row.model}`),
    );
  return [...found];
}

const HEADER = ['model', 'input', 'cached', 'cache write', 'output', 'as of', 'source'];

function tableText(rows: readonly PriceRow[]): readonly string[] {
  const lines = rows.flatMap((row) => [
    [`${row.provider}:${row.model}`, ...ratesText(row), row.asOf, row.source],
    ...(row.tiers ?? []).map((tier) => [
      `  above ${tier.abovePromptTokens.toLocaleString('en-US')} prompt tokens`,
      ...ratesText(tier),
      '',
      '',
    ]),
  ]);
  return [
    'US dollars per million tokens, as of the day given; check them at the source.',
    '',
    ...grid(HEADER, lines, terminalWidth()).split('\n'),
    '',
    'To change or add prices: offswitch prices --yaml > prices.yaml, edit it, and give --prices prices.yaml.',
  ];
}

function ratesText(
  rates: Omit<PriceRow, 'provider' | 'model' | 'currency' | 'asOf' | 'source' | 'tiers'>,
): string[] {
  const { inputPerMillion, cachedInputPerMillion = '', cacheWritePerMillion = '', outputPerMillion } = rates;
  return [inputPerMillion, cachedInputPerMillion, cacheWritePerMillion, outputPerMillion];
}
