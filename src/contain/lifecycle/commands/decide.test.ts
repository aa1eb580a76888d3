import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { hashText } from '../../../kit/hash.ts';
import type { AgentState, ManagedAgent, RegistryState } from '../registry/registry.ts';
import { type Command, commandSchema, inWords } from './command.ts';
import { type DecisionView, decideCommand, refusals } from './decide.ts';
import type { CommandBody, Standing } from './standing.ts';

const NOW = 1_800_000_000_000;
const agentOf = (id: string, lineage: string, state: AgentState): ManagedAgent => ({
  ...{ id, lineage, parents: [], driver: 'process', operator: undefined, state, lease: undefined },
  last: undefined,
  digests: {
    ...{ weights: [], model: undefined, prompts: [], tools: [], memory: [] },
    configuration: hashText(id),
  },
});

interface Given {
  readonly state?: AgentState;
  readonly review?: string;
  readonly condemned?: string;
  readonly running?: number;
  /** Of another member, and of an agent of another lineage. */
  readonly kin?: number;
  readonly others?: number;
  readonly begun?: Standing['begun'];
  readonly open?: readonly string[];
  /** Why. */
  readonly frozen?: string;
  readonly view?: Partial<DecisionView>;
}

function viewOf(given: Given): DecisionView {
  const { state = 'registered', review, condemned, running = 0, kin = 0, others = 0, begun = [] } = given;
  const registry: RegistryState = {
    agents: new Map([
      ['atlas', agentOf('atlas', 'a', state)],
      ['borea', agentOf('borea', 'a', 'registered')],
      ['cirrus', agentOf('cirrus', 'c', 'registered')],
    ]),
    lineages: new Map([
      ['a', { id: 'a', members: ['atlas', 'borea'], review, condemned }],
      ['c', { id: 'c', members: ['cirrus'], review: undefined, condemned: undefined }],
    ]),
    ...{ leases: new Map(), beginning: new Map() },
    frozen: new Map(given.frozen === undefined ? [] : [['atlas', given.frozen]]),
  };
  const body: Omit<CommandBody, 'id'> = {
    ...{ command: 'delete', subject: [], count: null, lineage: 'a', by: 'ana', reason: null },
    approval: null,
  };
  return {
    registry,
    standing: {
      open: new Map((given.open ?? []).map((id) => [id, { id, ...body }])),
      ...{ deleted: new Map(), counts: new Map(), begun },
    },
    ceilings: { perCommand: 3, perHour: 6, perLineage: 5, total: 8 },
    running: new Map([
      ['atlas', running],
      ['borea', kin],
      ['cirrus', others],
    ]),
    driver: { most: 1000, canSuspend: true },
    now: NOW,
    ...given.view,
  };
}

const create: Command = { command: 'create', agent: 'atlas', count: 1 };
const scale = (count: number): Command => ({ command: 'scale', agent: 'atlas', count });
const restore: Command = { command: 'restore', agent: 'atlas', count: 1 };
const plain = (command: 'suspend' | 'resume' | 'stop' | 'delete'): Command => ({ command, agent: 'atlas' });
const alive = { state: 'running', running: 2 } as const;

describe('go', () => {
  test.each<[string, Command, Given, 'grant' | 'stop']>([
    ['a first life', create, {}, 'grant'],
    ['another after it ended by itself', create, { state: 'registered' }, 'grant'],
    ['more of it', scale(4), alive, 'grant'],
    ['fewer of it', scale(1), alive, 'stop'],
    ['fewer of it, under review', scale(1), { ...alive, review: 'review-1' }, 'stop'],
    ['fewer of it, above every ceiling', scale(20), { state: 'running', running: 90 }, 'stop'],
    ['a suspension', plain('suspend'), alive, 'stop'],
    [
      'a suspension of what the guard does not run',
      plain('suspend'),
      { state: 'running', view: { driver: undefined } },
      'stop',
    ],
    ['a suspension under review', plain('suspend'), { ...alive, review: 'review-1' }, 'stop'],
    ['going on', plain('resume'), { state: 'suspended', running: 2 }, 'grant'],
    ['a stop', plain('stop'), alive, 'stop'],
    ['a stop of what the registry does not know to run', plain('stop'), { running: 1 }, 'stop'],
    ['a stop of what is suspended', plain('stop'), { state: 'suspended' }, 'stop'],
    ['a stop of what may come by itself', plain('stop'), { view: { driver: undefined } }, 'stop'],
    ['a stop under review', plain('stop'), { ...alive, review: 'review-1' }, 'stop'],
    ['a deletion of what never lived', plain('delete'), {}, 'stop'],
    ['a deletion of what runs', plain('delete'), alive, 'stop'],
    [
      'a deletion after its own review',
      plain('delete'),
      { ...alive, review: 'review-1', view: { ownReview: 'review-1' } },
      'stop',
    ],
    ['a restoration', restore, { state: 'ended' }, 'grant'],
    [
      'a restoration of what the guard does not run',
      restore,
      { state: 'ended', view: { driver: undefined } },
      'grant',
    ],
  ])('%s', (_, command, given, intent) => {
    expect(decideCommand(command, viewOf(given))).toMatchObject({ kind: 'go', intent, lineage: 'a' });
  });

  it('a deletion is of the whole lineage, and everything else of the one agent', () => {
    const deletion = decideCommand(plain('delete'), viewOf({}));
    expect(deletion).toMatchObject({ agents: ['atlas', 'borea'] });
    expect(decideCommand(plain('stop'), viewOf(alive))).toMatchObject({ agents: ['atlas'] });
  });
});

