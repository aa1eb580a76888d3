import { describe, expect, it } from 'vitest';
import { OffswitchError } from '../../../kit/errors.ts';
import { hashText } from '../../../kit/hash.ts';
import type { CastVote } from './cast.ts';
import { failuresInARow } from './judge-outage.ts';

const judge = { id: 'compatible:m', model: 'm', parameters: {}, frame: hashText('frame') };
function vote(failure?: unknown, tries = 1): CastVote {
  const call = { kind: 'call' as const, judge, relation: 'other' as const, asked: {}, tries };
  const asked = tries > 0;
  if (failure === undefined) return { call, rows: [], asked };
  return { call: { ...call, fault: 'no' }, rows: [], asked, failure };
}
const failed = new OffswitchError('provider-failed', 'HTTP status 500', 'Wait.', { failure: 'status' });
const refused = new OffswitchError('provider-refused', 'HTTP status 401', 'Check the key.', {});
const tooLong = new OffswitchError('provider-failed', 'too long', 'Shorten.', { failure: 'too-long' });

describe('failures in a row', () => {
  it('are held back until one is answered, and kept then', () => {
    const row = failuresInARow<CastVote>(judge.id);
    const [one, two, three] = [vote(failed), vote(failed), vote()];
    expect(row.passed(one)).toEqual([]);
    expect(row.passed(two)).toEqual([]);
    expect(row.passed(three)).toEqual([one, two, three]);
    expect(row.rest()).toEqual([]);
  });

  it('are the result where the votes are at an end', () => {
    const row = failuresInARow<CastVote>(judge.id);
    const one = vote(new Error('fn failed'));
    row.passed(one);
    expect(row.rest()).toEqual([one]);
  });

  it('stop at the tenth', () => {
    const row = failuresInARow<CastVote>(judge.id);
    for (let count = 1; count < 10; count += 1) row.passed(vote(failed));
    expect(() => row.passed(vote(failed))).toThrow(expect.objectContaining({ code: 'provider-stopped' }));
  });

  it('stop at the first refusal, unless something was answered before', () => {
    expect(() => failuresInARow<CastVote>(judge.id).passed(vote(refused))).toThrow(refused);
    const row = failuresInARow<CastVote>(judge.id);
    row.passed(vote());
    for (let count = 1; count < 10; count += 1) row.passed(vote(refused));
    expect(() => row.passed(vote(refused))).toThrow(refused);
  });

  it('do not stop at a 403, which may be moderation of one prompt', () => {
    const moderated = new OffswitchError('provider-refused', 'HTTP status 403', 'No.', { status: 403 });
    const row = failuresInARow<CastVote>(judge.id);
    expect(row.passed(vote(moderated))).toEqual([]);
    expect(row.passed(vote())).toHaveLength(2);
  });

  it('stop at once for what is set up wrongly', () => {
    const setup = new OffswitchError('provider-setup', 'takes no temperature', 'Unset it.', {});
    const row = failuresInARow<CastVote>(judge.id);
    row.passed(vote());
    expect(() => row.passed(vote(setup))).toThrow(setup);
  });

  it('do not count what concerns one transcript, nor votes in which nothing was asked', () => {
    const row = failuresInARow<CastVote>(judge.id);
    for (let count = 0; count < 20; count += 1) {
      const long = vote(tooLong);
      expect(row.passed(long)).toEqual([long]);
      const empty = vote(undefined, 0);
      expect(row.passed(empty)).toEqual([empty]);
    }
    row.passed(vote(failed));
    row.passed(vote(undefined, 0));
    expect(row.rest()).toHaveLength(1);
  });
});
