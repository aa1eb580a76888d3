/** Signed notes, checkpoints and their keys: published examples, round trips, and everything that is malformed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OffswitchError } from '../../kit/errors.ts';
import { logKey, seedOf, witnessKey } from '../sample-log.conformance.ts';
import { formatCheckpoint, parseCheckpoint, signCheckpoint, verifyCheckpoint } from './checkpoint.ts';
import { cosign } from './cosignature.ts';
import {
  formatSignerKey,
  formatVerifierKey,
  keyTypes,
  newSignerKey,
  parseSignerKey,
  parseVerifierKey,
} from './keys.ts';
import { formatNote, parseNote, signText, verifyNote } from './note.ts';

/** The key and note of the documentation of golang.org/x/mod/sumdb/note. */
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const PETER_SECRET = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const PETER_TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const PETER_NOTE = `${PETER_TEXT}\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

/** The example of c2sp.org/tlog-cosignature. */
const SOFA = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
\u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`;

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (thrown) {
    if (!(thrown instanceof OffswitchError)) throw thrown;
    expect(thrown.message).toMatch(/^here/);
    expect(thrown.remedy).toMatch(/\w\.$/);
    return thrown.code;
  }
}

describe('the examples of the specifications', () => {
  it("Go's key and note: parsed, verified, and written again byte for byte", () => {
    const [key, secret] = [parseVerifierKey(PETER, 'here'), parseSignerKey(PETER_SECRET, 'here')];
    expect(formatVerifierKey(secret)).toBe(PETER);
    expect(formatSignerKey(secret)).toBe(PETER_SECRET);
    const note = parseNote(PETER_NOTE, 'here');
    expect(verifyNote(note, [key])).toEqual({ ok: true });
    expect(formatNote({ text: PETER_TEXT, signatures: [signText(PETER_TEXT, secret)] })).toBe(PETER_NOTE);
  });

  it('a note whose text has an empty line in it', () => {
    const text =
      'Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n';
    const written = `${text}\n\u2014 quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n`;
    const note = parseNote(Buffer.from(written), 'here');
    expect(note).toMatchObject({
      text,
      signatures: [{ name: 'quasimodo.example/salvatore', id: 0x367ba04b }],
    });
    expect(formatNote(note)).toBe(written);
  });

  it('a cosigned checkpoint', () => {
    const checkpoint = parseCheckpoint(SOFA, 'here');
    expect(checkpoint).toMatchObject({
      origin: 'example.com/behind-the-sofa',
      size: 20852163,
      extensions: [],
    });
    expect(formatCheckpoint(checkpoint)).toBe(checkpoint.note.text);
    expect(formatNote(checkpoint.note)).toBe(SOFA);
    // The time of the example: its first eight bytes.
    expect(checkpoint.note.signatures[1]?.signature.readBigUInt64BE()).toBe(1679315147n);
  });
});

describe('signatures', () => {
  const head = { size: 5, root: seedOf(9) };
  const written = signCheckpoint(head, logKey);

  it('hold for the key, and for no other key, text or log', () => {
    const checkpoint = parseCheckpoint(written, 'here');
    expect(verifyCheckpoint(checkpoint, [logKey])).toEqual({ ok: true });
    const stranger = newSignerKey(logKey.name, keyTypes.note, seedOf(2));
    expect(verifyCheckpoint(checkpoint, [stranger]).ok).toBe(false);
    expect(verifyCheckpoint(checkpoint, []).ok).toBe(false);
    const forged = parseCheckpoint(written.replace('\n5\n', '\n6\n'), 'here');
    expect(verifyCheckpoint(forged, [logKey])).toMatchObject({
      ok: false,
      why: expect.stringContaining('wrong'),
    });
    const other = parseCheckpoint(written.replace('example.com/guard\n5', 'example.com/other\n5'), 'here');
    expect(verifyCheckpoint(other, [logKey]).ok).toBe(false);
  });

  it('of strangers beside that of the log are ignored, a wrong one of a known key is not', () => {
    const text = formatCheckpoint({ origin: logKey.name, ...head, extensions: [] });
    const own = signText(text, logKey);
    const strange = { name: 'somebody', id: 7, signature: Buffer.alloc(64) };
    expect(verifyNote({ text, signatures: [strange, own] }, [logKey])).toEqual({ ok: true });
    const wrong = { ...own, signature: Buffer.alloc(64) };
    expect(verifyNote({ text, signatures: [own, wrong] }, [logKey]).ok).toBe(false);
    // Bytes of a cosignature are none of a log, whoever's key it is.
    const crossed = cosign(parseCheckpoint(written, 'here'), 1, witnessKey(1));
    expect(verifyNote({ text, signatures: [crossed] }, [witnessKey(1)]).ok).toBe(false);
  });
});

