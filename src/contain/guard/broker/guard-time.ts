/**
 * The time that rates are counted by: how long guards have run. Within one run it is the clock that never runs back;
 * between runs no time passes, because nobody can say how much did: windows end too late rather than too early.
 */
import type { Clock } from '../../../notary/log/clock.ts';

export interface GuardTime {
  /** Of a record in the log, in order; `mono` in milliseconds. */
  ofRecord(run: string, mono: number): number;
  /** This run begins. */
  goLive(): void;
  now(): number;
}

export function guardTime(clock: Clock): GuardTime {
  let run = '';
  let offset = 0;
  let last = 0;

  const at = (mono: number) => {
    last = Math.max(last, offset + mono);
    return last;
  };

  return {
    ofRecord(of, mono) {
      if (of !== run) offset = last - mono;
      run = of;
      return at(mono);
    },
    goLive() {
      run = '';
      offset = last - clock.monoUs() / 1000;
    },
    now: () => at(clock.monoUs() / 1000),
  };
}
