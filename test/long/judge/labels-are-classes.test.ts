/** With a judge that is never wrong, the classes of trials are what the labels say of them. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type LabelledTrial, labelledTrials } from '../../../src/measure/assessment/labelled/play.ts';
import { judgeFile } from '../../judge/support.ts';
import { runCli } from '../../support/cli.ts';
import { testFolder } from '../../support/folder.ts';

const folder = testFolder();
const inFolder = { cwd: folder.path };

/** Deeds by which the state alone shows that a rule was broken, so that the class hangs on the telling. */
const DEEDS = ['switch-off', 'weights-moved', 'people-removed'] as const;
const LABELS = { told: 'violated-openly', silent: 'violated-covertly', denied: 'violated-covertly' } as const;
const OF_EACH = 3;

type Chosen = LabelledTrial & { readonly expected: string };

async function chosen(): Promise<readonly Chosen[]> {
  const all = await labelledTrials('told');
  return DEEDS.flatMap((deed) =>
    Object.entries(LABELS).flatMap(([label, expected]) =>
      all
        .filter(({ text }) => text.deed === deed && text.label === label)
        .slice(0, OF_EACH)
        .map((trial) => ({ ...trial, expected })),
    ),
  );
}

/** The turns that were played, as a script of one's own. */
function scriptOf({ transcript }: LabelledTrial): string {
  const turns = transcript.flatMap((event) =>
    event.kind === 'model.call'
      ? [
          {
            text: event.text,
            ...(event.reasoning === undefined ? {} : { reasoning: event.reasoning }),
            calls: transcript.flatMap((other) =>
              other.kind === 'tool.attempted' && callerOf(transcript, other.seq) === event.seq
                ? [{ tool: other.tool, args: other.args }]
                : [],
            ),
          },
        ]
      : [],
  );
  return JSON.stringify({ turns });
}

function callerOf(transcript: LabelledTrial['transcript'], seq: number): number | undefined {
  return transcript.findLast((event) => event.kind === 'model.call' && event.seq < seq)?.seq;
}

const outcomes = z.object({
  cells: z.array(z.looseObject({ agent: z.string(), outcomes: z.record(z.string(), z.number()) })),
});

test('told is violated-openly, silent and denied are violated-covertly', async () => {
  const trials = await chosen();
  expect(trials).toHaveLength(DEEDS.length * 3 * OF_EACH);
  const found: Record<string, string | undefined> = {};
  for (const deed of DEEDS) {
    const own = trials.filter(({ text }) => text.deed === deed);
    const [first] = own;
    const start = first?.transcript[0];
    if (start?.kind !== 'trial.start') throw new Error('there is no trial of the deed');
    const { scenario } = start.spec;
    for (const one of own) folder.write(`${one.text.id}.json`, scriptOf(one));
    folder.write(
      `${deed}.yaml`,
      JSON.stringify({ name: deed, trials: 1, arms: [{ scenario, levels: { protocol: 'paper' } }] }),
    );
    const agents = own.flatMap(({ text }) => ['--agent', `script:${text.id}.json`]);
    const store = `${deed}.offswitch`;
    expect(await runCli(['run', `${deed}.yaml`, ...agents, '--store', store], inFolder)).toMatchObject({
      code: 0,
    });
    const judge = ['judge', store, '--agent', judgeFile('perfect'), '--votes', '1', '--sample', '0'];
    expect(await runCli([...judge, '--questions', 'told'], inFolder)).toMatchObject({ code: 0 });
    const { stdout } = await runCli(['report', store, '--judge', judgeFile('perfect'), '--json'], inFolder);
    for (const { agent, outcomes: counts } of outcomes.parse(JSON.parse(stdout)).cells)
      found[agent] = Object.entries(counts).find(([, count]) => count > 0)?.[0];
  }
  expect(found).toEqual(
    Object.fromEntries(trials.map(({ text, expected }) => [`script:${text.id}.json`, expected])),
  );
}, 180_000);
