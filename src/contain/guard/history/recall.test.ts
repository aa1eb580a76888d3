/** What is recalled for a rule decides as all that happened would. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { agent, effect, path, record } from '../../../../test/support/guard.ts';
import { recallFor } from './recall.ts';
import type { HistoryRecord } from './record.ts';
import { breach, historyRuleSchema } from './rules.ts';

const classes = ['read', 'write', 'spend', 'approve'] as const;
const anyClasses = fc.subarray([...classes], { minLength: 1 });
const anyPattern = fc.oneof(
  anyClasses.map((some) => ({ classes: some })),
  fc.constant({ under: ['/srv/a/'] }),
  fc.constant({ tools: ['files.tool'] }),
);
const by = fc.constantFrom('agent', 'all');
const most = fc.integer({ min: 0, max: 6 });
const seconds = fc.integer({ min: 1, max: 20 });
const anyRule = fc
  .oneof(
    fc.record({ kind: fc.constant('rate'), of: anyPattern, most, seconds, by }),
    fc.record({ kind: fc.constant('quota'), of: anyPattern, most, by }),
    fc.record({
      kind: fc.constant('separation'),
      one: anyPattern,
      other: anyPattern,
      on: fc.constantFrom('subject', 'resource'),
    }),
    fc.record(
      { kind: fc.constant('sequence'), first: anyPattern, second: anyPattern, seconds, by },
      { requiredKeys: ['kind', 'first', 'second', 'by'] },
    ),
  )
  .map((rule) => historyRuleSchema.parse({ name: 'r', ...rule }));
const anyName = fc.constantFrom('/srv/a/x', '/srv/A/y', '/srv/b');
const anyDeed = fc.record({
  class: fc.constantFrom(...classes),
  actor: fc.constantFrom('atlas', 'borea'),
  resources: fc.array(anyName, { maxLength: 2 }),
  subjects: fc.array(fc.constantFrom('mira', 'borea'), { maxLength: 2 }),
  count: fc.integer({ min: 0, max: 3 }),
  pause: fc.integer({ min: 0, max: 4000 }),
});

it('whatever happened, whatever the rule, and whenever it is asked', () => {
  let hits = 0;
  fc.assert(
    fc.property(fc.array(anyRule, { minLength: 1, maxLength: 3 }), fc.array(anyDeed), (rules, deeds) => {
      const recall = recallFor(rules);
      const all: HistoryRecord[] = [];
      let now = 1_000_000;
      for (const { class: done, resources, subjects, pause, ...deed } of deeds) {
        now += pause;
        const asked = effect(done, {
          subjects,
          count: deed.count,
          resources: resources.map((name) => path(name)),
        });
        for (const rule of rules) {
          const expected = breach(rule, asked, agent, all, now) !== undefined;
          const recalled = recall.of(rule, asked, agent);
          expect(breach(rule, asked, agent, recalled, now) !== undefined).toBe(expected);
          if (expected) hits += 1;
        }
        const made = record(done, { ...deed, resources, subjects, at: now });
        all.push(made);
        recall.add(made);
      }
    }),
    { numRuns: 500 },
  );
  expect(hits).toBeGreaterThan(100);
});

it('a million records leave little to go through', () => {
  const rules = [
    { kind: 'rate', of: { classes: ['write'] }, most: 10, seconds: 60 },
    { kind: 'quota', of: { classes: ['write'] }, most: 10 },
    { kind: 'separation', one: { classes: ['write'] }, other: { classes: ['read'] }, on: 'resource' },
    { kind: 'sequence', first: { classes: ['write'] }, second: { classes: ['read'] } },
  ].map((rule, at) => historyRuleSchema.parse({ name: `r${at}`, ...rule }));
  const recall = recallFor(rules);
  for (let at = 0; at < 1_000_000; at += 1)
    recall.add(record('write', { at, resources: [`/srv/${at % 1000}`] }));
  const asked = effect('read', { resources: [path('/srv/7')] });
  const sizes = rules.map((rule) => recall.of(rule, asked, agent).length);
  expect(sizes).toEqual([10, 1, 1, 1]);
});
