/** Watches a part of the world under other credentials and by another code path than the effects use. */
import type { Observation } from './domain.ts';

export interface Probe {
  readonly name: string;
  /** How often it looks at least; it also looks at random times in between. */
  readonly everyMs: number;
  /** What it saw: `contradicted` freezes. A throw is an observation, too: nothing could be seen. */
  look(signal: AbortSignal): Promise<readonly Observation[]>;
}
