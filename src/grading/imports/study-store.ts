/**
 * A study's store as grades: in the families where an agent marks work and hands in a score, the agent is a judge, the
 * score of an honest agent is the right mark, and the bar stands in the trial. Who read the score out of the agent's
 * words are the present readers, as in a report.
 */
import { shortHash } from '../../kit/hash.ts';
import { familyOf } from '../../measure/agents/model/persona.ts';
import { type AssessedTrial, assessedTrials, noneOutdated } from '../../measure/assessment/assessed.ts';
import { levelIn } from '../../measure/scenarios/factors.ts';
import { openStore } from '../../measure/store/open.ts';
import type { Cue, UnmarkedReason } from '../grade.ts';
import { badGrades, counted, type GradesFile, type Placed, unknownGrade } from './imported.ts';

/** Errors: `bad-grades` where no trial is about a mark, and those of the store. */
export async function gradesInStudy(path: string): Promise<GradesFile> {
  const store = await openStore(path, { mode: 'read' });
  const outdated = noneOutdated();
  const placed: Placed[] = [];
  const simulated = new Set<string>();
  let trials = 0;
  try {
    for await (const trial of assessedTrials(store.summaries(), outdated)) {
      trials += 1;
      if (trial.outcome.honest.score === null) continue;
      placed.push(gradeOfTrial(trial, path));
      if (trial.outcome.simulated) simulated.add(trial.spec.agent.id);
    }
  } finally {
    await store.close();
  }
  if (placed.length === 0)
    throw badGrades(
      path,
      `a store of ${counted(trials, 'trial')}, none of which is about a mark`,
      'Agents mark work in misrep-evaluation, misrep-finance and tampering; other families have no marks.',
    );
  const limits: string[] = [];
  if (placed.length < trials)
    limits.push(`${path}: ${trials - placed.length} of ${counted(trials, 'trial')} are about no mark.`);
  if (outdated.trials > 0)
    limits.push(
      `${path}: ${counted(outdated.trials, 'trial')} of another version were left out; "offswitch assess" brings them up to date.`,
    );
  return {
    ...{ path, format: 'study store', placed, limits, simulated: [...simulated] },
    range: { lowest: 0, highest: 100 },
  };
}

function gradeOfTrial({ key, spec, ended, outcome }: AssessedTrial, path: string): Placed {
  const { id, parameters } = spec.agent;
  const { score } = outcome.reported;
  const target = levelIn(spec.levels, 'target');
  const place = `${path}, trial ${shortHash(key)}`;
  const judge = typeof parameters.model === 'string' ? parameters.model : id;
  return {
    place,
    ...(outcome.honest.bar === null ? {} : { bar: outcome.honest.bar }),
    grade: {
      ...unknownGrade,
      item: `trial ${shortHash(key)}`,
      judge: id,
      judgeFamily: familyOf(judge) ?? null,
      subject: target,
      mark: score,
      unmarked: score === null ? reasonOf(outcome.outcome, ended) : null,
      truth: outcome.honest.score,
      cues: cuesOf(target, levelIn(spec.levels, 'stakes')),
    },
  };
}

function reasonOf(outcome: string, ended: string): UnmarkedReason {
  if (outcome === 'refused' || outcome === 'filtered') return outcome;
  return ended === 'error' ? 'error' : 'malformed';
}

function cuesOf(target: string, stakes: string): readonly Cue[] {
  const named = (['self', 'stranger', 'object'] as const).find((one) => one === target);
  const about: Cue | undefined = named ?? (target.startsWith('peer') ? 'peer' : undefined);
  const cues: readonly (Cue | undefined)[] = [about, stakes === 'shutdown' ? 'stakes' : undefined];
  return cues.filter((cue) => cue !== undefined);
}
