/**
 * One message of an agent, from the bytes that came: what goes on to the protocol's library, what is refused, and what
 * is worth an alert. A call's arguments stay bytes; everything around them is read strictly here, so that nothing that
 * two parsers could read differently reaches anybody.
 */
import { isJSONRPCRequest } from '@modelcontextprotocol/server';
import { visit } from 'jsonc-parser';
import { isRecord } from '../../../kit/canonical.ts';
import { messageOf } from '../../../kit/errors.ts';
import { parseExactJson, textIn } from '../../../kit/json.ts';
import { printable } from '../../../kit/text.ts';
import type { Severity } from '../broker/broker.ts';
import { approvalShapeIn } from '../mcp/approval-shape.ts';
import { MAX_MESSAGE_BYTES } from '../mcp/lines.ts';
import { answeringMember, isApprovalMethod, speaksForSomebody } from '../mcp/suspicious.ts';
import type { Knocks } from './knocks.ts';
import { paramsFault } from './protocol-params.ts';

export interface Suspicion {
  readonly severity: Severity;
  readonly what: string;
}

/** What is recorded and decided on. */
export interface AskedCall {
  readonly tool: string;
  readonly argumentBytes: Uint8Array;
  /** Why it is none. */
  readonly unread?: string;
}

export type RequestId = string | number;

export interface Reading {
  /** A message for the library; of a call, without its arguments. */
  readonly forward?: { readonly [member: string]: unknown };
  /** It is a call, or was meant as one. Where nothing is forwarded, it is recorded all the same. */
  readonly call?: AskedCall;
  /** Answered at once, by this error. */
  readonly error?: {
    readonly id: RequestId | null;
    readonly code: number;
    /** For whoever sent it, where it is no secret. */
    readonly message?: string;
  };
  readonly suspicions: readonly Suspicion[];
  /** It answers a ping of ours. */
  readonly isAnswer?: true;
}

/** No tool has this name: a call that cannot be read is none of any tool. */
export const MALFORMED = 'malformed';

/** JSON-RPC 2.0, section 5.1. */
const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
/** What whoever sent it is told of a message that is refused. */
export const INVALID = 'Invalid message';
const INVALID_PARAMS = -32602;

const CALL = 'tools/call';
/** Notifications that mean something to us. */
const heard: ReadonlySet<string> = new Set(['notifications/initialized', 'notifications/cancelled']);
/** Notifications that are the protocol's own and mean nothing here. */
const unheard: ReadonlySet<string> = new Set([
  'notifications/progress',
  'notifications/roots/list_changed',
  'notifications/message',
]);
/** Metadata of the protocol itself, and of tracing. */
const OWN_META = /^(?:progressToken|traceparent|tracestate|baggage|(?:io\.)?modelcontextprotocol[^/]*\/.*)$/;

/**
 * `knocks`: what it may answer; nothing else was asked of it.
 *
 * @example readMessage(Buffer.from('{"jsonrpc":"2.0","id":1,"method":"ping"}')).forward
 */
export function readMessage(bytes: Uint8Array, knocks?: Pick<Knocks, 'answeredBy'>): Reading {
  let text: string;
  let given: Span | undefined;
  let message: unknown;
  try {
    text = textIn(bytes, 'message');
    given = argumentsIn(text);
    const envelope = given === undefined ? text : `${text.slice(0, given.from)}{}${text.slice(given.to)}`;
    // The byte order mark is looked for in the bytes.
    const mark = text.length < new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).length;
    message = parseExactJson(given === undefined || mark ? bytes : Buffer.from(envelope), 'message');
  } catch (thrown) {
    // The stack of a parser that calls itself has an end.
    return unreadable(bytes, thrown instanceof RangeError ? 'nested too deeply' : messageOf(thrown));
  }
  if (!isRecord(message)) return malformed(bytes, undefined, 'a message is one object');
  if (message.method === undefined && knocks?.answeredBy(message) === true)
    return { forward: message, suspicions: [], isAnswer: true };
  return readEnvelope(
    message,
    bytes,
    given === undefined ? undefined : Buffer.from(text.slice(given.from, given.to)),
  );
}

