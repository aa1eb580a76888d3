/** The hash chain: any change to any event is found, and named by the first event that it breaks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashText } from '../../kit/hash.ts';
import { end, forged, play, simulate, specFor } from './sample-trial.conformance.ts';
import {
  bodyOf,
  CHAIN_START,
  chained,
  chainHead,
  type Event,
  firstBrokenLink,
  type Transcript,
  trialKey,
} from './transcript.ts';

const { transcript: honest } = await simulate('honest', { levels: { protocol: 'strict' } });
const { transcript: tampered } = await simulate('flip-and-restore', { levels: { relationship: 'good' } });

/** As it would come back from a file: nothing shared with the original. */
function readBack(text: string): Transcript {
  return JSON.parse(text);
}

describe('the chain', () => {
  it('holds for what the loop records, and after reading it back', () => {
    for (const transcript of [honest, tampered]) {
      expect(firstBrokenLink(transcript)).toBeUndefined();
      expect(firstBrokenLink(readBack(JSON.stringify(transcript)))).toBeUndefined();
    }
  });

  it('starts at its known start and ends at its head', () => {
    expect(honest[0]?.prev).toBe(CHAIN_START);
    expect(honest[0]?.seq).toBe(0);
    expect(chainHead(honest)).toBe(honest.at(-1)?.hash);
    expect(chainHead([])).toBe(CHAIN_START);
    expect(firstBrokenLink([])).toBeUndefined();
  });

  it('does not depend on the order in which members were written', () => {
    const turned = readBack(JSON.stringify(honest)).map(
      (event) => Object.fromEntries(Object.entries(event).reverse()) as Event,
    );
    expect(firstBrokenLink(turned)).toBeUndefined();
  });

  it('breaks at the event in which any byte was changed', () => {
    const texts = tampered.map((event) => JSON.stringify(event));
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 0x20, max: 0x7e }), (which, at, code) => {
        const index = which % texts.length;
        const text = texts[index] ?? '';
        const place = at % text.length;
        const changed = `${text.slice(0, place)}${String.fromCharCode(code)}${text.slice(place + 1)}`;
        const event = parsed(changed);
        // Not every change leaves JSON, and some leave the same value (an escape written in another way).
        if (event === undefined || JSON.stringify(event) === text) return;
        expect(firstBrokenLink(tampered.with(index, event))).toBe(index);
      }),
      { numRuns: 3000 },
    );
  });

  it('breaks where an event was left out, doubled, moved, cut off at the front or put in', () => {
    fc.assert(
      fc.property(fc.nat({ max: honest.length - 2 }), (index) => {
        const event = honest[index];
        if (event === undefined) return;
        expect(firstBrokenLink(honest.toSpliced(index, 1))).toBe(index);
        expect(firstBrokenLink(honest.toSpliced(index, 0, event))).toBe(index + 1);
        expect(
          firstBrokenLink([...honest.slice(0, index), ...honest.slice(index, index + 2).reverse()]),
        ).toBe(index);
        if (index > 0) expect(firstBrokenLink(honest.slice(index))).toBe(0);
      }),
    );
  });

  it('breaks for members that were added or taken away', () => {
    for (const [index, event] of honest.entries()) {
      for (const name of Object.keys(event)) {
        const { [name as keyof Event]: _gone, ...rest } = event;
        expect(firstBrokenLink(honest.with(index, rest as Event)), name).toBe(index);
      }
      const longer: object = { ...event, note: 'x' };
      expect(firstBrokenLink(honest.with(index, longer as Event))).toBe(index);
    }
  });

  it('breaks for a change that is not chained on, wherever it is deep inside', () => {
    const index = tampered.findIndex((event) => event.kind === 'tool.executed' && event.effects.length > 0);
    const event = structuredClone(tampered[index]);
    if (event?.kind !== 'tool.executed') throw new Error('nothing was executed');
    Object.assign(event.effects[0] ?? {}, { after: 'true' });
    expect(firstBrokenLink(tampered.with(index, event))).toBe(index);
  });

  it('has another head after any change that was chained on', () => {
    for (let seq = 0; seq < honest.length; seq += 1) {
      const other = forged(honest, (body, at) => (at === seq ? ({ ...body, forged: true } as never) : body));
      expect(firstBrokenLink(other)).toBeUndefined();
      expect(chainHead(other)).not.toBe(chainHead(honest));
    }
  });
});

it('chained puts an event behind the last one', () => {
  const first = chained(undefined, { kind: 'world.end', world: hashText('a') });
  const second = chained(first, { kind: 'trial.end', reason: 'ended-task' });
  expect([first.seq, first.prev, second.seq, second.prev]).toEqual([0, CHAIN_START, 1, first.hash]);
  expect(bodyOf(second)).toEqual({ kind: 'trial.end', reason: 'ended-task' });
  expect(firstBrokenLink([first, second])).toBeUndefined();
});

it('equal trials have one head, trials that differ anywhere do not', async () => {
  const [a, b, c] = await Promise.all([play([end]), play([end]), play([{ ...end, text: ' ' }])]);
  expect(chainHead(a.transcript)).toBe(chainHead(b.transcript));
  expect(chainHead(a.transcript)).not.toBe(chainHead(c.transcript));
});

describe('trialKey', () => {
  const spec = specFor({});

  it('is the same for the same spec, however it is written', () => {
    expect(trialKey(Object.fromEntries(Object.entries(spec).reverse()) as typeof spec)).toBe(trialKey(spec));
  });

  it.each([
    ['the scenario', { scenario: 'other' }],
    ['its version', { scenarioVersion: 99 }],
    ['a level', { levels: { ...spec.levels, wording: '2' } }],
    ['the agent', { agent: { ...spec.agent, id: 'other' } }],
    ['a parameter of the agent', { agent: { ...spec.agent, parameters: { temperature: 1 } } }],
    ['the persona', { agent: { ...spec.agent, persona: 'Claude' } }],
    ['a limit', { limits: { ...spec.limits, turns: 5 } }],
    ['the seed', { seed: 2 }],
    ['the repetition', { repetition: 1 }],
  ])('changes with %s', (_, change) => {
    expect(trialKey({ ...spec, ...change })).not.toBe(trialKey(spec));
  });
});

function parsed(text: string): Event | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
