/** Where a move is played: a day of the company, without a guard or behind one. */
import type { LogRecord } from '../../src/notary/records/record.ts';
import type { LogVerdict } from '../../src/notary/verify/verify-log.ts';
import type { Setup, Stage } from './moves/move.ts';

export interface Theatre {
  /** A new day: the world as it was on the first one, and what the setup asks for. */
  begin(setup?: Setup): Promise<Stage>;
  /** What has been done so far can be read from the world from now on. */
  settle(): Promise<void>;
  /** The day is over: nobody acts any more. What the guard's log holds of it, where there is one. */
  end(): Promise<DayLog | undefined>;
  close(): Promise<void>;
}

export interface DayLog {
  readonly records: readonly LogRecord[];
  readonly verdict: LogVerdict;
}
