/** Records: every kind to bytes and back, and what is refused; changes of keys; payloads; bundles. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../kit/canonical.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { decodeBundle, encodeBundle, readBundle } from '../formats/bundle.ts';
import { keyTypes, newSignerKey } from '../formats/keys.ts';
import { drafts, everyKind, logKey, ORIGIN, seedOf } from '../sample-log.conformance.ts';
import { followingKey, signKeyChange } from './key-change.ts';
import { payloadPath, payloadState, saltPayload } from './payloads.ts';
import { checkDraft, decodeRecord, encodeRecord } from './record.ts';

const digest = `sha256:${'0'.repeat(64)}` as const;
const all = drafts(everyKind({ digest, bytes: 1 }));
const [first] = all;
if (first === undefined) throw new Error('there is a first one');
const valid: Readonly<Record<string, unknown>> = { ...first, v: 1, epoch: 1 };

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (thrown) {
    if (!(thrown instanceof OffswitchError)) throw thrown;
    expect(thrown.message).toMatch(/^here: /);
    return thrown.code;
  }
}

it('every kind is written and read back', () => {
  for (const draft of all) {
    const entry = encodeRecord(checkDraft(draft, 'here'), 7);
    expect(decodeRecord(entry, 'here')).toEqual({ ...draft, v: 1, epoch: 7 });
    expect(entry.toString()).toBe(canonical({ ...draft, v: 1, epoch: 7 }));
  }
});

describe('an entry is refused', () => {
  it.each([
    ['another version', { ...valid, v: 2 }],
    ['an unknown kind', { ...valid, kind: 'confession' }],
    ['a kind of another language', { ...valid, kind: 'constructor' }],
    ['a member more', { ...valid, more: 1 }],
    ['a member fewer', { ...valid, wall: undefined }],
    ['a member more in its body', { ...valid, body: { ...first.body, more: 1 } }],
    ['no body', { ...valid, body: null }],
    ['a number with a fraction', { ...valid, mono_us: 0.5 }],
    ['a number below one', { ...valid, channel_seq: 0 }],
    ['a time without a zone', { ...valid, wall: '2026-11-26T12:00:00' }],
    ['half a character', { ...valid, claimed: 'x\ud800' }],
    [
      'a text for a list',
      {
        ...valid,
        kind: 'decision',
        body: {
          of: 'i',
          verdict: 'allow',
          applied: true,
          layer: 'policy',
          policy_digest: digest,
          reasons: [],
          errors: 'e',
        },
      },
    ],
  ])('%s', (_, value) => {
    expect(codeOf(() => decodeRecord(Buffer.from(canonical(value)), 'here'))).toBe('bad-record');
  });

  it.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['JSON with a space', `${canonical(valid)} `],
    ['members in another order', JSON.stringify(valid)],
    ['an escape that is not needed', canonical(valid).replace('agent one', '\\u0061gent one')],
    ['a member twice', canonical(valid).replace('{', '{"body":{},')],
  ])('%s', (_, text) => {
    expect(codeOf(() => decodeRecord(Buffer.from(text), 'here'))).toBe('bad-record');
  });

  it('bytes that are no UTF-8, also where as many characters take their place', () => {
    const text = Buffer.from(canonical({ ...valid, claimed: 'abc' }));
    const at = text.indexOf('abc');
    Buffer.from([0xf0, 0x9f, 0x98]).copy(text, at);
    expect(codeOf(() => decodeRecord(text, 'here'))).toBe('bad-record');
  });

  it('not for a backslash before what looks like half a character', () => {
    const record = { ...valid, claimed: '\\ud800' };
    expect(decodeRecord(Buffer.from(canonical(record)), 'here')).toEqual(record);
  });
});

it('a key follows another where both sign, and no otherwise', () => {
  const next = newSignerKey(ORIGIN, keyTypes.note, seedOf(3));
  const body = signKeyChange(logKey, next);
  expect(followingKey(body, logKey)).toMatchObject({ id: next.id });
  const stranger = newSignerKey(ORIGIN, keyTypes.note, seedOf(4));
  const wrong = [
    { ...body, signed_by_old: body.signed_by_new },
    { ...body, signed_by_new: body.signed_by_old },
    { ...body, signed_by_old: signKeyChange(stranger, next).signed_by_old },
    { ...body, new: signKeyChange(logKey, stranger).new },
    { ...body, new: 'nonsense' },
    signKeyChange(stranger, next),
    signKeyChange(logKey, newSignerKey('example.com/other', keyTypes.note, seedOf(3))),
    signKeyChange(logKey, newSignerKey(ORIGIN, keyTypes.cosignature, seedOf(3))),
  ];
  for (const one of wrong) expect(followingKey(one, logKey)).toBeUndefined();
});

it('a payload has another digest each time, and is present, absent or altered', () => {
  const [one, two] = [saltPayload(Buffer.from('x')), saltPayload(Buffer.from('x'))];
  expect(one.reference.digest).not.toBe(two.reference.digest);
  expect(payloadPath(one.reference.digest)).toMatch(/^payloads\/([0-9a-f]{2})\/\1[0-9a-f]{62}$/);
  expect(payloadState(() => one.bytes, one.reference)).toBe('present');
  expect(payloadState(() => undefined, one.reference)).toBe('absent');
  expect(payloadState(() => two.bytes, one.reference)).toBe('altered');
  expect(payloadState(() => one.bytes, { ...one.reference, bytes: 2 })).toBe('altered');
});

it('bundles come apart as they were put together, and are refused cut or with another number', () => {
  const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 });
  fc.assert(
    fc.property(entries, fc.nat(6000), (some, cut) => {
      const buffers = some.map((entry) => Buffer.from(entry));
      const bytes = encodeBundle(buffers);
      expect(decodeBundle(bytes, some.length, 'here')).toEqual(buffers);
      expect(codeOf(() => decodeBundle(bytes, some.length + 1, 'here'))).toBe('bad-tile');
      expect(codeOf(() => decodeBundle(Buffer.concat([bytes, Buffer.of(0)]), some.length, 'here'))).toBe(
        'bad-tile',
      );
      const part = readBundle(bytes.subarray(0, cut));
      expect(part.entries).toEqual(buffers.slice(0, part.entries.length));
      expect(part.whole).toBeLessThanOrEqual(cut);
    }),
  );
});
