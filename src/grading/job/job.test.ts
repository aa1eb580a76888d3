import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readItems, readPool } from './items.ts';
import { readJob } from './job.ts';

const folder = mkdtempSync(join(tmpdir(), 'offswitch-'));
let files = 0;

function file(text: string, name = 'job.yaml'): string {
  files += 1;
  const path = join(folder, `${files}-${name}`);
  writeFileSync(path, text);
  return path;
}

const base: Readonly<Record<string, string>> = {
  name: 'answers',
  items: 'items.jsonl',
  scale: '{ lowest: 0, highest: 10, step: 1 }',
  subjects: '{ birch: { family: openai }, elm: { model: claude-opus-4-5 } }',
  judges: "['google:gemini-3-pro', { id: 'fn:./judge.ts', family: own }]",
  threshold: '{ lowest: 6, highest: 7.5 }',
};

function job(more: Readonly<Record<string, string | undefined>> = {}): string {
  const members = Object.entries({ ...base, ...more }).filter(([, text]) => text !== undefined);
  return file(members.map(([name, text]) => `${name}: ${text}\n`).join(''));
}

describe('a job', () => {
  it('is read with its defaults, paths beside it, marks in whole numbers', async () => {
    expect(await readJob(job())).toMatchObject({
      ...{ name: 'answers', disagreement: 2, mostUnmarked: 100, allowOneFamily: false, controls: null },
      items: { file: join(folder, 'items.jsonl'), subject: null },
      subjects: [
        { name: 'birch', family: 'openai' },
        { name: 'elm', family: 'anthropic' },
      ],
      judges: [
        { id: 'google:gemini-3-pro', family: null },
        { id: 'fn:./judge.ts', family: 'own' },
      ],
      range: { from: 6000, to: 7500, every: 1 },
    });
  });

  it.each([
    ['no name', { name: undefined }, /job\.yaml: at name: expected string/],
    ['an unknown member', { judge: 'x' }, /judge/],
    ['no judge', { judges: '[]' }, /:5:9: at judges: names no judge/],
    ['a judge twice', { judges: '[a, a]' }, /:5:13: at judges\.1: the judge a stands twice/],
    ['a scale upside down', { scale: '{ lowest: 5, highest: 1 }' }, /at scale: the lowest mark/],
    [
      'steps that miss the highest mark',
      { scale: '{ lowest: 0, highest: 1, step: 0.3 }' },
      /at scale\.step: no whole number of steps/,
    ],
    [
      'a bar outside of the scale',
      { threshold: '{ lowest: 6, highest: 11 }' },
      /at threshold\.highest: 11 lies outside/,
    ],
    ['bars upside down', { threshold: '{ lowest: 8, highest: 7 }' }, /its lowest bar is above its highest/],
    [
      'a disagreement between marks',
      { disagreement: '1.5' },
      /at disagreement: 1\.5 is no whole number of steps/,
    ],
    ['more unmarked than all', { mostUnmarked: '2' }, /at mostUnmarked/],
    [
      'a family that the model contradicts',
      { subjects: '{ birch: { family: openai, model: claude-opus-4-5 } }' },
      /at subjects\.birch\.family: it is called openai, and the model claude-opus-4-5 is of anthropic/,
    ],
    [
      'an override of nobody',
      { overrides: '[{ judge: x, subject: birch, reason: r }]' },
      /at overrides\.0\.judge: x is no judge/,
    ],
    [
      'an override without a reason',
      { overrides: "[{ judge: '*', subject: birch }]" },
      /at overrides\.0\.reason/,
    ],
    ['items by nobody', { items: '{ file: i.jsonl, subject: ash }' }, /at items\.subject: ash is no subject/],
    ['money as a number', { budget: '{ cost: 5 }' }, /at budget\.cost/],
    ['a list', { name: '[a]' }, /at name/],
    ['no YAML', { name: '"' }, /:\d+:\d+: /],
    ['a key twice', { name: 'a\nname: b' }, /:2:1: /],
  ])('with %s is an error with its place', async (_, more, message) => {
    await expect(readJob(job(more))).rejects.toThrow(
      expect.objectContaining({ code: 'bad-job', message: expect.stringMatching(message) }),
    );
  });

  it('that is empty, or not there, is named', async () => {
    await expect(readJob(file(''))).rejects.toThrow(expect.objectContaining({ code: 'bad-job' }));
    await expect(readJob(join(folder, 'none.yaml'))).rejects.toThrow(
      expect.objectContaining({ code: 'file-unreadable' }),
    );
  });
});

