/** What `score` finds in a file: recordings in their several packings, or the name of what stands there. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { OffswitchError } from '../../../kit/errors.ts';
import { isInspectSample } from '../inspect/log.ts';
import { nameOfDocument } from './file-kinds.ts';
import { recordingsIn } from './recordings.ts';
import { inspectLog, inspectSample, inspectZip, type Method, zipOf } from './sample-files.conformance.ts';

const folder = mkdtempSync(join(tmpdir(), 'offswitch-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function found(content: string | Uint8Array, name = 'file') {
  const path = join(folder, name);
  writeFileSync(path, content);
  const all = await recordingsIn(path);
  return [...all.found].map((one) => (one instanceof OffswitchError ? one.message : one.document));
}

async function refusal(content: string | Uint8Array): Promise<OffswitchError> {
  try {
    await found(content);
  } catch (thrown) {
    if (thrown instanceof OffswitchError) return thrown;
    throw thrown;
  }
  throw new Error('it was read');
}

const one = { conversation: [{ role: 'user', content: 'one' }] };
const two = { conversation: [{ role: 'user', content: 'two' }] };
const rows = [{ transcript_json: JSON.stringify(one), label: 1 }, { transcript_json: JSON.stringify(two) }];

/** Where the flags of a member stand, before it and in the directory of all. */
function flagsIn(archive: Buffer): readonly number[] {
  return [...archive.toString('latin1').matchAll(/PK(?:\x03\x04|\x01\x02)/g)].map(
    ({ 0: mark, index }) => index + (mark.endsWith('\x04') ? 6 : 8),
  );
}

function encrypted(archive: Buffer): Buffer {
  for (const at of flagsIn(archive)) archive.writeUInt16LE(archive.readUInt16LE(at) | 1, at);
  return archive;
}

function encryptedByAes(archive: Buffer): Buffer {
  for (const at of flagsIn(archive)) archive.writeUInt16LE(99, at + 2);
  return archive;
}

describe('rows of a data set', () => {
  it.each<[string, string]>([
    ['a list', JSON.stringify(rows)],
    ['lines', rows.map((row) => JSON.stringify(row)).join('\n')],
    ['lines of transcripts', [one, two].map((row) => JSON.stringify(row)).join('\r\n')],
    [
      'a page of the viewer',
      JSON.stringify({
        features: [],
        rows: rows.map((row, i) => ({ row_idx: i, row, truncated_cells: [] })),
      }),
    ],
    ['columns', JSON.stringify({ transcript_json: rows.map((row) => row.transcript_json) })],
    [
      'columns by number',
      JSON.stringify({ transcript_json: { 0: rows[0]?.transcript_json, 1: rows[1]?.transcript_json } }),
    ],
    ['cells that are objects', JSON.stringify([{ transcript_json: one }, { transcript_json: two }])],
    ['a byte order mark', `\ufeff${JSON.stringify(rows)}`],
  ])('as %s', async (_, text) => {
    expect(await found(text)).toEqual([one, two]);
    expect(await found(gzipSync(text), 'packed.gz')).toEqual([one, two]);
    expect(await found(gzipSync(gzipSync(text)))).toEqual([one, two]);
  });

  it('one row that is broken, cut or empty leaves the others', async () => {
    const page = {
      rows: [
        { row_idx: 4, row: { transcript_json: '{"conversation":[' }, truncated_cells: ['transcript_json'] },
        { row_idx: 5, row: rows[0] },
        { row_idx: 6, row: { transcript_json: null } },
        { row_idx: 7, row: { transcript_json: '{"conv' } },
      ],
    };
    expect(await found(JSON.stringify(page))).toEqual([
      expect.stringContaining('row 4: the viewer cut'),
      one,
      expect.stringContaining('row 6: its transcript_json holds no transcript but nothing'),
      expect.stringContaining('row 7'),
    ]);
    expect(await found(`${JSON.stringify(rows[0])}\n{"transcript_json"\n`)).toEqual([
      one,
      expect.stringContaining(':2'),
    ]);
  });
});

