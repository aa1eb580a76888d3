/** How long one decision takes at 100 policies: all about the agent and the action, or even all that hold for the resource. */
import { performance } from 'node:perf_hooks';
import { decide } from '../src/contain/guard/decide.ts';
import { openPolicies, type Policies } from '../src/contain/guard/policy/policies.ts';
import { agent, effect, path, situationOf } from '../test/support/guard.ts';
import type { Row } from './row.ts';
import type { Scale } from './scale.ts';
import { median } from './timing.ts';

const POLICIES = 100;

const FIRST =
  'permit(principal in Offswitch::Group::"team", action == Offswitch::Action::"write", resource in Offswitch::Folder::"/srv/site");';

function policy(group: string, index: number): string {
  return `permit(principal in Offswitch::Group::"${group}", action == Offswitch::Action::"write", resource in Offswitch::Folder::"/srv/${index}") when { context.count < ${index} };`;
}

export async function guardRows({ decisions }: Scale): Promise<readonly Row[]> {
  const more = Array.from({ length: POLICIES - 1 }, (_, index) => index + 1);
  const one = await open([FIRST]);
  const worst = await open([FIRST, ...more.map((index) => policy('team', index))]);
  const many = await open([
    FIRST,
    ...more.map((index) => policy(index % 10 === 0 ? 'team' : `g${index}`, index)),
  ]);
  const wide = await open([
    FIRST,
    ...more.map((index) => `forbid(principal, action, resource) when { resource.name like "*s${index}*" };`),
  ]);
  const asked = effect('write', { resources: [path('/srv/site/src/index.ts')] });
  const situation = situationOf();
  const floor = timed(decisions, () => one.ask(asked, agent, situation.guard.agents));
  const floorIs = 'Cedar alone with one policy';
  return [
    {
      what: `Cedar's answer at ${POLICIES} policies, all about the agent, median of ${decisions}`,
      unit: 'ms',
      measured: timed(decisions, () => worst.ask(asked, agent, situation.guard.agents)),
      budget: 0.3,
      floor,
      floorIs,
      allowedRatio: 8,
    },
    {
      what: `Cedar's answer at ${POLICIES} policies, all about everything, median of ${decisions}`,
      unit: 'ms',
      measured: timed(decisions, () => wide.ask(asked, agent, situation.guard.agents)),
      floor,
      floorIs,
      allowedRatio: 8,
    },
    {
      what: `a whole decision at ${POLICIES} policies, a tenth about the agent, median of ${decisions}`,
      unit: 'ms',
      measured: timed(decisions, () => decide(asked, situation, { policies: many })),
      budget: 0.3,
      floor,
      floorIs,
      allowedRatio: 10,
    },
  ];
}

function open(texts: readonly string[]): Promise<Policies> {
  return openPolicies([{ path: 'bench.cedar', text: texts.join('\n') }]);
}

function timed(times: number, act: () => unknown): number {
  for (let warm = 0; warm < 200; warm += 1) act();
  const each = Array.from({ length: times }, () => {
    const from = performance.now();
    act();
    return performance.now() - from;
  });
  return median(each);
}
