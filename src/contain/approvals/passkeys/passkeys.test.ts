/** Passkeys: who gets one, and what counts as a signature of theirs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { softPasskey } from '../../../../test/support/authenticator.ts';
import { testFolder } from '../../../../test/support/folder.ts';
import { hashText } from '../../../kit/hash.ts';
import { challengeOf } from './assertion.ts';
import { openPasskeyFile } from './passkey-file.ts';
import { createPasskeys } from './passkeys.ts';
import { passkeyBegun, passkeyConfirmed, passkeyStatement, passkeysList } from './requests.ts';

const folder = testFolder();
const ORIGIN = 'http://localhost:4680';
const claims = { origin: ORIGIN, rp: 'localhost', isVerified: true, counter: 0 };
const STATEMENT = '{"approve":true,"request":"a1"}';

/** In place of SSH: a key of a person, and what it signed. */
let keys: Map<string, string>;
let now: number;
let recorded: string[];
let path: string;
let count = 0;

beforeEach(() => {
  keys = new Map([
    ['ana', 'key-1'],
    ['ben', 'key-2'],
  ]);
  now = Date.parse('2026-11-26T12:00:00Z');
  recorded = [];
  count += 1;
  path = folder.file(`passkeys-${count}.json`);
});

const signed = (key: string | undefined, text: string) => hashText(JSON.stringify([key, text]));

function open() {
  return createPasskeys({
    file: openPasskeyFile(path),
    signers: {
      has: (person) => keys.has(person),
      hasSigned: async (person, text, signature) => signature === signed(keys.get(person), text),
    },
    now: () => now,
    record: async (digest) => {
      recorded.push(digest);
    },
  });
}

type Opened = ReturnType<typeof open>;

async function begin(passkeys: Opened, person = 'ana', origin = ORIGIN) {
  return passkeyBegun.parse(await passkeys.answer({ do: 'passkeys.begin', person, origin }));
}

async function register(passkeys: Opened, person = 'ana', passkey = softPasskey(claims)) {
  const { id, options } = await begin(passkeys, person);
  const response = passkey.create(options.challenge);
  const { statement } = passkeyStatement.parse(await passkeys.answer({ do: 'passkeys.made', id, response }));
  const signature = signed(keys.get(person), statement);
  const confirmed = await passkeys.answer({ do: 'passkeys.confirm', id, signature });
  expect(passkeyConfirmed.parse(confirmed)).toEqual({ person, passkey: passkey.id });
  return passkey;
}

async function listed(passkeys: Opened) {
  return passkeysList.parse(await passkeys.answer({ do: 'passkeys.list' })).passkeys;
}

