/** A request that is open: what is shown of it, what is signed, and what the log says of it. */
import { randomBytes } from 'node:crypto';
import { canonical } from '../../kit/canonical.ts';
import { type Hash, hashOf, hashText } from '../../kit/hash.ts';
import type { Clock } from '../../notary/log/clock.ts';
import { type SaltedPayload, saltPayload } from '../../notary/records/payloads.ts';
import type { Saying } from '../../notary/records/record.ts';
import type { ApprovalOutcome, ApprovalSubject } from './approvals.ts';
import type { CanarySecrets } from './canary-secrets.ts';
import type { ApprovalAnswer, ApprovalSummary, ShownRequest } from './requests.ts';
import { type Rendered, render } from './shown/render.ts';
import { named } from './shown/text.ts';
import { type StatementTerms, statementOf } from './statement.ts';

type Credential = ApprovalAnswer['credential'];

export interface OpenRequest {
  readonly id: string;
  readonly subject: ApprovalSubject;
  readonly rendered: Rendered;
  readonly terms: StatementTerms;
  readonly summary: Omit<ApprovalSummary, 'given'>;
  /** Those who may answer, by the approvers file as it was looked at last. */
  eligible: readonly string[];
  readonly leastViewMs: number;
  /** By the clock that never runs back, in milliseconds. */
  readonly deadline: number;
  readonly isCanary: boolean;
  /** What says whether it is one; its digest is in the log from the start. */
  readonly secret: SaltedPayload | undefined;
  readonly settle: (outcome: ApprovalOutcome) => void;
  /** With what each of them signed. */
  readonly approvedBy: Map<string, Credential>;
  readonly deniedBy: Map<string, Credential>;
  firstShown: number | undefined;
  isClosed: boolean;
  /** Answers are taken one after the other. */
  turn: Promise<unknown>;
}

interface Given extends Pick<OpenRequest, 'eligible' | 'leastViewMs' | 'isCanary' | 'settle'> {
  readonly needed: number;
  readonly timeoutMs: number;
  /** Where some requests are canaries: every one is committed to whether it is. */
  readonly secrets: CanarySecrets | undefined;
}

/** What is said, with the payloads that it refers to. */
interface Said {
  readonly sayings: readonly Saying[];
  readonly payloads: readonly SaltedPayload[];
}

/** Looks at the state. Throws where a grant cannot be looked at or shown. */
export async function openRequest(
  subject: ApprovalSubject,
  given: Given,
  clock: Clock,
): Promise<OpenRequest> {
  const { needed, timeoutMs, secrets, ...rest } = given;
  const precondition = await stateOf(subject);
  const id = newId();
  const opened = clock.wallMs();
  const expires = new Date(opened + timeoutMs).toISOString();
  const rendered = render(subject, { needed, expires, precondition });
  return {
    ...rest,
    ...{ id, subject, rendered, firstShown: undefined, isClosed: false, turn: Promise.resolve() },
    terms: {
      ...{ request: id, effect: hashOf(subject.effect), shown: rendered.digest, policy: subject.policy },
      ...{ precondition, nonce: randomBytes(16).toString('base64url'), expires },
    },
    summary: {
      ...{ id, class: subject.class, title: rendered.title, intent: subject.intent, needed, expires },
      targets: [...rendered.targets],
      requester: subject.requester,
      agents: subject.agents.map(named),
      opened: new Date(opened).toISOString(),
    },
    deadline: clock.monoUs() / 1000 + timeoutMs,
    secret: secrets?.(id, given.isCanary),
    approvedBy: new Map(),
    deniedBy: new Map(),
  };
}

/** What cannot be looked at does not keep a stop from being asked for. */
async function stateOf(subject: ApprovalSubject): Promise<Hash> {
  if (subject.intent === 'grant') return subject.precondition();
  return subject.precondition().catch(() => hashText('it cannot be looked at'));
}

export async function hasChanged({ subject, terms }: OpenRequest): Promise<boolean> {
  try {
    return (await stateOf(subject)) !== terms.precondition;
  } catch {
    return true;
  }
}

export function summaryOf({ summary, approvedBy }: OpenRequest): ApprovalSummary {
  return { ...summary, given: [...approvedBy.keys()] };
}

export function shownOf(request: OpenRequest): ShownRequest {
  const { rendered, terms, eligible, leastViewMs } = request;
  return {
    ...summaryOf(request),
    ...{ shown: rendered.shown, shownDigest: rendered.digest, people: [...eligible], leastViewMs },
    statement: { approve: statementOf(terms, true), deny: statementOf(terms, false) },
    ...(rendered.untrusted === undefined ? {} : { untrusted: rendered.untrusted }),
  };
}

export function openedSaying({ id, subject, rendered, terms, summary, eligible, secret }: OpenRequest): Said {
  const shown = saltPayload(Buffer.from(rendered.shown));
  const body: Extract<Saying, { kind: 'approval.request' }>['body'] = {
    ...{ id, class: subject.class, requester: subject.requester.name, needed: summary.needed },
    ...{ people: eligible.slice(0, 64), goes: subject.intent === 'grant' ? 'denied' : 'on' },
    ...{ shown: shown.reference, effect_digest: terms.effect, shown_digest: terms.shown },
    ...{ policy_digest: terms.policy, precondition_digest: terms.precondition },
    ...{ nonce: terms.nonce, expires: terms.expires },
  };
  const commit: readonly Saying[] =
    secret === undefined
      ? []
      : [{ kind: 'canary.commit', body: { id, commitment: secret.reference.digest } }];
  return { sayings: [{ kind: 'approval.request', body }, ...commit], payloads: [shown] };
}

export function responseSaying({ id, rendered }: OpenRequest, by: string, given: ApprovalAnswer): Said {
  const { credential, approve: approved, viewedMs } = given;
  const proof = saltPayload(
    Buffer.from(credential.kind === 'ssh' ? credential.signature : canonical(credential.response)),
  );
  const body: Extract<Saying, { kind: 'approval.response' }>['body'] = {
    ...{ of: id, approved, by, credential: credential.kind, viewed_ms: viewedMs },
    ...{ shown_digest: rendered.digest, proof: proof.reference },
  };
  return { sayings: [{ kind: 'approval.response', body }], payloads: [proof] };
}

/** Short enough to be typed, and not to be guessed. */
function newId(): string {
  const letters = '0123456789abcdefghjkmnpqrstvwxyz';
  return [...randomBytes(10)].map((byte) => letters[byte % letters.length]).join('');
}