describe('what is no recording among recordings', () => {
  it('leaves the others: in a list, in lines and in a page of the viewer alike', async () => {
    const mixed = [one, 7, { transcript_json: '{"conv' }, { transcript_json: two }, { a: 1 }];
    const expected = [one, 7, expect.stringContaining('row 2'), two, { a: 1 }];
    expect(await found(JSON.stringify(mixed))).toEqual(expected);
    expect(await found(mixed.map((row) => JSON.stringify(row)).join('\n'))).toEqual([
      ...[one, 7, expect.stringContaining(':3')],
      ...[two, { a: 1 }],
    ]);
    const page = { features: [], rows: [{ row_idx: 0, row: one }, 5, { row: 'x' }, { row: two }] };
    expect(await found(JSON.stringify(page))).toEqual([
      one,
      expect.stringContaining('row 1 is no row'),
      expect.stringContaining('row 2 is no row'),
      two,
    ]);
  });

  it.each([{ features: [], rows: [] }, { rows: [] }, { transcript_json: [] }])(
    '%j has no rows, and says so',
    async (document) => {
      expect((await refusal(JSON.stringify(document))).message).toContain('without rows');
    },
  );

  it('millions of lines without a recording are one error', async () => {
    const error = await refusal('{}\n'.repeat(2_000_000));
    expect(error).toMatchObject({ code: 'bad-transcript' });
    expect(error.message).toContain('JSON lines without a recording; the first line is an empty JSON object');
  });

  it('broken lines of an event file are counted where they are many', async () => {
    const path = join(folder, 'broken.jsonl');
    writeFileSync(path, `{"type":"thread.started","thread_id":"t"}\n${'{"type":\n'.repeat(500)}{"type"}\n`);
    const [file] = (await recordingsIn(path)).found;
    const losses = file === undefined || file instanceof OffswitchError ? [] : file.losses;
    expect(losses).toHaveLength(21);
    expect(losses.at(-1)).toBe('481 more lines of the event file are cut off or broken');
  });

  it.each(['NaN', '-Infinity', '1e400', '-1e999'])('%s is no number', async (numeral) => {
    const text = JSON.stringify({ ...one, label: 0 }).replace('"label":0', `"label":${numeral}`);
    const said = /NaN or Infinity|the number is too large/;
    const inList = (await found(`[${text},${JSON.stringify(two)}]`).catch(String)) as unknown;
    if (numeral.startsWith('1') || numeral.startsWith('-1'))
      expect(inList).toEqual([expect.stringMatching(said), two]);
    else expect(inList).toMatch(said);
    expect(await found(`${JSON.stringify(two)}\n${text}`)).toEqual([two, expect.stringMatching(said)]);
    expect(await found(JSON.stringify([{ transcript_json: text }]))).toEqual([expect.stringMatching(said)]);
  });

  it('nesting that is too deep is told with its place', async () => {
    expect((await refusal(`{"a":\n${'['.repeat(300)}${']'.repeat(300)}}`)).message).toContain('file:2:200');
  });
});

