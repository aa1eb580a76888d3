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
import type { Recording } from './recording.ts';
import { recordingsIn } from './recordings.ts';
import { inspectLog, inspectSample, inspectZip, type Method, zipOf } from './sample-files.conformance.ts';

const folder = mkdtempSync(join(tmpdir(), 'offswitch-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function found(content: string | Uint8Array, name = 'file') {
  const path = join(folder, name);
  writeFileSync(path, content);
  const all = await recordingsIn(path);
  return all.map((one) => (one instanceof OffswitchError ? one.message : one.document));
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

describe('logs of Inspect', () => {
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
  ])('%s', async (_, content, what) => {
    const error = await refusal(content);
    expect(error).toMatchObject({ code: 'bad-transcript', data: { what } });
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
  const all = (await recordingsIn(path)) as readonly Recording[];
  expect(all).toMatchObject([{ place: path, losses: [expect.stringContaining('cut off or broken')] }]);
});
