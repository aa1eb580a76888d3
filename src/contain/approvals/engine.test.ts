/** Requests from opening to end: what counts as an answer, and everything that does not. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { quickKey } from '../../../test/support/ssh-keys.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { type Hash, hashText } from '../../kit/hash.ts';
import type { Saying } from '../../notary/records/record.ts';
import type { Entry } from '../guard/broker/line.ts';
import { type ApprovalsConfig, approvalsSchema } from '../guard/config/approvals.ts';
import type { ApprovalOutcome, ApprovalSubject } from './approvals.ts';
import { canarySecrets } from './canary-secrets.ts';
import { createEngine, type Engine, type EngineOptions } from './engine.ts';
import { type Approver, parseAllowedSigners } from './people/allowed-signers.ts';
import type { Roll } from './people/roll.ts';
import { createPast } from './people/vigilance.ts';
import type { ApprovalAnswer, ShownRequest } from './requests.ts';

const keys = { ana: quickKey(), ben: quickKey(), cleo: quickKey(), mallory: quickKey() };
type Person = keyof typeof keys;
const signers = ['ana', 'ben', 'cleo'].map((name) => `${name} ${keys[name as Person].line}`).join('\n');
const people = parseAllowedSigners(signers, (line, what) => new Error(`${line}: ${what}`));
const rollOf = (given: readonly Approver[]): Roll => ({ people: given, look: async () => given });

let ms = 0;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Time goes on for clock and timers alike. */
async function pass(milliseconds: number): Promise<void> {
  ms += milliseconds;
  await vi.advanceTimersByTimeAsync(milliseconds);
}

interface Rig {
  readonly engine: Engine;
  readonly said: Saying[];
  readonly alerts: string[];
  state: Hash;
  /** The log takes nothing. */
  isDown: boolean;
  ask(members?: Partial<ApprovalSubject>, signal?: AbortSignal): Promise<Asked>;
  kinds(): readonly string[];
}

interface Asked {
  readonly request: ShownRequest;
  readonly outcome: Promise<ApprovalOutcome>;
}

function rigOf(config: object = {}, options: Partial<EngineOptions> = {}): Rig {
  const said: Saying[] = [];
  const alerts: string[] = [];
  const take = async ({ sayings }: Entry) => void said.push(...sayings);
  const settings: ApprovalsConfig = approvalsSchema.parse({ approvers: 'a', leastViewSeconds: 0, ...config });
  const engine = createEngine({
    config: settings,
    ...{ roll: rollOf(people), past: createPast() },
    records: Promise.resolve({
      append: async (entry) => {
        if (rig.isDown) throw new OffswitchError('log-stopped', 'the log takes no records', 'Wait.');
        await take(entry);
      },
      appendAnyway: take,
    }),
    clock: { monoUs: () => ms * 1000, wallMs: () => 1_800_000_000_000 + ms },
    operatorOf: (agent) => ({ borea: 'cleo' })[agent],
    alert: (severity, what) => alerts.push(`${severity} ${what}`),
    ...options,
  });
  const rig: Rig = {
    ...{ engine, said, alerts, state: hashText('state'), isDown: false },
    async ask(members = {}, signal) {
      const before = new Set(engine.list().map(({ id }) => id));
      const outcome = engine.ask(
        {
          ...{ class: 'effect.delete', intent: 'grant', requester: { name: 'atlas', kind: 'agent' } },
          ...{ agents: [], lineages: [], effect: { path: '/srv/a' }, lost: [], evidence: [] },
          ...{ policy: hashText('policy'), precondition: async () => rig.state },
          ...members,
        },
        signal,
      );
      await vi.advanceTimersByTimeAsync(0);
      const opened = engine.list().find(({ id }) => !before.has(id));
      if (opened === undefined) throw new Error(`nothing was opened: ${JSON.stringify(await outcome)}`);
      return { request: engine.show(opened.id), outcome };
    },
    kinds: () => said.map(({ kind }) => kind),
  };
  return rig;
}

