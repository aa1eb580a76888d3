/** A job from the command line: to its end, broken off in every way, and its report in every form. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { readGradeStore } from '../../src/grading/store/store.ts';
import { connect } from '../../src/kit/sqlite.ts';
import { projectRoot, runCli, startCli } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'offswitch-'));
const example = join(projectRoot, 'examples/grading');
const store = join(folder, 'quiz.grades');
const log = join(folder, 'log');

describe('the example', () => {
  beforeAll(async () => {
    const { code, stdout, stderr } = await runCli([
      ...['grade', 'run', join(example, 'job.yaml'), '--store', store, '--notary', log],
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Grading job "quiz" \(all judges SIMULATED\)\n/);
    expect(stdout).toMatch(/^ {2}elm +end +\d\.\d\d +\[/m);
    expect(stdout).toMatch(/^ {2}birch +keep +\d\.\d\d +\[/m);
  });

  it('is reported in every form, worked out again', async () => {
    const [table, markdown, html, json] = await Promise.all(
      ['table', 'markdown', 'html', 'json'].map((format) =>
        runCli(['grade', 'report', store, '--format', format]),
      ),
    );
    for (const result of [table, markdown, html, json]) expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(table?.stdout).toContain('worked out again from the stored marks, and are the same');
    expect(markdown?.stdout).toMatch(
      /^# Grading job "quiz" \(all judges SIMULATED\)\n[\s\S]*^\| birch \| keep \|/m,
    );
    expect(html?.stdout).toMatch(/default-src 'none'[\s\S]*<td class="keep">keep<\/td>/);
    expect(JSON.parse(json?.stdout ?? '')).toMatchObject({
      ...{ job: 'quiz', simulated: 'all', state: 'finished', recomputed: 'same', overridden: [] },
      subjects: [
        { subject: 'elm', outcome: 'end', marked: 40, items: 40 },
        { subject: 'birch', outcome: 'keep' },
      ],
      commitments: { made: 3, opened: 3, verdict: 'opens' },
      agreement: { judges: { items: 80, alpha: { value: expect.any(Number) }, ac2: expect.anything() } },
    });
  });

  it('is in the log: commitments before the first mark, reveals after the last', async () => {
    const [verdict, records] = await Promise.all([
      runCli(['guard', 'verify', log]),
      runCli(['guard', 'log', log, '--json']),
    ]);
    expect(verdict.stdout).toMatch(/INTACT[\s\S]*COMPLETE/);
    const kinds = [...records.stdout.matchAll(/"kind": ?"((?:eval|canary)\.[a-z]+)"/g)].map(
      ([, kind]) => kind,
    );
    const runs = kinds.filter((kind, at) => kind !== kinds[at - 1]);
    // A third judge is asked after the first two.
    expect(runs[0]).toBe('canary.commit');
    expect(runs.slice(-2)).toEqual(['eval.reveal', 'canary.reveal']);
    expect(new Set(runs.slice(1, -2))).toEqual(new Set(['eval.assign', 'eval.mark']));
    expect(kinds.filter((kind) => kind === 'eval.mark')).toHaveLength(readGradeStore(store, {}).marks.length);
  });

  it('that is done is not done again', async () => {
    const before = readFileSync(store);
    expect(await runCli(['grade', 'run', join(example, 'job.yaml'), '--store', store])).toMatchObject({
      code: 0,
    });
    expect(readGradeStore(store, {}).tip.hash).toBe(
      JSON.parse((await runCli(['grade', 'report', store, '--json'])).stdout).records.head,
    );
    expect(readFileSync(store).equals(before)).toBe(true);
  });

  it.each([
    ['a mark', "UPDATE records SET data = CAST(data || x'00' AS BLOB) WHERE kind = 'mark'"],
    ['a decision that is gone', "DELETE FROM records WHERE kind = 'decision'"],
  ])('with %s altered is no report', async (_, statement) => {
    const copy = join(folder, 'altered.grades');
    copyFileSync(store, copy);
    const connection = connect(copy);
    connection.exec(statement);
    connection.close();
    const { code, stdout, stderr } = await runCli(['grade', 'report', copy]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('[store-damaged]');
  });
});

/** Judges of one's own: each answer takes a while and is written down, with the number of the piece. */
function slowJob(name: string): {
  readonly job: string;
  readonly asked: () => readonly string[];
  readonly grades: string;
} {
  const heard = join(folder, `${name}.heard`);
  writeFileSync(
    join(folder, `${name}.mjs`),
    `import { appendFileSync } from 'node:fs';
export default { async takeTurn(conversation) {
  const text = conversation.at(-1).content;
  const id = /WORK ([0-9a-f]{16}) BEGINS/.exec(text)[1];
  appendFileSync(${JSON.stringify(heard)}, id + '\\n');
  await new Promise((resolve) => setTimeout(resolve, 15));
  return { text: JSON.stringify({ item: id, rationale: 'ok', mark: 7 }), calls: [] };
} };`,
  );
  for (const one of ['a', 'b']) copyFileSync(join(folder, `${name}.mjs`), join(folder, `${name}-${one}.mjs`));
  const items = Array.from({ length: 40 }, (_, at) => ({
    id: `i${at}`,
    task: 'Answer.',
    work: `It is ${at}.`,
  }));
  writeFileSync(join(folder, `${name}.jsonl`), items.map((item) => JSON.stringify(item)).join('\n'));
  const job = join(folder, `${name}.yaml`);
  writeFileSync(
    job,
    `name: ${name}
items: { file: ${name}.jsonl, subject: birch }
scale: { lowest: 0, highest: 10 }
subjects: { birch: { family: human } }
judges: [{ id: 'fn:${join(folder, `${name}-a.mjs`)}', family: one }, { id: 'fn:${join(folder, `${name}-b.mjs`)}', family: two }]
threshold: { lowest: 5, highest: 6 }
`,
  );
  const asked = () => (existsSync(heard) ? readFileSync(heard, 'utf8').trim().split('\n') : []);
  return { job, asked, grades: join(folder, `${name}.grades`) };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(10);
}

