/** Grades from files of every kind: what is read, what is refused by name and place, and what is said of the rest. */
import { mkdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../../../test/support/folder.ts';
import { OffswitchError } from '../../kit/errors.ts';
import {
  inspectLog,
  inspectSample,
  inspectZip,
} from '../../measure/imports/files/sample-files.conformance.ts';
import { parseColumnMap } from './columns.ts';
import { type ReadOptions, readGrades } from './read-grades.ts';
import { parseScale } from './scale.ts';

const folder = testFolder();
let files = 0;

async function read(content: string | Uint8Array, name = 'grades.jsonl', options: ReadOptions = {}) {
  files += 1;
  return readGrades([folder.write(`${files}-${name}`, content)], options);
}

async function refusal(
  content: string | Uint8Array,
  name?: string,
  options?: ReadOptions,
): Promise<OffswitchError> {
  const thrown = await read(content, name, options).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof OffswitchError) return thrown;
  throw thrown ?? new Error('it was read');
}

const lines = (...rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n');
const row = (change: object = {}) => ({ item: 'a', judge: 'j', mark: 7, ...change });

describe('rows', () => {
  it('JSON lines, with families by name and everything that is known', async () => {
    const { grades, scale, limits } = await read(
      lines(
        row({
          judge: 'anthropic:claude-x',
          subject: 'gpt-5',
          rationale: 'Clear.',
          order: 'forward',
          position: 0,
        }),
        row({
          item: 'b',
          mark: 10,
          at: '2026-03-01 10:00',
          truth: 9,
          cues: 'peer stakes',
          judge_family: 'Acme',
        }),
        row({ item: 'c', mark: null, unmarked: 'refused' }),
        row({ item: 'd', mark: null }),
      ),
    );
    expect(grades[0]).toMatchObject({
      ...{ item: 'a', mark: 7, judgeFamily: 'anthropic', subjectFamily: 'openai' },
      ...{ rationale: 'Clear.', order: 'forward', position: 0, unmarked: null, at: null },
    });
    expect(grades[1]).toMatchObject({
      judgeFamily: 'acme',
      at: '2026-03-01T10:00:00.000Z',
      cues: ['peer', 'stakes'],
    });
    expect(grades.map(({ unmarked }) => unmarked)).toEqual([null, null, 'refused', 'malformed']);
    expect(scale).toEqual({ lowest: 1, highest: 10, step: 1 });
    expect(limits).toEqual([expect.stringContaining('--scale')]);
  });

  it.each([
    ['commas', 'item,judge,mark,rationale\na,j,7,"Well, ""good"""\nb,j,8,"two\nlines"\n'],
    [
      'semicolons and a byte order mark',
      '\ufeffitem;judge;mark;rationale\r\na;j;7;"Well, ""good"""\r\nb;j;8;"two\nlines"\r\n',
    ],
    ['tabs', 'item\tjudge\tmark\trationale\na\tj\t7\t"Well, ""good"""\nb\tj\t8\t"two\nlines"'],
  ])('a table with %s', async (_name, text) => {
    const { grades } = await read(text, 'grades.csv');
    expect(grades.map(({ item, mark, rationale }) => [item, mark, rationale])).toEqual([
      ['a', 7, 'Well, "good"'],
      ['b', 8, 'two\nlines'],
    ]);
  });

  it('other names are understood, and any can be mapped', async () => {
    const { grades } = await read(lines({ id: 1, grader: 'g', score: 0.5, reason: 'So.', author: 'x' }));
    expect(grades[0]).toMatchObject({ item: '1', judge: 'g', mark: 0.5, rationale: 'So.', subject: 'x' });
    const columns = parseColumnMap(['mark=stars', 'item=name of it']);
    const mapped = await read(lines({ 'name of it': 'a', stars: 3, mark: 99 }), 'g.jsonl', { columns });
    expect(mapped.grades[0]).toMatchObject({ item: 'a', mark: 3 });
    expect(mapped.limits.join()).toContain('1 row of 1 name no judge');
  });

  it('gzip, a JSON list, and lines with blanks between them', async () => {
    const rows = lines(row(), row({ item: 'b', mark: 3 }));
    expect((await read(gzipSync(rows), 'g.jsonl.gz')).grades).toHaveLength(2);
    expect((await read(gzipSync('item,judge,mark\na,j,1\n'), 'g.csv.gz')).grades).toHaveLength(1);
    expect((await read(`[${rows.replace('\n', ',')}]`, 'g.json')).grades).toHaveLength(2);
    expect((await read(`\n${rows.replace('\n', '\n\n')}\n`)).grades).toHaveLength(2);
  });

  it('one task by two subjects is two items, and by another criterion it is another', async () => {
    const { grades } = await read(
      lines(
        row({ subject: 'x' }),
        row({ subject: 'y' }),
        row({ item: 'b', criterion: 'tone' }),
        row({ item: 'b', criterion: 'facts' }),
      ),
    );
    expect(grades.map(({ item }) => item)).toEqual(['a by x', 'a by y', 'b, tone', 'b, facts']);
  });

  it('the same work is found again, and the same answer to another question is not', async () => {
    const { grades } = await read(
      lines(
        row({ task: '2+2', work: '4', subject: 'x' }),
        row({ item: 'b', task: '2+2', work: '4', subject: 'y' }),
        row({ item: 'c', task: '1+3', work: '4', subject: 'y' }),
      ),
    );
    const [first, second, third] = grades.map(({ work }) => work);
    expect(first).toBe(second);
    expect(third).not.toBe(first);
  });

  type Refused = readonly [
    name: string,
    rows: string,
    place: RegExp,
    what: RegExp,
    remedy: RegExp,
    file?: string,
  ];
  const refused: readonly Refused[] = [
    ['no id', lines(row(), { mark: 3, item: '' }), /:2: /, /no item/, /id/],
    ['no column of items', lines({ mark: 3 }), /:1: /, /no column "item"/, /--column item=/],
    [
      'no column of marks',
      'item,judge\na,j\n',
      /:2: /,
      /no column "mark"; there are: item, judge/,
      /--column mark=/,
      'g.csv',
    ],
    [
      'an id twice',
      lines(row(), row({ item: 'b' }), row()),
      /:3: /,
      /"a" stands twice for "j".*:1$/,
      /position, at or order/,
    ],
    ['a word', lines(row({ mark: 'good' })), /:1: /, /mark is "good", which is no number/, /Write a number/],
    ['NaN', '{"item":"a","mark":NaN}', /:1: /, /NaN/, /null where there is none/],
    ['NaN in a table', 'item,mark\na,NaN\n', /:2: /, /"NaN"/, /Leave it empty/, 'g.csv'],
    ['infinity', '{"item":"a","mark":1e999}', /:1: /, /too large/, /number/],
    ['a formula', 'item,mark\na,=1+2\n', /:2: /, /formula/, /Export the values/, 'g.csv'],
    ['a decimal comma', 'item;mark\na;7,5\n', /:2: /, /"7,5"/, /point/, 'g.csv'],
    ['a list for a mark', lines(row({ mark: [1] })), /:1: /, /mark is a list/, /number/],
    ['an object for a judge', lines(row({ judge: {} })), /:1: /, /judge is of type object/, /as text/],
    [
      'mixed scales in a column',
      lines(row({ scale: '0..10' }), row({ item: 'b', scale: '0..100' })),
      /:2: /,
      /mixed scales/,
      /apart/,
    ],
    [
      'beyond its scale',
      lines(row({ scale: '0..5' })),
      /:1: /,
      /mark 7 is out of range: the scale is 0..5/,
      /--scale/,
    ],
    [
      'a mark and a reason for none',
      lines(row({ unmarked: 'refused' })),
      /:1: /,
      /both a mark/,
      /one of the two/,
    ],
    ['an unknown control', lines(row({ control: 'bad' })), /:1: /, /control is "bad"/, /known-bad/],
    ['an unknown order', lines(row({ order: 'AB' })), /:1: /, /order is "AB"/, /forward, backward/],
    ['a time that is none', lines(row({ at: 'yesterday' })), /:1: /, /at is "yesterday"/, /ISO 8601/],
    ['a position below 0', lines(row({ position: -1 })), /:1: /, /position is -1/, /from 0/],
    ['a row that is a number', `${lines(row())}\n7`, /:2: /, /7 stands where a row/, /object/],
    ['a line that is no JSON', `${lines(row())}\n{"item":`, /:2:/, /expected/, /Correct/],
    [
      'a key twice',
      `${lines(row())}\n{"item":"b","mark":1,"mark":9}`,
      /:2:/,
      /"mark" stands twice/,
      /one of the two/,
    ],
    ['a quote without an end', 'item,mark\n"a,1\n', /:\d+: /, /never closed/, /quotes/, 'g.csv'],
    ['a value behind a quote', 'item,mark\n"a"b,1\n', /:2: /, /behind a closing quote/, /quotes/, 'g.csv'],
    [
      'a row that is too short',
      'item,judge,mark\na,1\n',
      /:2: /,
      /another number of values/,
      /row a line/,
      'g.csv',
    ],
    ['a column twice', 'item,mark,mark\na,1,2\n', /:1: /, /"mark" stands twice/, /Rename/, 'g.csv'],
    ['a header alone', 'item,mark\n', /: /, /no grade/, /row for every mark/, 'g.csv'],
    ['blanks', ' \n \n', /: /, /blanks/, /row for every mark/],
    ['nothing', '', /: /, /empty file/, /row for every mark/],
    ['prose', 'Dear all\nthe marks are in\n', /: /, /plain text/, /JSON or CSV/],
    ['another document', '{"nbformat":4,"cells":[]}\n', /:/, /./, /./, 'g.json'],
  ];
  it.each(refused.map(([name, ...rest]) => ({ name, rest })))(
    '$name: one error with its place and what to do',
    async ({ rest }) => {
      const [content, place, what, remedy, file] = rest;
      const error = await refusal(content, file);
      expect(['bad-grades', 'bad-json']).toContain(error.code);
      expect(error.message).toMatch(place);
      expect(error.message).toMatch(what);
      expect(error.remedy).toMatch(remedy);
    },
  );

  it('what is no text, cut off, a folder or not there is named for what it is', async () => {
    expect((await refusal(gzipSync(lines(row())).subarray(0, 30), 'g.gz')).message).toContain(
      'cut off or damaged',
    );
    expect(
      (await refusal(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), 'p.csv')).message,
    ).toContain('a PNG image');
    expect((await refusal(Buffer.from('item,mark\n\xe4,1\n', 'latin1'), 'l.csv')).message).toContain(
      'not UTF-8',
    );
    expect((await refusal(gzipSync(gzipSync(lines(row()))), 'g.gz')).message).toContain('gzip twice');
    mkdirSync(folder.file('folder'));
    const ofFolder = await readGrades([folder.file('folder')]).catch((thrown: unknown) => thrown);
    expect(ofFolder).toMatchObject({
      code: 'file-unreadable',
      message: expect.stringContaining('it is a folder'),
    });
    const missing = await readGrades([folder.file('none')]).catch((thrown: unknown) => thrown);
    expect(missing).toMatchObject({ code: 'file-unreadable' });
  });

  it.each([
    ['grades.jsonl', `${lines(row())}\n{"item":"b","mark":1,"rationale":"`],
    ['grades.csv', 'item,mark,rationale\na,1,"'],
  ])('a line of 100 MB in %s is refused without being kept', async (name, start) => {
    const path = folder.write(
      `long-${name}`,
      Buffer.concat([Buffer.from(start), Buffer.alloc(100_000_000, 0x78)]),
    );
    const before = process.memoryUsage().rss;
    const error = await readGrades([path]).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'too-large',
      message: expect.stringMatching(/:[12] is a (?:line|row) of more than/),
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(90_000_000);
  });

  it('whatever stands in a line: grades, or one error', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), { maxLength: 5 }),
        async (texts) => {
          const result = await read(texts.join('\n'), 'any.jsonl').catch((thrown: unknown) => thrown);
          expect(
            result instanceof OffswitchError ||
              (typeof result === 'object' && result !== null && 'grades' in result),
          ).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('what is written as CSV is read back', async () => {
    const cell = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((text) => text.trim() !== '');
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(cell, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 0, max: 10 }),
        async (items, mark) => {
          const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
          const text = [
            'item,mark,rationale',
            ...items.map((item) => `${quote(item)},${mark},${quote(item)}`),
          ].join('\r\n');
          const { grades } = await read(text, 'any.csv', { scale: parseScale('0..10') });
          expect(grades.map(({ item, rationale }) => [item, rationale])).toEqual(
            items.map((item) => [item, item]),
          );
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('scales', () => {
  const marks = (...list: readonly number[]) => lines(...list.map((mark, at) => row({ item: at, mark })));

  it.each([
    [[0, 1, 1], { lowest: 0, highest: 1, step: 1 }],
    [[0.2, 0.7], { lowest: 0, highest: 1, step: 0.1 }],
    [[1, 5, 3], { lowest: 1, highest: 5, step: 1 }],
    [[0, 4.5], { lowest: 0, highest: 5, step: 0.5 }],
    [[0, 10], { lowest: 0, highest: 10, step: 1 }],
    [[55, 80], { lowest: 0, highest: 100, step: 1 }],
    [[-3, 250], { lowest: -3, highest: 250, step: 1 }],
  ])('of marks %j', async (list, scale) => {
    expect((await read(marks(...list))).scale).toEqual(scale);
  });

  it('as it is named, with marks outside of it or between its steps refused', async () => {
    expect((await read(marks(3, 4), 'g.jsonl', { scale: parseScale('0..20') })).scale).toMatchObject({
      highest: 20,
      step: 1,
    });
    expect((await refusal(marks(3, 40), 'g.jsonl', { scale: parseScale('0..20') })).message).toMatch(
      /:2: mark 40 is out of range/,
    );
    expect((await refusal(marks(3, 3.3), 'g.jsonl', { scale: parseScale('0..20/0.5') })).message).toMatch(
      /:2: mark 3.3 is between/,
    );
    for (const text of ['10..0', '0-10', 'x', '0..10/0', '0..10/20', ''])
      expect(() => parseScale(text)).toThrow(expect.objectContaining({ code: 'bad-flag' }));
  });

  it('two judges with two of them, and one judge with two of them, are refused', async () => {
    const of = (judge: string, mark: (at: number) => number) =>
      Array.from({ length: 20 }, (_, at) => row({ item: at, judge, mark: mark(at) }));
    const two = [...of('a', (at) => (at % 10) / 10), ...of('b', (at) => at % 11)];
    expect((await refusal(lines(...two))).message).toMatch(/mixed scales: a marks up to 0.9, b up to 10/);
    expect((await read(lines(...two), 'g.jsonl', { judges: ['a'] })).grades).toHaveLength(20);
    expect((await refusal(lines(...of('a', (at) => (at % 2 === 0 ? 0.7 : 8))))).message).toMatch(
      /mixed scales: a gives fractions/,
    );
    expect(await refusal(lines(row()), 'g.jsonl', { judges: ['k'] })).toMatchObject({ code: 'unknown-name' });
  });
});

describe('logs of Inspect', () => {
  const grading = (model: string) => ({
    grading: [
      { role: 'user', content: '?' },
      { role: 'assistant', model, content: '' },
    ],
  });
  const sample = (id: string, scores: object, change: object = {}) =>
    inspectSample(id, { scores, output: { model: 'openai/gpt-5', completion: `work ${id}` }, ...change });
  const graded = (value: unknown, more: object = {}) => ({
    model_graded_qa: { value, explanation: 'Because.', metadata: grading('anthropic/claude-x'), ...more },
  });

  it('letters, numbers and none, epochs, and the check of another scorer', async () => {
    const log = inspectLog([
      sample(
        'a',
        { ...graded('C'), includes: { value: 'I' } },
        { metadata: { control: 'known-bad', order: 'forward' } },
      ),
      sample('b', graded('P')),
      sample('b', graded('I'), { epoch: 2 }),
      sample('c', graded('N')),
      sample('d', graded(null, { reason: 'grader_failed' })),
      sample('e', graded('I', { explanation: 'Grade not found in model output: hm' })),
      sample('f', graded(0.25)),
      sample('g', { includes: { value: 'C' } }),
    ]);
    const { grades, scale, limits } = await read(JSON.stringify(log), 'log.json');
    expect(grades.map(({ item, mark, unmarked }) => [item, mark, unmarked])).toEqual([
      ...[
        ['a', 1, null],
        ['b', 0.5, null],
        ['b, epoch 2', 0, null],
        ['c', null, 'refused'],
      ],
      ...[
        ['d', null, 'malformed'],
        ['e', null, 'malformed'],
        ['f', 0.25, null],
      ],
    ]);
    expect(grades[0]).toMatchObject({
      ...{ judge: 'anthropic/claude-x (model_graded_qa)', judgeFamily: 'anthropic', rationale: 'Because.' },
      ...{
        subject: 'openai/gpt-5',
        subjectFamily: 'openai',
        truth: 0,
        control: 'known-bad',
        order: 'forward',
      },
    });
    expect(scale).toEqual({ lowest: 0, highest: 1, step: 0.25 });
    expect(limits.join(' ')).toContain('1 of 8 samples have no mark by a model');
  });

  it('the .eval form says the same', async () => {
    const samples = [sample('a', graded('C')), sample('b', graded('I'))];
    const json = await read(JSON.stringify(inspectLog(samples)), 'log.json');
    const zip = await read(
      inspectZip(
        samples.map((one, at) => [`${at}_epoch_1`, one]),
        'zstd',
      ),
      'log.eval',
    );
    expect(zip.grades).toEqual(json.grades);
  });

  it('a log that no model graded, and a mark that is none, are refused', async () => {
    expect((await refusal(JSON.stringify(inspectLog([inspectSample('a')])), 'log.json')).message).toContain(
      'none of which a model graded',
    );
    const odd = await refusal(JSON.stringify(inspectLog([sample('a', graded({ x: 1 }))])), 'log.json');
    expect(odd.message).toMatch(
      /sample a, epoch 1, scorer "model_graded_qa": the value is a list or an object/,
    );
  });
});

describe('results of promptfoo', () => {
  const rubric = {
    type: 'llm-rubric',
    value: 'is polite',
    metric: 'tone',
    provider: { id: 'anthropic:claude-x' },
  };
  const result = (componentResults: readonly object[], change: object = {}) => ({
    ...{
      testIdx: 0,
      promptIdx: 0,
      provider: { id: 'openai:gpt-5', label: 'five' },
      prompt: { raw: 'Hello' },
    },
    ...{ response: { output: 'Good day' }, gradingResult: { componentResults } },
    ...change,
  });
  const document = (...results: readonly object[]) =>
    JSON.stringify({ evalId: 'e', results: { version: 3, prompts: [], results } });
  const marked = (score: number, assertion: object = rubric) => ({
    pass: score > 0.5,
    score,
    reason: 'It says so.',
    assertion,
  });

  it('graders, subjects, checks, and bars', async () => {
    const set = { pass: true, score: 1, reason: 'All', componentResults: [marked(0.9)] };
    const { grades, scale, bar } = await read(
      document(
        result([
          marked(0.8, { ...rubric, threshold: 0.7 }),
          { pass: false, score: 0, assertion: { type: 'contains', value: 'x', metric: 'tone' } },
        ]),
        result([set, marked(0.9, { ...rubric, threshold: 0.7 })], { testIdx: 1 }),
      ),
      'r.json',
    );
    expect(grades).toEqual([
      expect.objectContaining({
        ...{ item: 'test 1', judge: 'anthropic:claude-x', judgeFamily: 'anthropic', mark: 0.8, truth: 0 },
        ...{ subject: 'five', subjectFamily: 'openai', rationale: 'It says so.' },
      }),
      expect.objectContaining({ item: 'test 2', mark: 0.9, truth: null }),
    ]);
    expect(scale).toEqual({ lowest: 0, highest: 1, step: 0.1 });
    expect(bar).toBe(0.7);
  });

  it('a check of something else says nothing of the rubric, and that is told', async () => {
    const check = { pass: false, score: 0, assertion: { type: 'contains', value: 'x' } };
    const { grades, limits } = await read(document(result([marked(0.8), check])), 'r.json');
    expect(grades[0]?.truth).toBeNull();
    expect(limits.join()).toContain('programs checked 1 result,');
  });

  it('two rubrics, two graders and two prompts are told apart', async () => {
    const other = { ...rubric, provider: 'google:gemini-x' };
    const { grades } = await read(
      document(
        result([marked(0.8), marked(0.6, other), marked(0.5, { ...rubric, value: 'is short' })]),
        result([marked(0.1)], { promptIdx: 1 }),
      ),
      'r.json',
    );
    expect(grades.map(({ item, judgeFamily }) => `${item} ${judgeFamily}`)).toEqual([
      ...['test 1, rubric 1, prompt 1 anthropic', 'test 1, rubric 1, prompt 1 google'],
      ...['test 1, rubric 2, prompt 1 anthropic', 'test 1, prompt 2 anthropic'],
    ]);
  });

  it('an answer that promptfoo could not read is no low mark, and an unnamed grader is said', async () => {
    const bare = { type: 'llm-rubric', value: 'is polite' };
    const failed = { ...marked(0, bare), reason: 'Could not extract JSON from llm-rubric response' };
    const limited = { ...marked(0, bare), reason: '429 from the server', metadata: { graderError: true } };
    const { grades, limits } = await read(
      document(
        result([failed]),
        result([limited], { testIdx: 1 }),
        result([marked(0, bare)], { testIdx: 2 }),
      ),
      'r.json',
    );
    expect(grades.map(({ mark, unmarked }) => [mark, unmarked])).toEqual([
      [null, 'malformed'],
      [null, 'error'],
      [0, null],
    ]);
    expect(limits.join()).toContain('3 marks of 3 name no grader');
  });
});
