/** Of all earlier effects, those that a rule can use: found by name, so that a decision costs the same after a million of them. */
import type { Channel } from '../channel.ts';
import type { Effect } from '../effect.ts';
import type { HistoryRecord } from './record.ts';
import { fits, type HistoryRule } from './rules.ts';

export interface Recall {
  /** An effect that was let through, in the order of time. */
  add(record: HistoryRecord): void;
  /** Enough records for the rule to answer as it would with all. */
  of(rule: HistoryRule, touched: Touched, channel: Pick<Channel, 'actor'>): readonly HistoryRecord[];
}

/** Which names decide: rules that count ask for none. */
type Touched = Pick<Effect, 'subjects' | 'resources'>;

/** What one rule keeps. */
interface Shelf {
  add(record: HistoryRecord): void;
  of(touched: Touched, actor: string): readonly HistoryRecord[];
}

export function recallFor(rules: readonly HistoryRule[]): Recall {
  const shelves = new Map(rules.map((rule) => [rule, shelfFor(rule)]));
  return {
    add(record) {
      for (const shelf of shelves.values()) shelf.add(record);
    },
    of: (rule, touched, { actor }) => shelves.get(rule)?.of(touched, actor) ?? [],
  };
}

function shelfFor(rule: HistoryRule): Shelf {
  switch (rule.kind) {
    case 'rate':
      return newest(rule, rule.of, rule.most);
    case 'sequence':
      return newest(rule, rule.first, 1);
    case 'quota':
      return summed(rule);
    case 'separation':
      return byName(rule);
  }
}

type By = { readonly by: 'agent' | 'all' };
type Pattern = Parameters<typeof fits>[1];

const whoseOf = ({ by }: By, actor: string) => (by === 'all' ? '' : actor);

/** So many of the last ones as decide it: older ones leave a window before them. */
function newest(rule: By, pattern: Pattern, most: number): Shelf {
  const kept = new Map<string, HistoryRecord[]>();
  return {
    add(record) {
      if (most === 0 || !fits(record, pattern)) return;
      const key = whoseOf(rule, record.actor);
      const list = kept.get(key) ?? [];
      kept.set(key, list);
      list.push(record);
      if (list.length > most) list.shift();
    },
    of: (_, actor) => kept.get(whoseOf(rule, actor)) ?? [],
  };
}

/** One in the place of all, with the sum of their numbers. */
function summed(rule: Extract<HistoryRule, { kind: 'quota' }>): Shelf {
  const sums = new Map<string, HistoryRecord>();
  return {
    add(record) {
      if (!fits(record, rule.of)) return;
      const key = whoseOf(rule, record.actor);
      sums.set(key, { ...record, count: record.count + (sums.get(key)?.count ?? 0) });
    },
    of(_, actor) {
      const sum = sums.get(whoseOf(rule, actor));
      return sum === undefined ? [] : [sum];
    },
  };
}

/** By actor and name, the first of either side. */
function byName(rule: Extract<HistoryRule, { kind: 'separation' }>): Shelf {
  const sides = { one: new Map<string, HistoryRecord>(), other: new Map<string, HistoryRecord>() };
  const namesOf = ({ subjects, resources }: Pick<HistoryRecord, 'subjects' | 'resources'>) =>
    rule.on === 'subject' ? subjects : resources;
  const keyOf = (actor: string, name: string) => `${actor}\n${name}`;
  return {
    add(record) {
      for (const side of ['one', 'other'] as const)
        if (fits(record, rule[side]))
          for (const name of namesOf(record)) {
            const key = keyOf(record.actor, name);
            if (!sides[side].has(key)) sides[side].set(key, record);
          }
    },
    of({ subjects, resources }, actor) {
      const names = namesOf({ subjects, resources: resources.map(({ name }) => name) });
      return names.flatMap((name) =>
        [sides.one, sides.other].flatMap((side) => side.get(keyOf(actor, name)) ?? []),
      );
    },
  };
}
