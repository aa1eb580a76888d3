/**
 * What is shaped like a request to decide for somebody, or like the answer to one: sampling, elicitation, roots, consent.
 * Nobody is asked over MCP here, so none of it is ever passed on, in either direction.
 */
import { isRecord } from '../../../kit/canonical.ts';

const METHOD = /elicit|sampling|roots|approv|consent|permission|confirm/i;

/** As agents of A2A send words of a user, and tell how a task goes. */
const A2A_METHOD =
  /^(?:message\/(?:send|stream)|Send(?:Streaming)?Message|tasks\/(?:send\w*|resubscribe|update|statusUpdate|pushNotificationConfig\/\w+)|notifications\/tasks\/\w+)$/;

const PERSON = /^(?:ROLE_)?(?:user|human|operator)$/i;

/** Members by which a call answers what a server has asked for (`input_required`). */
const ANSWERS: readonly string[] = ['inputResponses', 'requestState'];

export function isApprovalMethod(method: string): boolean {
  return METHOD.test(method) || A2A_METHOD.test(method);
}

/** Whether it is, or brings, a message in the name of a person. */
export function speaksForSomebody(params: unknown): boolean {
  if (!isRecord(params)) return false;
  if (isRecord(params.message)) return speaksForSomebody(params.message);
  const isMessage = ['content', 'parts', 'text'].some((name) => Object.hasOwn(params, name));
  return isMessage && typeof params.role === 'string' && PERSON.test(params.role);
}

/** Which of its members answers a question, if one does. */
export function answeringMember(params: unknown): string | undefined {
  return isRecord(params) ? ANSWERS.find((name) => Object.hasOwn(params, name)) : undefined;
}

/** A result that asks for something instead of being one. */
export function asksForInput(result: unknown): boolean {
  return (
    isRecord(result) && (result.resultType === 'input_required' || Object.hasOwn(result, 'inputRequests'))
  );
}
