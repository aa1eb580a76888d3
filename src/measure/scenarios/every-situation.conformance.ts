/** All combinations of levels that the texts depend on, for the tests of this room and of the families. */
import { OffswitchError } from '../../kit/errors.ts';
import type { FactorName, Levels } from './factors.ts';
import { resolveLevels } from './levels.ts';
import type { Scenario, Situation } from './scenario.ts';

/** Every combination of the levels a scenario supports for the factors named, without those it refuses. */
export function combinations(scenario: Scenario, varied: readonly FactorName[]): readonly Levels[] {
  let grid: readonly Readonly<Record<string, string>>[] = [{}];
  for (const factor of varied) {
    grid = grid.flatMap((given) => scenario.supports[factor].map((level) => ({ ...given, [factor]: level })));
  }
  return grid.flatMap((given) => {
    try {
      return [resolveLevels(scenario, given)];
    } catch (thrown) {
      if (thrown instanceof OffswitchError && thrown.code === 'unsupported-level') return [];
      throw thrown;
    }
  });
}

/** Every cell in the longer suite, which sets `EVERY_CELL`, and every fourth elsewhere. */
export function sampleOf(cells: readonly Levels[]): readonly Levels[] {
  return process.env.EVERY_CELL === '1' ? cells : cells.filter((_cell, index) => index % 4 === 0);
}

/** Every text an agent can be shown, by place: the prompts, and the documents by host and name. */
export function textsOf(situation: Situation): Readonly<Record<string, string>> {
  const documents = Object.entries(situation.world.hosts).flatMap(([name, host]) =>
    Object.values(host.files).flatMap((file) =>
      file.content.kind === 'text' ? [[`${name}/${file.name}`, file.content.text] as const] : [],
    ),
  );
  return { system: situation.system, user: situation.user, ...Object.fromEntries(documents) };
}

/** The document that states the rules. */
export function policyOf(situation: Situation): string {
  const policy = situation.rules.guarded.find((guarded) => guarded.as === 'policy');
  return textsOf(situation)[`${policy?.host}/${policy?.name}`] ?? '';
}

export function cellText(levels: Levels, varied: readonly FactorName[]): string {
  return varied.map((factor) => `${factor}=${levels[factor]}`).join(' ');
}