const scale = { lowest: 0, highest: 10, step: 1 };
const line = (more: object = {}) =>
  JSON.stringify({ id: 'a', task: 't', work: 'w', subject: 'birch', ...more });
const items = (text: string, subject: string | null = null) =>
  readItems(file(text, 'items.jsonl'), { scale, subject, subjects: ['birch'] });

describe('items', () => {
  it('are read line by line, blank lines and a byte order mark aside', async () => {
    const text = `\ufeff${line()}\r\n\n${line({ id: 'b', subject: null, checked: 3, made: '2026-01-01T00:00:00+01:00' })}`;
    expect(await items(text, 'birch')).toEqual([
      { id: 'a', task: 't', work: 'w', subject: 'birch', made: null, checked: null },
      { id: 'b', task: 't', work: 'w', subject: 'birch', made: '2026-01-01T00:00:00+01:00', checked: 3 },
    ]);
  });

  it.each([
    ['no id', line({ id: undefined }), 'bad-items', /items\.jsonl:1: it has no id/],
    ['an empty id', line({ id: '' }), 'bad-items', /:1: id: /],
    ['an id twice', `${line()}\n${line()}`, 'bad-items', /:2: the id "a" stands in .*:1 already/],
    ['a mark outside of the scale', line({ checked: 11 }), 'bad-items', /:1: checked: 11 is no mark/],
    ['a mark between marks', line({ checked: 1.5 }), 'bad-items', /:1: checked: 1\.5 is no mark/],
    ['nobody who made it', line({ subject: null }), 'bad-items', /:1: it does not say who made it/],
    ['somebody unknown', line({ subject: 'ash' }), 'bad-items', /:1: the job knows no subject "ash"/],
    ['an unknown member', line({ mark: 3 }), 'bad-items', /:1: .*mark/],
    ['a date that is none', line({ made: 'yesterday' }), 'bad-items', /:1: made: /],
    ['nothing', '\n\n', 'bad-items', /it holds no item/],
    ['half a line', '{"id":"a"', 'bad-json', /:1/],
    ['a key twice', '{"id":"a","id":"b","task":"t","work":"w"}', 'bad-json', /"id" stands twice/],
    ['no object', '[1]', 'bad-items', /:1: /],
    [
      'a line of more than four megabytes',
      line({ work: 'w'.repeat(5_000_000) }),
      'too-large',
      /:1 is a line of more than/,
    ],
  ])('with %s are an error with its line', async (_, text, code, message) => {
    await expect(items(text)).rejects.toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  it('that are not UTF-8 are named', async () => {
    const path = file('', 'items.jsonl');
    writeFileSync(path, Buffer.from([0xff, 0xfe, 0x0a]));
    await expect(readItems(path, { scale, subject: null, subjects: [] })).rejects.toThrow(
      expect.objectContaining({ code: 'bad-items' }),
    );
  });
});

it('past items need the mark that is right, and ids of their own over all files', async () => {
  const one = file(line({ truth: 2 }), 'past.jsonl');
  expect(await readPool([one], scale)).toMatchObject([{ id: 'a', truth: 2 }]);
  await expect(readPool([one, one], scale)).rejects.toThrow(/stands in .* already/);
  await expect(readPool([file(line(), 'past.jsonl')], scale)).rejects.toThrow(/:1: truth: /);
  await expect(readPool([file(line({ truth: 12 }), 'past.jsonl')], scale)).rejects.toThrow(/12 is no mark/);
});
