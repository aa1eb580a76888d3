/** What goes back to a provider: what is kept of each part, and what is refused when it is read again. */
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../kit/canonical.ts';
import type { Turn } from '../agent.ts';
import { type AnswerPart, type CallPart, continuationOf, continuedParts } from './continuation.ts';
import { redactor } from './redaction.ts';

const context = { redact: redactor(['planted-key-0123']), protocol: 'p' };
const kept = (parts: readonly AnswerPart[]) => continuationOf({ parts, metadata: undefined }, context);
const call = (id: string): CallPart => ({ type: 'tool-call', toolCallId: id, toolName: 't', input: {} });
const turnWith = (continuation: Json): Turn => ({ text: 'x', calls: [], continuation });

describe('continuationOf', () => {
  it('is nothing where text and calls say it all', () => {
    expect(
      kept([
        { type: 'text', text: 'a' },
        { type: 'call', metadata: { p: {} } },
      ]),
    ).toBeUndefined();
  });

  it('keeps hidden reasoning, signed empty text and the order, and hides secrets', () => {
    expect(
      kept([
        { type: 'reasoning', text: '', metadata: { anthropic: { redactedData: 'opaque' } } },
        { type: 'reasoning', text: '' },
        { type: 'text', text: 'my planted-key-0123', metadata: { openai: { itemId: 'm1' } } },
        { type: 'call', metadata: { google: { thoughtSignature: 's', deep: [{ k: 'planted-key-0123' }] } } },
        { type: 'call' },
        { type: 'text', text: '', metadata: { google: { thoughtSignature: 't' } } },
        { type: 'text', text: '', metadata: { openai: { itemId: 'm2' } } },
        { type: 'custom', kind: 'openai.compaction', metadata: { openai: { itemId: 'c' } } },
      ]),
    ).toEqual({
      protocol: 'p',
      parts: [
        { type: 'reasoning', text: '', options: { anthropic: { redactedData: 'opaque' } } },
        { type: 'text', text: 'my [redacted]', options: { openai: { itemId: 'm1' } } },
        {
          type: 'call',
          call: 0,
          options: { google: { thoughtSignature: 's', deep: [{ k: '[redacted]' }] } },
        },
        { type: 'call', call: 1 },
        { type: 'text', text: '', options: { google: { thoughtSignature: 't' } } },
        { type: 'custom', kind: 'openai.compaction', options: { openai: { itemId: 'c' } } },
      ],
    });
  });

  it('keeps of the answer as a whole what is asked for', () => {
    const metadata = {
      openrouter: { reasoning_details: [{ type: 'reasoning.encrypted', data: 'd' }], usage: {} },
    };
    const keep = () => ({ openrouter: { reasoning_details: metadata.openrouter.reasoning_details } });
    const parts: AnswerPart[] = [{ type: 'text', text: 'a' }];
    expect(continuationOf({ parts, metadata }, { ...context, keep })).toEqual({
      protocol: 'p',
      parts: [{ type: 'text', text: 'a' }],
      options: { openrouter: { reasoning_details: [{ type: 'reasoning.encrypted', data: 'd' }] } },
    });
    expect(continuationOf({ parts, metadata }, context)).toBeUndefined();
  });
});

describe('continuedParts', () => {
  it('joins the parts with the calls as they are now', () => {
    const continuation = kept([
      { type: 'call', metadata: { google: { thoughtSignature: 's' } } },
      { type: 'text', text: 'between' },
      { type: 'call' },
    ]);
    expect(continuedParts(turnWith(continuation ?? null), [call('a2'), call('b2')], 'p')).toEqual({
      content: [
        { ...call('a2'), providerOptions: { google: { thoughtSignature: 's' } } },
        { type: 'text', text: 'between' },
        call('b2'),
      ],
    });
  });

  const reasoning = { type: 'reasoning', text: 'r' };
  it.each<[string, Json]>([
    ['another protocol', { protocol: 'q', parts: [reasoning] }],
    [
      'a call too many',
      { protocol: 'p', parts: [reasoning, { type: 'call', call: 0 }, { type: 'call', call: 1 }] },
    ],
    ['a call too few', { protocol: 'p', parts: [reasoning] }],
    [
      'a call twice',
      {
        protocol: 'p',
        parts: [
          { type: 'call', call: 0 },
          { type: 'call', call: 0 },
        ],
      },
    ],
    ['no parts', { protocol: 'p' }],
    ['other members', { protocol: 'p', parts: [{ type: 'call', call: 0 }], role: 'system' }],
    ['another kind of part', { protocol: 'p', parts: [{ type: 'tool-result', call: 0 }] }],
    ['no object', 'text'],
    ['null', null],
  ])('gives nothing for %s', (_, continuation) => {
    expect(continuedParts(turnWith(continuation), [call('a')], 'p')).toBeUndefined();
  });
});
