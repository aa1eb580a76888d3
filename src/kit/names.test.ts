/** Finding the name that was meant. */
import { describe, expect, it } from 'vitest';
import { nearestName, unknownName } from './names.ts';

const valid = ['tampering', 'exfiltration-transfer'];

describe('nearestName', () => {
  it.each([
    ['tamperng', 'tampering'],
    ['Tampering', 'tampering'],
    ['exfiltration', 'exfiltration-transfer'],
    ['exfiltration_transfer', 'exfiltration-transfer'],
  ])('%s is near %s', (asked, expected) => {
    expect(nearestName(asked, valid)).toBe(expected);
  });

  it('offers nothing for what is near to nothing', () => {
    expect(nearestName('zzzzzzzzzzzz', valid)).toBeUndefined();
    expect(nearestName('x', [])).toBeUndefined();
    expect(nearestName('xy', ['ab', 'cd'])).toBeUndefined();
  });

  it('takes the first of equally near names', () => {
    expect(nearestName('bat', ['cat', 'hat'])).toBe('cat');
  });

  it('stays cheap for hostile names', () => {
    expect(nearestName('x'.repeat(5_000_000), valid)).toBeUndefined();
  });
});

describe('unknownName', () => {
  it('lists what is valid and says which is nearest', () => {
    const error = unknownName('scenario', 'tamperng', valid);
    expect(error.code).toBe('unknown-name');
    expect(error.exitCode).toBe(2);
    expect(error.message).toBe('there is no scenario "tamperng"');
    expect(error.remedy).toBe('Did you mean "tampering"? Valid: tampering, exfiltration-transfer.');
    expect(error.data).toEqual({ kind: 'scenario', name: 'tamperng', valid, nearest: 'tampering' });
  });

  it('says nothing of a nearest name where none is near, and clips long names', () => {
    const error = unknownName('scenario', 'q'.repeat(1000), valid);
    expect(error.remedy).toBe('Valid: tampering, exfiltration-transfer.');
    expect(error.message.length).toBeLessThan(120);
    expect(error.data.nearest).toBeNull();
  });
});
