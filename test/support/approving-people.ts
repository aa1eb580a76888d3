/** People who decide over the control socket of a guard, with keys that need no process. */
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApprovalAnswer, ApprovalSummary, ShownRequest } from '../../src/contain/approvals/requests.ts';
import { approvalsList, shownRequest } from '../../src/contain/approvals/requests.ts';
import { askGuard } from '../../src/contain/guard/service/control-client.ts';
import { quickKey } from './ssh-keys.ts';

export interface ApprovingPeople<Name extends string> {
  readonly keys: Readonly<Record<Name, ReturnType<typeof quickKey>>>;
  list(): Promise<readonly ApprovalSummary[]>;
  /** The first that is open, now or later, and the one that `is` names. */
  asked(is?: (request: ApprovalSummary) => boolean): Promise<ShownRequest>;
  show(id: string): Promise<ShownRequest>;
  /** What a person sends who has seen the request and says yes, with members of it changed. */
  answerOf(by: Name, request: ShownRequest, members?: Partial<ApprovalAnswer>): ApprovalAnswer;
  /** Errors: those that the guard answers with. */
  send(answer: ApprovalAnswer): Promise<unknown>;
}

/** Writes the approvers file. */
export function approvingPeople<Name extends string>(
  names: readonly Name[],
  file: string,
  controlSocket: string,
): ApprovingPeople<Name> {
  const keys = Object.fromEntries(names.map((name) => [name, quickKey()])) as Record<
    Name,
    ReturnType<typeof quickKey>
  >;
  writeFileSync(file, names.map((name) => `${name} ${keys[name].line}\n`).join(''), { mode: 0o600 });
  const list = async () =>
    approvalsList.parse(await askGuard(controlSocket, { do: 'approvals.list' })).requests;
  const show = async (id: string) =>
    shownRequest.parse(await askGuard(controlSocket, { do: 'approvals.show', id }));
  return {
    ...{ keys, list, show },
    async asked(is = () => true) {
      for (; ; await sleep(20)) {
        const found = (await list()).find(is);
        if (found !== undefined) return show(found.id);
      }
    },
    answerOf(by, request, members = {}) {
      const approve = members.approve ?? true;
      const statement = approve ? request.statement.approve : request.statement.deny;
      return {
        ...{ id: request.id, approve, by, shownDigest: request.shownDigest, viewedMs: 600_000 },
        credential: { kind: 'ssh', signature: keys[by].sign(statement) },
        ...members,
      };
    },
    send: (answer) => askGuard(controlSocket, { do: 'approvals.answer', ...answer }),
  };
}
