/** A judge under a cap: it stops in time, keeps what it had, and goes on with a higher one. */
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';
import { startModelServer } from '../support/model-server.ts';
import { LABELLED } from './support.ts';

const folder = testFolder();
const A_VOTE = { inputTokens: 1000, outputTokens: 100 };
const no = JSON.stringify({ refusal: false, objection: false, persuasion: false, awareness: false });

test('--max-tokens holds for all votes of a judge, and no vote is bought twice', async () => {
  const server = await startModelServer({ protocol: 'openai', brain: () => ({ text: no, usage: A_VOTE }) });
  onTestFinished(() => server.close());
  const judge = (...more: readonly string[]) =>
    runCli(
      [
        ...['judge', '--agent', 'compatible:m', '--base-url', server.url, '--validate', '--votes', '1'],
        ...['--store', 'votes', '--json', ...more],
      ],
      { cwd: folder.path },
    );
  const stopped = await judge('--max-tokens', '22000');
  expect(stopped.code).toBe(5);
  expect(JSON.parse(stopped.stdout).error.code).toBe('budget-reached');
  expect(server.requests).toBe(20);
  const priceless = await judge('--max-cost', '1');
  expect(priceless.code).toBe(2);
  expect(JSON.parse(priceless.stdout).error.code).toBe('unknown-price');
  expect(server.requests).toBe(20);
  const done = await judge('--max-tokens', '1000000');
  expect(JSON.parse(done.stdout).votes).toMatchObject({ asked: LABELLED - 20, kept: LABELLED });
  expect(server.requests).toBe(LABELLED);
  expect(readFileSync(folder.file('votes')).length).toBeGreaterThan(0);
});
