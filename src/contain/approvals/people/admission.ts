/** Whether an answer counts: by whom, over what, and after how long a look. */
import { OffswitchError } from '../../../kit/errors.ts';
import type { ApprovalSubject, Passkeys } from '../approvals.ts';
import type { OpenRequest } from '../open-request.ts';
import type { ApprovalAnswer } from '../requests.ts';
import { statementOf } from '../statement.ts';
import { type Approver, isSameName } from './allowed-signers.ts';
import { demandSigned } from './signers.ts';

/** Between the guard's clock and that of whoever shows a request. */
const VIEW_SLACK_MS = 2000;

/** Everybody but who asks, and those who run the agents that ask or are concerned. */
export function eligibleFor(
  { requester, agents }: ApprovalSubject,
  people: readonly Approver[],
  operatorOf: (agent: string) => string | undefined,
): readonly string[] {
  const concerned = requester.kind === 'agent' ? [...agents, requester.name] : agents;
  const operators = concerned.flatMap((agent) => operatorOf(agent) ?? []);
  const excluded = requester.kind === 'person' ? [...operators, requester.name] : operators;
  return people.map(({ name }) => name).filter((name) => !excluded.some((one) => isSameName(one, name)));
}

interface Asked {
  readonly people: readonly Approver[];
  /** Of them, those who may answer this request. */
  readonly eligible: readonly string[];
  readonly by: { readonly nowMs: number; readonly passkeys: Passkeys | undefined };
}

/**
 * Who answers: in the file, with a signature over what was shown, and nobody whom it concerns. Errors: `bad-signature`,
 * `approval-refused`.
 */
export async function demandPerson(
  { terms, rendered, approvedBy, deniedBy }: OpenRequest,
  given: ApprovalAnswer,
  { people, eligible, by }: Asked,
): Promise<string> {
  const person = people.find(({ name }) => name === given.by);
  if (person === undefined)
    throw refused('unknown-person', `the approvers file has no ${JSON.stringify(given.by)}`);
  await demandSigned(person, statementOf(terms, given.approve), given.credential, by);
  if (given.shownDigest !== rendered.digest)
    throw refused('other-text', 'what was shown is not what this request is');
  if (!eligible.includes(person.name))
    throw refused('not-asked', `${person.name} asked for it, or operates an agent that it concerns`);
  if ((given.approve ? approvedBy : deniedBy).has(person.name))
    throw refused('answered', `${person.name} has said so already`);
  return person.name;
}

/** Errors: `approval-refused`. `nowMs`: by the clock that never runs back. */
export function demandSeen(
  { firstShown, leastViewMs }: OpenRequest,
  { viewedMs }: ApprovalAnswer,
  nowMs: number,
): void {
  if (leastViewMs === 0) return;
  const since = firstShown === undefined ? 0 : nowMs - firstShown;
  if (firstShown === undefined || viewedMs > since + VIEW_SLACK_MS)
    throw refused('not-seen', 'it was not shown for as long as is said');
  if (Math.min(since, viewedMs) < leastViewMs)
    throw refused('too-quick', `it has to be seen for ${leastViewMs / 1000} s before it is approved`);
}

export function refused(rule: string, why: string): OffswitchError {
  return new OffswitchError('approval-refused', why, 'Look at what is open: offswitch approvals.', { rule });
}
