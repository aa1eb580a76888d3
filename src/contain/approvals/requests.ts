/** What an operator asks of approvals over the control socket, and what is answered. The page asks in the same words. */
import { z } from 'zod';

const id = z.string().min(1).max(64);
const count = z.int().min(0);
const hash = z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)]);

export const credentialShape = z.discriminatedUnion('kind', [
  /** What `ssh-keygen -Y sign -n offswitch-approval` wrote, armoured. */
  z.strictObject({ kind: z.literal('ssh'), signature: z.string().max(32_768) }),
  /** What `navigator.credentials.get` gave, as JSON; its challenge is the SHA-256 of the statement. */
  z.strictObject({ kind: z.literal('passkey'), response: z.unknown() }),
]);

const answerMembers = {
  id,
  approve: z.boolean(),
  /** The person, as the approvers file calls them. */
  by: z.string().min(1).max(200),
  /** Of the text that the person was shown. */
  shownDigest: hash,
  /** How long the person had it before their eyes, as the client says; the guard counts for itself, too. */
  viewedMs: z.int().min(0),
  credential: credentialShape,
};

export const approvalAnswer = z.strictObject(answerMembers);
export type ApprovalAnswer = z.infer<typeof approvalAnswer>;

export const approvalsRequest = z.discriminatedUnion('do', [
  /**
   * Of those that are open, or that one requester has open, those that go ahead by themselves first, and of each kind the
   * one that ends soonest: all, or `most` of them behind the first `from`.
   */
  z.strictObject({
    do: z.literal('approvals.list'),
    from: count.optional(),
    most: count.optional(),
    requester: z.string().min(1).max(200).optional(),
  }),
  z.strictObject({ do: z.literal('approvals.show'), id }),
  z.strictObject({ do: z.literal('approvals.answer'), ...answerMembers }),
  z.strictObject({ do: z.literal('approvals.people') }),
]);
export type ApprovalsRequest = z.infer<typeof approvalsRequest>;

const instant = z.iso.datetime();

export const approvalSummary = z.strictObject({
  id,
  /** `effect.delete`, `command.delete` ... */
  class: z.string(),
  /** Without a word that an agent wrote. */
  title: z.string(),
  /** The names of what it is done to, in quotes: an agent may have chosen them. */
  targets: z.array(z.string()),
  /** What silence leads to: a grant is denied, a stop goes on. */
  intent: z.enum(['grant', 'stop']),
  requester: z.strictObject({ name: z.string(), kind: z.enum(['agent', 'person']) }),
  /** Whom it concerns, as they are shown: in quotes where somebody could have chosen the name to mislead. */
  agents: z.array(z.string()),
  opened: instant,
  expires: instant,
  /** People whose approval it needs, and those who have approved. */
  needed: z.int(),
  given: z.array(z.string()),
});
export type ApprovalSummary = z.infer<typeof approvalSummary>;

export const shownRequest = z.strictObject({
  ...approvalSummary.shape,
  /** What a person is shown, line by line, and nothing else: its digest is signed. */
  shown: z.string(),
  shownDigest: hash,
  /** Canonical JSON; one of the two is signed, byte for byte. */
  statement: z.strictObject({ approve: z.string(), deny: z.string() }),
  /** Those who may answer. */
  people: z.array(z.string()),
  /** How long it has to be seen before it can be approved. */
  leastViewMs: z.int(),
  /** What an agent wrote, and wants to be believed. Shown collapsed and marked; nobody signs it. */
  untrusted: z.string().optional(),
});
export type ShownRequest = z.infer<typeof shownRequest>;

export const approvalsList = z.strictObject({
  requests: z.array(approvalSummary),
  /** How many are open of those that were asked for. */
  total: count,
  /** Another text whenever one was opened, answered or closed. */
  state: z.string(),
});
export type ApprovalsList = z.infer<typeof approvalsList>;
export const answered = z.strictObject({ status: z.enum(['counted', 'approved', 'refused']) });

export const approverState = z.strictObject({
  name: z.string(),
  /** As `ssh-keygen -l` prints them. */
  keys: z.array(z.strictObject({ type: z.string(), fingerprint: z.string() })),
  approved: z.int(),
  denied: z.int(),
  /** From when it was shown until it was answered; null where nothing was. */
  medianMs: z.int().nullable(),
  /** Requests that had to be refused, and what this person said to them. */
  canaries: z.strictObject({ refused: z.int(), approved: z.int() }),
  /** Share of canaries refused, exact 95 % interval; a rate of null: none was answered yet. */
  vigilance: z.strictObject({ rate: z.number().nullable(), low: z.number(), high: z.number() }),
  /** Requests put to this person within the last hour, and how many there may be; null: no limit. */
  lastHour: z.int(),
  perHour: z.int().nullable(),
});
export type ApproverState = z.infer<typeof approverState>;
export const approversList = z.strictObject({ people: z.array(approverState) });