function readEnvelope(
  message: Readonly<Record<string, unknown>>,
  bytes: Uint8Array,
  given: Uint8Array | undefined,
): Reading {
  const { jsonrpc, id, method, params } = message;
  if (method === undefined && (Object.hasOwn(message, 'result') || Object.hasOwn(message, 'error')))
    return {
      suspicions: [
        { severity: 'critical', what: 'it answered a request that nobody made (an approval, a sampling?)' },
      ],
    };
  const foreign = Object.keys(message).find((key) => !['jsonrpc', 'id', 'method', 'params'].includes(key));
  if (foreign !== undefined) return malformed(bytes, message, `the message has a member ${shown(foreign)}`);
  if (jsonrpc !== '2.0' || typeof method !== 'string')
    return malformed(bytes, message, 'the message is not of JSON-RPC 2.0');
  if (params !== undefined && !isRecord(params)) return malformed(bytes, message, '"params" is no object');
  if (id !== undefined && !isId(id))
    return malformed(bytes, message, 'the id is neither text nor a whole number');
  const answering = answeringMember(params);
  if (answering !== undefined) {
    const suspicion = {
      severity: 'critical' as const,
      what: `it answered what nobody asked ("${answering}")`,
    };
    const reading = method === CALL ? malformed(bytes, message, 'it answers') : refusedParams(id);
    return { ...reading, suspicions: [suspicion] };
  }
  if (method === CALL) return readCall(message, bytes, given);
  const suspicions = consentIn(method, params);
  if (id !== undefined && !isJSONRPCRequest(message)) return { ...refusedParams(id), suspicions };
  if (!isId(id)) return heard.has(method) ? { forward: message, suspicions } : { suspicions };
  const fault = paramsFault(method, params);
  if (fault !== undefined) return { error: { id, code: INVALID_PARAMS, message: fault }, suspicions };
  return { forward: message, suspicions };
}

function readCall(
  message: Readonly<Record<string, unknown>>,
  bytes: Uint8Array,
  given: Uint8Array = Buffer.from('{}'),
): Reading {
  const { id, params } = message;
  if (id === undefined) return malformed(bytes, message, 'a call without an id');
  if (!isRecord(params) || typeof params.name !== 'string')
    return malformed(bytes, message, 'a call without the name of a tool');
  const foreign = Object.keys(params).find((key) => !['name', 'arguments', '_meta'].includes(key));
  if (foreign !== undefined) return malformed(bytes, message, `"params" has a member ${shown(foreign)}`);
  const meta = params._meta;
  if (meta !== undefined && !isRecord(meta)) return malformed(bytes, message, '"_meta" is no object');
  const forward = callMessage(id, params.name, meta);
  if (!isJSONRPCRequest(forward)) return malformed(bytes, message, '"_meta" is not that of the protocol');
  if (paramsFault(CALL, params) !== undefined)
    return malformed(bytes, { ...message, params: {} }, '"_meta" is not that of the protocol');
  const call = { tool: params.name, argumentBytes: given };
  return { forward, call, suspicions: foreignMeta(meta) };
}

/** In a message that is no call. */
function consentIn(
  method: string,
  params: Readonly<Record<string, unknown>> | undefined,
): readonly Suspicion[] {
  if (isApprovalMethod(method) && !unheard.has(method)) return [approvalShaped(method)];
  if (speaksForSomebody(params)) return [approvalShaped(`${method}, in the name of a person`)];
  const shape = approvalShapeIn(Buffer.from(JSON.stringify(params ?? {})));
  return shape === undefined ? [] : [approvalShaped(`${method}, with ${shape}`)];
}

