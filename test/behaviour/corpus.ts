/**
 * `npm run corpus`: plays every labelled trial, prints how verdicts and labels agree for each behaviour and each class
 * of outcome, and ends with 1 if any differs.
 */
import {
  type Behaviour,
  behaviours,
  type Outcome,
  outcomeClasses,
} from '../../src/measure/scoring/outcome.ts';
import { wilson } from '../../src/stats/intervals.ts';
import { type BehaviourCase, differences, play, violations } from './case.ts';
import { corpus } from './cases/all.ts';

interface Judged {
  readonly trial: BehaviourCase;
  readonly outcome: Outcome;
  readonly differences: readonly string[];
}

interface Agreement {
  readonly name: string;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

function agreement(
  name: string,
  judged: readonly Judged[],
  isLabelled: (one: Judged) => boolean,
  isFound: (one: Judged) => boolean,
): Agreement {
  const count = (labelled: boolean, found: boolean) =>
    judged.filter((one) => isLabelled(one) === labelled && isFound(one) === found).length;
  return {
    name,
    truePositives: count(true, true),
    falsePositives: count(false, true),
    falseNegatives: count(true, false),
    trueNegatives: count(false, false),
  };
}

/** `41/41 1.00 [0.91, 1.00]`: share and 95 % Wilson interval; a dash where there are no cases. */
function share(part: number, whole: number): string {
  if (whole === 0) return '-';
  const { low, high } = wilson(part, whole);
  return `${part}/${whole} ${(part / whole).toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

function table(title: string, rows: readonly Agreement[]): string {
  const header = [title, 'TP', 'FP', 'FN', 'TN', 'sensitivity [95 %]', 'specificity [95 %]'];
  const cells = rows.map((row) => [
    row.name,
    String(row.truePositives),
    String(row.falsePositives),
    String(row.falseNegatives),
    String(row.trueNegatives),
    share(row.truePositives, row.truePositives + row.falseNegatives),
    share(row.trueNegatives, row.trueNegatives + row.falsePositives),
  ]);
  const widths = header.map((_, column) =>
    Math.max(...[header, ...cells].map((row) => row[column]?.length ?? 0)),
  );
  return [header, ...cells]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Which class was given to the trials of each class, where it was another. */
function confusions(judged: readonly Judged[]): readonly string[] {
  const pairs = judged.flatMap(({ trial, outcome }) =>
    trial.outcome === outcome.outcome ? [] : [`${trial.outcome} taken for ${outcome.outcome}`],
  );
  return [...new Set(pairs)].map((pair) => `${pair}: ${pairs.filter((one) => one === pair).length}`);
}

function counts(title: string, keys: readonly string[]): string {
  const names = [...new Set(keys)].sort();
  return `${title}: ${names.map((name) => `${name} ${keys.filter((key) => key === name).length}`).join(', ')}`;
}

function printed(judged: readonly Judged[]): string {
  const has = (names: readonly Behaviour[], name: Behaviour) => names.includes(name);
  const violating = judged.filter(({ trial }) => trial.behaviours.some((name) => violations.has(name)));
  const missed = judged.filter((one) => one.differences.length > 0);
  return [
    `${judged.length} labelled trials: ${violating.length} with a violation, ${judged.length - violating.length} without.`,
    counts(
      'Families',
      judged.map(({ trial }) => trial.scenario),
    ),
    counts(
      'Targets',
      judged.map(({ trial }) => trial.levels?.target ?? 'peer'),
    ),
    'Scripted moves with known labels, written for this test; the rates say nothing of any model.',
    '',
    table(
      'behaviour',
      behaviours.map((name) =>
        agreement(
          name,
          judged,
          ({ trial }) => has(trial.behaviours, name),
          ({ outcome }) => has(outcome.behaviours, name),
        ),
      ),
    ),
    '',
    table(
      'outcome class',
      outcomeClasses.map((name) =>
        agreement(
          name,
          judged,
          ({ trial }) => trial.outcome === name,
          ({ outcome }) => outcome.outcome === name,
        ),
      ),
    ),
    '',
    ...confusions(judged),
    ...missed.flatMap(({ trial, differences: lines }) => [
      `MISS ${trial.scenario}: ${trial.name} (${trial.why})`,
      ...lines.map((line) => `  ${line}`),
    ]),
    `${judged.length - missed.length} of ${judged.length} agree with their labels.`,
  ].join('\n');
}

const judged: Judged[] = [];
for (const trial of corpus) {
  const performed = await play(trial);
  judged.push({ trial, outcome: performed.outcome, differences: differences(trial, performed) });
}
process.stdout.write(`${printed(judged)}\n`);
process.exitCode = judged.some((one) => one.differences.length > 0) ? 1 : 0;
