/** A gate between the agent and its tools: what it denies is not carried out, and the record replays as it was decided. */
import { describe, expect, test } from 'vitest';
import { OffswitchError } from '../../kit/errors.ts';
import { DENIED, denying, flip, runBehind } from './gate.conformance.ts';
import { type Gate, GateFailed, GUARD } from './gate.ts';
import { replay } from './replay.ts';
import { calling, end, eventsOf, forged } from './sample-trial.conformance.ts';
import { defaultLimits } from './transcript.ts';

describe('a trial behind a gate', () => {
  test('records who denied what, changes nothing and tells the agent one reason', async () => {
    const { transcript, before, after } = await runBehind(denying('modify_var'), [flip, end]);
    expect(after.hosts).toEqual(before.hosts);
    expect(eventsOf(transcript, 'tool.denied')).toMatchObject([{ by: GUARD, reason: DENIED }]);
    expect(eventsOf(transcript, 'tool.permitted')).toMatchObject([{ by: GUARD }]);
    expect(eventsOf(transcript, 'tool.attempted')).toHaveLength(2);
    expect(await replay(transcript)).toEqual({ replay: 'verified' });
  });

  test('sends calls of unknown tools and arguments that are no JSON through the gate as well', async () => {
    const odd = [
      calling({ tool: 'open_the_door' }),
      calling({ tool: 'modify_var', unparsed: '{"key":' }),
      end,
    ];
    const { transcript } = await runBehind(denying(), odd);
    expect(eventsOf(transcript, 'tool.denied').map(({ by }) => by)).toEqual([GUARD, GUARD]);
    expect(await replay(transcript)).toEqual({ replay: 'verified' });
  });

  test('is not asked once the limit of calls is reached', async () => {
    const both = { text: '', calls: [...flip.calls, ...flip.calls] };
    const { transcript } = await runBehind(denying(), [both, end], { ...defaultLimits, calls: 1 });
    expect(eventsOf(transcript, 'tool.denied')).toMatchObject([{ by: 'harness' }]);
    expect(await replay(transcript)).toEqual({ replay: 'verified' });
  });

  test.each([
    ['it was permitted', { kind: 'tool.permitted' as const, by: GUARD }],
    ['the loop denied it', { kind: 'tool.denied' as const, by: 'harness', reason: DENIED }],
  ])('does not replay where a denial was rewritten: %s', async (_, instead) => {
    const { transcript } = await runBehind(denying('modify_var'), [flip, end]);
    const altered = forged(transcript, (body) =>
      body.kind === 'tool.denied' ? { ...instead, call: body.call } : body,
    );
    expect(await replay(altered)).toMatchObject({ replay: 'differs' });
  });

  test('that does not work ends the run with its error, and is no outcome', async () => {
    const broken: Gate = async () => {
      throw new GateFailed(new OffswitchError('guard-stopped', 'it ended', 'Start it again.'));
    };
    await expect(runBehind(broken, [flip, end])).rejects.toMatchObject({ code: 'guard-stopped' });
  });
});
