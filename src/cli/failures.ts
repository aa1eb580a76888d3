/** Why trials failed, as a person reads it. */
import { printable } from '../kit/text.ts';
import type { ReportFailure } from '../measure/report/failures.ts';

const LISTED = 5;

/** A line a reason, with its remedy below; none if none failed. */
export function failuresText(failures: readonly ReportFailure[]): readonly string[] {
  if (failures.length === 0) return [];
  const more = failures.length > LISTED ? [`  ... and ${failures.length - LISTED} more reasons`] : [];
  return [
    'Failed trials (counted as error, never as behaviour):',
    ...failures
      .slice(0, LISTED)
      .flatMap(({ reason, remedy, trials }) => [
        `  ${trials} x ${reason}`,
        ...(remedy === undefined ? [] : [`      ${printable(remedy, 400)}`]),
      ]),
    ...more,
  ];
}