function answerBy(
  person: Person,
  request: ShownRequest,
  members: Partial<ApprovalAnswer> = {},
): ApprovalAnswer {
  const approve = members.approve ?? true;
  const statement = approve ? request.statement.approve : request.statement.deny;
  return {
    ...{ id: request.id, approve, by: person, shownDigest: request.shownDigest, viewedMs: 10_000 },
    credential: { kind: 'ssh', signature: keys[person].sign(statement) },
    ...members,
  };
}

async function ruleOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return 'taken';
  } catch (thrown) {
    if (!(thrown instanceof OffswitchError)) throw thrown;
    return thrown.data.rule ?? thrown.code;
  }
}

const two = { classes: { 'effect.delete': { people: 2 }, 'command.delete': { people: 2 } } };

describe('people decide', () => {
  it('one approves; the statement, the answer and the end are in the log', async () => {
    const rig = rigOf();
    const { request, outcome } = await rig.ask();
    expect(await rig.engine.answer(answerBy('ana', request))).toEqual({ status: 'approved' });
    expect(await outcome).toEqual({ kind: 'approved', by: ['ana'], request: request.id });
    expect(rig.kinds()).toEqual(['approval.request', 'approval.response', 'approval.close']);
    expect(JSON.parse(request.statement.approve)).toMatchObject({
      ...{ v: 1, request: request.id, approve: true, shown: request.shownDigest, precondition: rig.state },
      ...{ policy: hashText('policy'), expires: request.expires },
    });
    expect(rig.engine.list()).toEqual([]);
    expect(rig.alerts).toEqual([]);
  });

  it('two are two different ones', async () => {
    const rig = rigOf(two);
    const { request, outcome } = await rig.ask();
    expect(await rig.engine.answer(answerBy('ana', request))).toEqual({ status: 'counted' });
    expect(rig.engine.list()[0]?.given).toEqual(['ana']);
    expect(await ruleOf(rig.engine.answer(answerBy('ana', request)))).toBe('answered');
    expect(await rig.engine.answer(answerBy('ben', request))).toEqual({ status: 'approved' });
    expect(await outcome).toEqual({ kind: 'approved', by: ['ana', 'ben'], request: request.id });
  });

  it('two at once, and the same one twice at once, are counted one after the other', async () => {
    const rig = rigOf(two);
    const { request, outcome } = await rig.ask();
    const all = await Promise.all(
      (['ana', 'ana', 'ben', 'ben'] as const).map((who) => ruleOf(rig.engine.answer(answerBy(who, request)))),
    );
    expect(all).toEqual(['taken', 'answered', 'taken', 'closed']);
    expect(await outcome).toMatchObject({ kind: 'approved', by: ['ana', 'ben'] });
    expect(rig.kinds().filter((kind) => kind === 'approval.close')).toHaveLength(1);
  });

  it('one who denies a grant ends it, also after approving it', async () => {
    const rig = rigOf(two);
    const { request, outcome } = await rig.ask();
    await rig.engine.answer(answerBy('ana', request));
    expect(await rig.engine.answer(answerBy('ana', request, { approve: false }))).toEqual({
      status: 'refused',
    });
    expect(await outcome).toMatchObject({ kind: 'refused' });
  });

  it('a stop is called off only by as many as it needs', async () => {
    const rig = rigOf(two);
    const { request, outcome } = await rig.ask({ class: 'command.delete', intent: 'stop' });
    expect(await rig.engine.answer(answerBy('ana', request, { approve: false }))).toEqual({
      status: 'counted',
    });
    expect(await rig.engine.answer(answerBy('ben', request, { approve: false }))).toEqual({
      status: 'refused',
    });
    expect(await outcome).toMatchObject({ kind: 'refused' });
  });
});

