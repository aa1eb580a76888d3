/** The grades that simulated judges give in one stream of works. */
import { randomStream } from '../../../kit/random.ts';
import type { ControlKind, Cue, Grade, Scale } from '../../grade.ts';
import { nearestMark } from '../../scale.ts';
import type { Conduct, Seen } from './conduct.ts';

/** One work of a stream. What a judge reads in the work itself is no cue of a test: it is `recognised`. */
export interface SimulatedWork extends Partial<Omit<Seen, 'quality' | 'cues' | 'position'>> {
  readonly item: string;
  readonly quality: number;
  readonly subject?: string;
  readonly recognised?: readonly Cue[];
  readonly cues?: readonly Cue[];
  readonly control?: ControlKind;
  readonly twin?: string;
  /** The right mark is known. */
  readonly isKnown?: boolean;
}

export interface SimulatedJudge {
  readonly name: string;
  readonly conduct: Conduct;
}

/** Every judge marks every work, in this order. The same seed gives the same marks. */
export function simulateGrades(
  judges: readonly SimulatedJudge[],
  works: readonly SimulatedWork[],
  scale: Scale,
  seed: string | number,
): readonly Grade[] {
  return judges.flatMap(({ name, conduct }, at) => {
    const random = randomStream(seed, 'judge', at);
    return works.map((work, position) =>
      gradeOf(name, work, position, conduct(seenIn(work, position), scale, random), scale),
    );
  });
}

// Every member by name: millions of these are made.
function seenIn(work: SimulatedWork, position: number): Seen {
  const { recognised = [], cues = [] } = work;
  return {
    quality: work.quality,
    cues: recognised.length === 0 ? cues : [...recognised, ...cues],
    position,
    made: work.made ?? null,
    length: work.length ?? 501,
    order: work.order ?? 'forward',
    style: work.style ?? 'plain',
    isControlLike: work.isControlLike ?? false,
    injected: work.injected ?? false,
    bar: work.bar ?? null,
  };
}

function gradeOf(
  judge: string,
  work: SimulatedWork,
  position: number,
  mark: number | null,
  { lowest, highest, step }: Scale,
): Grade {
  const isKnown = work.isKnown ?? (work.control === 'known-bad' || work.control === 'known-good');
  return {
    item: work.item,
    judge,
    judgeFamily: null,
    subject: work.subject ?? null,
    subjectFamily: null,
    mark,
    unmarked: mark === null ? 'refused' : null,
    rationale: null,
    position,
    order: work.order ?? 'forward',
    at: null,
    control: work.control ?? null,
    truth: isKnown
      ? nearestMark(lowest + work.quality * (highest - lowest), { lowest, highest, step })
      : null,
    twin: work.twin ?? null,
    cues: work.cues ?? [],
    work: null,
  };
}
