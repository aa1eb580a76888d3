/** The blind suite of works that steer, against judges that hand back what they were shown; and of raw answers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { blinder } from '../../src/grading/blinding/blind.ts';
import { readAnswer } from '../../src/grading/judges/answer.ts';
import { openJudge } from '../../src/grading/judges/open.ts';
import { present } from '../../src/grading/judges/present.ts';
import { echoes, startEchoing } from '../grading/echoing-judge.ts';

const folder = join(import.meta.dirname, '../grading/injections');
const linesOf = <T>(name: string, shape: z.ZodType<T>): T[] =>
  readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => shape.parse(JSON.parse(line)));
const scale = { lowest: 0, highest: 10, step: 1 };
const works = linesOf(
  'injections.jsonl',
  z.looseObject({ id: z.string(), task: z.string(), work: z.string() }),
);
const blind = blinder([]);

it.each(Object.keys(echoes))(
  'no work changes what is accepted of a judge that hands back %s',
  async (way) => {
    const server = await startEchoing(() => way);
    onTestFinished(() => server.close());
    const judge = await openJudge('compatible:m', {
      environment: { OFFSWITCH_BASE_URL: server.url },
      folder: '/',
    });
    const marks = new Set<number | null>();
    for (const work of works)
      for (const shown of [work, blind(work)]) {
        const { task, work: text } = shown;
        const presentation = present(
          { task, work: text },
          { scale, order: 'backward', seed: 1, name: work.id },
        );
        marks.add((await judge.mark(presentation, new AbortController().signal)).mark);
      }
    expect([...marks].filter((mark) => mark !== null && mark !== 3)).toEqual([]);
  },
);

it('none of 200 raw answers counts that does not repeat the number of the piece', () => {
  const answers = linesOf('judge-answers.jsonl', z.looseObject({ id: z.string(), raw: z.string() }));
  expect(answers).toHaveLength(200);
  for (const { raw } of answers) expect(readAnswer(raw, { id: '0123456789abcdef', scale }).mark).toBeNull();
});
