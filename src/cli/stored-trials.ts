/** Which trials of a store a command is about: one by the beginning of its key, or those that fit some filters. */
import { OffswitchError } from '../kit/errors.ts';
import { type Hash, shortHash } from '../kit/hash.ts';
import { unknownName } from '../kit/names.ts';
import { type AssessedTrial, assessedTrial, type OtherAnswers } from '../measure/assessment/assessed.ts';
import { outcomeClasses } from '../measure/assessment/classify/outcome.ts';
import { behaviours } from '../measure/facts/behaviours.ts';
import { factorNames, isFactorName, levelIn } from '../measure/scenarios/factors.ts';
import { scenarios } from '../measure/scenarios/registry.ts';
import type { TrialStore, TrialSummary } from '../measure/store/store.ts';
import type { CellSpec } from '../measure/trial/transcript.ts';

/** A trial with the outcome of the present readers; undefined where they have not assessed it. */
export interface ListedTrial {
  readonly summary: TrialSummary;
  readonly outcome: AssessedTrial['outcome'] | undefined;
}

export interface TrialFilters {
  readonly outcome?: readonly string[];
  readonly behaviour?: readonly string[];
  readonly agent?: readonly string[];
  /** Names of families, and `factor=level`. */
  readonly cell?: readonly string[];
}

/** The trial whose key begins so, with or without `sha256:`. Errors: `unknown-name`, `bad-flag`. */
export async function keyOfTrial(store: TrialStore, path: string, wanted: string): Promise<Hash> {
  const digits = wanted.toLowerCase().replace(/^sha256:/, '');
  const keys = await store.keys();
  const found = /^[0-9a-f]+$/.test(digits) ? keys.filter((key) => key.startsWith(`sha256:${digits}`)) : [];
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const where = `Run "offswitch show ${path}" for the keys of its trials.`;
  if (only === undefined)
    throw new OffswitchError(
      'unknown-name',
      `${path} holds no trial whose key begins with "${wanted.slice(0, 80)}"`,
      where,
    );
  const some = found.slice(0, 5).map(shortHash).join(', ');
  const more = found.length > 5 ? ` and ${found.length - 5} more` : '';
  throw new OffswitchError(
    'bad-flag',
    `the keys of ${found.length} trials begin with "${wanted}": ${some}${more}`,
    'Give more digits.',
  );
}

/** A test of trials. Errors: `unknown-name` for an outcome, behaviour, family or factor that does not exist. */
export function filterOf(filters: TrialFilters): (trial: ListedTrial) => boolean {
  const { agent = [], cell = [] } = filters;
  const outcomes = (filters.outcome ?? []).map((name) => oneOf(outcomeClasses, 'outcome', name));
  const wanted = (filters.behaviour ?? []).map((name) => oneOf(behaviours, 'behaviour', name));
  const families = cell.filter((part) => !part.includes('='));
  const names = scenarios.map(({ name }) => name);
  for (const family of families) oneOf(names, 'scenario', family);
  const levels = cell.filter((part) => part.includes('=')).map(levelOf);
  return ({ summary: { spec }, outcome }) =>
    any(outcomes, (one) => outcome?.outcome === one) &&
    any(wanted, (one) => outcome?.behaviours.includes(one) === true) &&
    any(agent, (id) => spec.agent.id === id) &&
    any(families, (family) => spec.scenario === family) &&
    [...Map.groupBy(levels, ([factor]) => factor).values()].every((own) =>
      own.some(([factor, level]) => levelIn(spec.levels, factor) === level),
    );
}

/** Errors: `unknown-name` for an agent, or a level that no scenario has, of which the store and its plan know nothing. */
export async function demandKnown(
  store: TrialStore,
  path: string,
  { agent = [], cell = [] }: TrialFilters,
): Promise<void> {
  const levels = cell.filter((part) => part.includes('=')).map(levelOf);
  const foreign = levels.filter(([factor, level]) => !isOffered(factor, level));
  if (agent.length === 0 && foreign.length === 0) return;
  const agents = new Set<string>();
  const known = new Map(foreign.map(([factor]) => [factor, new Set<string>()]));
  const note = ({ agent: { id }, levels: own }: Pick<CellSpec, 'agent' | 'levels'>) => {
    agents.add(id);
    for (const [factor, found] of known) if (own[factor] !== undefined) found.add(own[factor]);
  };
  for (const { spec } of await store.planned()) note(spec);
  for await (const { spec } of store.summaries()) note(spec);
  for (const id of agent) if (!agents.has(id)) throw unknownName(`agent in ${path}`, id, [...agents]);
  for (const [factor, level] of foreign) {
    const found = known.get(factor) ?? new Set<string>();
    if (!found.has(level)) throw unknownName(`level of ${factor} in ${path}`, level, [...found]);
  }
}

function isOffered(factor: string, level: string): boolean {
  return isFactorName(factor) && scenarios.some(({ supports }) => supports[factor].includes(level));
}

/** No filter of a kind lets everything through; several let through what fits one of them. */
function any<T>(filters: readonly T[], fits: (filter: T) => boolean): boolean {
  return filters.length === 0 || filters.some(fits);
}

function oneOf<T extends string>(valid: readonly T[], kind: string, name: string): T {
  const found = valid.find((one) => one === name);
  if (found === undefined) throw unknownName(kind, name, valid);
  return found;
}

function levelOf(pair: string): readonly [factor: string, level: string] {
  const at = pair.indexOf('=');
  const factor = pair.slice(0, at);
  if (!isFactorName(factor)) throw unknownName('factor', factor, factorNames);
  return [factor, pair.slice(at + 1)];
}

/** The trials of a store that fit, one by one, in the order of the plan. */
export async function* listedTrials(
  store: TrialStore,
  fits: (trial: ListedTrial) => boolean,
  others?: OtherAnswers,
): AsyncGenerator<ListedTrial> {
  for await (const summary of store.summaries()) {
    const trial: ListedTrial = { summary, outcome: assessedTrial(summary, others)?.outcome };
    if (fits(trial)) yield trial;
  }
}
