/** The approvers file: read as ssh-keygen reads it, a name is a person, and nobody else could have written it. */
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quickKey } from '../../../../test/support/ssh-keys.ts';
import { OffswitchError } from '../../../kit/errors.ts';
import { parseAllowedSigners } from './allowed-signers.ts';
import { readApprovers } from './approvers-file.ts';

const [one, two, three] = [quickKey(), quickKey(), quickKey()].map(({ line }) => line);
const parse = (text: string) =>
  parseAllowedSigners(text, (line, what) => new RangeError(`${line}: ${what}`)).map(({ name, keys }) => [
    name,
    keys.length,
  ]);

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'approvers-'));
}

function faultOf(path: string): unknown {
  try {
    readApprovers(path);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof OffswitchError)) throw thrown;
    return thrown.data.fault ?? thrown.code;
  }
}

describe('lines', () => {
  it('a person has any number of keys; comments, blank lines and options are read', () => {
    const text = [
      '# people',
      '',
      `ana ${one} ana@laptop`,
      `ana namespaces="git,offswitch-*",valid-after="20200101Z" ${two}`,
      `ben\tvalid-before=20990101 ${three}\r`,
    ].join('\n');
    expect(parse(text)).toEqual([
      ['ana', 2],
      ['ben', 1],
    ]);
  });

  it('a key for other purposes is none of an approver', () => {
    expect(parse(`ana namespaces="git,file" ${one}`)).toEqual([]);
    expect(parse(`ana namespaces="!offswitch-approval,git" ${one}`)).toEqual([]);
  });

  it.each([
    ['no key', 'ana', 'type of the key'],
    ['several people', `ana,ben ${one}`, 'one person'],
    ['a pattern', `*@example.com ${one}`, 'one person'],
    ['a key that is cut', `ana ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==`, 'ends too early'],
    ['another type than the key’s', `ana ecdsa-sha2-nistp256 ${one?.split(' ')[1]}`, 'of type ssh-ed25519'],
    ['a type that is not taken', `ana ssh-dss AAAAB3NzaC1kc3M=`, 'not taken'],
    ['what is not base64', 'ana ssh-ed25519 ####', 'base64'],
    ['an authority', `ana cert-authority ${one}`, 'certificates'],
    ['an unknown option', `ana verify-magic ${one}`, 'no option'],
    ['an option twice', `ana valid-after=20200101,valid-after=20210101 ${one}`, 'twice'],
    ['no time', `ana valid-before=20201340 ${one}`, 'no time'],
    ['a control character in the name', `a\u0007na ${one}`, 'one person'],
    ['a name that looks like another', `аna ${one}`, 'one person'],
  ])('%s: %s', (_, line, what) => {
    expect(() => parse(`\n${line}\n`)).toThrow(`2: `);
    expect(() => parse(`\n${line}\n`)).toThrow(what);
  });

  it('one key of two people, and two people who differ by case, are one', () => {
    expect(() => parse(`ana ${one}\nben ${one}`)).toThrow('that of ana');
    expect(() => parse(`ana ${one}\nAna ${two}`)).toThrow('case alone');
  });

  it('whatever stands in it, it is read or refused by its line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        try {
          parse(text);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(RangeError);
          expect(String(thrown)).toMatch(/RangeError: \d+: /);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the file', () => {
  it('is read where its owner alone can write it', () => {
    const path = join(folder(), 'approvers');
    writeFileSync(path, `ana ${one}\n`, { mode: 0o644 });
    expect(readApprovers(path).map(({ name }) => name)).toEqual(['ana']);
  });

  it.each([
    ['is writable by its group', 0o664],
    ['is writable by all', 0o646],
  ])('is refused where it %s', (_, mode) => {
    const path = join(folder(), 'approvers');
    writeFileSync(path, `ana ${one}\n`);
    chmodSync(path, mode);
    expect(faultOf(path)).toBe('writable');
  });

  it('is refused where a folder above it can be written, also behind a link', () => {
    const open = join(folder(), 'open');
    mkdirSync(open);
    writeFileSync(join(open, 'approvers'), `ana ${one}\n`);
    chmodSync(open, 0o777);
    expect(faultOf(join(open, 'approvers'))).toBe('writable');
    const link = join(folder(), 'link');
    symlinkSync(join(open, 'approvers'), link);
    expect(faultOf(link)).toBe('writable');
  });

  it('is refused with its place where it is empty, wrong or not there', () => {
    const path = join(folder(), 'approvers');
    expect(faultOf(path)).toBe('file-unreadable');
    writeFileSync(path, '# nobody yet\n');
    expect(faultOf(path)).toBe('empty');
    writeFileSync(path, `ana ${one}\nben nothing\n`);
    expect(faultOf(path)).toBe('line');
    expect(() => readApprovers(path)).toThrow(`${path}:2:`);
  });
});
