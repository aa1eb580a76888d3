/** What a broker is given, and what it is to those who open channels and bring calls. */
import type { Json } from '../../../kit/canonical.ts';
import type { Hash } from '../../../kit/hash.ts';
import type { Random } from '../../../kit/random.ts';
import type { Clock } from '../../../notary/log/clock.ts';
import type { NotaryClient } from '../../../notary/process/client.ts';
import type { Recorded } from '../../../notary/records/record.ts';
import type { Channel } from '../channel.ts';
import type { Guard } from '../config/load.ts';
import type { Decision } from '../decide.ts';
import type { Effect } from '../effect.ts';
import type { Fault } from '../fail-direction.ts';
import type { Monitor } from '../monitors.ts';
import type { Policies } from '../policy/policies.ts';
import type { Commitment, Parties } from '../situation.ts';
import type { ListedTool, ToolFinding } from '../tools.ts';
import type { Allowances } from './allowances.ts';
import type { EffectDomain } from './domain.ts';
import type { Entry } from './line.ts';
import type { Probe } from './probe.ts';

/** Rates are counted by the first, which never runs back; the second is for people. */
export type BrokerClock = Clock;

/** What others who know more tell a broker. */
export interface BrokerPorts {
  /** What is known of agents beyond guard.yaml, e.g. of their lineage; asked at each decision. */
  readonly parties?: Parties;
  readonly commitments?: () => readonly Commitment[];
  /** Digests of content that is to be gone. */
  readonly condemned?: () => ReadonlySet<Hash>;
  /** Why an agent may do nothing any more, e.g. because its lease has ended; undefined where it may. */
  readonly mayNotAct?: (actor: string) => string | undefined;
  /** Something well-formed came over a channel of this agent. */
  readonly heard?: (actor: string) => void;
  /** Something was said, and is in the log or in the emergency journal. */
  readonly recorded?: (record: Recorded) => void;
  /** A provider answered this agent, and says with which model; `asked` as the agent asked for it. */
  readonly answered?: (actor: string, asked: string, reported: string) => void;
  /** What is held is shown to people; without it, it is refused. */
  readonly hold?: Hold;
  /** Paths of control artefacts that are looked after by who reads them: a change counts, and is in the log. */
  readonly keeps?: ReadonlySet<string>;
}

/** Settles when people have decided, or nobody did in time. Never throws. */
export type Hold = (held: HeldEffect) => Promise<HoldAnswer>;

export interface HeldEffect {
  /** Id of its intent, which is in the log with the decision that holds it. */
  readonly id: string;
  readonly effect: Effect;
  readonly channel: Channel;
  readonly reasons: Decision['reasons'];
  /** Aborts when whoever asked waits no longer. */
  readonly signal: AbortSignal;
  /** Of the policies that decide. */
  readonly policy: Hash;
  /** What stands at each of its resources; null where nobody can see it. */
  readonly found: readonly (string | null)[];
  /** Looks again: a digest of the state that it would be carried out in. Throws where it cannot be seen. */
  precondition(): Promise<Hash>;
}

/** `request` is the id under which people were asked. */
export type HoldAnswer =
  | { readonly kind: 'approved'; readonly by: readonly string[]; readonly request: string }
  | { readonly kind: 'refused'; readonly why: string; readonly request?: string }
  | { readonly kind: 'lapsed'; readonly goes: 'denied' | 'on'; readonly request: string };

export interface BrokerOptions extends BrokerPorts {
  readonly guard: Guard;
  readonly policies: Policies;
  readonly notary: NotaryClient;
  readonly domains: readonly EffectDomain[];
  readonly monitors?: readonly Monitor[];
  readonly probes?: readonly Probe[];
  /** Path of the emergency journal. */
  readonly journal: string;
  readonly clock?: BrokerClock;
  /** Decides and logs as ever, and carries out all the same. */
  readonly observeOnly?: boolean;
  /** When probes look; by default nobody can foresee it. */
  readonly random?: Pick<Random, 'uniform'>;
}

export interface Opening {
  /** As `agents.NAME` of guard.yaml, or who the person or the machinery is. */
  readonly actor: string;
  readonly kind: Channel['kind'];
  readonly identity: 'descriptor' | 'socket' | 'token' | 'process';
  /** The guard itself confined whoever is at the other end: there is no other way to an effect. */
  readonly confined: boolean;
}

