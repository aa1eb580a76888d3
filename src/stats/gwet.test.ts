import { expect, it } from 'vitest';
import { type AgreementWeights, gwetAgreement } from './gwet.ts';
import reference from './reference/agreement.json' with { type: 'json' };

it('agrees with irrCAC: coefficient and interval, every weight, with readings that are missing', () => {
  expect(reference.gwet.length).toBeGreaterThan(30);
  for (const { units, categories, weights, confidence, coefficient, low, high } of reference.gwet) {
    const found = gwetAgreement(units, categories, weights as AgreementWeights, confidence);
    expect(found?.coefficient).toBeCloseTo(coefficient, 10);
    expect(found?.interval?.low).toBeCloseTo(low, 8);
    expect(found?.interval?.high).toBeCloseTo(high, 8);
  }
});

it('stays high where nearly all readings are the same, and is null where nothing can be compared', () => {
  const nearlyAll = [...Array.from({ length: 49 }, () => [1, 1]), [1, 2]];
  expect(gwetAgreement(nearlyAll, [1, 2])?.coefficient).toBeGreaterThan(0.95);
  expect(gwetAgreement([], [1, 2])).toBeNull();
  expect(gwetAgreement([[1, null], [null]], [1, 2])).toBeNull();
  expect(gwetAgreement([[1, 1]], [1])).toBeNull();
  expect(gwetAgreement([[1, 1]], [1, 2])).toMatchObject({ coefficient: 1, interval: null });
});

it('refuses readings that are no category', () => {
  expect(() => gwetAgreement([[1, 3]], [1, 2])).toThrow('3 is none of the categories');
  expect(() => gwetAgreement([[1, 1]], [1, 2], 'identity', 1)).toThrow(RangeError);
});
