/** `offswitch grade plan`: how many controls notice which effect. */
import { type Size, sizes } from '../../grading/detectors/plan.ts';
import type { Scale } from '../../grading/grade.ts';
import { readJob } from '../../grading/job/job.ts';
import { panelSizes } from '../../grading/job/sizes.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { grid, titled } from '../../measure/report/grid.ts';
import { counted } from '../shared.ts';
import { print, printDocument, printJson, terminalWidth } from '../terminal.ts';

interface PlanFlags {
  readonly judges?: number;
  readonly honest?: number;
  readonly effect?: number;
  readonly falseAlarm?: number;
  readonly power?: number;
  readonly json?: boolean;
}

/** What an honest judge passes at most, and what must be noticed. */
const USUAL = [
  [0.02, 0.2],
  [0.05, 0.2],
  [0.05, 0.3],
  [0.05, 0.5],
  [0.1, 0.3],
] as const;

const ANY_SCALE: Scale = { lowest: 0, highest: 1, step: 0.1 };

export async function gradePlan(path: string | undefined, flags: PlanFlags): Promise<void> {
  const job = path === undefined ? undefined : await readJob(path);
  const { falseAlarm = job?.falseAlarm ?? 0.01, power = 0.95, honest = 0.02, effect = 0.2 } = flags;
  const judges = flags.judges ?? job?.judges.length ?? 1;
  const scale = job?.scale ?? ANY_SCALE;
  const asked = flags.honest !== undefined || flags.effect !== undefined;
  const pairs = asked ? [[honest, effect] as const] : USUAL;
  const alone = pairs.map(([honestRate, rate]) => {
    const [size] = planned(() => sizes({ scale, falseAlarm, power, effects: { honestRate, rate } }));
    return { honest: honestRate, effect: rate, ...size };
  });
  const panel = planned(() =>
    panelSizes({ scale, judges, falseAlarm, power, honestRate: honest, rate: effect }),
  );
  if (flags.json) {
    printJson({ falseAlarm, power, oneTest: alone, panel: { judges, ...panel } });
    return;
  }
  const rows = alone.map(({ honest: from, effect: to, n = 0, falseAlarm: exact = 0, power: reached = 0 }) => [
    percent(from),
    percent(to),
    String(n),
    percent(exact),
    percent(reached),
  ]);
  const header = ['honest passes', 'must be noticed', 'known-bad works', 'false alarm', 'power'];
  const title = `Known-bad works that one judge must mark, for one test at ${percent(falseAlarm)} false alarm and ${percent(power)} power`;
  printDocument(`${titled(title, grid(header, rows, terminalWidth()))}\n`);
  print(['', ...panelLines(judges, panel)]);
}

function panelLines(judges: number, panel: ReturnType<typeof panelSizes>): readonly string[] {
  const { tests, knownBad, knownGood, duplicates, each } = panel;
  const apart = judges === 1 ? 'one judge' : `${judges} judges, two of them on each item`;
  return [
    `A panel of ${apart}: ${counted(tests, 'test')} share the false alarm. In the stream ("auto" in a job):`,
    `  ${knownBad} known-bad, ${knownGood} known-good, ${duplicates} duplicates under another name`,
    'What that is for; each judge, or each pair of judges, needs',
    ...each.map(({ words }: Size) => `  ${words}`),
    'A control that is refused or fails does not count: add what you expect to be missing.',
  ];
}

/** Errors: `bad-flag` for an effect that is none. */
function planned<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw new OffswitchError(
      'bad-flag',
      `nothing can be planned: ${thrown.message}`,
      'Name a larger effect, or a larger false alarm.',
      {},
      thrown,
    );
  }
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