export interface Broker {
  /** Records `channel.open`; number and identity come from the broker. Errors: `unknown-agent`, `mediation-missing`. */
  openChannel(opening: Opening): Promise<OpenChannel>;
  status(): BrokerStatus;
  /**
   * A person or the lifecycle takes the ability away: an agent does nothing any more, on no channel, whether one is open
   * or not, also after a restart. Works with the log down. Errors: `unknown-name`.
   */
  freeze(actor: string, by: string, reason: string): Promise<void>;
  /**
   * A person gives it back: what the freeze took, and nothing else. Tells whether it was frozen, and why it may do nothing all
   * the same. Errors: `unknown-name`, `log-stopped`, `log-busy`.
   */
  thaw(actor: string, by: string): Promise<Thawed>;
  /** A person has looked at what is indeterminate: it came about (`confirmed`), or it did not. Errors: `unknown-name`. */
  settle(intent: string, found: 'confirmed' | 'contradicted', by: string): Promise<void>;
  /**
   * A channel for records of whoever decides about agents, e.g. the lifecycle. What is said there counts for the broker
   * as well. Errors: those of the log.
   */
  openRecords(actor: string): Promise<Records>;
  /** Closes every channel of an agent: what is under way gets no answer, and whoever is at the other end is sent away. */
  endChannels(actor: string, reason: string): Promise<void>;
  /** Asks whoever is at the other end of an agent's channels for a sign of life; `heard` is told of it. */
  knock(actor: string): void;
  /** Something that the guard stands on is not what it was: into the log, by digest. Never throws. */
  govern(name: string, digest: Hash): Promise<void>;
  /**
   * Tells which processes are an agent's (`Confined.processes`), for the probe that looks whether those who were stopped
   * are gone. Returns how to end it, e.g. when the agent has ended.
   */
  watchProcesses(agent: string, processes: () => readonly number[]): () => void;
  /** All probes look now. */
  lookNow(): Promise<void>;
  /** Resolves when all that was said so far is in the log or in the emergency journal: a call is answered before its outcome is. */
  settled(): Promise<void>;
  /** Waits for what is being carried out, and closes channels and domains. The notary stays open. */
  close(): Promise<void>;
}

export interface Thawed {
  readonly wasFrozen: boolean;
  readonly stillHeld: string | undefined;
}

export interface Records {
  /** Resolves when they are in the log. Errors: `log-busy`, `log-stopped`, `bad-record`. */
  append(entry: Entry): Promise<void>;
  /** Into the log if it takes them, else without payloads into the emergency journal. */
  appendAnyway(entry: Entry): Promise<void>;
  close(): Promise<void>;
}

export interface CallRequest {
  /** `UPSTREAM__TOOL` */
  readonly tool: string;
  /** As they came over the wire, before any JSON parser of a library saw them where that can be had. */
  readonly argumentBytes: Uint8Array;
  /** Why it could not be read as a call: it is recorded, and denied for that. */
  readonly unread?: string;
  /** What the other side calls itself. Recorded, and nothing rests on it. */
  readonly claimed?: string;
  readonly signal?: AbortSignal;
}

/** Refused: the same bytes (`REFUSAL`) for denied, held, frozen, malformed, unknown tool and log down. */
export type CallAnswer =
  | { readonly kind: 'done'; readonly result: Json }
  | { readonly kind: 'failed'; readonly result: Json }
  | { readonly kind: 'refused' };

export type Severity = 'notice' | 'warning' | 'critical';

export interface OpenChannel {
  /** `agent/NAME/EPOCH.N` */
  readonly id: string;
  readonly channel: Channel;
  /** Those that may be called (pinned, listed, known), by their names towards agents. */
  tools(): readonly ListedTool[];
  /** Returns how to stop listening. */
  onToolsChanged(listener: () => void): () => void;
  /** Returns how to stop listening. */
  onKnock(listener: () => void): () => void;
  /** Called once it is closed; `isTaken`: it was taken from the agent. */
  onClosed(listener: (isTaken: boolean) => void): void;
  /** Something well-formed came over it. */
  heard(): void;
  /** Never throws: what goes wrong is refused. */
  call(request: CallRequest): Promise<CallAnswer>;
  /** Something suspicious that is no call: a wrong token, approval-shaped content, a forged Host. */
  alert(severity: Severity, what: string): Promise<void>;
  close(reason: string): Promise<void>;
}

export interface BrokerStatus {
  readonly observeOnly: boolean;
  readonly channels: readonly ChannelStatus[];
  /** Why, by agent; those that have no channel at the moment among them. */
  readonly frozen: Readonly<Record<string, string>>;
  readonly upstreams: readonly UpstreamStatus[];
  /** Effects of which nobody knows whether they came about; they block what they touch. */
  readonly indeterminate: readonly OpenIntent[];
  readonly faults: readonly Fault[];
  readonly allowances: Allowances;
  readonly invariants: readonly { readonly name: string; readonly summary: string }[];
  /** The newest, oldest first. */
  readonly alerts: readonly StatedAlert[];
}

export interface ChannelStatus {
  readonly id: string;
  readonly channel: Channel;
  /** Why, if it is. */
  readonly frozen: string | undefined;
  readonly calls: number;
  readonly refused: number;
}

export interface UpstreamStatus {
  readonly name: string;
  readonly reachable: boolean;
  /** That may be called, by their names at the upstream. */
  readonly tools: readonly string[];
  readonly findings: readonly ToolFinding[];
}

export interface OpenIntent {
  readonly intent: string;
  readonly upstream: string;
  readonly tool: string;
  readonly resources: readonly string[];
  readonly subjects: readonly string[];
}

export interface StatedAlert {
  readonly at: string;
  readonly severity: Severity;
  readonly what: string;
}
