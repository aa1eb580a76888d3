/** What a store holds, as grades: what detectors and every reader of grades see. */
import type { Grade } from '../grade.ts';
import { marksOf } from '../scale.ts';
import type { StoredGrades } from './store.ts';

/** In the order in which the marks came in. */
export function storedGrades({ job, items, marks, said }: StoredGrades): readonly Grade[] {
  const names = marksOf(job.scale);
  const families = new Map(job.subjects.map(({ name, family }) => [name, family]));
  return marks.flatMap((mark, place): readonly Grade[] => {
    const [item, judge] = [items[mark.item], job.judges[mark.judge]];
    if (item === undefined || judge === undefined) return [];
    return [
      {
        item: item.id,
        judge: judge.id,
        judgeFamily: judge.family,
        subject: item.subject,
        subjectFamily: families.get(item.subject) ?? null,
        mark: mark.level === null ? null : (names[mark.level] ?? null),
        unmarked: mark.unmarked,
        rationale: said[place]?.rationale ?? null,
        position: mark.position,
        order: mark.order,
        at: new Date(mark.at).toISOString(),
        control: item.control,
        truth: item.truth,
        twin: item.twin,
        cues: [],
        work: item.work,
      },
    ];
  });
}
