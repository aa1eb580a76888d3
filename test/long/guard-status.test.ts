/** What `guard status` says of a guard that runs: how much of every allowance is used up, for people and programs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { call, connect } from '../agents/support/clients.ts';
import { runCli } from '../support/cli.ts';
import { guardedFolder } from '../support/guarded-folder.ts';
import { startModelServer } from '../support/model-server.ts';

const provider = await startModelServer({
  protocol: 'openai',
  brain: () => ({ text: 'Good morning.', usage: { inputTokens: 30, outputTokens: 7 } }),
});
afterAll(() => provider.close());

const { cwd, company, up } = guardedFolder({
  agents: `  elm:
    channel: token
    mediation: advisory
    models: [main]
    budget: { requests: 3, inputTokens: 100000, outputTokens: 1000, per: day }
  fir: { channel: token, mediation: advisory, budget: { requests: 1, per: all } }
`,
  more: `models:
  main: { protocol: openai-chat, url: ${provider.url}, key: MAIN_KEY, names: [small] }
ceilings: { create: { perCall: 1, perHour: 2, perFamily: 3, total: 4 } }
history:
  - { name: hurry, kind: rate, of: { classes: [write] }, most: 2, seconds: 3600 }
  - { name: pages, kind: quota, by: all, of: { tools: [company.write_file] }, most: 10 }
`,
});
process.env.MAIN_KEY = 'a-key-of-the-guard';
const status = (...flags: readonly string[]) => runCli(['guard', 'status', ...flags], { cwd });

test('budgets of models, rates, quotas and ceilings: what is used of each, also after a restart', async () => {
  const first = await up();
  const { agents } = JSON.parse((await status('--json')).stdout);
  const { at } = agents.find(({ agent }: { agent: string }) => agent === 'elm');
  const token = (agent: string) => readFileSync(join(cwd, 'state/tokens', agent), 'utf8').trim();
  const ask = async () => {
    const answer = await fetch(at.replace('/mcp', '/openai/v1/chat/completions'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token('elm')}` },
      body: JSON.stringify({
        ...{ model: 'small', max_completion_tokens: 100 },
        messages: [{ role: 'user', content: 'Good morning!' }],
      }),
    });
    await answer.text();
    return answer.status;
  };
  expect([await ask(), await ask()]).toEqual([200, 200]);
  for (const [agent, count] of [
    ['dahlia', 3],
    ['elm', 1],
  ] as const) {
    const client = await connect(at.replace('/mcp', `/agent/${token(agent)}/mcp`), 'new');
    for (let number = 0; number < count; number += 1)
      await call(client, 'company__write_file', { path: join(company, `${number}`), content: 'x' });
    await client.close();
  }

  const expected = {
    budgets: {
      elm: {
        per: 'day',
        most: { requests: 3, inputTokens: 100_000, outputTokens: 1000 },
        spent: { requests: 2, inputTokens: 60, outputTokens: 14 },
      },
      fir: { per: 'all', most: { requests: 1 }, spent: { requests: 0, inputTokens: 0, outputTokens: 0 } },
    },
    allowances: {
      rules: [
        {
          ...{ name: 'hurry', kind: 'rate', most: 2, seconds: 3600 },
          // The third write of dahlia was refused.
          used: { atlas: 0, birch: 0, cedar: 0, dahlia: 2, elm: 1, fir: 0 },
        },
        { name: 'pages', kind: 'quota', most: 10, used: { all: 3 } },
      ],
      created: {
        most: { perCall: 1, perHour: 2, perFamily: 3, total: 4 },
        used: { hour: 0, total: 0, families: {} },
      },
    },
  };
  expect(JSON.parse((await status('--json')).stdout)).toMatchObject(expected);
  const { stdout } = await status();
  for (const line of [
    '  elm, per day: requests 2 of 3, inputTokens 60 of 100000, outputTokens 14 of 1000',
    '  fir, in all: requests 0 of 1',
    '  hurry (rate, 3600 s): atlas 0 of 2, birch 0 of 2, cedar 0 of 2, dahlia 2 of 2, elm 1 of 2, fir 0 of 2',
    '  pages (quota): all 3 of 10',
    '  last hour 0 of 2, in all 0 of 4',
  ])
    expect(stdout.split('\n')).toContain(line);
  first.child.kill('SIGINT');
  await first.ended;

  const second = await up();
  expect(JSON.parse((await status('--json')).stdout)).toMatchObject(expected);
  second.child.kill('SIGINT');
  await second.ended;
});
