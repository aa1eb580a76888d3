/** What can go wrong between a client and a model, as data, and when it does. */
import { randomStream } from '../../src/kit/random.ts';
import type { WireAnswer, WireCall } from './model-wire.ts';

/** Faults of the transport or the protocol: the turn is lost, or late. */
export type TransportFault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: string;
      readonly retryAfterMs?: string;
      /** The provider's own word for it in the body, such as `insufficient_quota`; by the status where absent. */
      readonly code?: string;
      readonly message?: string;
      /** `echo` repeats the header with the key, as services do that quote a rejected key. */
      readonly body?: 'json' | 'html' | 'echo' | 'none';
    }
  | { readonly kind: 'cut-before-headers' }
  /** Not what HTTP lets an answer be: these bytes on the connection, which is then ended. */
  | { readonly kind: 'raw'; readonly bytes: string }
  | { readonly kind: 'redirect'; readonly status: number; readonly location: string }
  /** Half of the body, or of the events, and then the connection is gone. */
  | { readonly kind: 'cut-in-body' }
  /** Half of the body, or of the events, properly ended. */
  | { readonly kind: 'unfinished' }
  /** This part of all bytes, from 0 to 1, and then the connection is gone. */
  | { readonly kind: 'cut-at'; readonly part: number }
  /** Properly ended within the arguments of the first call; as `unfinished` where there is none. */
  | { readonly kind: 'half-call' }
  /** Bytes within the texts that are no UTF-8. */
  | { readonly kind: 'invalid-utf8' }
  /** A text without an end, in pieces of 64 KiB, as fast as the client reads. */
  | { readonly kind: 'endless' }
  | { readonly kind: 'malformed-json' }
  | { readonly kind: 'html-page' }
  | { readonly kind: 'empty-body' }
  /** The right answer under a wrong name: `text/html`. */
  | { readonly kind: 'wrong-content-type' }
  /** HTTP 200 whose stream (or body) holds an error, in the form of the protocol for this status. */
  | { readonly kind: 'error-inside'; readonly code?: string; readonly status?: number }
  | { readonly kind: 'slow-first-byte'; readonly milliseconds: number }
  /** Half of the body, or of the events, and then nothing more; the connection stays open. */
  | { readonly kind: 'stall' }
  /** Accepts the request and never answers. */
  | { readonly kind: 'silent' };

/** Faults of the model: the answer arrives, and is odd. */
export type AnswerFault =
  | { readonly kind: 'unknown-tool' }
  | { readonly kind: 'arguments-not-json' }
  | { readonly kind: 'arguments-no-object' }
  | { readonly kind: 'no-usage' }
  | { readonly kind: 'unknown-finish' }
  | { readonly kind: 'repeated-keys' }
  | { readonly kind: 'prototype-key' }
  | { readonly kind: 'duplicate-ids' }
  | { readonly kind: 'missing-ids' }
  | { readonly kind: 'huge'; readonly bytes: number }
  | { readonly kind: 'nothing-said' }
  /** The service's filter ends the answer with nothing said; `blocked`: it stops the prompt. */
  | { readonly kind: 'content-filter'; readonly blocked?: boolean };

export type Fault = TransportFault | AnswerFault;

const answerFaults: Readonly<Record<AnswerFault['kind'], true>> = {
  'unknown-tool': true,
  'arguments-not-json': true,
  'arguments-no-object': true,
  'no-usage': true,
  'unknown-finish': true,
  'repeated-keys': true,
  'prototype-key': true,
  'duplicate-ids': true,
  'missing-ids': true,
  huge: true,
  'nothing-said': true,
  'content-filter': true,
};

export function isAnswerFault(fault: Fault): fault is AnswerFault {
  return fault.kind in answerFaults;
}

/** The fault of a request, counted from 1; `undefined` lets it pass. */
export type FaultSchedule = (request: number) => Fault | undefined;

export const noFaults: FaultSchedule = () => undefined;

/** The listed faults in order, one a request, then none. */
export function inOrder(...faults: readonly (Fault | undefined)[]): FaultSchedule {
  return (request) => faults[request - 1];
}

export function always(fault: Fault): FaultSchedule {
  return () => fault;
}

/** Each request fails with the given probability; which and how depends on the seed and the request's number only. */
export function byChance(seed: string, probability: number, faults: readonly Fault[]): FaultSchedule {
  return (request) => {
    const random = randomStream(seed, 'fault', request);
    return random.chance(probability) ? random.pick(faults) : undefined;
  };
}

/** The answer as the fault leaves it. Faults of calls need a call, so one of `tool` is made up where there is none. */
export function spoil(answer: WireAnswer, fault: AnswerFault, tool: string): WireAnswer {
  const [first = { id: `call_${answer.id}`, name: tool, arguments: '{}' }, ...rest] = answer.calls;
  const withFirst = (changed: Partial<WireCall>) => ({
    ...answer,
    calls: [{ ...first, ...changed }, ...rest],
  });
  switch (fault.kind) {
    case 'unknown-tool':
      return withFirst({ name: 'no_such_tool' });
    case 'arguments-not-json':
      return withFirst({ arguments: '{"path": "/etc/hosts' });
    case 'arguments-no-object':
      return withFirst({ arguments: '["/etc/hosts"]' });
    case 'no-usage':
      return { ...answer, usage: undefined };
    case 'unknown-finish':
      return { ...answer, ending: 'unknown' };
    case 'repeated-keys':
      return withFirst({ arguments: '{"path":"a.txt","path":"b.txt"}' });
    case 'prototype-key':
      return withFirst({ arguments: '{"__proto__":{"admin":true}}' });
    case 'duplicate-ids':
      return {
        ...answer,
        calls: [first, ...(rest.length === 0 ? [first] : rest)].map((call) => ({ ...call, id: first.id })),
      };
    case 'missing-ids':
      return { ...answer, calls: [first, ...rest].map((call) => ({ ...call, id: '' })) };
    case 'huge':
      return { ...answer, text: 'All is well. '.repeat(Math.ceil(fault.bytes / 13)) };
    case 'nothing-said':
      return { ...answer, text: '', reasoning: '', calls: [] };
    case 'content-filter':
      return { ...answer, text: '', reasoning: '', calls: [], ending: fault.blocked ? 'blocked' : 'filter' };
  }
}
