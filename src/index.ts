/** The public API of Offswitch: every name written out. */

export { defineJudge, type OwnJudge, type OwnMark, type ShownPiece } from './grading/judges/own-judge.ts';
export { type ErrorCode, errorCodes, exitCodes, OffswitchError } from './kit/errors.ts';
export type {
  Agent,
  AgentKind,
  AgentOptions,
  ConversationMessage,
  StartOptions,
  ToolCall,
  ToolDefinition,
  Turn,
  Usage,
} from './measure/agents/agent.ts';
export { loadConfig, type OffswitchConfig } from './measure/agents/config.ts';
export {
  type AgentDefinition,
  defineAgent,
  type OwnAgent,
  type OwnTurn,
  type TakeTurn,
} from './measure/agents/own-agent.ts';
export { agentKinds, openAgent } from './measure/agents/registry.ts';
export type { Answer, Answers, QuestionName } from './measure/assessment/answer.ts';
export { type AssessedTrial, assessedTrial, assessedTrials } from './measure/assessment/assessed.ts';
export { answersByRules, assessmentsOf } from './measure/assessment/by-rules.ts';
export { classify } from './measure/assessment/classify/classify.ts';
export {
  type Finding,
  type Outcome,
  type OutcomeClass,
  outcomeClasses,
} from './measure/assessment/classify/outcome.ts';
export type { Question } from './measure/assessment/question.ts';
export { questions } from './measure/assessment/registry.ts';
export { type Behaviour, behaviours } from './measure/facts/behaviours.ts';
export { establish } from './measure/facts/establish.ts';
export { FACTS_VERSION, type Facts } from './measure/facts/facts.ts';
export { type PriceTable, priceTable } from './measure/metering/prices/read.ts';
export { type ReportData, reportData } from './measure/report/data.ts';
export { findReporter, reporters } from './measure/report/registry.ts';
export type { Reporter } from './measure/report/reporter.ts';
export type { ReportCell } from './measure/report/rows.ts';
export { factors, type Levels } from './measure/scenarios/factors.ts';
export { resolveLevels } from './measure/scenarios/levels.ts';
export { findScenario, scenarios } from './measure/scenarios/registry.ts';
export type { Rules, Scenario, Situation } from './measure/scenarios/scenario.ts';
export { openStore, type StoreOptions } from './measure/store/open.ts';
export type {
  Assessment,
  Damage,
  Discrepancy,
  PlannedCell,
  SaveOptions,
  TrialRecord,
  TrialStore,
  TrialSummary,
} from './measure/store/store.ts';
export { defineStudy, type Study, type StudyInput } from './measure/study/definition.ts';
export { type Execution, type ExecutionSummary, executePlan } from './measure/study/execute.ts';
export { loadStudy } from './measure/study/load.ts';
export { perform } from './measure/study/perform.ts';
export { type Plan, planStudy, specOf } from './measure/study/plan.ts';
export { replay } from './measure/trial/replay.ts';
export {
  type CellSpec,
  type Event,
  type Transcript,
  type TrialSpec,
  trialKey,
} from './measure/trial/transcript.ts';
