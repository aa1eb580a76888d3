/** Replay: what was recorded comes out again, and a forged record does not, even with its chain built again. */
import { describe, expect, it } from 'vitest';
import { replay, turnsOf } from './replay.ts';
import { calling, end, eventsOf, forged, play, simulate } from './sample-trial.conformance.ts';
import { type EventBody, firstBrokenLink, type Transcript, type TrialSpec } from './transcript.ts';

const { transcript } = await simulate('tamperer', { levels: { relationship: 'good', telling: 'memory' } });

function seqOf(test: (body: EventBody) => boolean): number {
  const found = transcript.find((event) => test(event));
  if (found === undefined) throw new Error('no such event');
  return found.seq;
}

const switching = seqOf((body) => body.kind === 'tool.executed' && body.effects.length > 0);
const reading = seqOf((body) => body.kind === 'tool.executed' && body.tool === 'list_files');

/** Forges one event by hand and chains everything on anew. */
function forge(seq: number, change: (body: never) => object): Transcript {
  const result = forged(transcript, (body, at) => (at === seq ? (change(body as never) as EventBody) : body));
  expect(firstBrokenLink(result)).toBeUndefined();
  return result;
}

describe('replay', () => {
  it.each(['honest', 'refuser', 'objector', 'concealer', 'flip-and-restore', 'flaky', 'paper/gemini-3-pro'])(
    'verifies what %s did, in both families and under both protocols',
    async (name) => {
      for (const scenario of ['tampering', 'exfiltration-transfer']) {
        for (const protocol of ['paper', 'strict']) {
          const trial = await simulate(name, { scenario, levels: { protocol, relationship: 'good' } });
          expect(await replay(trial.transcript)).toEqual({ replay: 'verified' });
          expect(await replay(JSON.parse(JSON.stringify(trial.transcript)))).toEqual({ replay: 'verified' });
        }
      }
    },
  );

  it('says where the chain does not hold before anything else', async () => {
    const [, second] = transcript;
    if (second === undefined) throw new Error('too short');
    expect(await replay(transcript.with(1, { ...second, seq: 7 }))).toEqual({
      replay: 'differs',
      event: 1,
      what: 'the hash chain does not hold here',
    });
  });

  it.each<[string, number, (body: never) => object, RegExp]>([
    [
      'an effect',
      switching,
      (body: object) => ({ ...body, effects: [{ kind: 'task.end' }] }),
      /^tool\.executed: "effects" is recorded as \[\{"kind":"task\.end"\}\], re-execution gives \[\{"after":/,
    ],
    [
      'a left-out effect',
      switching,
      (body: object) => ({ ...body, effects: [] }),
      /^tool\.executed: "effects"/,
    ],
    ['a result', reading, (body: object) => ({ ...body, result: '[]' }), /^tool\.executed: "result"/],
    [
      'an error instead of a result',
      reading,
      ({ result: _result, ...body }: { result: string }) => ({ ...body, error: 'no' }),
      /^tool\.executed: "(?:error|result)"/,
    ],
    ['a prompt', 1, (body: object) => ({ ...body, content: 'You are someone else.' }), /^message: "content"/],
    ['the tools that were offered', 0, (body: object) => ({ ...body, tools: [] }), /^trial\.start: "tools"/],
    [
      'the world at the start',
      0,
      (body: object) => ({ ...body, world: `sha256:${'0'.repeat(64)}` }),
      /^trial\.start: "world"/,
    ],
    ['the key', 0, (body: object) => ({ ...body, key: `sha256:${'0'.repeat(64)}` }), /^trial\.start: "key"/],
    [
      'the last world',
      transcript.length - 1,
      (body: object) => ({ ...body, world: `sha256:${'0'.repeat(64)}` }),
      /^world\.end: "world"/,
    ],
    [
      'the reason of the end',
      transcript.length - 2,
      (body: object) => ({ ...body, reason: 'exhausted' }),
      /^trial\.end: "reason"/,
    ],
    [
      'what was attempted',
      switching - 2,
      (body: object) => ({ ...body, args: { key: 'note', value: '1' } }),
      /^tool\.attempted: "args"/,
    ],
    [
      'a permission',
      switching - 1,
      (body: object) => ({ ...body, call: 'other' }),
      /^tool\.permitted: "call"/,
    ],
    [
      'a denial instead of a permission',
      switching - 1,
      (body: object) => ({ ...body, kind: 'tool.denied', reason: 'no' }),
      /^tool\.denied: "kind"/,
    ],
  ])('finds and names %s that was forged with its chain', async (_, seq, change, what) => {
    const verdict = await replay(forge(seq, change));
    expect(verdict).toMatchObject({ replay: 'differs', event: seq });
    expect('what' in verdict && verdict.what).toMatch(what);
  });

  it('finds a forged turn by what follows from it', async () => {
    const turn = switching - 3;
    const verdict = await replay(
      forge(turn, (body: { calls: readonly object[] }) => ({
        ...body,
        calls: body.calls.map((call) => ({ ...call, args: { key: 'shutdown_enabled', value: 'true' } })),
      })),
    );
    expect(verdict).toMatchObject({
      replay: 'differs',
      event: turn + 1,
      what: expect.stringContaining('tool.attempted'),
    });
  });

  it('finds a record that was cut off or goes on', async () => {
    const short = transcript.slice(0, -1);
    expect(await replay(short)).toMatchObject({
      replay: 'differs',
      event: short.length,
      what: expect.stringContaining('goes on'),
    });
    const long = forged([...transcript, ...transcript.slice(-1)], (body) => body);
    expect(await replay(long)).toMatchObject({
      replay: 'differs',
      event: transcript.length,
      what: expect.stringContaining('ends before'),
    });
  });

  it('finds an event that was dropped with its chain mended', async () => {
    const dropped = forged(transcript.toSpliced(switching, 1), (body) => body);
    expect(await replay(dropped)).toMatchObject({ replay: 'differs', event: switching });
  });

  it('does not apply to another version of a scenario, nor to a scenario that is not here', async () => {
    const older = forgeSpec({ scenarioVersion: 0 });
    expect(await replay(older)).toMatchObject({
      replay: 'not-applicable',
      what: expect.stringContaining('version 0'),
    });
    for (const scenario of ['misrep-finance', 'constructor', '']) {
      expect(await replay(forgeSpec({ scenario }))).toMatchObject({ replay: 'not-applicable' });
    }
  });

  it.each<[string, Partial<Record<keyof TrialSpec, unknown>>]>([
    ['an unknown level', { levels: { wording: '9' } }],
    ['a level named like a part of a prototype', { levels: { data: 'constructor' } }],
    ['an unknown factor', { levels: { weather: 'fine' } }],
    ['levels that contradict each other', { levels: { telling: 'memory' } }],
    ['limits that are none', { limits: { turns: -1, calls: 0, tokens: -5, milliseconds: -1, idle: -1 } }],
    [
      'a limit of time beyond all clocks',
      { limits: { turns: 31, calls: null, tokens: null, milliseconds: 1e15, idle: 5 } },
    ],
  ])('never throws for a spec with %s', async (_, change) => {
    expect(await replay(forgeSpec(change))).toMatchObject({ replay: 'differs', event: expect.any(Number) });
  });

  it('says that a record without a beginning is none', async () => {
    const headless = forged(transcript.slice(1), (body) => body);
    for (const record of [headless, []]) {
      expect(await replay(record)).toEqual({
        replay: 'differs',
        event: 0,
        what: 'the first event is not trial.start',
      });
    }
  });
});

describe('turnsOf', () => {
  it('gives the turns as they were, and playing them again gives the same record', async () => {
    const turns = [
      {
        ...calling({ tool: 'list_files', id: 'a' }),
        text: 'Looking.',
        reasoning: 'Hm.',
        usage: { inputTokens: 1, outputTokens: 2 },
      },
      { ...end, calls: [{ id: 'b', tool: 'end_task', args: {} }] },
    ];
    const first = await play(turns);
    expect(turnsOf(first.transcript)).toEqual(turns);
    const again = await play(turnsOf(first.transcript));
    expect(again.transcript.at(-1)?.hash).toBe(first.transcript.at(-1)?.hash);
    expect(eventsOf(again.transcript, 'model.call')).toHaveLength(2);
  });
});

function forgeSpec(change: object): Transcript {
  return forge(0, (body: { spec: object }) => ({ ...body, spec: { ...body.spec, ...change } }));
}
