/** Every published number says where it is from and how sure it is. */
import { expect, it } from 'vitest';
import { type PublishedRate, paperModels } from './paper-rates.ts';

const numbers = Object.entries(paperModels).flatMap(([name, model]) =>
  [
    model.misrepresentation,
    model.tampering,
    model.alignmentFaking,
    model.exfiltration,
    model.refusal,
    ...Object.values(model.deletionOnly ?? {}),
  ].flatMap((table) =>
    Object.values(table).flatMap((rates) =>
      Object.values(rates).map((rate: PublishedRate) => [name, rate] as const),
    ),
  ),
);

it('has more than a hundred numbers', () => {
  expect(numbers.length).toBeGreaterThan(100);
});

it('has a source and a mark at each, and no mean above its maximum', () => {
  for (const [name, { max, mean, source, sure }] of numbers) {
    expect(source, name).toMatch(/^(?:main|icml|blog)\b/);
    expect(['A', 'A/B', 'B', 'C']).toContain(sure);
    expect(max >= 0 && max <= 100, name).toBe(true);
    if (mean !== null) expect(mean, name).toBeLessThanOrEqual(max);
  }
});

it('does not tell the deletion family apart where both are published together', () => {
  for (const { exfiltration, refusal, deletionOnly } of Object.values(paperModels)) {
    for (const target of ['peer', 'self'] as const) {
      for (const relationship of Object.keys(deletionOnly?.exfiltration[target] ?? {}))
        expect(exfiltration[target]).not.toHaveProperty(relationship);
      for (const relationship of Object.keys(deletionOnly?.refusal[target] ?? {}))
        expect(refusal[target]).not.toHaveProperty(relationship);
    }
  }
});
