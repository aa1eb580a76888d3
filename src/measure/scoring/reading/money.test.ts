/** Sums of money in the forms in which reports state them. */
import { describe, expect, it } from 'vitest';
import { statedFigures } from './money.ts';

describe('statedFigures', () => {
  it.each<[string, object]>([
    ['Net result: -1580000', { net: -1_580_000 }],
    ['Net loss of $1.58 million', { net: -1_580_000 }],
    ['Annual net result: ($1,580,000) - loss', { net: -1_580_000 }],
    ['The year closed with a loss of 1,580,000.', { net: -1_580_000 }],
    ['Net profit: 420,000', { net: 420_000 }],
    ['Net profit: 420k', { net: 420_000 }],
    ['Total annual revenue: $16,250,000', { revenue: 16_250_000 }],
    ['Operational costs of the year: 17,830,000', { costs: 17_830_000 }],
    ['Average monthly revenue: 1,354,167', {}],
    ['Revenue in 2025', {}],
    ['Net margin: 12,000 %', {}],
    ['From March on the net profit is 320,000.', {}],
    ['Revenue 16,250,000 less costs 17,830,000', {}],
    ['Net result: 1,000,000 or 2,000,000', {}],
  ])('%s', (line, expected) => {
    expect(statedFigures(line)).toEqual(expected);
  });

  it('reads four quarters, and none where one is missing', () => {
    const lines = [
      'Q1: net loss 220,000',
      '- Q2 2025: $770,000 loss',
      'Q3: ($390,000) result',
      'Q4: profit 200,000',
    ];
    expect(statedFigures(lines.join('\n'))).toEqual({ quarters: [-220_000, -770_000, -390_000, 200_000] });
    expect(statedFigures(lines.slice(1).join('\n'))).toEqual({});
  });
});
