/** docs/compliance.md names tests, and all of them are there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keptResults } from '../guard/results.ts';
import { projectRoot } from '../support/cli.ts';
import { frameworks } from './controls.ts';
import { compliancePage } from './page.ts';

const evidence = frameworks.flatMap(({ controls }) => controls.flatMap((control) => control.evidence));

test.each([...new Map(evidence.map((one) => [`${one.file}: ${one.test}`, one])).entries()])(
  '%s',
  (_, { file, test: name }) => {
    const path = join(projectRoot, file);
    expect(existsSync(path), 'the file is there').toBe(true);
    const text = readFileSync(path, 'utf8');
    // Called by its name, and neither skipped nor left to be written.
    const called = new RegExp(`\\b(?:it|test|describe)\\(\\s*'${RegExp.escape(name)}'`);
    expect(called.test(text), 'the test is there').toBe(true);
  },
);

test('every control is answered by something, and none twice', () => {
  for (const { name, controls } of frameworks) {
    expect(controls.filter((control) => control.evidence.length === 0)).toEqual([]);
    expect(new Set(controls.map(({ id }) => id)).size, name).toBe(controls.length);
  }
});

test('docs/compliance.md is what the controls say', async () => {
  await expect(compliancePage(frameworks, keptResults())).toMatchFileSnapshot('../../docs/compliance.md');
});
