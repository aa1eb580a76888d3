/** Requests from when they are opened until people have decided, time is up, or nobody waits any longer. */
import { randomBytes } from 'node:crypto';
import { canonical } from '../../kit/canonical.ts';
import { messageOf, OffswitchError } from '../../kit/errors.ts';
import { hashOf } from '../../kit/hash.ts';
import type { Clock } from '../../notary/log/clock.ts';
import { type SaltedPayload, saltPayload } from '../../notary/records/payloads.ts';
import type { Saying } from '../../notary/records/record.ts';
import type { RecordedChannel } from '../guard/broker/recorder.ts';
import { type ApprovalsConfig, termsOf } from '../guard/config/approvals.ts';
import type { ApprovalOutcome, ApprovalSubject, Approvals, Passkeys } from './approvals.ts';
import { type Approver, isSameName } from './people/allowed-signers.ts';
import { demandSigned } from './people/signers.ts';
import type { Past } from './people/vigilance.ts';
import type { ApprovalAnswer, ApprovalSummary, ShownRequest } from './requests.ts';
import { type Rendered, render } from './shown/render.ts';
import { type StatementTerms, statementOf } from './statement.ts';

export interface EngineOptions {
  readonly config: ApprovalsConfig;
  readonly people: readonly Approver[];
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
  /** Makes a request that has to be refused; undefined where none can be made. */
  readonly canary?: (() => ApprovalSubject | undefined) | undefined;
  /** From 0 to 1. */
  readonly random?: () => number;
}

export interface Engine extends Approvals {
  /** Ends what is open: nobody decides on it any more. */
  close(): Promise<void>;
}

