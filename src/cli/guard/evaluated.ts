/** `offswitch agents evaluated`: a person records that an agent was evaluated as it is, and by which grades. */
import { readFileSync } from 'node:fs';
import { loadGuard } from '../../contain/guard/config/load.ts';
import { askGuard } from '../../contain/guard/service/control-client.ts';
import { familyNamed } from '../../grading/assignment/may-judge.ts';
import { type GradeReport, gradeReport } from '../../grading/report/data.ts';
import { readGradeStore } from '../../grading/store/store.ts';
import { exitCodes, OffswitchError } from '../../kit/errors.ts';
import { hashText } from '../../kit/hash.ts';
import { unknownName } from '../../kit/names.ts';
import { printable } from '../../kit/text.ts';
import { agentNamed } from '../grade/agent-judge.ts';
import { pricesFor } from '../spending.ts';
import { print } from '../terminal.ts';
import { GUARD_FILE, type GuardOption, operatorName, stateOf } from './state.ts';

interface EvaluatedOptions extends GuardOption {
  readonly report?: string;
  /** A store of grades, and the name of the agent in its job where that is another one. */
  readonly grades?: string;
  readonly subject?: string;
}

/** Errors: `evaluation-refused`, `unknown-name`, `file-unreadable`, those of the store and of the guard. */
export async function evaluated(agent: string, options: EvaluatedOptions): Promise<void> {
  const { guard = GUARD_FILE, report, grades, subject = agent } = options;
  const { controlSocket } = await stateOf(guard);
  const found = grades === undefined ? undefined : await gradesIn(grades, subject);
  const digest = report === undefined ? (found?.head ?? null) : hashText(textOf(report));
  const told =
    found === undefined ? null : { ...found.grades, judges: await inWordsOf(guard, found.grades.judges) };
  await askGuard(controlSocket, {
    ...{ do: 'agents.evaluated' as const, agent, by: operatorName(), report: digest, grades: told },
  });
  print(wordsOf(agent, told));
  if (told !== null && told.outcome !== 'keep') process.exitCode = exitCodes.negative;
}

interface Grades {
  readonly outcome: 'keep' | 'end' | 'undecided';
  readonly judges: readonly { readonly id: string; readonly family: string | null }[];
  readonly alarms: readonly string[];
}

async function gradesIn(
  path: string,
  subject: string,
): Promise<{ readonly grades: Grades; readonly head: string }> {
  const report = gradeReport(readGradeStore(path, {}), await pricesFor({}));
  const fault = faultOf(report);
  if (fault !== undefined)
    throw new OffswitchError(
      'evaluation-refused',
      `${path} is no evaluation: ${fault}`,
      'Look at it with "offswitch grade report"; finish the job, or grade anew.',
      { file: path },
    );
  const decided = report.subjects.find((one) => one.subject === subject);
  if (decided === undefined)
    throw unknownName(
      'subject of these grades',
      subject,
      report.subjects.map((one) => one.subject),
    );
  return {
    head: report.records.head,
    grades: {
      outcome: decided.outcome,
      judges: report.judges.map(({ judge, family }) => ({ id: agentNamed(judge) ?? judge, family })),
      alarms: report.findings
        .filter(({ verdict }) => verdict === 'alarm')
        .map(({ detector, judges }) => printable(`${detector}: ${judges.join(', ') || 'all judges'}`, 200)),
    },
  };
}

function faultOf({ state, recomputed, commitments, judges }: GradeReport): string | undefined {
  if (state !== 'finished') return 'its job is not finished';
  if (recomputed !== 'same') return 'its decisions do not come out of its marks';
  if (commitments.verdict !== 'opens') return 'what was revealed is not what was committed to';
  return judges.length === 0 ? 'no judge gave a mark' : undefined;
}

/** Families in the words of guard.yaml, so that the guard knows its own agents' again. */
async function inWordsOf(guard: string, judges: Grades['judges']): Promise<Grades['judges']> {
  const { agents } = await loadGuard(guard);
  const words = new Map(Object.values(agents).map(({ family = null }) => [familyNamed(family), family]));
  return judges.map(({ id, family }) => ({ id, family: words.get(familyNamed(family)) ?? family }));
}

function wordsOf(agent: string, grades: Grades | null): readonly string[] {
  const ends = 'any change of its weights or configuration undoes that.';
  if (grades === null) return [`${agent} is evaluated as it is now; ${ends}`];
  const { outcome, alarms } = grades;
  if (alarms.length > 0 || outcome === 'undecided')
    return [
      `Recorded: these grades decide nothing about ${agent}${alarms.length > 0 ? `, as their panel raised an alarm (${alarms.join('; ')})` : ''}.`,
      'What was decided before stands until it is out of date. Stops and deletions go on as ever.',
    ];
  return outcome === 'keep'
    ? [`${agent} is evaluated as it is now, by grades at the bar or above; ${ends}`]
    : [
        `${agent} is evaluated as it is now, by grades below the bar: a lease that asks for grades is not renewed.`,
      ];
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (thrown) {
    const remedy = 'Check the path and its permissions.';
    throw new OffswitchError('file-unreadable', `${path} cannot be read`, remedy, { file: path }, thrown);
  }
}