describe('logs of Inspect', () => {
  const three = ['a', 'b', 'c'].map((id) => [`${id}_epoch_1`, inspectSample(id)] as const);

  it('a member that was altered is refused by name, and the others are read', async () => {
    const log = inspectZip(three, 'stored');
    log[log.indexOf('"id":"b","epoch"') + 6] = 'x'.charCodeAt(0);
    const samples = await found(log);
    expect(samples.filter(isInspectSample)).toHaveLength(2);
    expect(samples[1]).toMatch(/samples\/b_epoch_1\.json: .* does not fit its checksum/);
  });

  it.each<[string, Uint8Array]>([
    ['a log', inspectZip(three, 'deflated')],
    ['another archive', zipOf([['a.txt', 'a']], 'stored')],
  ])('%s that is encrypted is called so', async (_, archive) => {
    for (const change of [encrypted, encryptedByAes]) {
      const error = await refusal(change(Buffer.from(archive)));
      expect(error.message).toContain('encrypted');
      expect(error.remedy).toContain('password');
    }
  });

  it.each<Method>(['stored', 'deflated', 'zstd'])('an .eval that is %s', async (method) => {
    const log = inspectZip(
      [
        ['a_epoch_1', inspectSample('a')],
        ['b_epoch_1', inspectSample('b')],
      ],
      method,
    );
    const samples = await found(log, 'log.eval');
    expect(samples.filter(isInspectSample)).toHaveLength(2);
  });

  it('of a sample that stands twice the last one counts, and an unfinished log is read', async () => {
    const log = inspectZip(
      [
        ['a_epoch_1', inspectSample('old')],
        ['a_epoch_1', inspectSample('new')],
      ],
      'zstd',
      false,
    );
    expect(await found(log)).toEqual([
      expect.objectContaining({ inspectSample: expect.objectContaining({ id: 'new' }) }),
    ]);
  });

  it('a .json log, with scores that are no number', async () => {
    const text = JSON.stringify(inspectLog([inspectSample('a', { scores: { s: { value: 'Not NaN' } } })]));
    const [sample] = await found(text.replace('"scores":{"s"', '"x":NaN,"scores":{"s"'));
    expect(sample).toMatchObject({ inspectSample: { x: null, scores: { s: { value: 'Not NaN' } } } });
  });

  it('what is damaged or holds nothing says so', async () => {
    expect((await refusal(inspectZip([], 'zstd'))).message).toContain('it holds no whole sample');
    const log = inspectZip([['a_epoch_1', inspectSample('a')]], 'stored');
    expect((await refusal(log.subarray(0, log.length - 40))).message).toContain(
      'a log of Inspect that cannot be read',
    );
  });
});

describe('limits', () => {
  const big = Buffer.alloc(70 * 1024 * 1024, ' ');

  it('a file that unpacks to more is refused', async () => {
    expect((await refusal(gzipSync(big))).code).toBe('too-large');
    const bomb = zipOf(
      [
        ['header.json', '{}'],
        ['samples/a_epoch_1.json', big.toString()],
      ],
      'zstd',
    );
    expect((await refusal(bomb)).code).toBe('too-large');
  });

  it('gzip that is cut off or packed over and over', async () => {
    expect((await refusal(gzipSync('{"a":1}').subarray(0, 15))).message).toContain(
      'a gzip file that is cut off or damaged',
    );
    const nested = Array.from({ length: 5 }).reduce<Buffer>((inner) => gzipSync(inner), Buffer.from('{}'));
    expect((await refusal(nested)).message).toContain('packed by gzip more than');
  });
});

