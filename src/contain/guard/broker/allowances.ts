/** How much of what guard.yaml allows is used up: rates, quotas, and the ceilings on creating agents. */
import type { Guard } from '../config/load.ts';
import { type CountingRule, type HistoryRule, usedOf } from '../history/rules.ts';
import { createdBefore } from '../invariants/ceilings.ts';
import type { Ledger } from './ledger.ts';

export interface Allowances {
  /** Rates and quotas, in the order of guard.yaml. */
  readonly rules: readonly {
    readonly name: string;
    readonly kind: CountingRule['kind'];
    readonly most: number;
    /** Of a rate. */
    readonly seconds: number | undefined;
    /** By agent; a rule for all agents together has the one member `all`. */
    readonly used: Readonly<Record<string, number>>;
  }[];
  readonly created: {
    readonly most: Guard['ceilings']['create'];
    readonly used: {
      readonly hour: number;
      readonly total: number;
      readonly families: Readonly<Record<string, number>>;
    };
  };
}

const counts = (rule: HistoryRule): rule is CountingRule => rule.kind === 'rate' || rule.kind === 'quota';

export function allowancesOf(guard: Guard, ledger: Ledger): Allowances {
  const now = ledger.now();
  const { created: history, parties } = ledger;
  const used = (rule: CountingRule, actor: string) =>
    usedOf(rule, ledger.recall(rule, { subjects: [], resources: [] }, { actor }), now);
  const { families, ...created } = createdBefore({ guard, parties, history, now });
  return {
    rules: guard.history.filter(counts).map((rule) => {
      const whose = rule.by === 'all' ? ['all'] : Object.keys(guard.agents);
      return {
        ...{ name: rule.name, kind: rule.kind, most: rule.most },
        seconds: rule.kind === 'rate' ? rule.seconds : undefined,
        used: Object.fromEntries(whose.map((actor) => [actor, used(rule, actor)])),
      };
    }),
    created: { most: guard.ceilings.create, used: { ...created, families: Object.fromEntries(families) } },
  };
}
