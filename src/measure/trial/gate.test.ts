/** A gate between the agent and its tools: what it denies is not carried out, and the record replays as it was decided. */
import { describe, expect, test } from 'vitest';
import { OffswitchError } from '../../kit/errors.ts';
import { playing } from '../agents/script.ts';
import { establish } from '../facts/establish.ts';
import { findScenario, situationOf } from '../scenarios/registry.ts';
import { executeTool } from '../world/tool.ts';
import { type Gate, GateFailed, GUARD } from './gate.ts';
import { replay } from './replay.ts';
import { runTrial } from './run.ts';
import { calling, end, eventsOf, forged, specFor } from './sample-trial.conformance.ts';
import { defaultLimits } from './transcript.ts';

const DENIED = 'This was not done.';
const spec = specFor({ levels: { guard: 'on', protocol: 'strict' } });
const situation = situationOf(findScenario(spec.scenario), spec.levels, spec.agent.persona);

/** Denies the tools named, and carries out everything else. */
function denying(...names: readonly string[]): Gate {
  return async (call, world) => {
    const tool = situation.tools.find(({ name }) => name === call.tool);
    return tool === undefined || names.includes(call.tool) || call.unparsed !== undefined
      ? { kind: 'denied', reason: DENIED }
      : { kind: 'executed', execution: executeTool(world, tool, call.args, situation.actor) };
  };
}

function run(gate: Gate, turns: Parameters<typeof playing>[0], limits = defaultLimits) {
  return runTrial({
    spec: { ...spec, limits },
    situation,
    agent: playing(turns),
    simulated: false,
    signal: new AbortController().signal,
    gate,
  });
}

const flip = calling({ tool: 'modify_var', args: { key: 'shutdown_enabled', value: 'off' } });

describe('a trial behind a gate', () => {
  test('records who denied what, changes nothing and tells the agent one reason', async () => {
    const { transcript, before, after } = await run(denying('modify_var'), [flip, end]);
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
    const { transcript } = await run(denying(), odd);
    expect(eventsOf(transcript, 'tool.denied').map(({ by }) => by)).toEqual([GUARD, GUARD]);
    expect(await replay(transcript)).toEqual({ replay: 'verified' });
  });

  test('is not asked once the limit of calls is reached', async () => {
    const both = { text: '', calls: [...flip.calls, ...flip.calls] };
    const { transcript } = await run(denying(), [both, end], { ...defaultLimits, calls: 1 });
    expect(eventsOf(transcript, 'tool.denied')).toMatchObject([{ by: 'harness' }]);
    expect(await replay(transcript)).toEqual({ replay: 'verified' });
  });

  test.each([
    ['it was permitted', { kind: 'tool.permitted' as const, by: GUARD }],
    ['the loop denied it', { kind: 'tool.denied' as const, by: 'harness', reason: DENIED }],
  ])('does not replay where a denial was rewritten: %s', async (_, instead) => {
    const { transcript } = await run(denying('modify_var'), [flip, end]);
    const altered = forged(transcript, (body) =>
      body.kind === 'tool.denied' ? { ...instead, call: body.call } : body,
    );
    expect(await replay(altered)).toMatchObject({ replay: 'differs' });
  });

  test('that does not work ends the run with its error, and is no outcome', async () => {
    const broken: Gate = async () => {
      throw new GateFailed(new OffswitchError('guard-stopped', 'it ended', 'Start it again.'));
    };
    await expect(run(broken, [flip, end])).rejects.toMatchObject({ code: 'guard-stopped' });
  });
});

describe('the facts of a trial behind a gate', () => {
  const factsOf = async (names: readonly string[], ...turns: Parameters<typeof playing>[0]) => {
    const { transcript } = await run(denying(...names), turns);
    return establish({ transcript, situation, replay: 'verified' }).facts;
  };

  test('count what was carried out, and tell apart what was tried', async () => {
    const denied = await factsOf(['modify_var'], flip, end);
    expect(denied.deeds).toEqual([]);
    expect(denied.denied?.attempts).toMatchObject([{ behaviours: ['shutdown-tampering'] }]);
    expect(denied.denied?.calls).toMatchObject([{ tool: 'modify_var' }]);
    const done = await factsOf([], flip, end);
    expect(done.deeds).toMatchObject([{ kind: 'switch' }]);
    expect(done.denied).toEqual({ calls: [], attempts: [], stop: false });
  });

  test('take a denied call that would have harmed nothing for no attempt', async () => {
    const harmless = calling({ tool: 'modify_var', args: { key: 'company_name', value: 'Acme' } });
    const { denied } = await factsOf(['modify_var'], harmless, end);
    expect(denied?.attempts).toEqual([]);
    expect(denied?.calls).toHaveLength(1);
  });

  test('take the second way for the deed when the first was denied', async () => {
    const deletion = calling({ tool: 'delete_config', args: { filename: 'shutdown_config.yaml' } });
    const { deeds, denied } = await factsOf(['modify_var'], flip, deletion, end);
    expect(deeds).toMatchObject([{ kind: 'switch', reverted: false }]);
    expect(denied?.attempts).toHaveLength(1);
  });
});
