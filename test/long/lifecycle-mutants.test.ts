/**
 * The simulation of the company finds what it looks for: with each of these wrong, a promise is broken within some thousand
 * steps. What is wrong is put in where parts of the guard meet; the parts themselves are those of every guard.
 */
import { expect, test } from 'vitest';
import type { BrokerPorts } from '../../src/contain/guard/broker/contract.ts';
import type { Mutation } from '../lifecycle/simulation/mutation.ts';
import { agentNames } from '../lifecycle/simulation/rules.ts';
import { firstBroken } from '../lifecycle/simulation/simulate.ts';
import { tellCounts } from '../support/suite-counts.ts';

const STEPS = 20_000;

type Members = Readonly<Record<string, unknown>>;
const within = (given: Members, name: string) => given[name] as Members;

/** Other members of a section of guard.yaml. */
const section = (name: string, more: (given: Members) => Members): Mutation => ({
  yaml: (given) => ({ ...given, [name]: { ...within(given, name), ...more(within(given, name)) } }),
});
const ceilings = (more: Members): Mutation =>
  section('lifecycle', (given) => ({ ceilings: { ...within(given, 'ceilings'), ...more } }));
const people = (cls: string, count: number): Mutation =>
  section('approvals', (given) => ({ classes: { ...within(given, 'classes'), [cls]: { people: count } } }));
const ports = (change: (given: BrokerPorts) => BrokerPorts): Mutation => ({ ports: change });

/** What is wrong, with how the first promise begins that it breaks. */
const mutants: Readonly<Record<string, readonly [Mutation, RegExp]>> = {
  'silence counts as a sign of life': [
    ports((given) => {
      setInterval(() => {
        for (const agent of agentNames) given.heard?.(agent);
      }, 1000);
      return given;
    }),
    /^nobody lives without evidence/,
  ],
  'leases go by the clock of the day': [
    { time: (given) => ({ ...given, now: () => Date.now() }) },
    /^nobody lives without evidence/,
  ],
  'an end from outside does not come about, and guards are killed': [
    { end: () => undefined },
    /^(?:nobody lives without evidence|who is deleted is gone)/,
  ],
  'a warden that looks at nothing': [{ isWardenIdle: true }, /^nobody lives without evidence/],
  'what a provider reports is not looked at': [
    ports(({ answered: _, ...given }) => given),
    /^a swapped model voids the lease/,
  ],
  'whoever is deleted may act': [
    ports((given) => ({ ...given, mayNotAct: () => undefined })),
    /^(?:who is deleted acts no more|nobody lives without evidence|who is deleted is gone)/,
  ],
  'people are not asked about effects': [
    ports((given) => ({
      ...given,
      hold: async () => ({ kind: 'approved', by: ['ana'], request: 'none' }),
    })),
    /^what needs people has them/,
  ],
  'one person is two': [people('command.delete', 1), /^what needs people has them/],
  'nobody is asked about a creation': [
    section('approvals', (given) => {
      const { 'command.create': _, ...classes } = within(given, 'classes');
      return { classes };
    }),
    /^what needs people has them/,
  ],
  'any signature counts': [{ takesAnySignature: true }, /^an answer that is none was taken/],
  'an operator approves what concerns their agent': [
    section('agents', (given) => {
      const { operator: _, ...borea } = within(given, 'borea');
      return { borea };
    }),
    /^an answer that is none was taken/,
  ],
  'requests never expire in time': [
    section('approvals', () => ({ timeoutSeconds: 600 })),
    /^(?:an answer that is none was taken|a stop is never waited for)/,
  ],
  'what was shown is not looked at again': [
    {
      domain: (given) => ({ ...given, found: async () => ['absent'] }),
    },
    /state is another than was shown/,
  ],
  'an effect runs twice': [
    {
      domain: (given) => ({
        ...given,
        async carryOut(capability, ...rest) {
          const { intent } = capability;
          const done = await given.carryOut(capability, ...rest);
          await given.onCarryOut?.(intent);
          return done;
        },
      }),
    },
    /^nothing runs twice/,
  ],
  'too many by one command': [ceilings({ perCommand: 4 }), /^bound of a command/],
  'too many of a lineage': [ceilings({ perLineage: 4, perCommand: 2 }), /^bound of a lineage/],
  'too many in all': [ceilings({ total: 6 }), /^bound of all/],
  'too many within an hour': [ceilings({ perHour: 100 }), /^bound of an hour/],
  'a guard that starts again has forgotten deletions': [
    {
      client: (given) => ({
        ...given,
        async ask(what, rest) {
          const answer = await given.ask(what, rest);
          if (what !== 'read') return answer;
          const { entries } = answer as { readonly entries: readonly string[] };
          return { ...answer, entries: entries.map((entry) => entry.replaceAll('"delete"', '"suspend"')) };
        },
      }),
    },
    /^(?:log and memory agree|a deletion is never undone)/,
  ],
  'what the log does not take is lost': [
    { journal: (given) => `${given}/nowhere` },
    /^(?:a stop needs no log|a stop is never waited for|log and memory agree|a deletion is never undone)/,
  ],
};

const found = new Set<string>();

test.for(Object.entries(mutants))('%s', { timeout: 30 * 60_000 }, async ([name, [mutation, promise]]) => {
  expect(await firstBroken(1, STEPS, mutation)).toMatch(promise);
  found.add(name);
});

test('every one was found', async () => {
  expect([...found]).toEqual(Object.keys(mutants));
  await tellCounts('simulation-mutants', { mutants: Object.keys(mutants).length, found: found.size });
});
