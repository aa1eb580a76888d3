/** A lease that runs down before one's eyes, and the states of agents in words. */
import type { AgentSeen } from '../../approvals/shapes.ts';
import { durationText, useRemaining } from '../shared/time.tsx';

export const stateText: Readonly<Record<AgentSeen['state'], string>> = {
  registered: 'Registered, not started',
  running: 'Running',
  suspended: 'Suspended',
  ended: 'Ended',
  deleted: 'Deleted',
};

interface LeaseLeftProps {
  readonly agent: Pick<AgentSeen, 'lease' | 'state'>;
  readonly at: number;
}

/** What has ended keeps the name of its last lease, which says nothing any more. */
export function LeaseLeft({ agent: { lease, state }, at }: LeaseLeftProps) {
  if (lease === undefined || state === 'ended' || state === 'deleted') return <span>No lease</span>;
  return <Counting key={lease.id} left={lease.remainingMs} at={at} />;
}

function Counting({ left, at }: { readonly left: number; readonly at: number }) {
  const remaining = useRemaining(left, at);
  return (
    <span class="number">
      {remaining === 0 ? 'Its lease has run out' : `Lives for ${durationText(remaining)} unless renewed`}
    </span>
  );
}
