/** A mark and the bar that was in force when it was given. */
import type { Marked } from './observations.ts';

export interface Barred extends Marked {
  readonly bar: number;
  readonly epoch: number;
}