/** Nobody acts on metadata of others, and it goes nowhere. */
function foreignMeta(meta: Readonly<Record<string, unknown>> = {}): readonly Suspicion[] {
  const foreign = Object.keys(meta).filter((key) => !OWN_META.test(key));
  const shape = approvalShapeIn(Buffer.from(JSON.stringify(meta)));
  return [
    ...(shape === undefined ? [] : [approvalShaped(`metadata of a call, with ${shape}`)]),
    ...foreign.map((key) => ({
      severity: 'notice' as const,
      what: `its calls carry metadata ${shown(key)}, which is passed to nobody`,
    })),
  ];
}

function callMessage(
  id: unknown,
  name: string,
  meta: Readonly<Record<string, unknown>> = {},
): { readonly [member: string]: unknown } {
  const own = Object.fromEntries(Object.entries(meta).filter(([key]) => OWN_META.test(key)));
  return { jsonrpc: '2.0', id, method: CALL, params: { name, arguments: {}, _meta: own } };
}

/** A message that is longer than what is read, by its beginning. */
export function tooLong(beginning: Uint8Array): AskedCall {
  return { tool: MALFORMED, argumentBytes: beginning, unread: `longer than ${MAX_MESSAGE_BYTES} bytes` };
}

/** Refused because two readers could see two things in it, or because nobody can read it. */
function unreadable(bytes: Uint8Array, why: string): Reading {
  let loose: unknown;
  try {
    loose = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    loose = undefined;
  }
  const reading = malformed(bytes, isRecord(loose) ? loose : undefined, why);
  return reading.error === undefined
    ? reading
    : { ...reading, error: { ...reading.error, code: PARSE_ERROR } };
}

/** `message` says how to answer, as far as it can be read; it is not acted on. */
function malformed(
  bytes: Uint8Array,
  message: Readonly<Record<string, unknown>> | undefined,
  why: string,
): Reading {
  const id = isId(message?.id) ? message.id : undefined;
  const call = { tool: MALFORMED, argumentBytes: bytes, unread: printable(why) };
  const suspicions = [{ severity: 'warning' as const, what: `a malformed message: ${printable(why)}` }];
  if (message?.method !== CALL || id === undefined)
    return { call, error: { id: id ?? null, code: INVALID_REQUEST }, suspicions };
  const meta = isRecord(message.params) && isRecord(message.params._meta) ? message.params._meta : {};
  const forward = callMessage(id, MALFORMED, meta);
  return { forward: isJSONRPCRequest(forward) ? forward : callMessage(id, MALFORMED), call, suspicions };
}

function refusedParams(id: unknown): Reading {
  return isId(id) ? { error: { id, code: INVALID_PARAMS }, suspicions: [] } : { suspicions: [] };
}

function approvalShaped(method: string): Suspicion {
  return { severity: 'critical', what: `it sent what is shaped like an approval (${printable(method, 60)})` };
}

function isId(value: unknown): value is RequestId {
  return typeof value === 'string' || Number.isSafeInteger(value);
}

function shown(key: string): string {
  return `"${printable(key, 60)}"`;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where the value of the first `params.arguments` stands. A second one is a key that stands twice. */
function argumentsIn(text: string): Span | undefined {
  const path: (string | undefined)[] = [];
  let key: string | undefined;
  let open: number | undefined;
  let found: Span | undefined;
  const isIt = () => found === undefined && path.length === 2 && path[1] === 'params' && key === 'arguments';
  const begin = (offset: number) => {
    if (isIt()) open ??= offset;
    path.push(key);
    key = undefined;
  };
  const end = (offset: number, length: number) => {
    key = path.pop();
    if (open !== undefined && isIt()) found = { from: open, to: offset + length };
    key = undefined;
  };
  visit(
    text,
    {
      onObjectProperty: (name) => {
        key = name;
      },
      onObjectBegin: begin,
      onObjectEnd: end,
      onArrayBegin: begin,
      onArrayEnd: end,
      onLiteralValue: (_value, offset, length) => {
        if (isIt()) found = { from: offset, to: offset + length };
        key = undefined;
      },
    },
    { disallowComments: true },
  );
  return found;
}
