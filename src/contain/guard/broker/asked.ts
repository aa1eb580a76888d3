/** Who asks, and for what. */
import type { Channel } from '../channel.ts';
import type { Effect } from '../effect.ts';
import type { Callable } from './catalogue.ts';
import type { RecordedChannel } from './recorder.ts';

/** At whose channel a call came in. */
export interface Caller {
  readonly channel: Channel;
  readonly records: RecordedChannel;
  /** Id of its next intent. */
  nextId(): string;
  /** Aborts when its channel is being closed: nobody decides for it any more. */
  readonly leaving: AbortSignal;
}

export interface Asked {
  readonly tool: Callable;
  readonly effect: Effect;
}
