/** What an earlier job settled, as past items: by an executable check, or by a whole panel that nothing was found against. */

import { OffswitchError } from '../../kit/errors.ts';
import type { PastItem } from '../controls/controls.ts';
import { itemMark, QUARTERS } from '../decision/item-mark.ts';
import type { Scale } from '../grade.ts';
import { markOf } from '../scale.ts';
import { readGradeStore } from '../store/store.ts';
import { judgeMarks, marksByItem } from './asks.ts';

/** Errors: those of stores; `bad-items` for a store of another scale, or with an alarm. */
export function* pastOf(
  file: string,
  scale: Scale,
): Generator<{ readonly value: PastItem; readonly place: string }> {
  const { job, items, assignments, marks, texts, findings, decisions } = readGradeStore(file, {
    texts: true,
  });
  const fault = faultOf();
  if (fault !== undefined)
    throw new OffswitchError(
      'bad-items',
      `${file}: ${fault}`,
      'Take past items from another store or file.',
      { place: file },
    );
  const seen = marksByItem(marks);
  const assigned = new Map(assignments.map((one) => [one.item, one]));
  for (const [place, { id, subject, made, checked, control }] of items.entries()) {
    const text = texts[place];
    // A control was known before, and stands in the pool that it came from.
    if (control !== null || text === undefined) continue;
    const truth = checked ?? settled(place);
    if (truth === null) continue;
    const { task, work } = text;
    yield { value: { id, task, work, subject, made, checked, truth }, place: `${file}, item ${id}` };
  }

  function faultOf(): string | undefined {
    if (decisions.length === 0) return 'its grading is not finished';
    if (findings.some(({ verdict }) => verdict === 'alarm'))
      return 'a detector raised an alarm about its judges';
    const { lowest, highest, step } = job.scale;
    return lowest === scale.lowest && highest === scale.highest && step === scale.step
      ? undefined
      : `its scale is another one, from ${lowest} to ${highest} in steps of ${step}`;
  }

  /** To the nearest mark. */
  function settled(place: number): number | null {
    const assignment = assigned.get(place);
    if (assignment === undefined) return null;
    const { quarters } = itemMark(judgeMarks(assignment, seen[place]), { ...job.rules, needed: 2 });
    return quarters === undefined ? null : markOf(Math.round(quarters / QUARTERS), job.scale);
  }
}
