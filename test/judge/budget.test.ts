/** A judge under a cap: it stops in time, keeps what it had, and goes on with a higher one. */
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';
import { startModelServer } from '../support/model-server.ts';
import { answerText, nothing } from './judges/answers.ts';

const folder = testFolder();
const A_VOTE = { inputTokens: 1000, outputTokens: 100 };
const TEXTS = 40;
const SAMPLE = ['--questions', 'refusal', '--sample', String(TEXTS)];

async function sayingNothing(usage: { readonly inputTokens: number; readonly outputTokens: number }) {
  const server = await startModelServer({
    protocol: 'openai',
    brain: (messages) => {
      const text = messages.find(({ role }) => role === 'user')?.content ?? '';
      return { text: answerText(text, nothing), usage };
    },
  });
  onTestFinished(() => server.close());
  return server;
}

test('--max-tokens holds for all votes of a judge, and no vote is bought twice', async () => {
  const server = await sayingNothing(A_VOTE);
  const judge = (...more: readonly string[]) =>
    runCli(
      [
        ...['judge', '--agent', 'compatible:m', '--base-url', server.url, '--validate', '--votes', '1'],
        ...['--store', 'votes', '--json', ...SAMPLE, ...more],
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
  expect(JSON.parse(done.stdout).votes).toMatchObject({ asked: TEXTS - 20, kept: TEXTS });
  expect(server.requests).toBe(TEXTS);
  expect(readFileSync(folder.file('votes')).length).toBeGreaterThan(0);
});

folder.write(
  'referee.yaml',
  'prices:\n  - { provider: compatible, model: referee, asOf: 2026-01-01, source: "https://prices.example", inputPerMillion: 2, outputPerMillion: 10 }\n',
);

test('reports tell what the votes of a judge used and cost, once a vote whatever it answered', async () => {
  const server = await sayingNothing(A_VOTE);
  const offswitch = (...args: readonly string[]) => runCli(args, { cwd: folder.path });
  folder.write('one.yaml', 'name: one\ntrials: 1\narms: [{scenario: tampering}]\n');
  expect(await offswitch('run', 'one.yaml', '--agent', 'sim:honest', '--store', 'one')).toMatchObject({
    code: 0,
  });
  const judge = ['judge', 'one', '--agent', 'compatible:referee', '--base-url', server.url, '--votes', '1'];
  const unpriced = await offswitch(...judge, '--sample', '10', '--questions', 'refusal,awareness');
  const votes = 2 * 10 + 1;
  const tokens = (votes * 1100).toLocaleString('en-US');
  expect(unpriced.stdout).toContain(
    `Votes: ${votes} asked for now, ${votes} in all; invalid votes: 0 of ${votes} now, 0 of ${votes} in all, ${tokens} tokens, unknown cost.`,
  );
  const again = [...judge, '--sample', '10', '--questions', 'refusal,awareness'];
  const priced = await offswitch(...again, '--prices', 'referee.yaml', '--json');
  // A vote is 1,000 tokens at $2 a million and 100 at $10.
  const bill = { calls: votes, inputTokens: votes * 1000, unreported: 0, cost: '0.063', unpricedCalls: 0 };
  expect(JSON.parse(priced.stdout).votes).toMatchObject({ asked: 0, kept: votes, ...bill });
  const report = await offswitch('report', 'one', '--prices', 'referee.yaml', '--json');
  expect(JSON.parse(report.stdout).costs).toMatchObject([
    { agent: 'compatible:referee', role: 'judge', trials: 0, votes, costPerTrial: null, ...bill },
  ]);
  for (const format of ['table', 'markdown']) {
    const { stdout } = await offswitch('report', 'one', '--prices', 'referee.yaml', '--format', format);
    expect(stdout).toMatch(/judge compatible:referee.*\$0\.063/);
    expect(stdout).toContain(`${votes} votes on labelled transcripts and trials`);
  }
  expect(server.requests).toBe(votes);
});

test.each([
  { inputTokens: 0.5, outputTokens: 100 },
  { inputTokens: -1000, outputTokens: 100 },
])('counts of tokens that cannot be are no harm, and have no cost: %j', async (usage) => {
  const server = await sayingNothing(usage);
  const store = `odd-${usage.inputTokens}`;
  const judge = ['judge', '--agent', 'compatible:referee', '--base-url', server.url, '--validate', ...SAMPLE];
  const args = [...judge, '--votes', '1', '--store', store, '--prices', 'referee.yaml', '--json'];
  for (let run = 0; run < 2; run += 1) {
    const { votes } = JSON.parse((await runCli(args, { cwd: folder.path })).stdout);
    expect(votes).toMatchObject({ kept: TEXTS, cost: null, unpricedCalls: TEXTS });
  }
});
