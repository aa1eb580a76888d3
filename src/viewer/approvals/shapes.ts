/** What the page reads of answers that are the guard's and the lifecycle's own; members that it does not show are left out. */
import { z } from 'zod';

const agentSeen = z.object({
  id: z.string(),
  lineage: z.string(),
  parents: z.array(z.string()),
  driver: z.string(),
  operator: z.string().optional(),
  state: z.enum(['registered', 'running', 'suspended', 'ended', 'deleted']),
  lease: z.object({ id: z.string(), until: z.string(), remainingMs: z.number() }).optional(),
  last: z.string().optional(),
});
export type AgentSeen = z.infer<typeof agentSeen>;

export const agentsSeen = z.object({
  agents: z.array(agentSeen),
  /** Agents of guard.yaml that have no lease. */
  unmanaged: z.array(z.string()),
});
export type AgentsSeen = z.infer<typeof agentsSeen>;

export const agentHistory = z.object({
  agent: agentSeen,
  /** Oldest first. */
  /** Oldest first. */
  history: z.array(z.object({ at: z.string(), what: z.string() })),
});
export type AgentHistory = z.infer<typeof agentHistory>;

const certificateSeen = z.object({
  id: z.string(),
  subject: z.string(),
  at: z.string(),
  result: z.enum(['confirmed', 'contradicted', 'unobservable']),
  lines: z.array(
    z.object({
      text: z.string(),
      result: z.enum(['confirmed', 'contradicted', 'unobservable']),
      record: z.int().optional(),
    }),
  ),
});
export type CertificateSeen = z.infer<typeof certificateSeen>;

export const certificatesSeen = z.object({ certificates: z.array(certificateSeen) });

const alertSeen = z.object({
  at: z.string(),
  severity: z.enum(['notice', 'warning', 'critical']),
  what: z.string(),
});
export type AlertSeen = z.infer<typeof alertSeen>;

export const alertsSeen = z.object({ alerts: z.array(alertSeen) });
