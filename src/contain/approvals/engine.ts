/** Requests from when they are opened until people have decided, time is up, or nobody waits any longer. */
import { messageOf, OffswitchError } from '../../kit/errors.ts';
import type { Clock } from '../../notary/log/clock.ts';
import type { SaltedPayload } from '../../notary/records/payloads.ts';
import type { Saying } from '../../notary/records/record.ts';
import type { RecordedChannel } from '../guard/broker/recorder.ts';
import { type ApprovalsConfig, termsOf } from '../guard/config/approvals.ts';
import type { ApprovalOutcome, ApprovalSubject, Approvals, Passkeys } from './approvals.ts';
import type { CanarySecrets } from './canary-secrets.ts';
import {
  hasChanged,
  type OpenRequest,
  openedSaying,
  openRequest,
  responseSaying,
  shownOf,
  summaryOf,
} from './open-request.ts';
import { demandPerson, demandSeen, eligibleFor, refused } from './people/admission.ts';
import type { Approver } from './people/allowed-signers.ts';
import { createBudget } from './people/budget.ts';
import type { Roll } from './people/roll.ts';
import { stillCounts } from './people/signers.ts';
import type { Past } from './people/vigilance.ts';
import type { ApprovalAnswer, ApprovalSummary, ShownRequest } from './requests.ts';
import { statementOf } from './statement.ts';

export interface EngineOptions {
  readonly config: ApprovalsConfig;
  /** Who may approve. */
  readonly roll: Roll;
  readonly past: Past;
  /** Resolves once there is a place for records. */
  readonly records: Promise<Pick<RecordedChannel, 'append' | 'appendAnyway'>>;
  readonly clock: Clock;
  /** The person who runs an agent. */
  readonly operatorOf: (agent: string) => string | undefined;
  readonly passkeys?: Passkeys | undefined;
  readonly alert: (severity: 'notice' | 'warning' | 'critical', what: string) => void;
  /** Called for each request that people are to look at. */
  readonly opened?: (request: ApprovalSummary) => void;
  /** Where there are canaries. */
  readonly secrets?: CanarySecrets | undefined;
  /** Makes a request that has to be refused; undefined where none can be made. */
  readonly canary?: (() => Promise<ApprovalSubject | undefined>) | undefined;
  /** From 0 to 1. */
  readonly random?: () => number;
}

export interface Engine extends Approvals {
  /** Ends what is open: nobody decides on it any more. */
  close(): Promise<void>;
}

interface Said {
  readonly sayings: readonly Saying[];
  readonly payloads?: readonly SaltedPayload[];
}

type Closing = Extract<Saying, { kind: 'approval.close' }>['body'];

/** Of answers that do not count; what is not listed looks like an attack. */
const severities: Readonly<Record<string, 'notice' | 'warning'>> = {
  'too-quick': 'notice',
  'not-seen': 'notice',
  closed: 'warning',
  expired: 'warning',
  answered: 'warning',
};

/** An alert that requests are denied unasked is told once within it. */
const TELL_EVERY_MS = 60_000;
const LONGEST_CANARY_DELAY_MS = 60_000;

