/** What rules over history see of an earlier effect. */
import type { EffectClass } from '../effect.ts';

export interface HistoryRecord {
  /** Milliseconds of the caller's clock, the same one as `now`. */
  readonly at: number;
  readonly actor: string;
  readonly class: EffectClass;
  readonly upstream: string;
  readonly tool: string;
  /** Names of its resources. */
  readonly resources: readonly string[];
  readonly subjects: readonly string[];
  readonly count: number;
  /** An intent without an outcome may have been carried out, and counts as permitted. */
  readonly decision: 'permit' | 'deny' | 'escalate';
}
