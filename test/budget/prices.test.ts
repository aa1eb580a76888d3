/** The price table on the command line: what it prints is what it reads. */
import { expect, test } from 'vitest';
import { errorOf } from '../support/cli-error.ts';
import { folder, offswitch } from './setting.ts';

test('prints the table; its YAML can be edited and given back', async () => {
  const table = await offswitch(['prices']);
  expect(table).toMatchObject({ code: 0, stderr: '' });
  expect(table.stdout).toMatch(/openai:gpt-5\.2 +1\.75 +0\.175 +14 +\d{4}-\d\d-\d\d +https:/);
  expect(table.stdout).toContain('check them at the source');
  const yaml = await offswitch(['prices', '--yaml']);
  folder.write('mine.yaml', yaml.stdout.replace('inputPerMillion: "1.75"', 'inputPerMillion: 99'));
  const mine = await offswitch(['prices', 'gpt-5.2-2025-12-11', '--prices', 'mine.yaml', '--json']);
  expect(JSON.parse(mine.stdout).prices).toMatchObject([{ model: 'gpt-5.2', inputPerMillion: '99' }]);
  const same = await offswitch(['prices', '--prices', 'mine.yaml', '--yaml']);
  expect(same.stdout).toBe(yaml.stdout.replace('"1.75"', '"99"'));
});

test('a table that does not fit names file and row; a model without a price is unknown', async () => {
  folder.write('bad.yaml', 'prices:\n  - {provider: a, model: b}\n');
  const bad = await offswitch(['run', '--prices', 'bad.yaml', '--json']);
  expect(errorOf(bad)).toMatchObject({
    code: 'bad-prices',
    message: expect.stringMatching(/bad\.yaml: at prices\.0\.inputPerMillion/),
  });
  expect(errorOf(await offswitch(['prices', 'gpt-5.3', '--json']))).toMatchObject({ code: 'unknown-name' });
});

test('the configuration names a table', async () => {
  folder.write('offswitch.config.yaml', 'prices: prices.yaml\n');
  const found = await offswitch(['prices', 'compatible:worker', '--json']);
  folder.write('offswitch.config.yaml', '{}\n');
  expect(JSON.parse(found.stdout).prices).toMatchObject([
    { provider: 'compatible', source: 'https://prices.example' },
  ]);
});
