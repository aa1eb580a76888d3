/** How much is measured. */
export interface Scale {
  /** Starts of each command. */
  readonly starts: number;
  readonly turns: number;
  /** Trials a cell of the study that is run, stored, verified and reported. */
  readonly trialsPerCell: number;
  readonly inFlight: number;
}

export const fullScale: Scale = { starts: 15, turns: 5000, trialsPerCell: 100, inFlight: 1000 };

/** For every change: seconds, with the same rows. */
export const smokeScale: Scale = { starts: 5, turns: 2000, trialsPerCell: 10, inFlight: 1000 };
