/** What the page knows of a guard: asked over its control socket, in the operator's words, and checked. */
import type { z } from 'zod';
import {
  type Creation,
  passkeyBegun,
  passkeyConfirmed,
  passkeyStatement,
  passkeysList,
} from '../../contain/approvals/passkeys/requests.ts';
import {
  type ApprovalAnswer,
  answered,
  approvalsList,
  approversList,
  shownRequest,
} from '../../contain/approvals/requests.ts';
import { askGuard } from '../../contain/guard/service/control-client.ts';
import type { AnyRequest } from '../../contain/guard/service/control-protocol.ts';
import { typed } from '../../kit/json.ts';
import { agentHistory, agentsSeen, alertsSeen, certificatesSeen } from './shapes.ts';

export type GuardView = ReturnType<typeof viewOf>;

/** Every answer has the errors of the guard, and `guard-not-running`. */
export function viewOf(controlSocket: string) {
  const ask = async <T, Request extends AnyRequest>(request: Request, shape: z.ZodType<T>): Promise<T> =>
    typed(shape, await askGuard(controlSocket, request), 'reply of the guard', 'bad-frame');
  return {
    requests: (from: number, most: number) => ask({ do: 'approvals.list', from, most }, approvalsList),
    request: (id: string) => ask({ do: 'approvals.show', id }, shownRequest),
    answer: (answer: ApprovalAnswer) => ask({ ...answer, do: 'approvals.answer' }, answered),
    people: async () => (await ask({ do: 'approvals.people' }, approversList)).people,
    passkeys: async () => (await ask({ do: 'passkeys.list' }, passkeysList)).passkeys,
    beginPasskey: (person: string, origin: string) =>
      ask({ do: 'passkeys.begin', person, origin }, passkeyBegun),
    madePasskey: (id: string, response: Creation) =>
      ask({ do: 'passkeys.made', id, response }, passkeyStatement),
    confirmPasskey: (id: string, signature: string) =>
      ask({ do: 'passkeys.confirm', id, signature }, passkeyConfirmed),
    agents: () => ask({ do: 'agents.list' }, agentsSeen),
    agent: (id: string) => ask({ do: 'agents.show', id }, agentHistory),
    certificates: async () => (await ask({ do: 'agents.certificates' }, certificatesSeen)).certificates,
    alerts: async () => (await ask({ do: 'status' }, alertsSeen)).alerts,
  };
}
