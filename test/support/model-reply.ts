/** Putting an answer, or what a fault leaves of it, on the wire. */
import type { ServerResponse } from 'node:http';
import type { Fault, TransportFault } from './faults.ts';
import type { WireAnswer, WireEvent, WireProblem, WireProtocol, WireRequest } from './model-wire.ts';

/** Answers with an error in the form of the service. */
export function sendError(
  response: ServerResponse,
  protocol: WireProtocol | undefined,
  problem: WireProblem,
): void {
  response.writeHead(problem.status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(protocol?.error(problem) ?? { error: problem }));
}

/** Answers with an error status as the fault describes it. */
export function sendStatus(
  response: ServerResponse,
  protocol: WireProtocol | undefined,
  fault: Extract<TransportFault, { kind: 'status' }>,
  key: string,
): void {
  if (fault.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter);
  if (fault.retryAfterMs !== undefined) response.setHeader('retry-after-ms', fault.retryAfterMs);
  if (fault.body === 'html') {
    response.writeHead(fault.status, { 'content-type': 'text/html' });
    response.end(
      `<html><body><h1>${fault.status}</h1><p>The gateway could not reach the model.</p></body></html>`,
    );
  } else if (fault.body === 'none') {
    response.writeHead(fault.status);
    response.end();
  } else {
    const message = fault.body === 'echo' ? `not with ${key}` : (fault.message ?? 'the model is unwell');
    const { status, code } = fault;
    sendError(response, protocol, { status, message, ...(code === undefined ? {} : { code }) });
  }
}

export interface Reply {
  readonly protocol: WireProtocol;
  readonly asked: WireRequest;
  readonly answer: WireAnswer;
}

/** Sends the answer, or what the fault leaves of it; tells whether it was whole. */
export function send(response: ServerResponse, reply: Reply, fault: Fault | undefined): boolean {
  const { streaming } = reply.asked;
  const wrongly = fault?.kind === 'wrong-content-type' || fault?.kind === 'html-page';
  const usual = streaming ? 'text/event-stream' : 'application/json';
  response.writeHead(200, { 'content-type': wrongly ? 'text/html' : usual });
  if (fault?.kind === 'empty-body') {
    response.end();
    return false;
  }
  if (fault?.kind === 'html-page') {
    response.end('<html><body>Please sign in to the network.</body></html>');
    return false;
  }
  if (fault?.kind === 'endless') {
    pourForever(response, reply);
    return false;
  }
  const frames = streaming ? eventFrames(reply, fault) : [wholeBody(reply, fault)];
  const part = partOf(frames, reply, fault);
  if (part !== undefined) {
    if (fault?.kind === 'unfinished' || fault?.kind === 'half-call') response.end(part);
    else response.write(part, () => fault?.kind !== 'stall' && response.destroy());
    return false;
  }
  if (fault?.kind === 'invalid-utf8') {
    response.end(withBadBytes(frames.join('')));
    return true;
  }
  response.end(frames.join(''));
  return fault?.kind !== 'malformed-json' && fault?.kind !== 'error-inside';
}

/** What is sent before the answer breaks off; `undefined` where it does not. */
function partOf(
  frames: readonly string[],
  { asked }: Reply,
  fault: Fault | undefined,
): string | Buffer | undefined {
  const all = frames.join('');
  switch (fault?.kind) {
    case 'cut-in-body':
    case 'unfinished':
    case 'stall':
      return asked.streaming ? frames.slice(0, Math.ceil(frames.length / 2)).join('') : all.slice(0, 60);
    case 'cut-at': {
      const bytes = Buffer.from(all);
      // Nothing at all would be an empty answer; headers alone go out with the first byte.
      return bytes.subarray(0, Math.max(1, Math.floor(bytes.length * fault.part)));
    }
    case 'half-call': {
      const from = all.search(/"(arguments|partial_json|args|input)":\s*["{]+\\?"?\w/);
      return from < 0
        ? all.slice(0, Math.ceil(all.length / 2))
        : all.slice(0, frameEnd(frames, from, asked.streaming));
    }
    default:
      return undefined;
  }
}

/** A stream breaks off after the event that opened the arguments, a body within them. */
function frameEnd(frames: readonly string[], from: number, streaming: boolean): number {
  if (!streaming) return from + 16;
  let end = 0;
  for (const frame of frames) {
    end += frame.length;
    if (end > from) return end;
  }
  return end;
}

function wholeBody({ protocol, answer }: Reply, fault: Fault | undefined): string {
  if (fault?.kind === 'error-inside') return JSON.stringify(protocol.errorBody(problemOf(fault)));
  const text = JSON.stringify(protocol.whole(answer));
  return fault?.kind === 'malformed-json' ? `${text.slice(0, -5)},}` : text;
}

function eventFrames({ protocol, answer, asked }: Reply, fault: Fault | undefined): string[] {
  const frames = protocol.events(answer, asked).map(frameOf);
  const middle = Math.ceil(frames.length / 2);
  if (fault?.kind === 'malformed-json') frames.splice(middle, 0, 'data: {"id": "chatcmpl-1", "choi\n\n');
  if (fault?.kind === 'error-inside') {
    frames.splice(middle, frames.length, frameOf(protocol.errorEvent(problemOf(fault))));
  }
  return [...frames, protocol.closing];
}

function problemOf(fault: Extract<Fault, { kind: 'error-inside' }>): WireProblem {
  const { status = 500, code } = fault;
  return { status, message: 'the model broke down', ...(code === undefined ? {} : { code }) };
}

function frameOf({ event, data }: WireEvent): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;
}

/** Three bytes that begin no character, after the first quotation mark of a text that was said. */
function withBadBytes(text: string): Buffer {
  const at = text.search(/(?<="(?:text|content|delta)":\s*")[^"]/);
  const head = Buffer.from(text.slice(0, Math.max(0, at)));
  return Buffer.concat([head, Buffer.from([0xff, 0xfe, 0xc3]), Buffer.from(text.slice(Math.max(0, at)))]);
}

const PIECE = 'and so on and on '.repeat(4096).slice(0, 65_536);

/** The beginning of the answer, and then one long text for as long as the client reads. */
function pourForever(response: ServerResponse, { protocol, answer, asked }: Reply): void {
  let opening: string;
  let again: string;
  if (asked.streaming) {
    const frames = protocol
      .events({ ...answer, reasoning: '', text: PIECE.repeat(13), calls: [] }, asked)
      .map(frameOf);
    const longest = frames.reduce((long, frame) => (frame.length > long.length ? frame : long), '');
    const pieces = frames.filter((frame) => frame.length > 32_768);
    opening = frames.slice(0, frames.indexOf(pieces[0] ?? longest)).join('');
    again = pieces[0] ?? longest;
  } else {
    const text = JSON.stringify(protocol.whole({ ...answer, reasoning: '', text: PIECE, calls: [] }));
    opening = text.slice(0, text.indexOf(PIECE));
    again = PIECE;
  }
  const pour = () => {
    while (!response.destroyed && response.write(again));
  };
  response.write(opening);
  response.on('drain', pour);
  pour();
}
