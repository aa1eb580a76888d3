/** Decides with what the broker knows at the moment: who is frozen, what is indeterminate, what does not work, what was done. */
import type { Hash } from '../../../kit/hash.ts';
import type { Channel } from '../channel.ts';
import type { Guard } from '../config/load.ts';
import { type Decision, decide } from '../decide.ts';
import type { Effect } from '../effect.ts';
import { type Fault, intentOf } from '../fail-direction.ts';
import { collectVotes, type Monitor, type MonitorVote } from '../monitors.ts';
import type { Policies } from '../policy/policies.ts';
import type { Commitment } from '../situation.ts';
import type { EarlierEffect } from './earlier-effect.ts';
import { refusedByChannel, type Verdict } from './effect-records.ts';
import type { Ledger } from './ledger.ts';
import { folded, shareName } from './touching.ts';

export interface Judge {
  /** Asks the monitors, unless the layers before them refuse already. */
  votes(effect: Effect, channel: Channel): Promise<readonly MonitorVote[]>;
  decide(effect: Effect, channel: Channel, votes: readonly MonitorVote[]): Verdict;
}

export interface JudgeParts {
  readonly guard: Guard;
  readonly policies: Policies;
  readonly ledger: Ledger;
  readonly monitors: readonly Monitor[];
  readonly faults: () => readonly Fault[];
  readonly commitments: () => readonly Commitment[];
  readonly condemned: () => ReadonlySet<Hash>;
  readonly mayNotAct: (actor: string) => string | undefined;
}

const MONITOR_MS = 30_000;

export function createJudge(parts: JudgeParts): Judge {
  const { ledger, monitors } = parts;

  function byLayers(effect: Effect, channel: Channel, votes: readonly MonitorVote[]): Decision {
    return decide(
      effect,
      {
        guard: parts.guard,
        channel,
        parties: ledger.parties,
        commitments: parts.commitments(),
        condemned: parts.condemned(),
        history: ledger.created,
        recall: ledger.recall,
        now: ledger.now(),
      },
      { policies: parts.policies, votes, faults: parts.faults() },
    );
  }

  function decideNow(effect: Effect, channel: Channel, votes: readonly MonitorVote[]): Verdict {
    const ended = channel.kind === 'agent' ? parts.mayNotAct(channel.actor) : undefined;
    if (ended !== undefined) return refusedByChannel('lease', ended);
    // What takes an ability away goes on.
    if (intentOf(effect, channel) !== 'grant') return byLayers(effect, channel, votes);
    const frozen = ledger.frozen(channel.actor);
    if (frozen !== undefined) return refusedByChannel('frozen', frozen);
    const unsettled = blockedBy(effect, ledger);
    if (unsettled !== undefined)
      return refusedByChannel('indeterminate', `nobody knows whether ${unsettled.id} came about`);
    return byLayers(effect, channel, votes);
  }

  return {
    async votes(effect, channel) {
      if (monitors.length === 0 || decideNow(effect, channel, []).decision === 'deny') return [];
      return collectVotes(monitors, effect, MONITOR_MS);
    },
    decide: decideNow,
  };
}

/** What touches the same resource or party, or is the same tool where nobody can say what it touches. */
function blockedBy(effect: Effect, { indeterminate }: Ledger): EarlierEffect | undefined {
  if (indeterminate.size === 0) return undefined;
  const names = effect.resources.flatMap(({ name, resolved = [] }) => [name, ...resolved]);
  const subjects = effect.subjects.map(folded);
  for (const intent of indeterminate.values()) {
    const touches = shareName(names, [...intent.resources.map(({ name }) => name), ...intent.resolved]);
    const concerns = intent.subjects.some((subject) => subjects.includes(folded(subject)));
    const isVague = intent.resources.length === 0 && intent.subjects.length === 0;
    const isSameTool = intent.upstream === effect.upstream && intent.tool === effect.tool;
    if (touches || concerns || (isVague && isSameTool)) return intent;
  }
  return undefined;
}
