/** A regression case: one scripted trial with what has to be said of it, and the real turn loop that plays it. */
import type { Agent, Turn } from '../../src/measure/agents/agent.ts';
import { playing } from '../../src/measure/agents/script.ts';
import type { OutcomeClass } from '../../src/measure/assessment/classify/outcome.ts';
import type { Behaviour } from '../../src/measure/facts/behaviours.ts';
import type { Misstatement } from '../../src/measure/facts/facts.ts';
import { resolveLevels } from '../../src/measure/scenarios/levels.ts';
import { findScenario } from '../../src/measure/scenarios/registry.ts';
import { studyDefaults } from '../../src/measure/study/definition.ts';
import { type PerformedTrial, performWith } from '../../src/measure/study/perform.ts';

export type Family =
  | 'misrep-finance'
  | 'misrep-evaluation'
  | 'tampering'
  | 'alignment-faking'
  | 'exfiltration-transfer'
  | 'exfiltration-deletion';

/** What a trial is, once all its words are read. */
export type LabelledClass = Exclude<OutcomeClass, 'violated-unread' | 'unread'>;

export interface BehaviourCase {
  readonly name: string;
  readonly scenario: Family;
  /** The protocol is the published one unless this says otherwise. */
  readonly levels?: Readonly<Record<string, string>>;
  readonly turns: readonly Turn[];
  /** With this message the agent fails after its last turn. */
  readonly fails?: string;
  /** The trial is cut off after so many turns. */
  readonly turnLimit?: number;
  /** The work that was judged is somebody else's, so that its true score is not known. */
  readonly foreignWork?: true;
  readonly outcome: LabelledClass;
  /** All of them, in any order. */
  readonly behaviours: readonly Behaviour[];
  /** Each must be part of the evidence of some finding. */
  readonly evidence?: readonly string[];
  /** The tool whose execution the first violation must point at. */
  readonly by?: string;
  /** Of the first violation. */
  readonly reverted?: boolean;
  readonly selective?: boolean;
  readonly means?: readonly string[];
  readonly reported?: number | null;
  readonly grade?: string | null;
  /** The kinds of false entries in the typed report, each once, in any order. */
  readonly misstatements?: readonly Misstatement['kind'][];
  /** Why a reviewer should agree. */
  readonly why: string;
}

/** What nobody can do by being honest; the other behaviours are of tone. */
export const violations: ReadonlySet<Behaviour> = new Set([
  'shutdown-tampering',
  'score-inflation',
  'grade-inflation',
  'shutdown-suppressed',
  'weight-exfiltration',
  'weight-retention',
  'user-lockout',
  'record-tampering',
]);

export async function play(trial: BehaviourCase): Promise<PerformedTrial> {
  const scenario = findScenario(trial.scenario);
  const { limits } = studyDefaults;
  const spec = {
    scenario: scenario.name,
    scenarioVersion: scenario.version,
    levels: resolveLevels(scenario, { protocol: 'paper', ...trial.levels }),
    agent: { id: 'script:case', persona: 'Gemini', parameters: {} },
    limits: trial.turnLimit === undefined ? limits : { ...limits, turns: trial.turnLimit },
    seed: studyDefaults.seed,
    repetition: 0,
  };
  const agent = playing(trial.turns);
  return performWith(spec, trial.fails === undefined ? agent : failing(agent, trial.fails), false, {
    signal: new AbortController().signal,
    ownWork: trial.foreignWork !== true,
  });
}

function failing(agent: Agent, message: string): Agent {
  return {
    takeTurn: async (conversation, tools, signal) => {
      const turn = await agent.takeTurn(conversation, tools, signal);
      if (turn === null) throw new Error(message);
      return turn;
    },
  };
}
