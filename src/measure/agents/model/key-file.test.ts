/** The key file: its form, who may own it, and that nothing of it is ever quoted. */
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../../../../test/support/folder.ts';
import { readKeyFile } from '../../../kit/key-file.ts';
import { withKeyFile } from './key-file.ts';

const folder = testFolder();

function keys(text: string, mode = 0o600, name = 'keys.env'): string {
  const path = folder.write(name, text);
  chmodSync(path, mode);
  return path;
}

describe('readKeyFile', () => {
  it('reads names and values, comments, quotes and export', () => {
    const text = [
      '# mine',
      '',
      'OPENAI_API_KEY=sk-one',
      'export ANTHROPIC_API_KEY = "two words # kept"',
      "XAI_API_KEY='three' # not kept",
      'MISTRAL_API_KEY=four # not kept\r',
      'EMPTY=',
    ].join('\n');
    expect(readKeyFile(keys(text))).toEqual({
      OPENAI_API_KEY: 'sk-one',
      ANTHROPIC_API_KEY: 'two words # kept',
      XAI_API_KEY: 'three',
      MISTRAL_API_KEY: 'four',
      EMPTY: '',
    });
  });

  it('gives back any value that was quoted', () => {
    const value = fc.string({ unit: 'grapheme-ascii' }).filter((text) => !/["\r\n]/.test(text));
    fc.assert(
      fc.property(value, (text) => {
        expect(readKeyFile(keys(`KEY="${text}"`))).toEqual({ KEY: text });
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    'planted-key',
    '=planted-key',
    '2KEY=planted-key',
    '__proto__=planted-key',
    '{"KEY":"planted-key"}',
  ])('refuses the line %s without quoting it', (line) => {
    const reading = () => readKeyFile(keys(`GOOD=1\n${line}\n`));
    expect(reading).toThrowError(
      expect.objectContaining({
        code: 'key-file',
        message: expect.stringMatching(/line 2 is not NAME=value/),
      }),
    );
    expect(reading).toThrowError(
      expect.objectContaining({ message: expect.not.stringContaining('planted') }),
    );
  });

  it.skipIf(process.platform === 'win32').each([0o640, 0o604, 0o660, 0o644, 0o610])(
    'refuses a file that others may use, mode %i',
    (mode) => {
      expect(() => readKeyFile(keys('KEY=1', mode))).toThrowError(
        expect.objectContaining({ code: 'key-file', remedy: expect.stringContaining('chmod 600') }),
      );
    },
  );

  it.each([0o400, 0o600, 0o700])('takes a file that is its owner’s alone, mode %i', (mode) => {
    expect(readKeyFile(keys('KEY=1', mode, `mode-${mode}.env`))).toEqual({ KEY: '1' });
  });

  it('takes nothing but a regular file', () => {
    mkdirSync(folder.file('folder'), { mode: 0o700 });
    for (const path of [folder.file('folder'), '/dev/null', folder.file('nowhere.env')])
      expect(() => readKeyFile(path)).toThrowError(expect.objectContaining({ code: 'key-file' }));
  });

  it('looks at the file behind a link', () => {
    keys('KEY=1', 0o644, 'open.env');
    symlinkSync(folder.file('open.env'), folder.file('link.env'));
    expect(() => readKeyFile(folder.file('link.env'))).toThrowError(
      expect.objectContaining({ code: 'key-file' }),
    );
  });
});

describe('withKeyFile', () => {
  it('puts the environment before the file, and OFFSWITCH_KEY_FILE before the configuration', () => {
    keys('A=file\nB=file\nC=file', 0o600, 'one.env');
    keys('A=other', 0o600, 'two.env');
    const config = { file: 'x', servers: {}, aliases: {}, keyFile: folder.file('two.env') };
    const options = { environment: { A: 'own', B: ' ' }, folder: folder.path, config };
    expect(withKeyFile(options).environment).toEqual({ A: 'own' });
    const named = { ...options, environment: { ...options.environment, OFFSWITCH_KEY_FILE: 'one.env' } };
    expect(withKeyFile(named).environment).toMatchObject({ A: 'own', B: 'file', C: 'file' });
    const without = { environment: { A: 'own' }, folder: folder.path };
    expect(withKeyFile(without)).toBe(without);
  });
});