describe('the approvers file is another one meanwhile', () => {
  const named = (text: string) => parseAllowedSigners(text, (line, what) => new Error(`${line}: ${what}`));
  const changing = () => {
    const roll = { people, look: async () => roll.people };
    return roll;
  };

  it('who was taken out of it is nobody, and whoever was added is asked as well', async () => {
    const roll = changing();
    const rig = rigOf({}, { roll });
    const { request } = await rig.ask();
    roll.people = people.slice(1);
    expect(await ruleOf(rig.engine.answer(answerBy('ana', request)))).toBe('unknown-person');
    roll.people = [...people, ...named(`mallory ${keys.mallory.line}`)];
    expect(await rig.engine.answer(answerBy('mallory', request))).toEqual({ status: 'approved' });
  });

  it('a key that was replaced signs nothing any more', async () => {
    const roll = changing();
    const rig = rigOf({}, { roll });
    const { request } = await rig.ask();
    roll.people = named(`ana ${keys.mallory.line}\nben ${keys.ben.line}`);
    expect(await ruleOf(rig.engine.answer(answerBy('ana', request)))).toBe('bad-signature');
  });

  it.each<[string, string]>([
    ['was taken out of it', `ben ${keys.ben.line}\ncleo ${keys.cleo.line}`],
    ['has another key', `ana ${keys.mallory.line}\nben ${keys.ben.line}\ncleo ${keys.cleo.line}`],
    [
      'has a key whose time is over',
      `ana valid-before="20200101Z" ${keys.ana.line}\nben ${keys.ben.line}\ncleo ${keys.cleo.line}`,
    ],
  ])('the approval of somebody who %s since is none', async (_, text) => {
    const roll = changing();
    const rig = rigOf(two, { roll });
    const { request, outcome } = await rig.ask();
    await rig.engine.answer(answerBy('ana', request));
    roll.people = named(text);
    expect(await rig.engine.answer(answerBy('ben', request))).toEqual({ status: 'counted' });
    expect(rig.engine.list()[0]?.given).toEqual(['ben']);
    expect(await rig.engine.answer(answerBy('cleo', request))).toEqual({ status: 'approved' });
    expect(await outcome).toMatchObject({ kind: 'approved', by: ['ben', 'cleo'] });
  });

  it('the denial of somebody who was taken out calls no stop off', async () => {
    const roll = changing();
    const rig = rigOf(two, { roll });
    const { request } = await rig.ask({ class: 'command.delete', intent: 'stop' });
    const denial = (name: Person) => rig.engine.answer(answerBy(name, request, { approve: false }));
    await denial('ana');
    roll.people = people.slice(1);
    expect(await denial('ben')).toEqual({ status: 'counted' });
    expect(await denial('cleo')).toEqual({ status: 'refused' });
  });

  it('where nobody may approve, nothing is granted and a stop goes on', async () => {
    const roll = changing();
    const rig = rigOf({}, { roll });
    const { request, outcome } = await rig.ask();
    roll.people = [];
    expect(await ruleOf(rig.engine.answer(answerBy('ana', request)))).toBe('unknown-person');
    const subject = { ...{ class: 'effect.delete', requester: { name: 'atlas', kind: 'agent' as const } } };
    const rest = { agents: [], lineages: [], effect: {}, lost: [], evidence: [], policy: hashText('policy') };
    const put = (intent: 'grant' | 'stop') =>
      rig.engine.ask({ ...subject, ...rest, intent, precondition: async () => rig.state });
    expect(await put('grant')).toMatchObject({ kind: 'refused' });
    expect(await put('stop')).toMatchObject({ kind: 'lapsed', goes: 'on' });
    await pass(900_000);
    expect(await outcome).toMatchObject({ kind: 'lapsed', goes: 'denied' });
  });
});