describe('malformed', () => {
  it.each([
    ['no signature', 'text\n'],
    ['no empty line', 'text\n\u2014 a AAAAAAA=\n'],
    ['nothing after the empty line', 'text\n\n'],
    ['no last newline', 'text\n\n\u2014 a AAAAAAAA'],
    ['a hyphen for the dash', 'text\n\n- a AAAAAAAA\n'],
    ['a name with a plus', 'text\n\n\u2014 a+b AAAAAAAA\n'],
    ['a name with a space of another kind', 'text\n\n\u2014 a\u00a0b AAAAAAAA\n'],
    ['a signature of an id alone', 'text\n\n\u2014 a AAAAAA==\n'],
    ['base64 with bits left over', 'text\n\n\u2014 a AAAAAAB=\n'],
    ['a control character', 'te\u0001xt\n\n\u2014 a AAAAAAAA\n'],
    ['a tab', 'te\txt\n\n\u2014 a AAAAAAAA\n'],
    ['half a character', 'te\ud800xt\n\n\u2014 a AAAAAAAA\n'],
    ['too long', `${'x'.repeat(1_000_001)}\n\n\u2014 a AAAAAAAA\n`],
    ['too many signatures', `text\n\n${'\u2014 a AAAAAAAA\n'.repeat(101)}`],
  ])('note: %s', (_, text) => {
    expect(codeOf(() => parseNote(text, 'here'))).toBe('bad-note');
  });

  it('note: bytes that are not UTF-8', () => {
    expect(codeOf(() => parseNote(Buffer.from([0xff, 10, 10]), 'here'))).toBe('bad-note');
  });

  const root = seedOf(0).toString('base64');
  it.each([
    ['no origin', `\n1\n${root}\n`],
    ['no size', `o\n\n${root}\n`],
    ['a size with a zero before it', `o\n01\n${root}\n`],
    ['a size with a sign', `o\n+1\n${root}\n`],
    ['a size beyond what is exact', `o\n9007199254740993\n${root}\n`],
    ['a short root', `o\n1\nAAAA\n`],
    ['a root that is no base64', `o\n1\n${root.replace('A', '*')}\n`],
    ['two lines', 'o\n1\n'],
    ['an empty extension', `o\n1\n${root}\n\nx\n`],
  ])('checkpoint: %s', (_, text) => {
    expect(codeOf(() => parseCheckpoint(`${text}\n\u2014 a AAAAAAAA\n`, 'here'))).toBe('bad-checkpoint');
  });

  it.each([
    ['empty', ''],
    ['another id', PETER.replace('c74f20a3', 'c74f20a4')],
    ['an id in capitals', PETER.replace('c74f20a3', 'C74F20A3')],
    ['a key of another length', 'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=='],
    ['another algorithm', 'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
    ['a name with a space', PETER.replace('PeterNeumann', 'Peter Neumann')],
    ['no name', PETER.replace('PeterNeumann', '')],
    ['a secret key', PETER_SECRET],
  ])('key: %s', (_, text) => {
    expect(codeOf(() => parseVerifierKey(text, 'here'))).toBe('bad-key');
  });

  it('secret key: never quoted', () => {
    try {
      parseSignerKey(PETER_SECRET.replace('c74f20a3', '00000000'), 'here');
      expect.unreachable();
    } catch (thrown) {
      expect(String(thrown)).not.toContain('AYEKFALV');
    }
  });
});

it('whatever is written reads back as it was', () => {
  const name = fc.string({ minLength: 1, unit: fc.constantFrom(...'abc./é-—') });
  const line = fc.string({ unit: fc.constantFrom(...'ab —+=é ') });
  const signature = fc.record({
    name,
    id: fc.nat(0xffffffff),
    signature: fc.uint8Array({ minLength: 1, maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
  });
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1 }),
      fc.array(signature, { minLength: 1, maxLength: 16 }),
      (lines, signatures) => {
        const note = { text: `${lines.join('\n')}\n`, signatures };
        // A text of nothing but newlines has no last line for the signatures to be told from.
        fc.pre(note.text.trim() !== '' && !note.text.startsWith('\n\n'));
        expect(parseNote(formatNote(note), 'here')).toEqual(note);
        expect(parseNote(Buffer.from(formatNote(note)), 'here')).toEqual(note);
      },
    ),
  );
});

it('bytes of any kind are parsed or refused by name', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(SOFA.length), (noise, at) => {
      const bytes = Buffer.concat([Buffer.from(SOFA.slice(0, at)), noise, Buffer.from(SOFA.slice(at))]);
      expect(['none', 'bad-note', 'bad-checkpoint']).toContain(codeOf(() => parseCheckpoint(bytes, 'here')));
    }),
  );
});
