/** A store of `grade run` as grades, with what the job says of them. */
import { storedGrades } from '../store/grades.ts';
import { readGradeStore } from '../store/store.ts';
import { badGrades, type GradesFile } from './imported.ts';

/** Errors: `bad-grades` where there is no mark yet, and those of the store. */
export function gradesInGradeStore(path: string): GradesFile {
  const stored = readGradeStore(path, { said: true });
  const simulated = stored.job.judges.flatMap(({ id, simulated: is }) => (is ? [id] : []));
  const placed = storedGrades(stored).map((grade, at) => ({
    place: `${path}, mark ${at + 1}`,
    // A program has one reason for all works.
    grade: simulated.includes(grade.judge) ? { ...grade, rationale: null } : grade,
  }));
  if (placed.length === 0)
    throw badGrades(path, 'a store of grades without a mark', 'Let "offswitch grade run" give some first.');
  const { job } = stored;
  return {
    ...{ path, format: 'grades store', placed, limits: job.limits },
    range: { lowest: job.scale.lowest, highest: job.scale.highest },
    simulated,
  };
}
