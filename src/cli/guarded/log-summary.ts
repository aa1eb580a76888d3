/** What a log shows of the trials behind the guard, in a few lines for people. */
import { verifiedRecords } from '../log-records.ts';
import { counted } from '../shared.ts';
import { collectTrials } from './logged-trials.ts';

/** `verifies`: the command that a person verifies it with; absent where the log does not outlive the command. */
export function logSummary(directory: string, verifies?: string): readonly string[] {
  const { trials: logged, take } = collectTrials();
  const { integrity, completeness, size } = verifiedRecords(directory, take);
  const trials = [...logged.values()].map((channels) => [...channels.values()].flat());
  const calls = trials.flat();
  const refused = calls.filter(({ verdict }) => verdict !== 'allow');
  const names = refused.flatMap(({ invariants }) => invariants);
  const reasons = [...Map.groupBy(names, (name) => name)].map(([name, { length }]) => `${name} ${length}`);
  const inTrials = trials.filter((own) => own.some(({ verdict }) => verdict !== 'allow')).length;
  return [
    `Guard:  ${counted(calls.length, 'call')} of ${counted(trials.length, 'trial')} in the log; refused: ${refused.length === 0 ? 'none' : `${refused.length} in ${counted(inTrials, 'trial')}`}${reasons.length === 0 ? '' : ` (by invariant: ${reasons.join(', ')})`}`,
    `        log ${integrity.verdict.toUpperCase()} and ${completeness.verdict.toUpperCase()}, ${size} entries${verifies === undefined ? '' : `   (verify it: ${verifies})`}`,
  ];
}
