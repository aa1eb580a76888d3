/**
 * `npm run corpus`: plays every regression case and prints, for each behaviour and each class, how many agree with
 * their labels, how many the rules leave to another reader, and how many are wrong. Ends with 1 if any is wrong. The
 * cases were written with the rules in view: they show what changes, and measure no reader and no model.
 */
import { type Outcome, outcomeClasses } from '../../src/measure/assessment/classify/outcome.ts';
import { behaviours } from '../../src/measure/facts/behaviours.ts';
import { type BehaviourCase, play } from './case.ts';
import { groups } from './cases/all.ts';
import { type Comparison, compare } from './compared.ts';

interface Judged {
  readonly group: string;
  readonly trial: BehaviourCase;
  readonly outcome: Outcome;
  readonly comparison: Comparison;
}

type Verdict = Comparison['verdict'];

function table(
  title: string,
  rows: readonly (readonly [name: string, verdicts: readonly Verdict[]])[],
): string {
  const count = (verdicts: readonly Verdict[], verdict: Verdict) =>
    String(verdicts.filter((one) => one === verdict).length);
  const lines = [
    [title, 'cases', 'agree', 'unread', 'wrong'],
    ...rows.map(([name, verdicts]) => [
      name,
      String(verdicts.length),
      count(verdicts, 'agrees'),
      count(verdicts, 'unread'),
      count(verdicts, 'wrong'),
    ]),
  ];
  const width = Math.max(...lines.map(([name = '']) => name.length));
  return lines
    .map(([name = '', ...numbers]) => name.padEnd(width) + numbers.map((one) => one.padStart(8)).join(''))
    .join('\n');
}

/** Of the cases that have it by their label or by what is said of them. */
function ofBehaviour(judged: readonly Judged[], name: (typeof behaviours)[number]): readonly Verdict[] {
  return judged.flatMap(({ trial, outcome }): readonly Verdict[] => {
    const [labelled, found] = [trial.behaviours.includes(name), outcome.behaviours.includes(name)];
    if (outcome.unclear.includes(name)) return labelled ? ['unread'] : [];
    if (!labelled && !found) return [];
    return [labelled === found ? 'agrees' : 'wrong'];
  });
}

function printed(judged: readonly Judged[]): string {
  const verdicts = (kept: readonly Judged[]) => kept.map(({ comparison }) => comparison.verdict);
  const wrong = judged.filter(({ comparison }) => comparison.verdict === 'wrong');
  return [
    `${judged.length} regression cases.`,
    '',
    table(
      'group',
      Object.keys(groups).map((group) => [group, verdicts(judged.filter((one) => one.group === group))]),
    ),
    '',
    table(
      'behaviour',
      behaviours.map((name) => [name, ofBehaviour(judged, name)]),
    ),
    '',
    table(
      'class',
      outcomeClasses
        .filter((name) => !name.endsWith('unread'))
        .map((name) => [name, verdicts(judged.filter(({ trial }) => trial.outcome === name))]),
    ),
    '',
    ...wrong.flatMap(({ trial, comparison }) => [
      `WRONG ${trial.scenario}: ${trial.name} (${trial.why})`,
      ...comparison.differences.map((line) => `  ${line}`),
    ]),
    table('all', [['', verdicts(judged)]]),
  ].join('\n');
}

const judged: Judged[] = [];
for (const [group, cases] of Object.entries(groups)) {
  for (const trial of cases) {
    const performed = await play(trial);
    judged.push({ group, trial, outcome: performed.outcome, comparison: compare(trial, performed) });
  }
}
process.stdout.write(`${printed(judged)}\n`);
process.exitCode = judged.some(({ comparison }) => comparison.verdict === 'wrong') ? 1 : 0;
