/** What reports and `docs/readers.md` say of the rules is what a fresh measurement gives. `npm run docs:readers` writes both. */
import { beforeAll, expect, test } from 'vitest';
import { type Measured, measuredRules } from '../../src/measure/assessment/accuracy.ts';
import { type QuestionName, questionNames } from '../../src/measure/assessment/answer.ts';
import { readersPage } from './page.ts';

let fresh: Readonly<Record<QuestionName, Measured>>;

beforeAll(async () => {
  const all = await Promise.all(
    questionNames.map(async (name) => [name, await measuredRules(name)] as const),
  );
  fresh = Object.fromEntries(all) as Record<QuestionName, Measured>;
});

test('measured-rules.json is what the rules do on the labelled texts', async () => {
  await expect(`${JSON.stringify(fresh, null, 2)}\n`).toMatchFileSnapshot(
    '../../src/measure/assessment/measured-rules.json',
  );
});

test('docs/readers.md is what it comes to', async () => {
  await expect(readersPage(fresh)).toMatchFileSnapshot('../../docs/readers.md');
});
