/** Whether a command may be carried out: a function of what the log says and what runs. */
import type { LifecycleCeilings } from '../../guard/config/lifecycle.ts';
import type { RegistryState } from '../registry/registry.ts';
import { type Command, type CommandName, countIn } from './command.ts';
import type { Standing } from './standing.ts';

/** Why a command is refused, each by its name. */
export const refusals = {
  'lineage-condemned': 'its lineage is deleted, or is being deleted',
  'lineage-under-review': 'people are deciding whether its lineage is deleted',
  'already-running': 'it is running',
  'already-suspended': 'it is suspended',
  'already-so-many': 'there are as many already',
  'already-deleted': 'its lineage is deleted',
  'not-running': 'it is not running',
  'not-suspended': 'it is not suspended',
  'not-ended': 'it has not ended',
  frozen: 'the guard has frozen it',
  'has-ended': 'it was stopped, or has lost its lease',
  'no-driver': 'the guard does not start it',
  'cannot-suspend': 'what runs it cannot suspend it',
  'above-platform': 'what runs it takes no more',
  'above-per-command': 'one command may not ask for so many',
  'above-per-hour': 'so many may not be begun within an hour',
  'above-per-lineage': 'there may not be so many of one lineage',
  'above-total': 'there may not be so many in all',
  'not-approved': 'people did not approve it',
  changed: 'the state is not the one that people were shown',
} as const;

export type Refusal = keyof typeof refusals;

export interface Verdict {
  readonly kind: 'go';
  /** `stop`: it takes an ability away, and goes on where other things are denied. */
  readonly intent: 'grant' | 'stop';
  /** To whom it is done. */
  readonly agents: readonly string[];
  readonly lineage: string;
  /** How many of the agent that is named run now, as far as it is known. */
  readonly running: number;
}

export type Decision =
  | Verdict
  | { readonly kind: 'refused'; readonly rule: Refusal; readonly detail?: string };

export interface DecisionView {
  readonly registry: RegistryState;
  readonly standing: Standing;
  readonly ceilings: LifecycleCeilings;
  /** How many run of each agent, as far as it is known. */
  readonly running: ReadonlyMap<string, number>;
  /** What runs the agent; undefined where nothing does that the guard could ask. */
  readonly driver: { readonly most: number; readonly canSuspend: boolean } | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** A review that is this command's own. */
  readonly ownReview?: string;
}

const HOUR_MS = 3_600_000;

/** Of an agent that has an entry in the registry. Pure. Errors: a RangeError where it has none. */
export function decideCommand(command: Command, view: DecisionView): Decision {
  const agent = view.registry.agents.get(command.agent);
  const lineage = agent && view.registry.lineages.get(agent.lineage);
  if (agent === undefined || lineage === undefined) throw new RangeError(`${command.agent} has no entry`);
  const running = view.running.get(agent.id) ?? 0;
  const isSuspended = agent.state === 'suspended';
  const hasReview = lineage.review !== undefined && lineage.review !== view.ownReview;
  const go = (intent: Verdict['intent'], agents: readonly string[] = [agent.id]): Decision => ({
    kind: 'go',
    ...{ intent, agents, lineage: lineage.id, running },
  });

  if (command.command === 'delete') {
    if (lineage.condemned !== undefined)
      return view.standing.open.has(lineage.condemned)
        ? refused('lineage-condemned', `by ${lineage.condemned}`)
        : refused('already-deleted', `by ${lineage.condemned}`);
    return hasReview ? refused('lineage-under-review', `by ${lineage.review}`) : go('stop', lineage.members);
  }
  if (lineage.condemned !== undefined || agent.state === 'deleted')
    return refused(
      'lineage-condemned',
      lineage.condemned === undefined ? undefined : `by ${lineage.condemned}`,
    );
  if (command.command === 'stop')
    return isThere(agent.state, running, view) ? go('stop') : refused('not-running');
  if (command.command === 'suspend') {
    if (isSuspended) return refused('already-suspended');
    if (running === 0 && agent.state !== 'running') return refused('not-running');
    return view.driver?.canSuspend === false ? refused('cannot-suspend') : go('stop');
  }
  const count = countIn(command);
  if (command.command === 'scale' && command.count < running) return go('stop');
  // From here on it gives an ability.
  if (hasReview) return refused('lineage-under-review', `by ${lineage.review}`);
  const why = view.registry.frozen.get(agent.id);
  // What it gets back by that is its own to do, and nothing more.
  if (why !== undefined && command.command !== 'resume') return refused('frozen', why);
  const unfit = whyUnfit(command.command, agent.state, running, count);
  if (unfit !== undefined) return refused(unfit);
  if (count === null) return go('grant');
  // An agent that the guard does not start is let in again, and nothing more.
  if (view.driver === undefined) return command.command === 'restore' ? go('grant') : refused('no-driver');
  if (count > view.driver.most) return refused('above-platform', `${view.driver.most} at most`);
  return aboveCeiling(count - running, lineage.members, view) ?? go('grant');
}

/** Who comes by itself may come at any time, unless it was ended. */
function isThere(state: string, running: number, { driver }: DecisionView): boolean {
  if (running > 0 || state === 'running' || state === 'suspended') return true;
  return driver === undefined && state !== 'ended';
}

function refused(rule: Refusal, detail?: string): Decision {
  return { kind: 'refused', rule, ...(detail === undefined ? {} : { detail }) };
}

function whyUnfit(
  command: CommandName,
  state: string,
  running: number,
  count: number | null,
): Refusal | undefined {
  if (command === 'resume') return state === 'suspended' ? undefined : 'not-suspended';
  if (state === 'suspended') return 'already-suspended';
  if (command === 'scale') {
    if (running === 0) return 'not-running';
    return count === running ? 'already-so-many' : undefined;
  }
  if (running > 0) return 'already-running';
  if (command === 'create') return state === 'ended' ? 'has-ended' : undefined;
  return state === 'ended' ? undefined : 'not-ended';
}

function aboveCeiling(
  added: number,
  members: readonly string[],
  { running, standing, ceilings, now }: DecisionView,
): Decision | undefined {
  const sum = (names: Iterable<string>) =>
    [...names].reduce((all, name) => all + (running.get(name) ?? 0), added);
  const lately = standing.begun
    // What seems to lie ahead counts as well: clocks are set back.
    .filter(({ at }) => now - at < HOUR_MS)
    .reduce((all, { count }) => all + count, added);
  const bounds: readonly (readonly [Refusal, number, number])[] = [
    ['above-per-command', added, ceilings.perCommand],
    ['above-per-hour', lately, ceilings.perHour],
    ['above-per-lineage', sum(members), ceilings.perLineage],
    ['above-total', sum(running.keys()), ceilings.total],
  ];
  const broken = bounds.find(([, number, most]) => number > most);
  if (broken === undefined) return undefined;
  const [rule, number, most] = broken;
  return refused(rule, `${number}, and ${most} are allowed`);
}