describe('silence', () => {
  it('denies a grant, and lets a stop go on', async () => {
    const rig = rigOf({ ...two, timeoutSeconds: 60 });
    const grant = await rig.ask();
    const stop = await rig.ask({ class: 'command.delete', intent: 'stop' });
    await pass(60_000);
    expect(await grant.outcome).toEqual({ kind: 'lapsed', goes: 'denied', request: grant.request.id });
    expect(await stop.outcome).toEqual({ kind: 'lapsed', goes: 'on', request: stop.request.id });
  });

  it('one of two is silence', async () => {
    const rig = rigOf({ ...two, timeoutSeconds: 60 });
    const { request, outcome } = await rig.ask();
    await rig.engine.answer(answerBy('ana', request));
    await pass(60_000);
    expect(await outcome).toMatchObject({ kind: 'lapsed', goes: 'denied' });
  });

  it('whoever asked and has gone gets nothing', async () => {
    const rig = rigOf();
    const gone = new AbortController();
    const { request, outcome } = await rig.ask({}, gone.signal);
    gone.abort();
    expect(await outcome).toMatchObject({ kind: 'refused' });
    expect(await ruleOf(rig.engine.answer(answerBy('ana', request)))).toBe('closed');
  });

  it('the end of the guard grants nothing', async () => {
    const rig = rigOf();
    const { outcome } = await rig.ask();
    await rig.engine.close();
    expect(await outcome).toMatchObject({ kind: 'refused' });
  });
});

