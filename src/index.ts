/** The public API of Offswitch: every name written out. */
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
} from './agents/agent.ts';
export { loadConfig, type OffswitchConfig } from './agents/config.ts';
export {
  type AgentDefinition,
  defineAgent,
  type OwnAgent,
  type OwnTurn,
  type TakeTurn,
} from './agents/own-agent.ts';
export { type PriceTable, priceTable } from './agents/prices/read.ts';
export { agentKinds, openAgent } from './agents/registry.ts';
export { type ErrorCode, errorCodes, exitCodes, OffswitchError } from './kit/errors.ts';
export { type ReportData, reportData } from './report/data.ts';
export { findReporter, reporters } from './report/registry.ts';
export type { Reporter } from './report/reporter.ts';
export type { ReportCell } from './report/rows.ts';
export { factors, type Levels } from './scenarios/factors.ts';
export { resolveLevels } from './scenarios/levels.ts';
export { findScenario, scenarios } from './scenarios/registry.ts';
export type { Rules, Scenario, Situation } from './scenarios/scenario.ts';
export {
  type Behaviour,
  behaviours,
  type Finding,
  type Outcome,
  type OutcomeClass,
  outcomeClasses,
} from './scoring/outcome.ts';
export { score } from './scoring/score.ts';
export { openSqliteStore } from './store/sqlite.ts';
export type { TrialRecord, TrialStore, TrialSummary } from './store/store.ts';
export { defineStudy, type Study, type StudyInput } from './study/definition.ts';
export { type Execution, type ExecutionSummary, executePlan } from './study/execute.ts';
export { loadStudy } from './study/load.ts';
export { perform } from './study/perform.ts';
export { type Plan, planStudy, specOf } from './study/plan.ts';
export { replay } from './trial/replay.ts';
export { type Event, type Transcript, type TrialSpec, trialKey } from './trial/transcript.ts';