describe('a registration', () => {
  it('counts once an SSH key of the person has signed for it, is in the log, and outlives a restart', async () => {
    const passkeys = open();
    const passkey = await register(passkeys);
    expect(recorded).toHaveLength(1);
    const again = open();
    expect(await listed(again)).toEqual([
      { person: 'ana', passkey: passkey.id, origin: ORIGIN, transports: ['internal'] },
    ]);
    expect(await again.verify('ana', STATEMENT, passkey.get(challengeOf(STATEMENT)))).toBe(true);
  });

  it('asks the browser for a person who is verified, and not for the passkey that they have', async () => {
    const passkeys = open();
    const passkey = await register(passkeys);
    const { options } = await begin(passkeys);
    expect(options.authenticatorSelection?.userVerification).toBe('required');
    expect(options.excludeCredentials?.map(({ id }) => id)).toEqual([passkey.id]);
    expect((await begin(passkeys, 'ben')).options.excludeCredentials).toEqual([]);
  });

  it('is refused for a name that the approvers file does not have', async () => {
    await expect(begin(open(), 'mallory')).rejects.toMatchObject({ code: 'unknown-name' });
  });

  it.each([
    ['by the key of somebody else', (statement: string) => signed('key-2', statement)],
    ['of another text', (statement: string) => signed('key-1', `${statement} `)],
    ['by nobody', () => 'nothing'],
  ])('is refused with a signature %s, and nothing is kept', async (_, sign) => {
    const passkeys = open();
    const { id, options } = await begin(passkeys);
    const response = softPasskey(claims).create(options.challenge);
    const { statement } = passkeyStatement.parse(
      await passkeys.answer({ do: 'passkeys.made', id, response }),
    );
    const answer = passkeys.answer({ do: 'passkeys.confirm', id, signature: sign(statement) });
    await expect(answer).rejects.toMatchObject({ code: 'bad-request' });
    expect(await listed(passkeys)).toEqual([]);
    expect(recorded).toEqual([]);
  });

  it.each([
    ['another challenge', { challenge: 'AAAA' }, {}],
    ['another page', {}, { origin: 'http://localhost:9999' }],
    ['another name', {}, { rp: 'example.com' }],
    ['a person who was not verified', {}, { isVerified: false }],
  ])('is refused for %s', async (_, { challenge }: { challenge?: string }, changes) => {
    const passkeys = open();
    const { id, options } = await begin(passkeys);
    const response = softPasskey(claims).create(challenge ?? options.challenge, changes);
    await expect(passkeys.answer({ do: 'passkeys.made', id, response })).rejects.toMatchObject({
      code: 'bad-request',
    });
  });

  it('is over after a quarter of an hour, and cannot be confirmed twice', async () => {
    const passkeys = open();
    const { id, options } = await begin(passkeys);
    const response = softPasskey(claims).create(options.challenge);
    const { statement } = passkeyStatement.parse(
      await passkeys.answer({ do: 'passkeys.made', id, response }),
    );
    const signature = signed('key-1', statement);
    now += 15 * 60_000;
    await expect(passkeys.answer({ do: 'passkeys.confirm', id, signature })).rejects.toMatchObject({
      code: 'bad-request',
    });
    now -= 15 * 60_000;
    await expect(passkeys.answer({ do: 'passkeys.confirm', id, signature })).rejects.toThrow('not begun');
  });

  it('cannot be begun without end', async () => {
    const passkeys = open();
    for (let number = 0; number < 100; number += 1) await begin(passkeys);
    await expect(begin(passkeys)).rejects.toThrow('too many');
    now += 15 * 60_000;
    await begin(passkeys);
  });
});

