/** Prices: exact sums, the right row, and unknown where anything is missing. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it, test } from 'vitest';
import { dollars, dollarText, picosOf } from './money.ts';
import { costOfCall, costOfSum, findPrice } from './pricing.ts';
import { priceTable } from './read.ts';
import { type PriceRow, pricesSchema } from './schema.ts';
import { knownPrices } from './table.ts';

const row = (more: Partial<PriceRow> = {}): PriceRow => ({
  provider: 'maker',
  model: 'm-1',
  inputPerMillion: '1.25',
  outputPerMillion: '10',
  currency: 'USD',
  asOf: '2026-01-01',
  source: 'a list',
  ...more,
});

describe('money', () => {
  it('survives the way to text and back, exactly', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 14n), (micros) => {
        const picos = micros * 1_000_000n;
        expect(picosOf(dollars(picos))).toBe(picos);
      }),
    );
  });

  it.each(['', '-1', '1.', '.5', '1e3', '0.0000001', ' 1', '1,5', 'NaN', '1234567890'])(
    'refuses %j',
    (text) => expect(picosOf(text)).toBeUndefined(),
  );

  it('shows nothing as free that is not', () => {
    expect(dollarText(0n)).toBe('$0.0000');
    expect(dollarText(1n)).toBe('$0.0001');
    expect(dollarText(1_234_500_000_000n)).toBe('$1.2345');
    expect(dollarText(1_000_000_000_000_000n)).toBe('$1000.00');
  });
});

describe('costs', () => {
  it('add up over calls without drift', () => {
    const usage = { inputTokens: 3, cachedInputTokens: 1, outputTokens: 7 };
    const cheap = row({ inputPerMillion: '0.1', cachedInputPerMillion: '0.000001', outputPerMillion: '0.3' });
    const one = costOfCall(cheap, usage);
    expect(one).toBe(2n * 100_000n + 1n + 7n * 300_000n);
    let sum = 0n;
    for (let call = 0; call < 1000; call += 1) sum += one ?? 0n;
    expect(sum).toBe(
      costOfSum(cheap, { inputTokens: 3000, cachedInputTokens: 1000, outputTokens: 7000 }) ?? -1n,
    );
  });

  it('count reasoning among the output and prompts read from a cache at their own price', () => {
    const known = row({ cachedInputPerMillion: '0.125', cacheWritePerMillion: '2' });
    const usage = {
      inputTokens: 1_000_000,
      cachedInputTokens: 400_000,
      cacheWriteTokens: 100_000,
      outputTokens: 100_000,
      reasoningTokens: 90_000,
    };
    expect(dollars(costOfCall(known, usage) ?? 0n)).toBe('1.875');
  });

  it.each([
    ['no price of cached tokens', { inputTokens: 10, cachedInputTokens: 4, outputTokens: 1 }],
    ['no price of writes to the cache', { inputTokens: 10, cacheWriteTokens: 4, outputTokens: 1 }],
    [
      'counts that contradict each other',
      { inputTokens: 1, cachedInputTokens: 0, cacheWriteTokens: 2, outputTokens: 1 },
    ],
    ['fractions', { inputTokens: 1.5, outputTokens: 1 }],
  ])('are unknown with %s', (_, usage) => expect(costOfCall(row(), usage)).toBeUndefined());

  it('go by the length of the prompt of each call', () => {
    const tiered = row({
      tiers: [{ abovePromptTokens: 100, inputPerMillion: '2.5', outputPerMillion: '20' }],
    });
    expect(costOfCall(tiered, { inputTokens: 100, outputTokens: 1 })).toBe(135_000_000n);
    expect(costOfCall(tiered, { inputTokens: 101, outputTokens: 1 })).toBe(272_500_000n);
    expect(costOfSum(tiered, { inputTokens: 100, outputTokens: 1 })).toBe(135_000_000n);
    expect(costOfSum(tiered, { inputTokens: 101, outputTokens: 1 })).toBeUndefined();
  });
});

describe('finding a row', () => {
  const table = [[row(), row({ model: 'm-1-mini' })]];
  const agent = (name: string) => ({ id: `maker:${name}`, parameters: {} });

  it.each(['m-1', 'm-1-2025-12-11', 'm-1-20251211', 'm-1@20251211', 'm-1-0709'])('%s is m-1', (name) => {
    expect(findPrice(table, agent(name))).toMatchObject({ row: { model: 'm-1' }, by: 'asked' });
  });

  it.each(['m-1-pro', 'm-10', 'm', 'm-1-mini-high'])('%s is unknown', (name) => {
    expect(findPrice(table, agent(name))).toBeUndefined();
  });

  it('goes by the model asked for, then by the one that was reported', () => {
    expect(findPrice(table, agent('m-1'), 'm-1-mini')).toMatchObject({ row: { model: 'm-1' }, by: 'asked' });
    expect(findPrice(table, agent('newest'), 'm-1-mini-2025-01-01')).toMatchObject({
      row: { model: 'm-1-mini' },
      by: 'reported',
    });
    expect(findPrice(table, { id: 'other:m-1', parameters: {} }, 'm-1')).toBeUndefined();
  });

  it('reads the model of a stored trial from its parameters', () => {
    const stored = { id: 'maker:thing?effort=high', parameters: { provider: 'x.chat', model: 'm-1' } };
    expect(findPrice(table, stored)).toMatchObject({ row: { model: 'm-1' } });
    const elsewhere = { id: 'reseller:m-1', parameters: { provider: 'maker.chat', model: 'm-1' } };
    expect(findPrice(table, elsewhere)).toBeUndefined();
    expect(findPrice(table, agent('m-1?effort=high'))).toMatchObject({ row: { model: 'm-1' } });
  });

  it('has no price for other servers, and none for programs', () => {
    for (const id of ['compatible:gpt-5.2', 'sim:honest', 'fn:./agent.ts'])
      expect(findPrice([knownPrices], { id, parameters: {} })).toBeUndefined();
  });
});

test('our own table has the form that files must have, and none of its models is another with a date', () => {
  expect(pricesSchema.parse({ prices: knownPrices }).prices).toEqual(knownPrices);
  for (const { provider, model } of knownPrices)
    expect(findPrice([knownPrices], { id: `${provider}:${model}`, parameters: {} })?.row.model).toBe(model);
});

describe('price files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'offswitch-prices-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (text: string) => {
    const path = join(folder, 'prices.yaml');
    writeFileSync(path, text);
    return path;
  };
  const line = (more: string) =>
    `prices:\n  - {provider: openai, model: gpt-5.2, ${more} outputPerMillion: 0.50, asOf: 2026-02-01, source: mine}\n`;

  it('go before ours; zero is a price', async () => {
    const table = await priceTable(file(line('inputPerMillion: 0,')));
    const found = findPrice(table, { id: 'openai:gpt-5.2-2025-12-11', parameters: {} });
    expect(found?.row).toMatchObject({ inputPerMillion: '0', outputPerMillion: '0.5', source: 'mine' });
    expect(findPrice(table, { id: 'openai:gpt-5.1', parameters: {} })?.row.asOf).toBe(knownPrices[0]?.asOf);
  });

  it.each([
    ['a missing price', line(''), 'prices.0.inputPerMillion'],
    ['a negative price', line('inputPerMillion: -1,'), 'prices.0.inputPerMillion'],
    ['a price too fine', line('inputPerMillion: 1e-9,'), 'prices.0.inputPerMillion'],
    ['a member unknown', line('inputPerMillion: 1, perImage: 2,'), 'prices.0'],
    [
      'a model twice',
      line('inputPerMillion: 1,') + line('inputPerMillion: 1,').replace('prices:\n', ''),
      'prices.1',
    ],
    ['another currency', line('inputPerMillion: 1, currency: EUR,'), 'prices.0.currency'],
    ['no YAML', 'prices: [', 'line 1'],
    ['an odd key', 'prices: []\n__proto__: 1\n', 'key'],
    ['another document', 'names: []\n', 'prices'],
  ])('%s is refused with file and row', async (_, text, place) => {
    await expect(priceTable(file(text))).rejects.toMatchObject({
      code: 'bad-prices',
      message: expect.stringMatching(new RegExp(`prices\\.yaml.*${place.replaceAll('.', '\\.')}`)),
    });
  });
});
