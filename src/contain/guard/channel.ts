/** Who asks: the channel is the identity, and a name within a message never is. */
export const channelKinds = ['descriptor', 'socket', 'token'] as const;

export const mediations = ['enforced', 'advisory'] as const;
/** `advisory`: the agent was not confined by the guard, and may have other ways. */
export type Mediation = (typeof mediations)[number];

export interface Channel {
  /** Of the agent, the person or the machinery at its other end. */
  readonly actor: string;
  readonly kind: 'agent' | 'operator' | 'lifecycle';
  readonly mediation: Mediation;
}