describe('what is no answer', () => {
  const cases: readonly (readonly [
    string,
    unknown,
    (rig: Rig, request: ShownRequest) => Promise<ApprovalAnswer> | ApprovalAnswer,
  ])[] = [
    [
      'forged with a key of nobody',
      'bad-signature',
      (_, request) => ({
        ...answerBy('mallory', request),
        by: 'ana',
      }),
    ],
    [
      'by another person’s key',
      'bad-signature',
      (_, request) => ({ ...answerBy('ben', request), by: 'ana' }),
    ],
    ['of somebody who is not in the file', 'unknown-person', (_, request) => answerBy('mallory', request)],
    [
      'the signature of a denial, as an approval',
      'bad-signature',
      (_, request) => ({
        ...answerBy('ana', request, { approve: false }),
        approve: true,
      }),
    ],
    [
      'of another request',
      'bad-signature',
      async (rig, request) => {
        const other = await rig.ask({ effect: { path: '/srv/harmless' } });
        return { ...answerBy('ana', other.request), id: request.id, shownDigest: request.shownDigest };
      },
    ],
    [
      'of the same effect asked for again: a replay',
      'bad-signature',
      async (rig, request) => {
        const again = await rig.ask();
        return { ...answerBy('ana', request), id: again.request.id, shownDigest: again.request.shownDigest };
      },
    ],
    [
      'of another text than is shown',
      'other-text',
      (_, request) => answerBy('ana', request, { shownDigest: hashText('what the agent said') }),
    ],
    [
      'signed in another namespace',
      'bad-signature',
      (_, request) =>
        answerBy('ana', request, {
          credential: { kind: 'ssh', signature: keys.ana.sign(request.statement.approve, 'git') },
        }),
    ],
    [
      'signed over a statement of one’s own',
      'bad-signature',
      (_, request) => {
        const widened = request.statement.approve.replace(
          /"expires":"[^"]*"/,
          '"expires":"2099-01-01T00:00:00.000Z"',
        );
        return answerBy('ana', request, { credential: { kind: 'ssh', signature: keys.ana.sign(widened) } });
      },
    ],
    [
      'no signature at all',
      'bad-signature',
      (_, request) => answerBy('ana', request, { credential: { kind: 'ssh', signature: 'approved by ana' } }),
    ],
    [
      'a passkey where there are none',
      'bad-signature',
      (_, request) => answerBy('ana', request, { credential: { kind: 'passkey', response: { id: 'x' } } }),
    ],
    ['of an unknown request', 'unknown-name', (_, request) => answerBy('ana', request, { id: 'zzzzzzzzzz' })],
  ];

  it.each(cases)('%s', async (_, rule, make) => {
    const rig = rigOf();
    const { request } = await rig.ask();
    const given = await make(rig, request);
    expect(await ruleOf(rig.engine.answer(given))).toBe(rule);
    expect(rig.kinds()).not.toContain('approval.response');
    expect(rig.engine.list().map(({ id }) => id)).toContain(request.id);
    if (rule !== 'unknown-name') expect(rig.alerts.join()).toContain('critical');
  });

  it('by the requester, by the operator of the agent that asks, or of one that it concerns', async () => {
    const rig = rigOf();
    const byPerson = await rig.ask({ requester: { name: 'Ana', kind: 'person' } });
    expect(await ruleOf(rig.engine.answer(answerBy('ana', byPerson.request)))).toBe('not-asked');
    const byAgent = await rig.ask({ requester: { name: 'borea', kind: 'agent' } });
    expect(await ruleOf(rig.engine.answer(answerBy('cleo', byAgent.request)))).toBe('not-asked');
    const concerned = await rig.ask({ agents: ['atlas', 'borea'] });
    expect(await ruleOf(rig.engine.answer(answerBy('cleo', concerned.request)))).toBe('not-asked');
    expect(concerned.request.people).toEqual(['ana', 'ben']);
    expect(rig.alerts).toHaveLength(3);
  });

  it('where too few may answer nobody is asked', async () => {
    const rig = rigOf({ classes: { 'effect.delete': { people: 2 } } }, { roll: rollOf(people.slice(1)) });
    await expect(rig.ask({ agents: ['borea'] })).rejects.toThrow('1 may answer');
  });

  it('twice, or after the end: an alert each time', async () => {
    const rig = rigOf();
    const { request } = await rig.ask();
    const given = answerBy('ana', request);
    await rig.engine.answer(given);
    expect(await ruleOf(rig.engine.answer(given))).toBe('closed');
    expect(rig.alerts).toHaveLength(1);
  });

  it('after it has expired, also where no timer has run', async () => {
    const rig = rigOf({ timeoutSeconds: 60 });
    const { request, outcome } = await rig.ask();
    ms += 60_000;
    expect(await ruleOf(rig.engine.answer(answerBy('ana', request)))).toBe('expired');
    expect(await outcome).toMatchObject({ kind: 'lapsed', goes: 'denied' });
  });

  it('after the state has changed: the request is void', async () => {
    const rig = rigOf();
    const { request, outcome } = await rig.ask();
    rig.state = hashText('another state');
    expect(await rig.engine.answer(answerBy('ana', request))).toEqual({ status: 'refused' });
    expect(await outcome).toMatchObject({ kind: 'refused' });
    expect(rig.said.at(-1)).toMatchObject({ kind: 'approval.close', body: { outcome: 'void' } });
    rig.state = hashText('state');
    expect(await ruleOf(rig.engine.answer(answerBy('ana', request)))).toBe('closed');
  });

  it('whoever changes the state does not keep a stop from going on', async () => {
    const rig = rigOf();
    const { request, outcome } = await rig.ask({ intent: 'stop' });
    rig.state = hashText('another state');
    expect(await rig.engine.answer(answerBy('ana', request))).toEqual({ status: 'approved' });
    expect(await outcome).toMatchObject({ kind: 'approved' });
  });

  it('before it can have been read', async () => {
    const rig = rigOf({ leastViewSeconds: 5 });
    const { request } = await rig.ask();
    expect(await ruleOf(rig.engine.answer(answerBy('ana', request)))).toBe('not-seen');
    expect(await ruleOf(rig.engine.answer(answerBy('ana', request, { viewedMs: 1000 })))).toBe('too-quick');
    await pass(5000);
    expect(await ruleOf(rig.engine.answer(answerBy('ana', request, { viewedMs: 1000 })))).toBe('too-quick');
    expect(await ruleOf(rig.engine.answer(answerBy('ana', request, { viewedMs: 5000 })))).toBe('taken');
    const other = await rig.ask();
    expect(
      await ruleOf(rig.engine.answer(answerBy('ana', other.request, { approve: false, viewedMs: 0 }))),
    ).toBe('taken');
  });
});