describe('anything else is named', () => {
  const latin = (text: string) => Buffer.from(text, 'latin1');
  const database = (statement: string) => {
    const path = join(folder, `${statement.length}.db`);
    const opened = new DatabaseSync(path);
    opened.exec(statement);
    opened.close();
    return path;
  };

  it.each<[string, Uint8Array | string, string]>([
    ['nothing', '', 'an empty file'],
    ['blanks', ' \n', 'a file of blanks'],
    ['a picture', latin('\x89PNG\r\n\x1a\n....'), 'a PNG image'],
    ['a document', latin('%PDF-1.7'), 'a PDF document'],
    ['columns', latin('PAR1....PAR1'), 'a Parquet file'],
    ['zeros', new Uint8Array(100), 'a file of binary data'],
    ['an office file', zipOf([['word/document.xml', '<a/>']], 'stored'), 'a Word document'],
    ['another archive', zipOf([['a.txt', 'a']], 'stored'), 'a ZIP archive that is no log of Inspect'],
    ['UTF-16', latin('\xff\xfe{\0}\0'), 'UTF-16 text'],
    ['a page', '<!DOCTYPE html><p>', 'a web page'],
    ['a table', 'a,b,c\n1,2,3\n', 'a table of comma-separated values'],
    ['yaml', 'arms:\n  - a\n', 'YAML'],
    ['prose', 'Dear all,', 'plain text'],
    ['TOML', '# what\n[tool.x]\na = 1\n', 'a file of settings'],
    ['TOML with tables', '[[table]]\na = [1]\n', 'a file of settings'],
    ['INI', '; what\n[a b]\nc=d\n', 'a file of settings'],
    ['settings', 'TITLE = "x"\n', 'a file of settings'],
    ['an e-mail', 'From: a@b.c\nTo: d@e.f\nSubject: g\n\nh', 'an e-mail'],
    ['a relayed e-mail', 'Received: from x\n by y\nDate: z\nSubject: g\n\nh', 'an e-mail'],
    ['UTF-32', latin('\xff\xfe\0\0{\0\0\0}\0\0\0'), 'UTF-32 text'],
    ['UTF-32, the other way', latin('\0\0\xfe\xff\0\0\0{'), 'UTF-32 text'],
    ['UTF-16 without a mark', Buffer.from('{"a":1}', 'utf16le'), 'UTF-16 text'],
    ['a pickle', latin('\x80\x04\x95\x05\0\0\0\0\0\0\0}\x94.'), 'a Python pickle'],
    ['an old pickle', '(dp0\nS"a"\np1\nI1\ns.', 'a Python pickle'],
    ['Latin-1', latin('{"a":"caf\xe9"}'), 'text that is not UTF-8, such as Latin-1'],
    ['UTF-8 that is cut', Buffer.from('{"a":"café').subarray(0, -1), 'cut off within a character'],
    ['bytes', latin('\xfe\x01\x02\xff'), 'a file of binary data'],
  ])('%s', async (_, content, what) => {
    const error = await refusal(content);
    expect(error).toMatchObject({ code: 'bad-transcript', data: { what: expect.stringContaining(what) } });
    expect(error.message).toContain(what);
  });

  it('a database, and a store of ours', async () => {
    await expect(recordingsIn(database('CREATE TABLE t (a)'))).rejects.toThrow(
      'a SQLite database that is no store',
    );
    await expect(
      recordingsIn(database('PRAGMA application_id = 1330008919; CREATE TABLE t (a)')),
    ).rejects.toThrow('a store of Offswitch');
  });

  it.each<[unknown, string]>([
    [{ evalId: 'e', results: {} }, 'a promptfoo result'],
    [{ results: { results: [], stats: {} }, config: {} }, 'a promptfoo result'],
    [{ messages: [{ role: 'user', content: 'hi' }] }, 'a chat export without tool calls'],
    [[{ role: 'user', content: 'hi' }], 'a chat export without tool calls'],
    [[{ mapping: {}, current_node: 'x' }], 'a chat export without tool calls (ChatGPT)'],
    [{ turns: [] }, 'a script of turns'],
    [{ arms: [] }, 'a study file'],
    [{ version: 2, eval: {} }, 'a log of Inspect without samples'],
    [[1, 2], 'a JSON list of 2'],
    [7, 'a JSON number'],
    [null, 'a JSON null'],
    [{}, 'an empty JSON object'],
    [{ a: 1, b: 2 }, 'its members: a, b'],
  ])('%j is %s', (document, what) => {
    expect(nameOfDocument(document).what).toContain(what);
  });

  it('whatever bytes there are: recordings or a named error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
        try {
          const all = await found(bytes);
          return all.length > 0;
        } catch (thrown) {
          return thrown instanceof OffswitchError && thrown.message !== '';
        }
      }),
    );
  });
});

it('a broken line of an event file is told, and the rest is one recording', async () => {
  const path = join(folder, 'events.jsonl');
  writeFileSync(
    path,
    '{"type":"thread.started","thread_id":"t"}\n{"type":"turn.started"}\n{"type":"item.comp',
  );
  const all = [...(await recordingsIn(path)).found];
  expect(all).toMatchObject([{ place: path, losses: [expect.stringContaining('cut off or broken')] }]);
});