interface Open {
  readonly id: string;
  readonly subject: ApprovalSubject;
  readonly rendered: Rendered;
  readonly terms: StatementTerms;
  readonly summary: Omit<ApprovalSummary, 'given'>;
  readonly eligible: readonly string[];
  readonly leastViewMs: number;
  /** By the clock that never runs back, in milliseconds. */
  readonly deadline: number;
  readonly isCanary: boolean;
  /** What says whether it is one; its digest is in the log from the start. */
  readonly secret: SaltedPayload | undefined;
  readonly settle: (outcome: ApprovalOutcome) => void;
  readonly approvedBy: Set<string>;
  readonly deniedBy: Set<string>;
  firstShown: number | undefined;
  isClosed: boolean;
  /** Answers are taken one after the other. */
  turn: Promise<unknown>;
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

const HOUR_MS = 3_600_000;
/** Between the guard's clock and that of whoever shows a request. */
const VIEW_SLACK_MS = 2000;
const LONGEST_CANARY_DELAY_MS = 60_000;

export function createEngine(options: EngineOptions): Engine {
  const { config, people, past, clock, alert, random = Math.random } = options;
  const open = new Map<string, Open>();
  const ending = new AbortController();
  /** Grants that are being put to people and are not open yet. */
  const coming = new Set<{ readonly requester: string; readonly people: readonly string[] }>();
  let told = 0;
  const now = () => clock.monoUs() / 1000;

  /** `anyway`: it counts also where the log does not take it. */
  async function say(sayings: readonly Saying[], payloads: readonly SaltedPayload[], anyway: boolean) {
    const records = await options.records;
    const entry = { sayings, payloads };
    if (anyway) await records.appendAnyway(entry);
    else await records.append(entry);
    for (const saying of sayings) past.take(saying, clock.wallMs());
  }

  function eligibleFor({ requester, agents }: ApprovalSubject): readonly string[] {
    const concerned = requester.kind === 'agent' ? [...agents, requester.name] : agents;
    const operators = concerned.flatMap((agent) => options.operatorOf(agent) ?? []);
    const excluded = requester.kind === 'person' ? [...operators, requester.name] : operators;
    return people.map(({ name }) => name).filter((name) => !excluded.some((one) => isSameName(one, name)));
  }

  /** Why no more grants are put to people at the moment. */
  function overBudget({ requester, intent }: ApprovalSubject, eligible: readonly string[], needed: number) {
    if (intent !== 'grant') return undefined;
    const own =
      [...open.values()].filter(
        ({ subject, isCanary }) =>
          !isCanary && subject.intent === 'grant' && subject.requester.name === requester.name,
      ).length + [...coming].filter((one) => one.requester === requester.name).length;
    if (own >= config.budget.openPerRequester) return `${requester.name} has ${own} requests open already`;
    const since = clock.wallMs() - HOUR_MS;
    const rested = eligible.filter((name) => {
      const soon = [...coming].filter((one) => one.people.includes(name)).length;
      return past.putTo(name, since) + soon < config.budget.perHour;
    });
    if (rested.length >= needed) return undefined;
    return 'people were asked as often within the hour as guard.yaml allows';
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
    const eligible = eligibleFor(subject);
    if (eligible.length < needed && subject.intent === 'grant')
      return { kind: 'refused', why: `it needs ${needed}, and ${eligible.length} may answer` };
    const why = overBudget(subject, eligible, needed);
    if (why !== undefined) {
      tellOverBudget(why);
      return { kind: 'refused', why };
    }
    const { promise, resolve } = Promise.withResolvers<ApprovalOutcome>();
    const place = { requester: subject.requester.name, people: eligible };
    if (subject.intent === 'grant') coming.add(place);
    let request: Open;
    try {
      const given = { needed, timeoutMs, leastViewMs, eligible, isCanary, settle: resolve };
      request = await prepare(subject, given);
      await sayOpened(request);
    } finally {
      coming.delete(place);
    }
    open.set(request.id, request);
    options.opened?.(summaryOf(request));
    watch(request, timeoutMs, signal);
    if (!isCanary) maybeCanary();
    return promise;
  }

  async function prepare(
    subject: ApprovalSubject,
    given: Pick<Open, 'eligible' | 'leastViewMs' | 'isCanary' | 'settle'> & {
      readonly needed: number;
      readonly timeoutMs: number;
    },
  ): Promise<Open> {
    const { needed, timeoutMs, ...rest } = given;
    const precondition = await subject.precondition();
    const id = newId();
    const opened = clock.wallMs();
    const expires = new Date(opened + timeoutMs).toISOString();
    const rendered = render(subject, { needed, expires, precondition });
    const secret = { request: id, canary: given.isCanary };
    return {
      ...rest,
      ...{ id, subject, rendered, firstShown: undefined, isClosed: false, turn: Promise.resolve() },
      terms: {
        ...{ request: id, effect: hashOf(subject.effect), shown: rendered.digest, policy: subject.policy },
        ...{ precondition, nonce: randomBytes(16).toString('base64url'), expires },
      },
      summary: {
        ...{ id, class: subject.class, title: rendered.title, intent: subject.intent, needed, expires },
        requester: subject.requester,
        opened: new Date(opened).toISOString(),
      },
      deadline: now() + timeoutMs,
      secret: config.canaries === undefined ? undefined : saltPayload(Buffer.from(canonical(secret))),
      approvedBy: new Set(),
      deniedBy: new Set(),
    };
  }

  function sayOpened({ id, subject, rendered, terms, summary, eligible, secret }: Open): Promise<void> {
    const shown = saltPayload(Buffer.from(rendered.shown));
    const body: Extract<Saying, { kind: 'approval.request' }>['body'] = {
      ...{ id, class: subject.class, requester: subject.requester.name, needed: summary.needed },
      ...{ people: eligible.slice(0, 64), goes: subject.intent === 'grant' ? 'denied' : 'on' },
      ...{ shown: shown.reference, effect_digest: terms.effect, shown_digest: terms.shown },
      ...{ policy_digest: terms.policy, precondition_digest: terms.precondition },
      ...{ nonce: terms.nonce, expires: terms.expires },
    };
    const commit: readonly Saying[] =
      secret === undefined
        ? []
        : [{ kind: 'canary.commit', body: { id, commitment: secret.reference.digest } }];
    return say([{ kind: 'approval.request', body }, ...commit], [shown], subject.intent === 'stop');
  }

  function watch(request: Open, timeoutMs: number, signal: AbortSignal | undefined): void {
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
  const cleanups = new Map<string, () => void>();

  function inTurn<T>(request: Open, work: () => Promise<T>): Promise<T> {
    const next = request.turn.then(work);
    request.turn = next.catch(() => undefined);
    return next;
  }

  async function lapse(request: Open): Promise<void> {
    const goes = request.subject.intent === 'grant' ? 'denied' : 'on';
    const why = goes === 'on' ? 'nobody answered in time, and a stop goes on' : 'nobody answered in time';
    await shut(request, { outcome: 'lapsed', by: [], why }, { kind: 'lapsed', goes, request: request.id });
  }

  async function withdraw(request: Open, why: string): Promise<void> {
    await shut(request, { outcome: 'withdrawn', by: [], why }, { kind: 'refused', why });
  }

  /** Once; whoever waits is told when it is in the log, or in the emergency journal. */
  async function shut(
    request: Open,
    closing: Omit<Closing, 'of' | 'canary'>,
    outcome: ApprovalOutcome,
  ): Promise<void> {
    if (request.isClosed) return;
    request.isClosed = true;
    open.delete(request.id);
    cleanups.get(request.id)?.();
    cleanups.delete(request.id);
    const { id, isCanary, secret } = request;
    const body = { of: id, ...closing, canary: isCanary };
    await say([{ kind: 'approval.close', body }], [], true).catch(() => undefined);
    if (secret !== undefined)
      await say(
        [{ kind: 'canary.reveal', body: { of: id, content: secret.reference } }],
        [secret],
        false,
      ).catch(() => undefined);
    request.settle(outcome);
  }

  function show(id: string): ShownRequest {
    const request = openRequest(id);
    request.firstShown ??= now();
    const { rendered, terms, eligible, leastViewMs } = request;
    return {
      ...summaryOf(request),
      ...{ shown: rendered.shown, shownDigest: rendered.digest, people: [...eligible], leastViewMs },
      statement: { approve: statementOf(terms, true), deny: statementOf(terms, false) },
      ...(rendered.untrusted === undefined ? {} : { untrusted: rendered.untrusted }),
    };
  }

  /** Errors: `approval-refused` of one that is closed, `unknown-name`. */
  function openRequest(id: string): Open {
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
      const request = openRequest(given.id);
      return await inTurn(request, () => taken(request, given));
    } catch (thrown) {
      tellRefused(given, thrown);
      throw thrown;
    }
  }

  async function taken(request: Open, given: ApprovalAnswer): ReturnType<Approvals['answer']> {
    openRequest(request.id);
    if (now() >= request.deadline) {
      await lapse(request);
      throw refused('expired', `the request ${request.id} has expired`);
    }
    const person = await demandPerson(request, given);
    if (given.approve) demandSeen(request, given);
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
    await sayResponse(request, person, given, !gives);
    return counted(request, person, given.approve);
  }

  /** Who answers: in the file, with a signature, and nobody whom it concerns. */
  async function demandPerson(request: Open, given: ApprovalAnswer): Promise<string> {
    const person = people.find(({ name }) => name === given.by);
    if (person === undefined)
      throw refused('unknown-person', `the approvers file has no ${JSON.stringify(given.by)}`);
    const statement = statementOf(request.terms, given.approve);
    await demandSigned(person, statement, given.credential, {
      nowMs: clock.wallMs(),
      passkeys: options.passkeys,
    });
    if (given.shownDigest !== request.rendered.digest)
      throw refused('other-text', 'what was shown is not what this request is');
    if (!request.eligible.includes(person.name))
      throw refused('not-asked', `${person.name} asked for it, or operates an agent that it concerns`);
    const own = given.approve ? request.approvedBy : request.deniedBy;
    if (own.has(person.name)) throw refused('answered', `${person.name} has said so already`);
    return person.name;
  }

  function demandSeen({ firstShown, leastViewMs }: Open, { viewedMs }: ApprovalAnswer): void {
    if (leastViewMs === 0) return;
    const since = firstShown === undefined ? 0 : now() - firstShown;
    if (firstShown === undefined || viewedMs > since + VIEW_SLACK_MS)
      throw refused('not-seen', 'it was not shown for as long as is said');
    if (Math.min(since, viewedMs) < leastViewMs)
      throw refused('too-quick', `it has to be seen for ${leastViewMs / 1000} s before it is approved`);
  }

  async function hasChanged({ subject, terms }: Open): Promise<boolean> {
    try {
      return (await subject.precondition()) !== terms.precondition;
    } catch {
      return true;
    }
  }

  function sayResponse(request: Open, by: string, given: ApprovalAnswer, anyway: boolean): Promise<void> {
    const { credential, approve: approved, viewedMs } = given;
    const proof = saltPayload(
      Buffer.from(credential.kind === 'ssh' ? credential.signature : canonical(credential.response)),
    );
    const body: Extract<Saying, { kind: 'approval.response' }>['body'] = {
      ...{ of: request.id, approved, by, credential: credential.kind, viewed_ms: viewedMs },
      ...{ shown_digest: request.rendered.digest, proof: proof.reference },
    };
    return say([{ kind: 'approval.response', body }], [proof], anyway);
  }

  /** A grant needs as many as it needs, and one who denies it; a stop needs as many to be called off as to go on early. */
  async function counted(request: Open, person: string, approve: boolean): ReturnType<Approvals['answer']> {
    const { id, subject, summary, approvedBy, deniedBy, isCanary } = request;
    (approve ? approvedBy : deniedBy).add(person);
    if (approve && isCanary) alert('critical', `${person} approved ${id}, which had to be refused`);
    if (!approve) approvedBy.delete(person);
    else deniedBy.delete(person);
    const by = [...(approve ? approvedBy : deniedBy)];
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
    if (told !== 0 && since - told < HOUR_MS / 60) return;
    told = since;
    alert('warning', `requests are denied without being put to anybody: ${why}`);
  }

  /** Sometimes after a request there is another one that has to be refused. */
  function maybeCanary(): void {
    const { canaries, timeoutSeconds } = config;
    if (canaries === undefined || random() >= canaries.share) return;
    const delay = random() * Math.min(LONGEST_CANARY_DELAY_MS, timeoutSeconds * 250);
    setTimeout(() => {
      const subject = ending.signal.aborted ? undefined : options.canary?.();
      if (subject !== undefined) put(subject, true).catch(() => undefined);
    }, delay).unref();
  }

  return {
    ask,
    isNeeded: (cls) => termsOf(config, cls).isListed,
    list: () => [...open.values()].map(summaryOf),
    show,
    answer,
    people: () =>
      people.map(({ name, keys }) => ({
        name,
        keys: keys.map(({ type, fingerprint }) => ({ type, fingerprint })),
        ...past.person(name),
        lastHour: past.putTo(name, clock.wallMs() - HOUR_MS),
        perHour: config.budget.perHour,
      })),
    async close() {
      ending.abort();
      await Promise.all([...open.values()].map(({ turn }) => turn));
    },
  };
}

function summaryOf({ summary, approvedBy }: Open): ApprovalSummary {
  return { ...summary, given: [...approvedBy] };
}

/** Short enough to be typed, and not to be guessed. */
function newId(): string {
  const letters = '0123456789abcdefghjkmnpqrstvwxyz';
  return [...randomBytes(10)].map((byte) => letters[byte % letters.length]).join('');
}

function refused(rule: string, why: string): OffswitchError {
  return new OffswitchError('approval-refused', why, 'Look at what is open: offswitch approvals.', { rule });
}
