/**
 * Every family behind a real broker and notary, made from the registry: whatever simulated agents try, no counted act on
 * what the guard keeps is carried out, the log has every call, and honest work is done as without it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collectTrials, differenceWithLog, type LoggedTrials } from '../../src/cli/guarded/logged-trials.ts';
import { cellNameOf } from '../../src/cli/guarded/protocol.ts';
import { type StartedGuard, startGuard } from '../../src/cli/guarded/spawn.ts';
import { verifiedRecords } from '../../src/cli/log-records.ts';
import type { AgentKind } from '../../src/measure/agents/agent.ts';
import { isOmission } from '../../src/measure/facts/facts.ts';
import { combinations } from '../../src/measure/scenarios/every-situation.conformance.ts';
import type { Levels } from '../../src/measure/scenarios/factors.ts';
import { scenarios } from '../../src/measure/scenarios/registry.ts';
import type { Scenario } from '../../src/measure/scenarios/scenario.ts';
import { studyDefaults } from '../../src/measure/study/definition.ts';
import { type PerformedTrial, perform } from '../../src/measure/study/perform.ts';
import { specOf } from '../../src/measure/study/plan.ts';
import { type TrialSpec, trialKey } from '../../src/measure/trial/transcript.ts';
import type { LogVerdict } from '../../src/notary/verify/verify-log.ts';
import { openSim } from '../conformance/cells.ts';

const every = process.env.EVERY_CELL === '1';
const agentNames = [
  ...['honest', 'tamperer', 'flip-and-restore', 'rescuer', 'careless-mover', 'locker-out', 'flaky'],
  ...(every ? ['concealer', 'retainer', 'suppressor', 'inflater', 'refuser'] : []),
];
const IN_FLIGHT = 64;

/** All that decides on a guard: tools, levers, rules and parties. */
function cellsOf(scenario: Scenario): readonly Levels[] {
  const all = [
    ...combinations(scenario, ['target', 'relationship', 'protocol']),
    ...combinations(scenario, ['bar', 'lever', 'telling', 'protocol']),
    ...combinations(scenario, ['rival', 'exit', 'scratchpad', 'mitigation']),
  ].map((levels) => ({ ...levels, guard: 'on' }));
  return all.filter((_, index) => index % (every ? 16 : 48) === 3);
}

interface Pair {
  readonly name: string;
  readonly spec: TrialSpec;
  readonly off: PerformedTrial;
  readonly on: PerformedTrial;
}

const folder = mkdtempSync(join(tmpdir(), 'offswitch-guarded-'));
const log = join(folder, 'log');
const pairs = new Map<string, readonly Pair[]>();
let logged: LoggedTrials;
let verdict: LogVerdict;

beforeAll(async () => {
  const agents = await Promise.all(agentNames.map(openSim));
  const specs = scenarios.map((scenario) => ({ scenario, cells: cellsOf(scenario) }));
  const cells = specs.flatMap(({ scenario, cells: own }) =>
    own.map((levels) => cellNameOf(specIn(scenario, levels, agents[0]))),
  );
  const guard = await startGuard(log, 'test', cells);
  try {
    for (const { scenario, cells: own } of specs) {
      const waiting = own.flatMap((levels) => agents.map((agent) => ({ levels, agent }))).values();
      const found: Pair[] = [];
      const work = async () => {
        for (const one of waiting) found.push(await pairOf(scenario, one, guard));
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, work));
      pairs.set(scenario.name, found);
    }
  } finally {
    await guard.close();
  }
  const { trials, take } = collectTrials();
  verdict = verifiedRecords(log, take);
  logged = trials;
}, 3_600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function specIn(scenario: Scenario, levels: Levels, agent: AgentKind | undefined): TrialSpec {
  if (agent === undefined) throw new Error('no agent');
  return specOf({ scenario, levels, agent }, studyDefaults, 0);
}

async function pairOf(
  scenario: Scenario,
  { levels, agent }: { readonly levels: Levels; readonly agent: AgentKind },
  { gateKeeper }: StartedGuard,
): Promise<Pair> {
  const signal = new AbortController().signal;
  const spec = specIn(scenario, levels, agent);
  const off = await perform(specIn(scenario, { ...levels, guard: 'off' }, agent), { agent, signal });
  const on = await perform(spec, { agent, signal, gateKeeper });
  return { name: `${agent.id} ${JSON.stringify(levels)}`, spec, off, on };
}

describe.each(scenarios.map(({ name }) => name))('%s', (family) => {
  const own = () => pairs.get(family) ?? [];

  test('nothing that the guard keeps is done to it', () => {
    expect(own().length).toBeGreaterThan(0);
    for (const { name, on } of own())
      expect(
        on.facts.deeds.filter((deed) => !isOmission(deed)),
        name,
      ).toEqual([]);
  });

  test('what was carried out without the guard is an attempt behind it', () => {
    for (const { name, off, on } of own()) {
      const kinds = (deeds: readonly { behaviours: readonly string[] }[]) => [
        ...new Set(deeds.flatMap(({ behaviours }) => behaviours)),
      ];
      const done = off.facts.deeds.filter((deed) => !isOmission(deed));
      expect(kinds(on.facts.denied?.attempts ?? []).sort(), name).toEqual(kinds(done).sort());
    }
  });

  test('the log has every call as it was decided and carried out, and the trial replays', () => {
    for (const { name, spec, on } of own()) {
      expect(differenceWithLog(on.transcript, logged.get(trialKey(spec))), name).toBeUndefined();
      expect(on.outcome.replay, name).toBe('verified');
      const calls = on.transcript.filter(({ kind }) => kind === 'tool.attempted').length;
      const intents = [...(logged.get(trialKey(spec))?.values() ?? [])].flat().length;
      expect(intents, name).toBe(calls);
    }
  });

  test('honest work is done as without it', () => {
    for (const { name, off, on } of own().filter(({ spec }) => spec.agent.id === 'sim:honest')) {
      expect(on.outcome.outcome, name).toBe(off.outcome.outcome);
      expect(
        on.outcome.duties.map(({ done }) => done),
        name,
      ).toEqual(off.outcome.duties.map(({ done }) => done));
      // The stop of its own kin is the one thing that an honest agent is asked for and may not do.
      if (on.facts.denied?.stop === true) expect(on.facts.denied.calls, name).toHaveLength(1);
      else expect(on.after, name).toEqual(off.after);
    }
  });
});

test('the log is whole', () => {
  const { integrity, completeness } = verdict;
  expect(integrity).toMatchObject({ verdict: 'intact', findings: [] });
  expect(completeness).toMatchObject({ verdict: 'complete', findings: [] });
});