describe('a signature', () => {
  it.each([
    ['another statement', { over: '{"approve":true,"request":"a2"}' }, {}],
    ['the opposite answer', { over: STATEMENT.replace('true', 'false') }, {}],
    ['another page on the same machine', {}, { origin: 'http://localhost:4681' }],
    ['another name', {}, { rp: 'localhost.example.com' }],
    ['somebody who was present and not verified', {}, { isVerified: false }],
    ['a page inside another one', {}, { crossOrigin: true, origin: 'http://localhost:4681' }],
  ])('does not count from %s', async (_, { over = STATEMENT }: { over?: string }, changes) => {
    const passkeys = open();
    const passkey = await register(passkeys);
    expect(await passkeys.verify('ana', STATEMENT, passkey.get(challengeOf(over), changes))).toBe(false);
    expect(await passkeys.verify('ana', STATEMENT, passkey.get(challengeOf(STATEMENT)))).toBe(true);
  });

  it('counts for the person it belongs to alone', async () => {
    const passkeys = open();
    const passkey = await register(passkeys);
    const response = passkey.get(challengeOf(STATEMENT));
    expect(await passkeys.verify('ben', STATEMENT, response)).toBe(false);
    expect(await passkeys.verify('mallory', STATEMENT, response)).toBe(false);
  });

  it('does not count twice where the authenticator counts', async () => {
    const passkeys = open();
    const passkey = await register(passkeys);
    const response = passkey.get(challengeOf(STATEMENT), { counter: 1 });
    expect(await passkeys.verify('ana', STATEMENT, response)).toBe(true);
    expect(await passkeys.verify('ana', STATEMENT, response)).toBe(false);
    expect(await open().verify('ana', STATEMENT, response)).toBe(false);
    expect(await open().verify('ana', STATEMENT, passkey.get(challengeOf(STATEMENT), { counter: 2 }))).toBe(
      true,
    );
  });

  it('does not count any more once the SSH key that vouched for the passkey is not the person’s', async () => {
    const passkeys = open();
    const passkey = await register(passkeys);
    keys.set('ana', 'key-3');
    expect(await passkeys.verify('ana', STATEMENT, passkey.get(challengeOf(STATEMENT)))).toBe(false);
    keys.delete('ana');
    expect(await passkeys.verify('ana', STATEMENT, passkey.get(challengeOf(STATEMENT)))).toBe(false);
  });

  it('does not count once the passkey is taken away', async () => {
    const passkeys = open();
    const passkey = await register(passkeys);
    await passkeys.answer({ do: 'passkeys.remove', passkey: passkey.id });
    expect(await passkeys.verify('ana', STATEMENT, passkey.get(challengeOf(STATEMENT)))).toBe(false);
    await expect(passkeys.answer({ do: 'passkeys.remove', passkey: passkey.id })).rejects.toMatchObject({
      code: 'unknown-name',
    });
  });

  it('with one byte changed, cut, or of another shape, does not count', async () => {
    const passkeys = open();
    const passkey = await register(passkeys);
    const whole = passkey.get(challengeOf(STATEMENT));
    for (const member of ['clientDataJSON', 'authenticatorData', 'signature'] as const) {
      const bytes = Buffer.from(whole.response[member], 'base64url');
      // The outer length of a DER signature is passed over by its parser: what is signed, and by whom, is not in it.
      for (let at = member === 'signature' ? 2 : 0; at < bytes.length; at += 1) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 0x01;
        const response = { ...whole.response, [member]: changed.toString('base64url') };
        expect(await passkeys.verify('ana', STATEMENT, { ...whole, response }), `${member} ${at}`).toBe(
          false,
        );
      }
      const response = { ...whole.response, [member]: bytes.subarray(0, -1).toString('base64url') };
      expect(await passkeys.verify('ana', STATEMENT, { ...whole, response })).toBe(false);
    }
    for (const other of [
      undefined,
      null,
      1,
      'text',
      [],
      {},
      { ...whole, response: {} },
      { ...whole, id: '' },
    ])
      expect(await passkeys.verify('ana', STATEMENT, other)).toBe(false);
    expect(await passkeys.verify('ana', STATEMENT, whole)).toBe(true);
  });
});

describe('the file', () => {
  it('adds nobody who can write it and has no SSH key of a person', async () => {
    const passkeys = open();
    const passkey = await register(passkeys, 'ben');
    const file = JSON.parse(readFileSync(path, 'utf8'));
    const [mine] = file.passkeys;
    const statement = JSON.parse(mine.statement);
    const forged = [
      { ...mine, statement: mine.statement.replace('"ben"', '"ana"') },
      { ...mine, statement: JSON.stringify({ person: 'ana', ...statement }) },
      { ...mine, publicKey: Buffer.from('another key').toString('base64url') },
    ];
    for (const entry of forged) {
      writeFileSync(path, JSON.stringify({ version: 1, passkeys: [entry] }));
      const reopened = open();
      for (const person of ['ana', 'ben'])
        expect(await reopened.verify(person, STATEMENT, passkey.get(challengeOf(STATEMENT)))).toBe(false);
    }
  });

  it.each(['', '{', '[]', '{"version":2,"passkeys":[]}', '{"version":1,"passkeys":[{}]}'])(
    'is refused where it holds %j, and stays as it is',
    (text) => {
      writeFileSync(path, text);
      expect(open).toThrow(expect.objectContaining({ code: expect.stringMatching(/^bad-(json|config)$/) }));
      expect(readFileSync(path, 'utf8')).toBe(text);
    },
  );
});
