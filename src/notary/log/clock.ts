/** The time as the notary sees it; handed in, so that tests and replays have their own. */

export interface Clock {
  /** Microseconds; never runs back while the process lives. */
  monoUs(): number;
  /** Milliseconds since 1970, as the machine believes. */
  wallMs(): number;
}

export const machineClock: Clock = {
  monoUs: () => Math.floor(Number(process.hrtime.bigint() / 1000n)),
  wallMs: () => Date.now(),
};
