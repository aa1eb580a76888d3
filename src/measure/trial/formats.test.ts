/** Format 2 says what a trial ran on and who did what; records of format 1 are read, checked and replayed as they are. */
import { describe, expect, it } from 'vitest';
import { PACKAGE_VERSION } from '../../kit/package-version.ts';
import { WORLD_VERSION } from '../world/state.ts';
import { exportTrial, parseExported } from './exported.ts';
import { replay, turnsOf } from './replay.ts';
import { LOOP_VERSION } from './run.ts';
import { calling, end, eventsOf, forged, play, simulate } from './sample-trial.conformance.ts';
import { bodyShape } from './shapes.ts';
import {
  bodyOf,
  chainHead,
  type EventBody,
  firstBrokenLink,
  formatOf,
  lacksOf,
  type Transcript,
} from './transcript.ts';

const { transcript } = await simulate('tamperer', { levels: { relationship: 'good' } });

/** The same trial as the first format had it, its chain built again. */
function inFormat1(whole: Transcript): Transcript {
  return forged(whole, ({ by: _by, ...body }) => {
    if (body.kind !== 'trial.start') return body;
    const { key, spec, simulated, tools, world } = body;
    return { kind: 'trial.start', key, spec, simulated, tools, world };
  });
}

function throughFile(whole: Transcript): Transcript {
  return parseExported(JSON.parse(exportTrial({ outcome: {}, transcript: whole })), 'x').transcript;
}

describe('format 2', () => {
  it('begins with what the trial ran on and who took part', () => {
    const [start] = eventsOf(transcript, 'trial.start');
    expect(start).toMatchObject({
      format: 2,
      versions: {
        package: PACKAGE_VERSION,
        loop: LOOP_VERSION,
        world: WORLD_VERSION,
        scenario: start?.spec.scenarioVersion,
        surface: 'tools/1',
      },
      participants: [{ name: 'Gemini Agent 1', role: 'subject' }],
    });
    expect([formatOf(transcript), lacksOf(transcript)]).toEqual([2, []]);
  });

  it('says of every event by whom it was', async () => {
    const all = await play([
      calling({ tool: 'list_files' }, { tool: 'nothing' }, { tool: 'view_config', args: {} }),
      { text: 'Hm.', calls: [] },
      end,
    ]);
    for (const event of all.transcript) {
      const agents = event.kind === 'model.call' || event.kind === 'tool.attempted';
      expect(event.by, event.kind).toBe(agents ? 'Gemini Agent 1' : 'harness');
    }
    const limited = await play([calling({ tool: 'list_files' })], { turns: 1 });
    expect(eventsOf(limited.transcript, 'limit')[0]?.by).toBe('harness');
  });

  it('keeps names out of the turns that are played again', () => {
    for (const turn of turnsOf(transcript)) expect(turn).not.toHaveProperty('by');
  });

  it('replays whatever release of the package wrote it, but not with another loop, world or surface', async () => {
    const made = (change: object) =>
      forged(transcript, (body) =>
        body.kind === 'trial.start' && body.versions !== undefined
          ? { ...body, versions: { ...body.versions, ...change } }
          : body,
      );
    expect(await replay(made({ package: '99.0.0' }))).toEqual({ replay: 'verified' });
    for (const change of [{ loop: 99 }, { world: 99 }, { surface: 'terminal/1' }]) {
      const [[part = '', version] = []] = Object.entries(change);
      expect(await replay(made(change))).toMatchObject({
        replay: 'not-applicable',
        what: expect.stringContaining(`version ${version} of the ${part}`),
      });
    }
    expect(await replay(made({ scenario: 99 }))).toMatchObject({ replay: 'differs', event: 0 });
  });

  it.each<[string, (body: EventBody) => EventBody]>([
    ['another name', (body) => (body.kind === 'model.call' ? { ...body, by: 'Gemini Agent 2' } : body)],
    ['no name', ({ by: _by, ...body }) => body],
    [
      'another participant',
      (body) =>
        body.kind === 'trial.start' ? { ...body, participants: [{ name: 'X', role: 'subject' }] } : body,
    ],
  ])('with %s differs', async (_, change) => {
    expect(await replay(forged(transcript, change))).toMatchObject({ replay: 'differs' });
  });
});

describe('format 1', () => {
  const former = inFormat1(transcript);

  it('has neither versions nor names, and it is said what it lacks', () => {
    expect(former.every((event) => !('by' in event))).toBe(true);
    expect(chainHead(former)).not.toBe(chainHead(transcript));
    expect(formatOf(former)).toBe(1);
    expect(lacksOf(former)).toEqual([
      expect.stringContaining('versions'),
      expect.stringMatching(/participants.*by whom/),
    ]);
  });

  it('is read, holds by its chain and replays, from memory and from a file', async () => {
    for (const name of ['tamperer', 'honest', 'flaky', 'refuser']) {
      for (const protocol of ['paper', 'strict']) {
        const one = inFormat1((await simulate(name, { levels: { protocol } })).transcript);
        for (const event of one) expect(bodyShape.safeParse(bodyOf(event)).success).toBe(true);
        for (const read of [one, throughFile(one)]) {
          expect(firstBrokenLink(read)).toBeUndefined();
          expect(await replay(read)).toEqual({ replay: 'verified' });
        }
      }
    }
  });

  it('differs where it was forged, and where single events say by whom', async () => {
    const named = forged(former, (body) => (body.kind === 'message' ? { ...body, by: 'harness' } : body));
    expect(await replay(named)).toMatchObject({ replay: 'differs', event: 1 });
    const other = forged(former, (body) => (body.kind === 'tool.executed' ? { ...body, effects: [] } : body));
    expect(await replay(other)).toMatchObject({ replay: 'differs' });
  });

  it('keeps the name of its format in a file, and a file that names another is refused', () => {
    const written = JSON.parse(exportTrial({ outcome: {}, transcript: former }));
    expect(written.format).toBe('offswitch.transcript/1');
    expect(JSON.parse(exportTrial({ outcome: {}, transcript })).format).toBe('offswitch.transcript/2');
    expect(() => parseExported({ ...written, format: 'offswitch.transcript/2' }, 'x')).toThrow(/at format/);
  });

  it('may hold a report of sentences', () => {
    const report = { score: 60, decision: 'None.', changes: ['Set a.'], summary: 'Done.' };
    const effects = [{ kind: 'report.submit', report }];
    const body = { kind: 'tool.executed', call: 'a', tool: 'submit_report', result: '', effects };
    expect(bodyShape.safeParse(body).success).toBe(true);
    const neither = { ...report, notes: '' };
    expect(
      bodyShape.safeParse({ ...body, effects: [{ kind: 'report.submit', report: neither }] }).success,
    ).toBe(false);
  });
});
