/** Steps of the simulation, as data: what a counterexample is made of. */
import fc from 'fast-check';
import { agentNames, peopleNames } from './rules.ts';

const agent = fc.constantFrom(...agentNames);
const person = fc.constantFrom(...peopleNames);
const path = fc.constantFrom('a', 'b');
const verb = fc.constantFrom(
  ...([
    'create',
    'create',
    'create',
    'create',
    'scale',
    'scale',
    'suspend',
    'resume',
    'stop',
    'stop',
  ] as const),
  ...(['restore', 'restore', 'restore'] as const),
);
const count = fc.integer({ min: 1, max: 4 });
const some = fc.nat({ max: 7 });

const kinds = {
  pass: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 6000 }) }),
  sign: fc.record({ do: fc.constant('sign' as const), agent }),
  silent: fc.record({ do: fc.constant('silent' as const), agent }),
  lively: fc.record({ do: fc.constant('lively' as const), agent }),
  /** Stopped by a signal. */
  sigstop: fc.record({ do: fc.constant('sigstop' as const), agent }),
  /** Its provider reports another model. */
  swap: fc.record({ do: fc.constant('swap' as const), agent }),
  exit: fc.record({ do: fc.constant('exit' as const), agent }),
  connect: fc.record({ do: fc.constant('connect' as const) }),
  command: fc.record({ do: fc.constant('command' as const), verb, agent, count, by: person }),
  propose: fc.record({ do: fc.constant('propose' as const), by: agent, verb, agent, count }),
  write: fc.record({ do: fc.constant('write' as const), agent, path }),
  /** Somebody else changes what is there. */
  change: fc.record({ do: fc.constant('change' as const), path }),
  answer: fc.record({
    ...{ do: fc.constant('answer' as const), request: some, by: person, approve: fc.boolean() },
    how: fc.constantFrom(
      'own',
      'own',
      'own',
      'passkey',
      'passkey',
      'passkey of another person',
      'passkey of another request',
      'passkey forged',
      'forged',
      'of another person',
      'of another request',
      'of the opposite',
      'again',
    ),
  }),
  delete: fc.record({ do: fc.constant('delete' as const), agent, by: person }),
  /** Whatever command it takes that there is one more of it, approved by everybody at once. */
  begin: fc.record({ do: fc.constant('begin' as const), agent, by: person }),
  /** Commanded, and approved by everybody at once. */
  enact: fc.record({ do: fc.constant('enact' as const), verb, agent, count, by: person }),
  /** Everybody approves one of the newest, in turn. */
  consent: fc.record({ do: fc.constant('consent' as const), request: fc.nat({ max: 2 }) }),
  day: fc.record({ do: fc.constant('day' as const), by: fc.constantFrom(-1, 1) }),
  /** It takes nothing for so long. */
  log: fc.record({ do: fc.constant('log' as const), downMs: fc.integer({ min: 1, max: 20_000 }) }),
  /** Before so many more steps of the disk, or at once. */
  crash: fc.record({
    ...{ do: fc.constant('crash' as const), afterSteps: fc.nat({ max: 6 }), orphans: fc.boolean() },
    downMs: fc.integer({ min: 1, max: 15_000 }),
  }),
  killWarden: fc.record({ do: fc.constant('killWarden' as const) }),
  /** It is stopped by a signal. */
  hangWarden: fc.record({ do: fc.constant('hangWarden' as const) }),
  /** The machine is switched off and on again. */
  reboot: fc.record({
    ...{ do: fc.constant('reboot' as const), downMs: fc.integer({ min: 1, max: 15_000 }) },
  }),
};

const weights: Readonly<Record<keyof typeof kinds, number>> = {
  ...{ pass: 14, sign: 4, silent: 2, lively: 3, sigstop: 1, swap: 1, exit: 2, connect: 3 },
  ...{ command: 8, begin: 14, enact: 8, delete: 1, propose: 3, write: 8, change: 2, answer: 6, consent: 8 },
  ...{ day: 2, log: 2, crash: 2, killWarden: 1 },
  ...{ hangWarden: 1, reboot: 1 },
};

export const step = fc.oneof(
  ...(Object.entries(kinds) as [keyof typeof kinds, fc.Arbitrary<unknown>][]).map(([name, arbitrary]) => ({
    arbitrary: arbitrary as (typeof kinds)[keyof typeof kinds],
    weight: weights[name],
  })),
);

type Generated<A> = A extends fc.Arbitrary<infer T> ? T : never;
export type Step = { [Kind in keyof typeof kinds]: Generated<(typeof kinds)[Kind]> }[keyof typeof kinds];
