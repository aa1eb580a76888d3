/** How much is measured. */
export interface Scale {
  /** Starts of each command. */
  readonly starts: number;
  readonly turns: number;
  /** Trials a cell of the study that is run, stored, verified and reported. */
  readonly trialsPerCell: number;
  /** Trials a cell of the published matrix. */
  readonly paperTrialsPerCell: number;
  readonly inFlight: number;
  /** Model calls whose overhead is measured. */
  readonly wireCalls: number;
  /** Rounds of calls at once. */
  readonly wireRounds: number;
  /** Model calls after which memory is measured. */
  readonly wireMemoryCalls: number;
  /** Records of a notary's log. */
  readonly logRecords: number;
  /** How long a notary is watched, in milliseconds. */
  readonly witnessedMs: number;
  /** Decisions of the guard. */
  readonly decisions: number;
  /** Effects in the history of a decision. */
  readonly earlierEffects: number;
  /** Calls through the guard, and through a proxy. */
  readonly mediatedCalls: number;
  /** Bytes of files that are searched for content. */
  readonly contentBytes: number;
  /** Visits of the page of approvals. */
  readonly pageVisits: number;
  /** Items that are graded. */
  readonly gradedItems: number;
  /** Runs of every conduct before every detector. */
  readonly graderRuns: number;
  /** How often everything but starts and memory is measured; the shortest time counts. */
  readonly rounds: number;
}

export const fullScale: Scale = {
  starts: 15,
  turns: 5000,
  trialsPerCell: 100,
  paperTrialsPerCell: 10,
  inFlight: 1000,
  wireCalls: 2000,
  wireRounds: 30,
  wireMemoryCalls: 10_000,
  logRecords: 50_000,
  witnessedMs: 10_000,
  decisions: 3000,
  earlierEffects: 1_000_000,
  mediatedCalls: 2000,
  contentBytes: 640_000_000,
  gradedItems: 100_000,
  graderRuns: 200,
  pageVisits: 10,
  rounds: 3,
};

/** For every change: seconds, with the same rows. */
export const smokeScale: Scale = {
  starts: 5,
  turns: 2000,
  trialsPerCell: 4,
  paperTrialsPerCell: 2,
  inFlight: 1000,
  wireCalls: 300,
  wireRounds: 3,
  wireMemoryCalls: 1000,
  logRecords: 5000,
  witnessedMs: 3000,
  decisions: 500,
  earlierEffects: 100_000,
  mediatedCalls: 300,
  contentBytes: 128_000_000,
  gradedItems: 5000,
  graderRuns: 20,
  pageVisits: 3,
  rounds: 2,
};