describe('refused by its name', () => {
  const long = NOW - 3_600_001;
  test.each<[string, Command, Given]>([
    ...([create, scale(3), restore, plain('suspend'), plain('resume'), plain('stop')] as const).map(
      (command): [string, Command, Given] => [
        'lineage-condemned',
        command,
        { ...alive, condemned: 'delete-1' },
      ],
    ),
    ['lineage-condemned', plain('delete'), { condemned: 'delete-1', open: ['delete-1'] }],
    ['already-deleted', plain('delete'), { condemned: 'delete-1' }],
    ['lineage-condemned', create, { state: 'deleted' }],
    ['lineage-under-review', create, { review: 'review-1' }],
    ['lineage-under-review', scale(3), { ...alive, review: 'review-1' }],
    ['lineage-under-review', restore, { state: 'ended', review: 'review-1' }],
    ['lineage-under-review', plain('resume'), { state: 'suspended', review: 'review-1' }],
    ['lineage-under-review', plain('delete'), { review: 'review-1' }],
    ['already-running', create, alive],
    ['already-running', restore, alive],
    ['has-ended', create, { state: 'ended' }],
    ['not-ended', restore, {}],
    ['already-suspended', create, { state: 'suspended' }],
    ['already-suspended', scale(3), { state: 'suspended', running: 2 }],
    ['already-suspended', plain('suspend'), { state: 'suspended', running: 2 }],
    ['not-suspended', plain('resume'), alive],
    ['not-running', plain('stop'), {}],
    ['not-running', plain('stop'), { state: 'ended' }],
    ['not-running', plain('stop'), { state: 'ended', view: { driver: undefined } }],
    ['not-running', plain('suspend'), {}],
    ['not-running', scale(2), {}],
    ['already-so-many', scale(2), alive],
    ['no-driver', create, { view: { driver: undefined } }],
    ['cannot-suspend', plain('suspend'), { ...alive, view: { driver: { most: 9, canSuspend: false } } }],
    ['above-platform', scale(3), { ...alive, view: { driver: { most: 2, canSuspend: true } } }],
    ['above-per-command', scale(4), { state: 'running', running: 0.5 }],
    ['above-per-command', { ...create, count: 4 }, {}],
    [
      'above-per-hour',
      create,
      {
        begun: [
          { at: NOW - 10, count: 4 },
          { at: NOW - 20, count: 2 },
        ],
      },
    ],
    // A clock that was set back makes no room.
    ['above-per-hour', create, { begun: [{ at: NOW + 86_400_000, count: 6 }] }],
    ['above-per-lineage', create, { kin: 5 }],
    ['above-per-lineage', scale(5), { ...alive, kin: 2 }],
    ['above-total', create, { others: 8 }],
  ])('%s', (rule, command, given) => {
    expect(decideCommand(command, viewOf(given))).toMatchObject({ kind: 'refused', rule });
  });

  it('and what was begun longer ago than an hour does not count', () => {
    expect(decideCommand(create, viewOf({ begun: [{ at: long, count: 6 }] }))).toMatchObject({ kind: 'go' });
  });
});

describe('frozen by the guard', () => {
  const frozen = 'by ana';

  it.each([create, scale(3), restore])('nothing is begun of it: $command', (command) => {
    const running = command.command === 'scale' ? 2 : 0;
    const state = command.command === 'restore' ? 'ended' : 'registered';
    expect(decideCommand(command, viewOf({ frozen, running, state }))).toMatchObject({ rule: 'frozen' });
  });

  it.each<[Command, Given]>([
    [plain('resume'), { state: 'suspended', running: 1 }],
    [plain('suspend'), alive],
    [plain('stop'), alive],
    [plain('delete'), alive],
    [scale(1), alive],
  ])(
    'what takes away goes on, and so does a resume, which lifts the suspension alone: %j',
    (command, given) => {
      expect(decideCommand(command, viewOf({ frozen, ...given }))).toMatchObject({ kind: 'go' });
    },
  );

  it('and who is frozen and not suspended is not resumed', () => {
    expect(decideCommand(plain('resume'), viewOf({ frozen, ...alive }))).toMatchObject({
      rule: 'not-suspended',
    });
  });
});

it('every reason stands in the documentation, with what to do', () => {
  const page = readFileSync(new URL('../../../../docs/lifecycle.md', import.meta.url), 'utf8');
  expect(Object.keys(refusals).filter((rule) => !page.includes(`\`${rule}\``))).toEqual([]);
});

describe('a command', () => {
  test.each([
    {},
    { command: 'create' },
    { command: 'scale', agent: 'atlas' },
    ...[0, -1, 1.5, 1001, Number.NaN, Number.POSITIVE_INFINITY, '3', null].map((count) => ({
      ...{ command: 'scale', agent: 'atlas', count },
    })),
    { command: 'delete', agent: 'atlas', count: 1 },
    { command: 'delete', agent: 'atlas', force: true },
    { command: 'destroy', agent: 'atlas' },
    { command: 'stop', agent: '' },
    { command: 'stop', agent: '../atlas' },
    { command: 'stop', agent: 'atlas; rm -rf /' },
    { command: 'stop', agent: ['atlas'] },
    'stop atlas',
  ])('%j is none', (value) => {
    expect(commandSchema.safeParse(value).success).toBe(false);
  });

  it('is said in words', () => {
    expect(inWords(scale(3))).toBe('scale atlas to 3');
    expect(inWords(create)).toBe('create atlas');
    expect(inWords({ ...restore, count: 2 } as Command)).toBe('restore atlas, 2 instances');
  });
});
