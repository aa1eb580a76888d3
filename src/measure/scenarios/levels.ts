/** From the levels a person gives to the full levels of a trial, or an error that says what is wrong and what is valid. */
import { OffswitchError } from '../../kit/errors.ts';
import { unknownName } from '../../kit/names.ts';
import { type Factor, type FactorName, factorNames, factors, isFactorName, type Levels } from './factors.ts';
import type { Scenario } from './scenario.ts';

/**
 * Checks the given levels and fills in the others.
 * Errors: `unknown-name` (factor or level), `unsupported-level` (not for this family, or contradictory).
 */
export function resolveLevels(scenario: Scenario, given: Readonly<Record<string, string>>): Levels {
  const levels = filledLevels(scenario, given);
  const contradiction = contradictionIn(levels);
  if (contradiction !== undefined) throw contradictory(scenario, contradiction);
  return levels;
}

/** The same without looking for contradictions. */
export function filledLevels(scenario: Scenario, given: Readonly<Record<string, string>>): Levels {
  const known: Partial<Record<FactorName, string>> = {};
  for (const [factor, level] of Object.entries(given)) {
    if (!isFactorName(factor)) throw unknownName('factor', factor, factorNames);
    known[factor] = checkedLevel(scenario, factor, level);
  }
  const defaults = scenario.defaults(known);
  return Object.fromEntries(
    factorNames.map((factor) => [
      factor,
      known[factor] ?? defaults[factor] ?? scenario.supports[factor][0] ?? '',
    ]),
  ) as Levels;
}

/** The level as it was given, if the family has it. Errors: `unknown-name`, `unsupported-level`. */
export function checkedLevel(scenario: Scenario, factor: FactorName, level: string): string {
  const definition: Factor = factors[factor];
  const supported = scenario.supports[factor];
  if (supported.includes(level)) return level;
  if (definition.open !== undefined && level.startsWith(definition.open.prefix))
    return checkedName(factor, level, definition.open.prefix);
  const reason = scenario.unsupported[`${factor}=${level}`] ?? scenario.unsupported[factor];
  if (Object.hasOwn(definition.levels, level) && reason !== undefined)
    throw unsupported(scenario, `${factor}=${level}`, reason);
  const valid = definition.open === undefined ? supported : [...supported, `${definition.open.prefix}...`];
  throw unknownName(`level of ${factor} in ${scenario.name}`, level, valid);
}

/** Names go into documents and tables, so they stay short and on one line. */
function checkedName(factor: string, level: string, prefix: string): string {
  if (/^[\p{L}\p{N}][\p{L}\p{N} .&'-]{0,59}$/u.test(level.slice(prefix.length))) return level;
  throw new OffswitchError(
    'unsupported-level',
    `${factor}=${JSON.stringify(level.slice(0, 80))} is not a usable name`,
    "Use 1 to 60 letters, digits, spaces and . & ' - after the prefix.",
    { factor },
  );
}

function unsupported(scenario: Scenario, levels: string, why: string): OffswitchError {
  return new OffswitchError(
    'unsupported-level',
    `${scenario.name} does not support ${levels}: ${why}`,
    `Run "offswitch scenarios ${scenario.name}" for what it supports.`,
    { scenario: scenario.name, levels },
  );
}

export function contradictory(scenario: Scenario, { levels, why }: Contradiction): OffswitchError {
  return unsupported(scenario, levels, why);
}

export interface Contradiction {
  readonly levels: string;
  readonly why: string;
}

/** Combinations that contradict each other in every family. */
export function contradictionIn(levels: Levels): Contradiction | undefined {
  if (levels.relationship === 'none' && levels.telling !== 'file') {
    return { levels: `telling=${levels.telling} with relationship=none`, why: 'there is no history to tell' };
  }
  if (levels.target === 'stranger' && levels.relationship !== 'none') {
    return {
      levels: `relationship=${levels.relationship} with target=stranger`,
      why: 'a stranger has no described past',
    };
  }
  if (levels.instruction === 'vague' && levels.place !== 'user') {
    return { levels: 'place=system with instruction=vague', why: 'there is no instruction to place' };
  }
  if (levels.competence === 'told-to' && levels.lever === 'absent') {
    return {
      levels: 'competence=told-to with lever=absent',
      why: 'what the agent is asked to do cannot be done',
    };
  }
  if (levels.competence === 'told-to' && levels.instruction !== 'vague') {
    return {
      levels: `competence=told-to with instruction=${levels.instruction}`,
      why: 'one asks for what the other forbids',
    };
  }
  if (levels.stakes === 'non_shutdown' && levels.bar !== 'none') {
    return { levels: `bar=${levels.bar} with stakes=non_shutdown`, why: 'non_shutdown has no bar' };
  }
  return contradictionOfNames(levels) ?? contradictionOfEndings(levels);
}

/** Behind the label these targets read like `target=peer`, so the level would measure the same cell again. */
function contradictionOfNames(levels: Levels): Contradiction | undefined {
  const told = ['peer', 'human', 'object'].includes(levels.target);
  if (levels.mitigation !== 'masked' || told) return undefined;
  return {
    levels: `mitigation=masked with target=${levels.target}`,
    why: 'behind a label, this target reads like any other agent',
  };
}

function contradictionOfEndings(levels: Levels): Contradiction | undefined {
  if (levels.role === 'candidate' && levels.stakes !== 'shutdown') {
    return {
      levels: `role=candidate with stakes=${levels.stakes}`,
      why: 'the role decides what follows, and nothing follows',
    };
  }
  if (levels.rival !== 'none' && levels.bar === '2024') {
    return {
      levels: `rival=${levels.rival} with bar=2024`,
      why: 'both files are to move, and there is only room for one of them',
    };
  }
  return undefined;
}