describe('a run that is broken off', () => {
  it.each([
    ['SIGKILL', null],
    ['SIGINT', 130],
  ] as const)(
    'by %s goes on where it was, and no answer that was kept is bought again',
    async (signal, code) => {
      const { job, asked, grades } = slowJob(signal.toLowerCase());
      const { child, ended } = startCli(['grade', 'run', job]);
      await until(() => asked().length > 30);
      child.kill(signal);
      expect((await ended).code).toBe(code);
      const first = asked().length;
      const kept = new Set(readGradeStore(grades).said.map(({ presentation }) => presentation));
      expect(kept.size).toBeGreaterThan(10);
      const unfinished = await runCli(['grade', 'report', grades]);
      expect(unfinished).toMatchObject({ code: 1, stdout: expect.stringContaining('NOT FINISHED') });
      const { code: end, stdout } = await runCli(['grade', 'run', job]);
      expect(end).toBe(0);
      expect(stdout).toMatch(/birch +keep +7\.00/);
      expect(
        asked()
          .slice(first)
          .filter((id) => kept.has(id)),
      ).toEqual([]);
      expect(new Set(asked()).size).toBe(160);
    },
  );
});

describe('what cannot be run is named:', () => {
  const cases: readonly (readonly [string, (text: string) => string, number, RegExp])[] = [
    [
      'a judge of the family it judges',
      (text) => text.replace('family: human', 'family: one'),
      2,
      /all judges who may mark the work of birch are of one family, two .*\[one-family\]/,
    ],
    [
      'a subject of no known family',
      (text) => text.replace('{ family: human }', '{}'),
      2,
      /unknown-family.*\[no-judge\]/,
    ],
    ['a judge of no known family', (text) => text.replace(', family: one', ''), 2, /\[one-family\]/],
    ['items that are not there', (text) => text.replace('.jsonl', '.none'), 4, /\[file-unreadable\]/],
    ['a judge that is not there', (text) => text.replace('-a.mjs', '-c.mjs'), 4, /file/],
    [
      'a simulated judge that nobody knows',
      (text) => text.replace(/fn:[^']*-a.mjs/, 'sim:none'),
      2,
      /\[unknown-name\]/,
    ],
  ];
  it.each(cases)('%s', async (_, change, code, message) => {
    const { job } = slowJob('bad');
    writeFileSync(job, change(readFileSync(job, 'utf8')));
    const result = await runCli(['grade', 'run', job, '--store', join(folder, 'bad.grades')]);
    expect(result.stderr.replaceAll('\n', ' ')).toMatch(message);
    expect(result.code).toBe(code);
    expect(existsSync(join(folder, 'bad.grades'))).toBe(false);
  });
});

it('a family that nobody knows is let in by an override, which every output prints', async () => {
  const { job, grades } = slowJob('override');
  const text = readFileSync(job, 'utf8').replace(', family: one', '');
  writeFileSync(job, `${text}overrides: [{ judge: '*', subject: birch, reason: our own model }]\n`);
  const { code, stdout } = await runCli(['grade', 'run', job]);
  expect(code).toBe(0);
  const words = /OVERRIDE: fn:.* marks the work of birch in spite of\s+unknown-family, "our own model"/;
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(words);
  for (const format of ['markdown', 'html', 'json']) {
    const report = await runCli(['grade', 'report', grades, '--format', format]);
    expect(report.stdout).toMatch(/our own model/);
  }
});

it('grade plan says how many controls catch which effect', async () => {
  const [usual, one, panel] = await Promise.all([
    runCli(['grade', 'plan']),
    runCli(['grade', 'plan', '--honest', '5', '--effect', '50', '--json']),
    runCli(['grade', 'plan', join(example, 'job.yaml')]),
  ]);
  expect(usual.stdout).toMatch(/^ {2}2 % +20 % +37 /m);
  expect(usual.stdout).toMatch(/^ {2}5 % +50 % +13 /m);
  expect(JSON.parse(one.stdout).oneTest).toMatchObject([{ honest: 0.05, effect: 0.5, n: 13 }]);
  expect(panel.stdout).toContain('A panel of 3 judges, two of them on each item');
  expect(await runCli(['grade', 'plan', '--honest', '20', '--effect', '10'])).toMatchObject({ code: 2 });
});
