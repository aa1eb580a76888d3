/** What every upstream has that the guard itself offers to agents. */
import type { CarriedOut } from '../broker/domain.ts';
import type { Upstream } from '../config/schema.ts';
import type { EffectClass } from '../effect.ts';
import { type ListedTool, toolDigest } from '../tools.ts';

export interface OwnTool {
  readonly tool: ListedTool;
  readonly class: EffectClass;
  /** Where the arguments say to whom it is done. */
  readonly subjects?: readonly string[];
}

/** Bound like the tools of any other; nothing is connected to. */
export function ownUpstream(tools: readonly OwnTool[]): Upstream {
  return {
    url: 'http://127.0.0.1/',
    environment: {},
    headers: {},
    mounts: [],
    tools: Object.fromEntries(
      tools.map(({ tool, class: effectClass, subjects = [] }) => [
        tool.name,
        {
          ...{ class: effectClass, resources: [], subjects: [...subjects], revokes: false },
          schema: toolDigest(tool),
        },
      ]),
    ),
  };
}

/** An answer in words. */
export function inWords(status: CarriedOut['status'], text: string): CarriedOut {
  return { status, result: { content: [{ type: 'text', text }], isError: status === 'failed' } };
}

/** Of `agent/NAME/EPOCH.N`: the channel is the identity. */
export function actorOf(channel: string): string {
  return channel.split('/')[1] ?? '';
}
