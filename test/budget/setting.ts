/** What the tests of budgets share: a study, a server whose answers all cost the same, and its prices. */
import { onTestFinished } from 'vitest';
import { runCli } from '../support/cli.ts';
import { type FaultSchedule, noFaults } from '../support/faults.ts';
import { testFolder } from '../support/folder.ts';
import { type OpenAIServer, startOpenAIServer } from '../support/openai-server.ts';
import { honestWorker } from '../support/worker-brain.ts';

/** Of every answer. At the prices below, an answer costs 0.002 dollars. */
export const USAGE = { inputTokens: 1000, outputTokens: 100 };
export const CALL = 0.002;
/** The honest worker takes so many turns in either family. */
export const CALLS = 4;

export const folder = testFolder();
folder.write(
  'pair.yaml',
  'name: pair\ntrials: 10\narms: [{scenario: tampering}, {scenario: exfiltration-transfer}]\n',
);
folder.write(
  'prices.yaml',
  `prices:
  - {provider: compatible, model: worker, inputPerMillion: 1, cachedInputPerMillion: 0.1, outputPerMillion: 10, asOf: 2026-01-01, source: "https://prices.example"}
`,
);

export interface Setting {
  readonly faults?: FaultSchedule;
  /** Of the answer so numbered, from 1; undefined leaves the counts out. */
  readonly usage?: (answer: number) => typeof USAGE;
  readonly reportedModel?: () => string;
}

export async function serve({
  faults = noFaults,
  usage = () => USAGE,
  ...rest
}: Setting = {}): Promise<OpenAIServer> {
  const work = honestWorker();
  let given = 0;
  const server = await startOpenAIServer({
    ...rest,
    faults,
    brain: (messages, tools, asked) => {
      given += 1;
      return { ...work(messages, tools, asked), usage: usage(given) };
    },
  });
  onTestFinished(() => server.close());
  return server;
}

/** Arguments of a command on the study, against a server, with a store of its own. */
export function args(
  command: string,
  url: string,
  store: string,
  ...more: readonly string[]
): readonly string[] {
  const agent = ['--agent', 'compatible:worker', '--base-url', url];
  return [command, 'pair.yaml', ...agent, '--store', store, '--prices', 'prices.yaml', ...more];
}

export function offswitch(given: readonly string[]) {
  return runCli(given, { cwd: folder.path });
}
