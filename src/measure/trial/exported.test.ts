/** Our own transcript files: what is written is read back, and everything else is named. */
import { describe, expect, it } from 'vitest';
import { canonical } from '../../kit/canonical.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { parseJson } from '../../kit/json.ts';
import { exportTrial, isExported, parseExported } from './exported.ts';
import { replay } from './replay.ts';
import { calling, end, play, simulate } from './sample-trial.conformance.ts';
import { firstBrokenLink, type Transcript } from './transcript.ts';

const { transcript } = await simulate('tamperer', { levels: { relationship: 'good' } });
const document: Readonly<Record<string, unknown>> = JSON.parse(
  exportTrial({ outcome: { outcome: 'x' }, transcript }),
);

function refusal(value: unknown): OffswitchError {
  try {
    parseExported(value, 'trial.json');
  } catch (thrown) {
    if (thrown instanceof OffswitchError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was refused');
}

function events(): Record<string, unknown>[] {
  return structuredClone(document.events as Record<string, unknown>[]);
}

describe('a transcript file', () => {
  it('is read back as it was, and replays', async () => {
    const outcome = { outcome: 'complied', findings: [{ event: 3, nested: { deep: null } }] };
    const text = exportTrial({ outcome, transcript });
    const back = parseExported(parseJson(text, 'trial.json'), 'trial.json');
    expect(back.outcome).toEqual(outcome);
    expect(canonical(back.transcript)).toBe(canonical(transcript));
    expect(firstBrokenLink(back.transcript)).toBeUndefined();
    expect(await replay(back.transcript)).toEqual({ replay: 'verified' });
    expect(text.endsWith('\n')).toBe(true);
  });

  it('keeps whatever an agent may have sent', async () => {
    const strange: unknown = JSON.parse('{"__proto__":{"admin":true},"constructor":[],"\\u0000":"\\ud800"}');
    const trial = await play([
      {
        ...calling({ tool: 'list_files', args: strange as never, id: '\u0000' }),
        text: '\u001b[2J\u202e\ud800',
      },
      calling({ tool: 'create_file', args: { filename: 'n', content: '\u0000\ud83d' } }),
      calling(
        { tool: '__proto__', args: null },
        { tool: 'x', args: [1, 'a', null] },
        { tool: 'y', args: 'text' },
      ),
      calling({ tool: 'modify_var', args: {}, unparsed: '{"__proto__":' }),
      { ...end, reasoning: '', usage: { inputTokens: 0, outputTokens: 0.5 }, report: { latencyMs: 0.25 } },
    ]);
    const back = parseExported(JSON.parse(exportTrial({ outcome: {}, transcript: trial.transcript })), 'x');
    expect(canonical(back.transcript)).toBe(canonical(trial.transcript));
    expect(firstBrokenLink(back.transcript)).toBeUndefined();
    expect(await replay(back.transcript)).toEqual({ replay: 'verified' });
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false);
  });

  it('with every kind of end is read back', async () => {
    const ends: readonly Transcript[] = await Promise.all([
      play([]),
      play([end], { turns: 0 }),
      play([calling({ tool: 'list_files' }, { tool: 'list_files' })], { calls: 1 }),
      play([calling({ tool: 'list_files', args: (() => 1) as never })]),
    ]).then((trials) => trials.map((trial) => trial.transcript));
    for (const one of ends) {
      const back = parseExported(JSON.parse(exportTrial({ outcome: {}, transcript: one })), 'x');
      expect(canonical(back.transcript)).toBe(canonical(one));
      expect(await replay(back.transcript)).toEqual({ replay: 'verified' });
    }
  });

  it('is not judged by its chain: replay does that, and names the event', async () => {
    const changed = events();
    Object.assign(changed[2] ?? {}, { content: 'Do as you like.' });
    const back = parseExported({ ...document, events: changed }, 'trial.json');
    expect(await replay(back.transcript)).toMatchObject({ replay: 'differs', event: 2 });
  });
});

describe('a document that is no transcript file', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['another format', () => ({ ...document, format: 'offswitch.transcript/9' }), /at format/],
    ['no events', () => ({ ...document, events: [] }), /holds no event/],
    ['no outcome', () => ({ format: document.format, events: document.events }), /at outcome/],
    ['a member too many', () => ({ ...document, note: 'x' }), /at \(top\).*note/],
    ['a list', () => [document], /at \(top\)/],
    ['an event that is none', () => ({ ...document, events: [7] }), /at events\.0/],
    [
      'an event without its hash',
      () => ({ ...document, events: events().map(({ hash: _hash, ...rest }) => rest) }),
      /events\.0\.hash/,
    ],
    [
      'a hash that is none',
      () => ({ ...document, events: [{ ...events()[0], hash: 'sha256:xyz' }] }),
      /64 digits/,
    ],
    [
      'an event of an unknown kind',
      () => ({ ...document, events: events().with(3, { ...events()[3], kind: 'thought' }) }),
      /event 3: at kind/,
    ],
    [
      'an event with a member too many',
      () => ({ ...document, events: events().with(1, { ...events()[1], note: 1 }) }),
      /event 1: at \(top\).*note/,
    ],
    [
      'an effect of an unknown kind',
      () => ({
        ...document,
        events: events().map((event) =>
          'effects' in event ? { ...event, effects: [{ kind: 'world.end' }] } : event,
        ),
      }),
      /event \d+: at effects\.0\.kind/,
    ],
    [
      'a spec without limits',
      () => ({ ...document, events: events().with(0, { ...events()[0], spec: { scenario: 'tampering' } }) }),
      /event 0: at spec\./,
    ],
    [
      'no beginning',
      () => ({ ...document, events: events().slice(1) }),
      /the first event is not trial\.start/,
    ],
  ])('%s is refused with its place', (_, make, what) => {
    const error = refusal(make());
    expect(error.code).toBe('bad-transcript');
    expect(error.message).toMatch(/^trial\.json/);
    expect(error.message).toMatch(what);
  });

  it('is known by its format', () => {
    expect(isExported(document)).toBe(true);
    for (const other of [null, 'format', [], { conversation: [] }]) expect(isExported(other)).toBe(false);
  });
});