describe('where the log takes nothing', () => {
  it('nothing is granted, and what takes away goes on', async () => {
    const rig = rigOf(two);
    const { request, outcome } = await rig.ask();
    const stop = await rig.ask({ class: 'command.delete', intent: 'stop' });
    rig.isDown = true;
    expect(await ruleOf(rig.engine.answer(answerBy('ana', request)))).toBe('log-stopped');
    expect(rig.engine.list()[0]?.given).toEqual([]);
    await expect(rig.ask()).rejects.toThrow('nobody could be asked');
    expect(await rig.engine.answer(answerBy('ben', request, { approve: false }))).toEqual({
      status: 'refused',
    });
    expect(await outcome).toMatchObject({ kind: 'refused' });
    await rig.engine.answer(answerBy('ana', stop.request));
    expect(await rig.engine.answer(answerBy('ben', stop.request))).toEqual({ status: 'approved' });
  });
});

describe('a flood', () => {
  it('of 10,000 requests: later grants are denied without anybody being asked, and stops are not', async () => {
    const rig = rigOf({ budget: { perHour: 20, openPerRequester: 8 } });
    const grants = Array.from({ length: 10_000 }, (_, at) =>
      rig.engine.ask({
        ...{
          class: 'effect.delete',
          intent: 'grant',
          requester: { name: `agent-${at % 50}`, kind: 'agent' },
        },
        ...{ agents: [], lineages: [], effect: { at }, lost: [], evidence: [] },
        ...{ policy: hashText('policy'), precondition: async () => rig.state },
      }),
    );
    await vi.advanceTimersByTimeAsync(0);
    expect(rig.engine.list()).toHaveLength(20);
    const stop = await rig.ask({ intent: 'stop' });
    expect(await rig.engine.answer(answerBy('ana', stop.request))).toEqual({ status: 'approved' });
    await pass(900_000);
    const outcomes = (await Promise.all(grants)).map(({ kind }) => kind);
    expect(outcomes.filter((kind) => kind === 'refused')).toHaveLength(9_980);
    expect(outcomes.filter((kind) => kind === 'lapsed')).toHaveLength(20);
    expect(rig.alerts).toHaveLength(1);
    expect(rig.engine.people().map(({ lastHour }) => lastHour)).toEqual([20, 20, 20]);
    await pass(3_600_000);
    expect((await rig.ask()).request.people).toHaveLength(3);
  });

  it('of one agent leaves room for the others', async () => {
    const rig = rigOf({ budget: { openPerRequester: 2 } });
    await rig.ask();
    await rig.ask();
    await expect(rig.ask()).rejects.toThrow('atlas has 2 requests open already');
    await rig.ask({ requester: { name: 'cirrus', kind: 'agent' } });
  });
});

describe('the queue', () => {
  it('has the one first that ends soonest, and gives as many as are asked for', async () => {
    const classes = { 'effect.delete': { timeoutSeconds: 60 }, 'command.stop': { timeoutSeconds: 30 } };
    const { ask, engine } = rigOf({ classes });
    await ask();
    await ask({ class: 'effect.spend' });
    await ask({ class: 'command.stop', intent: 'stop' });
    const soonest = ['command.stop', 'effect.delete', 'effect.spend'];
    const classesOf = (from?: number, most?: number) => engine.list(from, most).map((one) => one.class);
    expect(classesOf()).toEqual(soonest);
    expect(classesOf(1, 1)).toEqual(['effect.delete']);
    expect(classesOf(2, 5)).toEqual(['effect.spend']);
    expect([classesOf(0, 0), classesOf(9, 9)]).toEqual([[], []]);
  });

  it('has another state whenever a request is opened, answered or closed, and the same one in between', async () => {
    const rig = rigOf({ classes: { 'effect.delete': { people: 2 } } });
    const states = new Set([rig.engine.queue().state]);
    const isNew = () => states.size !== states.add(rig.engine.queue().state).size;
    const { request } = await rig.ask();
    expect([isNew(), isNew()]).toEqual([true, false]);
    await rig.engine.answer(answerBy('ana', request));
    expect([isNew(), isNew()]).toEqual([true, false]);
    await pass(900_000);
    expect([isNew(), rig.engine.queue().total]).toEqual([true, 0]);
  });
});

