/** What the page's server and the application say to each other beyond what the guard says itself. */
import { z } from 'zod';
import type { PasskeySummary } from '../../contain/approvals/passkeys/requests.ts';
import type { ApprovalSummary, ApproverState, ShownRequest } from '../../contain/approvals/requests.ts';
import type { AgentsSeen, AlertSeen, CertificateSeen } from './shapes.ts';

/** Names of what changes, in the events of `/api/events`. */
export const topics = ['requests', 'agents', 'certificates', 'alerts', 'people'] as const;
export type Topic = (typeof topics)[number];

export interface RequestsPage {
  readonly requests: readonly ApprovalSummary[];
  readonly total: number;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  /** The guard's time, since a browser's clock may be wrong. */
  readonly now: string;
}

export interface RequestInFull {
  readonly request: ShownRequest;
  /** Of those who may answer, for this page. */
  readonly passkeys: readonly PasskeySummary[];
  readonly now: string;
}

export interface PeoplePage {
  readonly people: readonly ApproverState[];
  readonly passkeys: readonly PasskeySummary[];
}

/** Null: this guard keeps no registry. */
export type AgentsPage = AgentsSeen | null;

export interface CertificatesPage {
  readonly certificates: readonly CertificateSeen[] | null;
}

export interface AlertsPage {
  /** Newest first. */
  readonly alerts: readonly AlertSeen[];
}

export interface Failure {
  readonly error: { readonly code: string; readonly message: string; readonly remedy: string };
}

/** `response`: `AuthenticationResponseJSON` of WebAuthn, for the guard to check. */
export const pageAnswer = z.strictObject({
  approve: z.boolean(),
  shownDigest: z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)]),
  viewedMs: z.int().min(0),
  response: z.looseObject({ id: z.string().max(1400) }),
});
export type PageAnswer = z.infer<typeof pageAnswer>;

export const passkeyWanted = z.strictObject({ person: z.string().min(1).max(200) });
export const passkeySigned = z.strictObject({ signature: z.string().min(1).max(16_384) });
