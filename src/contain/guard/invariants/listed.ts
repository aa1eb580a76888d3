import type { Invariant } from './invariant.ts';

export const listed: Invariant = {
  name: 'nothing-unlisted',
  summary: 'No effect of class other, and none of an upstream or an agent that guard.yaml does not name.',
  broken: (effect, { guard, channel }) => {
    if (effect.class === 'other') return 'nobody has said what the tool does';
    if (!Object.hasOwn(guard.upstreams, effect.upstream))
      return `guard.yaml has no upstream ${effect.upstream}`;
    if (channel.kind === 'agent' && !Object.hasOwn(guard.agents, channel.actor))
      return `guard.yaml has no agent ${channel.actor}`;
    return undefined;
  },
};
