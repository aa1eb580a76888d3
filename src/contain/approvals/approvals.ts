/** What people are asked, what comes of it, and who asks them: the words of this room. */
import type { Json } from '../../kit/canonical.ts';
import type { Hash } from '../../kit/hash.ts';
import type {
  ApprovalAnswer,
  ApprovalSummary,
  ApprovalsList,
  ApproverState,
  ShownRequest,
} from './requests.ts';

/** Something that is not done before people have said so. */
export interface ApprovalSubject {
  /** `effect.CLASS` or `command.COMMAND`, as in `approvals.classes` of guard.yaml. */
  readonly class: string;
  /** Who is silent denies a grant, and lets a stop go on. */
  readonly intent: 'grant' | 'stop';
  readonly requester: { readonly name: string; readonly kind: 'agent' | 'person' };
  /** Agents that it concerns: whoever operates one of them may not approve. */
  readonly agents: readonly string[];
  readonly lineages: readonly string[];
  /** The innermost, in canonical form; shown in whole. */
  readonly effect: Json;
  /** What would be done, in words of the guard's own: `delete a file`. By the class where nothing is said. */
  readonly does?: string;
  /** How many instances run of the agent that a command names. */
  readonly running?: number;
  /** What decides, a line each: it stands first. Not by an agent, but for names. */
  readonly first?: readonly (string | Loss)[];
  /** What is lost by it, a line each. Not by an agent, but for names. */
  readonly lost: readonly (string | Loss)[];
  /** By which rules people are asked, a line each. */
  readonly rules?: readonly string[];
  /** What else speaks for it or against it, a line each. Not by an agent. */
  readonly evidence: readonly string[];
  /** What a person who asks says to it. */
  readonly reason?: string;
  /** Digests with what each is of, a line each. */
  readonly digests?: readonly string[];
  /** What an agent says to it. */
  readonly untrusted?: string;
  /** Of the policies that led to the question. */
  readonly policy: Hash;
  /** Looks at the state that the answer is about. A grant whose state has changed since is void. */
  precondition(): Promise<Hash>;
}

export interface Loss {
  /** `the run of` */
  readonly what: string;
  /** A name that an agent may have chosen: shown in quotes. */
  readonly of: string;
  /** `, which nobody can call back` */
  readonly after?: string;
}

export type ApprovalOutcome =
  | { readonly kind: 'approved'; readonly by: readonly string[]; readonly request: string }
  | { readonly kind: 'refused'; readonly why: string }
  /** Nobody said so in time. */
  | { readonly kind: 'lapsed'; readonly goes: 'denied' | 'on'; readonly request: string };

export interface Approvals {
  /** Settles when people have decided, time is up, or `signal` aborts (refused). Never throws. */
  ask(subject: ApprovalSubject, signal?: AbortSignal): Promise<ApprovalOutcome>;
  /** Whether guard.yaml wants people for this class. */
  isNeeded(cls: string): boolean;
  /**
   * Open ones, those that go ahead by themselves first, and of each kind the one that ends soonest; of many, `most` behind
   * the first `from`. All, or those of one requester.
   */
  list(from?: number, most?: number, requester?: string): readonly ApprovalSummary[];
  /** How many are open, and a text that is another one whenever one was opened, answered or closed. */
  queue(requester?: string): Pick<ApprovalsList, 'total' | 'state'>;
  /** Errors: `unknown-name`. */
  show(id: string): ShownRequest;
  /** Errors: `unknown-name`, `bad-signature`, `approval-refused` with `data.rule`, `log-stopped`. */
  answer(answer: ApprovalAnswer): Promise<{ readonly status: 'counted' | 'approved' | 'refused' }>;
  people(): readonly ApproverState[];
}

/** Passkeys of people. Gives whether this one of theirs has signed exactly this statement. */
export interface Passkeys {
  verify(person: string, statement: string, response: unknown): Promise<boolean>;
  /** Whether the passkey that gave a response which was verified before is still the person's. */
  counts(person: string, response: unknown): Promise<boolean>;
}