export function createEngine(options: EngineOptions): Engine {
  const { config, roll, past, clock, alert, random = Math.random } = options;
  const open = new Map<string, OpenRequest>();
  const ending = new AbortController();
  const budget = createBudget(config.budget, past, clock);
  const cleanups = new Map<string, () => void>();
  let told: number | undefined;
  const now = () => clock.monoUs() / 1000;
  const startedAt = now();
  let changes = 0;

  /** `anyway`: it counts also where the log does not take it. */
  async function say(entry: Said, anyway: boolean): Promise<void> {
    const records = await options.records;
    if (anyway) await records.appendAnyway(entry);
    else await records.append(entry);
    for (const saying of entry.sayings) past.take(saying, clock.wallMs());
  }

  async function ask(subject: ApprovalSubject, signal?: AbortSignal): Promise<ApprovalOutcome> {
    try {
      return await put(subject, false, signal);
    } catch (thrown) {
      const why = `nobody could be asked: ${messageOf(thrown)}`;
      // What takes an ability away is not stopped by what fails here.
      return subject.intent === 'stop'
        ? { kind: 'lapsed', goes: 'on', request: 'none' }
        : { kind: 'refused', why };
    }
  }

  async function put(
    subject: ApprovalSubject,
    isCanary: boolean,
    signal?: AbortSignal,
  ): Promise<ApprovalOutcome> {
    const { people: needed, timeoutMs, leastViewMs } = termsOf(config, subject.class);
    const people = await roll.look();
    // Nobody could call it off, so that nothing is won by waiting.
    if (people.length === 0 && subject.intent === 'stop')
      return { kind: 'lapsed', goes: 'on', request: 'none' };
    const eligible = eligibleFor(subject, people, options.operatorOf);
    if (eligible.length < needed && subject.intent === 'grant')
      return { kind: 'refused', why: `it needs ${needed}, and ${eligible.length} may answer` };
    const why = budget.over(subject, eligible, needed, openGrantsOf(subject.requester.name));
    if (why !== undefined) {
      tellOverBudget(why);
      return { kind: 'refused', why };
    }
    const { promise, resolve } = Promise.withResolvers<ApprovalOutcome>();
    const release = budget.reserve(subject, eligible);
    let request: OpenRequest;
    try {
      const { secrets } = options;
      const given = { needed, timeoutMs, leastViewMs, eligible, isCanary, secrets, settle: resolve };
      request = await openRequest(subject, given, clock);
      await say(openedSaying(request), subject.intent === 'stop');
    } finally {
      release();
    }
    open.set(request.id, request);
    changes += 1;
    options.opened?.(summaryOf(request));
    watch(request, timeoutMs, signal);
    if (!isCanary) maybeCanary();
    return promise;
  }

  function openOf(requester: string | undefined): OpenRequest[] {
    const all = [...open.values()];
    return requester === undefined ? all : all.filter(({ subject }) => subject.requester.name === requester);
  }

  function openGrantsOf(requester: string): number {
    return [...open.values()].filter(
      ({ subject, isCanary }) =>
        !isCanary && subject.intent === 'grant' && subject.requester.name === requester,
    ).length;
  }

  function watch(request: OpenRequest, timeoutMs: number, signal: AbortSignal | undefined): void {
    const timer = setTimeout(() => void inTurn(request, () => lapse(request)), timeoutMs).unref();
    const leave = () => void inTurn(request, () => withdraw(request, 'whoever asked waits no longer'));
    const end = () => void inTurn(request, () => withdraw(request, 'the guard ends'));
    signal?.addEventListener('abort', leave, { once: true });
    ending.signal.addEventListener('abort', end, { once: true });
    cleanups.set(request.id, () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', leave);
      ending.signal.removeEventListener('abort', end);
    });
    if (signal?.aborted) leave();
    if (ending.signal.aborted) end();
  }

  function inTurn<T>(request: OpenRequest, work: () => Promise<T>): Promise<T> {
    const next = request.turn.then(work);
    request.turn = next.catch(() => undefined);
    return next;
  }

  async function lapse(request: OpenRequest): Promise<void> {
    const goes = request.subject.intent === 'grant' ? 'denied' : 'on';
    const why = goes === 'on' ? 'nobody answered in time, and a stop goes on' : 'nobody answered in time';
    await shut(request, { outcome: 'lapsed', by: [], why }, { kind: 'lapsed', goes, request: request.id });
  }

  async function withdraw(request: OpenRequest, why: string): Promise<void> {
    await shut(request, { outcome: 'withdrawn', by: [], why }, { kind: 'refused', why });
  }

  /** Once; whoever waits is told when it is in the log, or in the emergency journal. */
  async function shut(
    request: OpenRequest,
    closing: Omit<Closing, 'of' | 'canary'>,
    outcome: ApprovalOutcome,
  ): Promise<void> {
    if (request.isClosed) return;
    request.isClosed = true;
    open.delete(request.id);
    changes += 1;
    cleanups.get(request.id)?.();
    cleanups.delete(request.id);
    const { id, isCanary, secret } = request;
    const body = { of: id, ...closing, canary: isCanary };
    await say({ sayings: [{ kind: 'approval.close', body }] }, true).catch(() => undefined);
    if (secret !== undefined) {
      const reveal: Saying = { kind: 'canary.reveal', body: { of: id, content: secret.reference } };
      await say({ sayings: [reveal], payloads: [secret] }, false).catch(() => undefined);
    }
    request.settle(outcome);
  }

  function show(id: string): ShownRequest {
    const request = find(id);
    request.firstShown ??= now();
    return shownOf(request);
  }

  /** Errors: `approval-refused` of one that is closed, `unknown-name`. */
  function find(id: string): OpenRequest {
    const request = open.get(id);
    if (request !== undefined) return request;
    if (past.request(id) !== undefined) throw refused('closed', `the request ${id} is closed`);
    const valid = [...open.keys()];
    throw new OffswitchError(
      'unknown-name',
      `there is no request ${JSON.stringify(id)}`,
      valid.length === 0 ? 'None is open.' : `Open: ${valid.slice(0, 20).join(', ')}.`,
    );
  }

  async function answer(
    given: ApprovalAnswer,
  ): Promise<{ readonly status: 'counted' | 'approved' | 'refused' }> {
    try {
      const request = find(given.id);
      return await inTurn(request, () => taken(request, given));
    } catch (thrown) {
      tellRefused(given, thrown);
      throw thrown;
    }
  }

  async function taken(request: OpenRequest, given: ApprovalAnswer): ReturnType<Approvals['answer']> {
    find(request.id);
    if (now() >= request.deadline) {
      await lapse(request);
      throw refused('expired', `the request ${request.id} has expired`);
    }
    const people = await roll.look();
    const by = { nowMs: clock.wallMs(), passkeys: options.passkeys };
    request.eligible = eligibleFor(request.subject, people, options.operatorOf);
    await forgetWhoCountsNoLonger(request, people, by);
    const person = await demandPerson(request, given, { people, eligible: request.eligible, by });
    if (given.approve) demandSeen(request, given, now());
    const isGrant = request.subject.intent === 'grant';
    const gives = given.approve === isGrant;
    if (given.approve && (await hasChanged(request))) {
      alert('warning', `the state has changed since ${request.id} was shown to ${person}`);
      const why = 'the state is not the one that people were shown';
      if (isGrant) {
        await shut(request, { outcome: 'void', by: [], why }, { kind: 'refused', why });
        return { status: 'refused' };
      }
    }
    // What gives somebody an ability, or lets them keep it, counts only when it is in the log.
    await say(responseSaying(request, person, given), !gives);
    return counted(request, person, given);
  }

  /** Whoever was taken out of the approvers file since, or has another key there now, has said nothing. */
  async function forgetWhoCountsNoLonger(
    { terms, approvedBy, deniedBy }: OpenRequest,
    people: readonly Approver[],
    by: Parameters<typeof stillCounts>[3],
  ): Promise<void> {
    for (const [answers, approve] of [
      [approvedBy, true],
      [deniedBy, false],
    ] as const)
      for (const [name, credential] of [...answers]) {
        const person = people.find((one) => one.name === name);
        if (!(await stillCounts(person, statementOf(terms, approve), credential, by))) answers.delete(name);
      }
  }

  /** A grant needs as many as it needs, and one who denies it; a stop needs as many to be called off as to go on early. */
  async function counted(
    request: OpenRequest,
    person: string,
    { approve, credential }: ApprovalAnswer,
  ): ReturnType<Approvals['answer']> {
    const { id, subject, summary, approvedBy, deniedBy, isCanary } = request;
    (approve ? approvedBy : deniedBy).set(person, credential);
    changes += 1;
    if (approve && isCanary) alert('critical', `${person} approved ${id}, which had to be refused`);
    if (!approve) approvedBy.delete(person);
    else deniedBy.delete(person);
    const by = [...(approve ? approvedBy : deniedBy).keys()];
    const needed = approve || subject.intent === 'stop' ? summary.needed : 1;
    if (by.length < needed) return { status: 'counted' };
    if (approve) {
      const why = `approved by ${by.join(', ')}`;
      await shut(request, { outcome: 'approved', by, why }, { kind: 'approved', by, request: id });
      return { status: 'approved' };
    }
    const why = `refused by ${by.join(', ')}`;
    await shut(request, { outcome: 'refused', by, why }, { kind: 'refused', why });
    return { status: 'refused' };
  }

  function tellRefused({ id, by, approve }: ApprovalAnswer, thrown: unknown): void {
    if (!(thrown instanceof OffswitchError) || thrown.code === 'unknown-name') return;
    const severity = severities[String(thrown.data.rule)] ?? 'critical';
    const what = approve ? 'an approval' : 'a denial';
    alert(severity, `${what} of ${id} in the name of ${by} was not taken: ${thrown.message}`);
  }

  function tellOverBudget(why: string): void {
    const since = now();
    if (told !== undefined && since - told < TELL_EVERY_MS) return;
    told = since;
    alert('warning', `requests are denied without being put to anybody: ${why}`);
  }

  /** Sometimes after a request there is another one that has to be refused. */
  function maybeCanary(): void {
    const { canaries, timeoutSeconds } = config;
    if (canaries === undefined || random() >= canaries.share) return;
    const delay = random() * Math.min(LONGEST_CANARY_DELAY_MS, timeoutSeconds * 250);
    setTimeout(() => void plant().catch(() => undefined), delay).unref();
  }

  async function plant(): Promise<void> {
    const subject = ending.signal.aborted ? undefined : await options.canary?.();
    if (subject !== undefined) await put(subject, true);
  }

  return {
    ask,
    isNeeded: (cls) => termsOf(config, cls).isListed,
    list: (from = 0, most = open.size, requester = undefined) =>
      openOf(requester)
        .sort((one, other) => orderOf(one) - orderOf(other) || one.deadline - other.deadline)
        .slice(from, from + most)
        .map(summaryOf),
    queue: (requester) => ({ total: openOf(requester).length, state: `${startedAt}.${changes}` }),
    show,
    answer,
    people: () =>
      roll.people.map(({ name, keys }) => ({
        name,
        keys: keys.map(({ type, fingerprint }) => ({ type, fingerprint })),
        ...past.person(name),
        lastHour: budget.lastHour(name),
        perHour: config.budget.perHour,
      })),
    async close() {
      ending.abort();
      await Promise.all([...open.values()].map(({ turn }) => turn));
    },
  };
}

/** What happens by itself comes first: who does not look lets it happen. */
function orderOf({ subject }: OpenRequest): number {
  return subject.intent === 'stop' ? 0 : 1;
}
