/** Trust policies: quorums as written, and every line that cannot be meant. */
import { describe, expect, it } from 'vitest';
import { OffswitchError } from '../../kit/errors.ts';
import { logKey, seedOf, witnessKey } from '../sample-log.conformance.ts';
import { parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { cosign, withCosignatures } from './cosignature.ts';
import { formatVerifierKey, keyTypes } from './keys.ts';
import { parsePolicy, satisfies } from './policy.ts';

const LOG = formatVerifierKey(logKey);
/** Of either kind. */
const mixedKey = (number: number) =>
  witnessKey(number, number % 2 === 0 ? keyTypes.mlDsaCosignature : keyTypes.cosignature);
const keys = [1, 2, 3, 4, 5, 6].map(mixedKey);
const [W1, W2] = keys.map(formatVerifierKey);

/** A checkpoint that the log signed and these witnesses cosigned. */
function cosignedBy(...numbers: readonly number[]) {
  const made = parseCheckpoint(signCheckpoint({ size: 1, root: seedOf(3) }, logKey), 'made');
  const cosignatures = numbers.map((number) => cosign(made, 1, mixedKey(number)));
  return parseCheckpoint(withCosignatures(made, cosignatures), 'made');
}

it('two levels of groups, as in the example of the specification', () => {
  const names = ['X1', 'X2', 'X3', 'Y1', 'Y2', 'Y3'];
  const policy = parsePolicy(
    [
      `log ${LOG}`,
      '',
      ...names.map((name, at) => `\twitness  ${name} ${formatVerifierKey(mixedKey(at + 1))}`),
      '  # both organisations',
      'group X-witnesses 2 X1 X2 X3',
      'group Y-witnesses any Y1 Y2 Y3',
      'group X-and-Y all X-witnesses Y-witnesses',
      'quorum X-and-Y',
    ].join('\n'),
    'policy',
  );
  const reached = (...numbers: readonly number[]) => satisfies(cosignedBy(...numbers), policy).ok;
  expect([reached(1, 2, 4), reached(2, 3, 6), reached(1, 2, 3, 4, 5, 6)]).toEqual([true, true, true]);
  expect([reached(), reached(1, 2), reached(1, 4), reached(4, 5, 6), reached(1, 1, 4)]).toEqual(
    Array(5).fill(false),
  );
  expect(satisfies(cosignedBy(1), policy)).toMatchObject({ why: expect.stringContaining('X1') });
});

it('a witness alone, and none', () => {
  const alone = parsePolicy(
    `log ${LOG} https://log.example\nwitness a ${W1} http://127.0.0.1:1\nquorum a\n`,
    'policy',
  );
  expect(alone.witnesses).toMatchObject([{ name: 'a', url: 'http://127.0.0.1:1' }]);
  expect([satisfies(cosignedBy(1), alone).ok, satisfies(cosignedBy(2), alone).ok]).toEqual([true, false]);
  expect(satisfies(cosignedBy(), parsePolicy(`log ${LOG}\nquorum none`, 'policy'))).toEqual({ ok: true });
  expect(satisfies(cosignedBy(1), parsePolicy(`witness a ${W1}\nquorum a`, 'policy')).ok).toBe(false);
});

describe('lines that cannot be meant', () => {
  it.each([
    ['no quorum', `log ${LOG}`],
    ['two quorums', 'quorum none\nquorum none'],
    ['a quorum that is not defined', 'quorum a'],
    ['a quorum defined below', `quorum a\nwitness a ${W1}`],
    ['a group of nobody', 'group g any\nquorum g'],
    ['a threshold of nothing', `witness a ${W1}\ngroup g 0 a\nquorum g`],
    ['a threshold of too many', `witness a ${W1}\ngroup g 2 a\nquorum g`],
    ['a threshold in words', `witness a ${W1}\ngroup g most a\nquorum g`],
    ['a member of two groups', `witness a ${W1}\ngroup g any a\ngroup h any a\nquorum h`],
    ['a member twice', `witness a ${W1}\ngroup g 2 a a\nquorum g`],
    ['a witness twice', `witness a ${W1}\nwitness b ${W1}\nquorum a`],
    ['a name twice', `witness a ${W1}\nwitness a ${W2}\nquorum a`],
    ['the name none', `witness none ${W1}\nquorum none`],
    ['a log twice', `log ${LOG}\nlog ${LOG}\nquorum none`],
    ['the key of a witness for a log', `log ${W1}\nquorum none`],
    ['the key of a log for a witness', `witness a ${LOG}\nquorum a`],
    ['an address of another kind', `witness a ${W1} ftp://x\nquorum a`],
    ['another word', 'trust me\nquorum none'],
    ['a control character', 'quorum none\r\n'],
  ])('%s', (_, text) => {
    try {
      parsePolicy(text, 'policy');
      expect.unreachable();
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(OffswitchError);
      expect(thrown).toMatchObject({
        code: 'bad-policy',
        message: expect.stringMatching(/^policy(?::\d+)?: /),
      });
    }
  });
});
