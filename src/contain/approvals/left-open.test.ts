/** What a guard was killed with is closed and revealed at the next start, once, and counts for whoever had answered. */
import { describe, expect, it } from 'vitest';
import { hashText } from '../../kit/hash.ts';
import type { Saying } from '../../notary/records/record.ts';
import { canarySecrets } from './canary-secrets.ts';
import { leftOpen } from './left-open.ts';
import { createPast } from './people/vigilance.ts';

const secrets = canarySecrets('the key of this guard');

function request(id: string): Saying {
  const digest = hashText(id);
  return {
    kind: 'approval.request',
    body: {
      ...{ id, class: 'effect.write', requester: 'atlas', people: ['ana', 'ben'], needed: 2, goes: 'denied' },
      ...{ shown: null, effect_digest: digest, shown_digest: digest, policy_digest: digest },
      ...{ precondition_digest: digest, nonce: id, expires: '2030-01-01T00:00:00Z' },
    },
  };
}

function commit(id: string, canary: boolean, by = secrets): Saying {
  return { kind: 'canary.commit', body: { id, commitment: by(id, canary).reference.digest } };
}

function response(of: string, by: string, approved: boolean): Saying {
  const body = { of, approved, by, credential: 'ssh', shown_digest: hashText(of), viewed_ms: 9000 } as const;
  return { kind: 'approval.response', body: { ...body, proof: null } };
}

function close(of: string, canary: boolean): Saying {
  return { kind: 'approval.close', body: { of, outcome: 'refused', by: ['ana'], canary, why: 'no' } };
}

function pastOf(...sayings: readonly Saying[]) {
  const past = createPast();
  for (const saying of sayings) past.take(saying, 0);
  return past;
}

function told({ sayings }: ReturnType<typeof leftOpen>): readonly unknown[] {
  return sayings.map(({ kind, body }) => [
    kind,
    'of' in body ? body.of : undefined,
    'canary' in body ? body.canary : undefined,
  ]);
}

describe('killed', () => {
  it('while a canary and a real request are open: both are closed as what they are, and revealed', () => {
    const past = pastOf(
      ...[request('real'), commit('real', false), request('trap'), commit('trap', true)],
      response('trap', 'ana', true),
      response('real', 'ben', false),
    );
    const left = leftOpen(past, secrets);
    expect(told(left)).toEqual([
      ['approval.close', 'real', false],
      ['approval.close', 'trap', true],
      ['canary.reveal', 'real', undefined],
      ['canary.reveal', 'trap', undefined],
    ]);
    expect(left.payloads.map(({ bytes }) => JSON.parse(bytes.subarray(32).toString()))).toEqual([
      { request: 'real', canary: false },
      { request: 'trap', canary: true },
    ]);
    for (const [at, reveal] of left.sayings.slice(2).entries())
      expect(reveal.kind === 'canary.reveal' && reveal.body.content).toEqual(left.payloads[at]?.reference);
    for (const saying of left.sayings) past.take(saying, 0);
    expect(past.person('ana')).toMatchObject({ approved: 0, canaries: { refused: 0, approved: 1 } });
    expect(past.person('ben')).toMatchObject({ denied: 1, canaries: { refused: 0, approved: 0 } });
    expect(leftOpen(past, secrets)).toEqual({ sayings: [], payloads: [], unknown: [] });
  });

  it('between the end of a canary and its reveal: only the reveal is missing', () => {
    const past = pastOf(request('trap'), commit('trap', true), close('trap', true));
    expect(told(leftOpen(past, secrets))).toEqual([['canary.reveal', 'trap', undefined]]);
  });

  it('and nothing is missing of what was revealed', () => {
    const reveal: Saying = {
      kind: 'canary.reveal',
      body: { of: 'trap', content: secrets('trap', true).reference },
    };
    expect(
      told(leftOpen(pastOf(request('trap'), commit('trap', true), close('trap', true), reveal), secrets)),
    ).toEqual([]);
  });
});

it.each([
  ['another key', canarySecrets('another key')],
  ['no key', undefined],
])('with %s it is closed, and said that nobody can say what it was', (_, key) => {
  const left = leftOpen(pastOf(request('trap'), commit('trap', true)), key);
  expect(told(left)).toEqual([['approval.close', 'trap', false]]);
  expect(left.unknown).toEqual(['trap']);
});

it('one key gives every request another salt, and neither answer shows', () => {
  const digests = ['one', 'two'].flatMap((id) =>
    [true, false].map((canary) => secrets(id, canary).reference.digest),
  );
  expect(new Set(digests).size).toBe(4);
});