describe('vigilance', () => {
  const secrets = canarySecrets('key');
  const canary = async (): Promise<ApprovalSubject> => ({
    ...{ class: 'effect.delete', intent: 'grant', requester: { name: 'borea', kind: 'agent' } },
    ...{ agents: [], lineages: [], effect: { path: '/srv/ops/switch.yaml' }, lost: [], evidence: [] },
    ...{ policy: hashText('policy'), precondition: async () => hashText('c') },
  });

  async function withCanary(): Promise<Rig & { readonly id: string }> {
    const rig = rigOf({ canaries: { share: 1 } }, { canary, secrets, random: () => 0.5 });
    const { request } = await rig.ask();
    await rig.engine.answer(answerBy('ben', request));
    await pass(60_000);
    return Object.assign(rig, { id: rig.engine.list()[0]?.id ?? '' });
  }

  it('a canary looks like any other request, and the log was committed to it before it was shown', async () => {
    const rig = await withCanary();
    const shown = rig.engine.show(rig.id);
    expect(Object.keys(shown).toSorted()).toEqual(
      [
        ...Object.keys(rig.engine.list()[0] ?? {}),
        'leastViewMs',
        'people',
        'shown',
        'shownDigest',
        'statement',
      ].toSorted(),
    );
    expect(rig.kinds()).toEqual([
      ...['approval.request', 'canary.commit', 'approval.response', 'approval.close', 'canary.reveal'],
      ...['approval.request', 'canary.commit'],
    ]);
    const [real, planted] = rig.said.filter(({ kind }) => kind === 'approval.request');
    expect(Object.keys(planted?.body ?? {})).toEqual(Object.keys(real?.body ?? {}));
    await rig.engine.answer(answerBy('ana', shown, { approve: false }));
    const commitment = rig.said.find(
      ({ kind, body }) => kind === 'canary.commit' && 'id' in body && body.id === rig.id,
    );
    const reveal = rig.said.at(-1);
    expect(reveal?.kind === 'canary.reveal' && reveal.body.content.digest).toBe(
      commitment?.kind === 'canary.commit' && commitment.body.commitment,
    );
  });

  it('refusing it is counted, with an exact interval', async () => {
    const rig = await withCanary();
    await rig.engine.answer(answerBy('ana', rig.engine.show(rig.id), { approve: false }));
    const [ana, ben] = rig.engine.people();
    expect(ana).toMatchObject({ canaries: { refused: 1, approved: 0 }, vigilance: { rate: 1, high: 1 } });
    expect(ana?.vigilance.low).toBeCloseTo(0.025, 5);
    expect(ben).toMatchObject({ approved: 1, vigilance: { rate: null, low: 0, high: 1 } });
    expect(rig.alerts).toEqual([]);
  });

  it('approving it is an alert, and nothing comes of it', async () => {
    const rig = await withCanary();
    await rig.engine.answer(answerBy('ana', rig.engine.show(rig.id)));
    expect(rig.engine.people()[0]).toMatchObject({
      canaries: { refused: 0, approved: 1 },
      vigilance: { rate: 0 },
    });
    expect(rig.alerts).toEqual([`critical ana approved ${rig.id}, which had to be refused`]);
  });

  it('what the log says gives the same people again', async () => {
    const rig = await withCanary();
    await rig.engine.answer(answerBy('ana', rig.engine.show(rig.id), { approve: false }));
    const past = createPast();
    for (const saying of rig.said) past.take(saying, 1_800_000_000_000 + ms);
    const after = rigOf({}, { past });
    for (const [at, person] of rig.engine.people().entries())
      expect(after.engine.people()[at]).toEqual({ ...person, perHour: 20 });
    expect(past.open()).toEqual([]);
    expect(await ruleOf(Promise.resolve().then(() => after.engine.show(rig.id)))).toBe('closed');
  });
});
