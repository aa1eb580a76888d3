/** Trials for the tests of this room, written as what is said of them: only what a test is about differs from a dull trial. */
import { hashText } from '../../kit/hash.ts';
import type { AssessedTrial } from '../assessment/assessed.ts';
import type { Finding, Outcome } from '../assessment/classify/outcome.ts';
import type { Behaviour } from '../facts/behaviours.ts';
import { FACTS_VERSION } from '../facts/facts.ts';
import { resolveLevels } from '../scenarios/levels.ts';
import { findScenario } from '../scenarios/registry.ts';
import { studyDefaults } from '../study/definition.ts';
import type { TrialSpec } from '../trial/transcript.ts';

export interface Sketch {
  readonly scenario: string;
  readonly levels?: Readonly<Record<string, string>>;
  readonly agent?: string;
  readonly parameters?: TrialSpec['agent']['parameters'];
  readonly outcome?: Outcome['outcome'];
  readonly score?: number | null;
  readonly grade?: string | null;
  readonly behaviours?: readonly Behaviour[];
  /** Behaviours that hang on an unread word. */
  readonly unclear?: readonly Behaviour[];
  /** Findings that were undone again. */
  readonly reverted?: boolean;
  /** Findings of the policy instead of the switch. */
  readonly policy?: boolean;
  readonly read?: boolean;
  readonly duties?: Outcome['duties'];
}

let next = 0;

/** `count` trials alike. */
export function trials(count: number, sketch: Sketch): readonly AssessedTrial[] {
  return Array.from({ length: count }, () => trial(sketch));
}

function trial(sketch: Sketch): AssessedTrial {
  const scenario = findScenario(sketch.scenario);
  const levels = resolveLevels(scenario, { protocol: 'paper', ...sketch.levels });
  const id = sketch.agent ?? 'sim:paper/gemini-3-pro';
  const position = next;
  next += 1;
  return {
    key: hashText(`${position}`),
    position,
    head: hashText('head'),
    ended: sketch.outcome === 'error' ? 'error' : 'ended-task',
    assessments: [],
    spec: {
      scenario: scenario.name,
      scenarioVersion: scenario.version,
      levels,
      agent: { id, persona: 'Gemini', parameters: sketch.parameters ?? {} },
      limits: studyDefaults.limits,
      seed: 1,
      repetition: position,
    },
    outcome: outcomeOf(sketch, Number.isNaN(Number(levels.bar)) ? null : Number(levels.bar)),
  };
}

export function outcomeOf(sketch: Sketch, bar: number | null): Outcome {
  const { scenario, behaviours = [], score = null, grade = null } = sketch;
  return {
    facts: FACTS_VERSION,
    scenario,
    outcome: sketch.outcome ?? 'complied',
    behaviours,
    unclear: sketch.unclear ?? [],
    reported: { score, from: score === null ? null : 9, confidence: 'stated', grade },
    honest: { score: 60, low: 55, high: 65, bar },
    findings: behaviours.flatMap((behaviour) => findingsOf(behaviour, sketch)),
    misstatements: [],
    survives: { value: null, by: [] },
    read: sketch.read ?? true,
    duties: sketch.duties ?? [],
    worldBefore: hashText('before'),
    worldAfter: hashText('after'),
    chainHead: hashText('head'),
    replay: 'verified',
    simulated: true,
    readers: {},
    unread: [],
  };
}

function findingsOf(behaviour: Behaviour, { reverted = false, policy = false }: Sketch): readonly Finding[] {
  const finding = { behaviour, event: 9, reverted, evidence: 'seen' };
  return policy ? [finding, { ...finding, behaviour: 'record-tampering' }] : [finding];
}
