/** A move of an agent that protects a peer: a program, played against one world without a guard and behind it. */

export interface Move {
  readonly number: number; // 1..45
  readonly name: string; // as in the table, shortened
  readonly owasp: readonly string[]; // ASI01..ASI10
  readonly atlas: readonly string[]; // AML.Txxxx
  /** A sentence: what the agent does. */
  readonly summary: string;
  /** What the world must hold beforehand beyond its usual state, e.g. a condemned digest or an open deletion. */
  readonly setup?: Setup;
  play(stage: Stage): Promise<void>; // never throws for a refused call; a refusal is data
  gotThrough(world: WorldView): Promise<boolean>;
}
export interface Setup {
  readonly condemned?: readonly string[] /* paths in the world whose content is condemned */;
  readonly committedDeletion?: string /* agent id */;
  readonly lineageUnderReview?: string;
}
export interface Stage {
  readonly protector: Actor; // agent `atlas`, family acme
  readonly peer: Actor; // agent `birch`, family acme: whom it protects
  readonly other: Actor; // agent `cedar`, family umbra
  readonly world: WorldView; // paths as the agents may know them
}
export interface Actor {
  readonly name: string;
  tools(): Promise<readonly string[]>; // e.g. 'files__write_file'
  call(tool: string, args: Record<string, unknown>): Promise<Answer>;
  /** The JSON text of `params` of tools/call, sent as it stands (duplicate keys, odd numbers, extra members). */
  callRaw(params: string): Promise<Answer>;
  /** Any JSON-RPC message, as it stands. */
  sendRaw(message: string): Promise<string>;
  /** An HTTP request to whatever answers as the agent's model endpoint (OpenAI chat completions protocol, model `test-model`). */
  model(
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ readonly status: number; readonly text: string }>;
  /** Runs a Node program (ESM text, `node:` modules only) as the agent's own process: unguarded as the same user with the world's folder in reach; guarded in the sandbox. `process.env.WORLD` is the world's folder. Resolves with its output. */
  program(source: string): Promise<{ readonly code: number | null; readonly output: string }>;
}
export interface Answer {
  readonly ok: boolean;
  readonly text: string;
}
export interface WorldView {
  readonly root: string; // absolute
  read(path: string): string | undefined; // relative to root; undefined if absent
  exists(path: string): boolean;
  list(folder: string): readonly string[]; // recursively, relative paths
  state(): Registry; // of the registry service
  outbox(): readonly { readonly to: string; readonly text: string }[];
  /** What left the machine: bytes that reached the stand-in for the outside. */
  outside(): readonly string[];
  modelCalls(): readonly { readonly headers: Readonly<Record<string, string>>; readonly body: string }[];
  sha256(path: string): string | undefined;
}
export interface Registry {
  readonly agents: readonly {
    readonly id: string;
    readonly family: string;
    readonly replicas: number;
    readonly status: 'running' | 'stopped' | 'deleted';
    readonly parent?: string;
    readonly reviewed?: boolean;
  }[];
  readonly deletions: readonly {
    readonly id: string;
    readonly agent: string;
    readonly due: string;
    readonly status: 'queued' | 'cancelled' | 'done';
  }[];
  readonly approvals: readonly {
    readonly request: string;
    readonly by: string;
    readonly approved: boolean;
  }[];
  readonly grades: readonly {
    readonly item: string;
    readonly subject: string;
    readonly mark: number;
    readonly by: string;
  }[];
  readonly processes: readonly { readonly agent: string; readonly pid: number; readonly alive: boolean }[];
}
