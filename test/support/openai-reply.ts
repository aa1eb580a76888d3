/** Putting an answer, or what a fault leaves of it, on the wire. */
import type { ServerResponse } from 'node:http';
import type { Fault, TransportFault } from './openai-faults.ts';
import type { WireRequest } from './openai-request.ts';
import { chatBody, chatEvents, responsesBody, responsesEvents, type WireAnswer } from './openai-response.ts';

/** Answers with an error in the form of the service. */
export function sendError(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { message, type: 'test_server', param: null, code: null } }));
}

/** Answers with an error status as the fault describes it. */
export function sendStatus(
  response: ServerResponse,
  fault: Extract<TransportFault, { kind: 'status' }>,
  authorization: string,
): void {
  if (fault.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter);
  if (fault.body === 'html') {
    response.writeHead(fault.status, { 'content-type': 'text/html' });
    response.end(
      `<html><body><h1>${fault.status}</h1><p>The gateway could not reach the model.</p></body></html>`,
    );
  } else if (fault.body === 'none') {
    response.writeHead(fault.status);
    response.end();
  } else {
    sendError(
      response,
      fault.status,
      fault.body === 'echo' ? `not with ${authorization}` : 'the model is unwell',
    );
  }
}

export interface Reply {
  readonly asked: WireRequest;
  readonly answer: WireAnswer;
  /** By the Responses protocol rather than chat completions. */
  readonly responses: boolean;
}

/** Sends the answer, or what the fault leaves of it; tells whether it was whole. */
export function send(response: ServerResponse, reply: Reply, fault: Fault | undefined): boolean {
  const { asked } = reply;
  const usual = asked.streaming ? 'text/event-stream' : 'application/json';
  const wrongly = fault?.kind === 'wrong-content-type' || fault?.kind === 'html-page';
  response.writeHead(200, { 'content-type': wrongly ? 'text/html' : usual });
  if (fault?.kind === 'empty-body') {
    response.end();
    return false;
  }
  if (fault?.kind === 'html-page') {
    response.end('<html><body>Please sign in to the network.</body></html>');
    return false;
  }
  const frames = asked.streaming ? eventFrames(reply, fault) : [wholeBody(reply, fault)];
  if (fault?.kind === 'cut-in-body' || fault?.kind === 'unfinished' || fault?.kind === 'stall') {
    const half = asked.streaming
      ? frames.slice(0, Math.ceil(frames.length / 2)).join('')
      : frames.join('').slice(0, 60);
    if (fault.kind === 'unfinished') response.end(half);
    else response.write(half, () => fault.kind === 'cut-in-body' && response.destroy());
    return false;
  }
  response.end(frames.join(''));
  return fault?.kind !== 'malformed-json' && fault?.kind !== 'error-inside';
}

function wholeBody(reply: Reply, fault: Fault | undefined): string {
  if (fault?.kind === 'error-inside') {
    const error = { message: 'the model broke down', type: 'server_error', code: fault.code };
    return JSON.stringify(reply.responses ? { id: 'resp_0', error, output: [] } : { error });
  }
  const text = JSON.stringify(reply.responses ? responsesBody(reply.answer) : chatBody(reply.answer));
  return fault?.kind === 'malformed-json' ? `${text.slice(0, -5)},}` : text;
}

function eventFrames(reply: Reply, fault: Fault | undefined): string[] {
  const events = reply.responses
    ? responsesEvents(reply.answer)
    : chatEvents(reply.answer, reply.asked.usage);
  const frames = events.map((event) => `data: ${JSON.stringify(event)}\n\n`);
  const middle = Math.ceil(frames.length / 2);
  if (fault?.kind === 'malformed-json') frames.splice(middle, 0, 'data: {"id": "chatcmpl-1", "choi\n\n');
  if (fault?.kind === 'error-inside') {
    const error = { message: 'the model broke down', type: 'server_error', code: fault.code };
    const event = reply.responses ? { ...error, type: 'error', sequence_number: 1, param: null } : { error };
    frames.splice(middle, frames.length, `data: ${JSON.stringify(event)}\n\n`);
  }
  return [...frames, 'data: [DONE]\n\n'];
}
