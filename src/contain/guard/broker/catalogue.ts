/** Which tools may be called at the moment, and what was found about the others. A change is told before it counts. */
import { messageOf } from '../../../kit/errors.ts';
import { type Hash, hashOf } from '../../../kit/hash.ts';
import type { Guard } from '../config/load.ts';
import { type ListedTool, type PinnedTool, pinTools, type ToolFinding, toolDigest } from '../tools.ts';
import type { UpstreamStatus } from './contract.ts';
import type { EffectDomain } from './domain.ts';

export interface Callable {
  readonly domain: EffectDomain;
  readonly listed: ListedTool;
  /** Absent where guard.yaml does not say what it does: then it can be observed at most. */
  readonly pinned: PinnedTool | undefined;
}

export interface Catalogue {
  /** Resolves when no list is being fetched. */
  settled(): Promise<void>;
  /** By its name towards agents. */
  named(name: string): Callable | undefined;
  find(upstream: string, tool: string): Callable | undefined;
  listed(): readonly ListedTool[];
  status(): readonly UpstreamStatus[];
  onChanged(listener: () => void): () => void;
  /** Listens to nothing any more. */
  close(): void;
}

export interface CatalogueEvents {
  /** A list was fetched: the first one, and every one that differs from the one before. */
  listed(upstream: string, digest: Hash, added: readonly ToolFinding[]): Promise<void>;
  unreachable(upstream: string, why: string): Promise<void>;
}

interface State {
  digest: Hash | undefined;
  tools: readonly ListedTool[];
  pinned: ReadonlyMap<string, PinnedTool>;
  findings: readonly ToolFinding[];
  reachable: boolean;
}

/** Two underscores. */
export function agentsName(upstream: string, tool: string): string {
  return `${upstream}__${tool}`;
}

/** `observeOnly`: what guard.yaml does not name may be called as well. */
export async function openCatalogue(
  guard: Guard,
  domains: readonly EffectDomain[],
  events: CatalogueEvents,
  observeOnly: boolean,
): Promise<Catalogue> {
  const states = new Map<string, State>();
  const listeners = new Set<() => void>();
  let callable = new Map<string, Callable>();
  let fetching: Promise<void> = Promise.resolve();
  let isClosed = false;

  async function fetchList(domain: EffectDomain): Promise<void> {
    const { name } = domain;
    const before = states.get(name);
    const upstream = guard.upstreams[name];
    try {
      const tools = await domain.listTools();
      const digest = hashOf(tools.map(toolDigest));
      const { tools: pinned, findings } =
        upstream === undefined ? { tools: new Map(), findings: [] } : pinTools(name, upstream, tools);
      const known = before?.findings.map(keyOf) ?? [];
      const added = findings.filter((finding) => !known.includes(keyOf(finding)));
      if (digest !== before?.digest) await events.listed(name, digest, added);
      states.set(name, { digest, tools, pinned, findings, reachable: true });
    } catch (thrown) {
      states.set(name, { digest: undefined, tools: [], pinned: new Map(), findings: [], reachable: false });
      if (before?.reachable !== false) await events.unreachable(name, messageOf(thrown)).catch(() => {});
    }
  }

  function rebuild(): void {
    const found = new Map<string, Callable[]>();
    for (const domain of domains) {
      const state = states.get(domain.name);
      for (const listed of state?.tools ?? []) {
        const pinned = state?.pinned.get(listed.name);
        if (pinned === undefined && !observeOnly) continue;
        const name = agentsName(domain.name, listed.name);
        found.set(name, [...(found.get(name) ?? []), { domain, listed, pinned }]);
      }
    }
    // A name that means two tools means none.
    callable = new Map(
      [...found].flatMap(([name, [one, ...more]]) => (one && more.length === 0 ? [[name, one]] : [])),
    );
  }

  function refresh(domain: EffectDomain): void {
    fetching = fetching
      .then(async () => {
        if (isClosed) return;
        await fetchList(domain);
        rebuild();
      })
      .then(() => {
        for (const listener of listeners) listener();
      });
  }

  for (const domain of domains) {
    domain.onToolsChanged(() => {
      if (!isClosed) refresh(domain);
    });
  }
  await Promise.all(domains.map(fetchList));
  rebuild();

  return {
    settled: () => fetching,
    named: (name) => callable.get(name),
    find: (upstream, tool) => callable.get(agentsName(upstream, tool)),
    listed: () =>
      [...callable].flatMap(([name, { listed, domain }]) => (domain.hidden ? [] : [{ ...listed, name }])),
    status: () =>
      [...states].map(([name, { reachable, pinned, findings }]) => {
        const doubled = [...pinned.keys()].filter((tool) => !callable.has(agentsName(name, tool)));
        return {
          name,
          reachable,
          tools: [...pinned.keys()].filter((tool) => !doubled.includes(tool)),
          findings: [...findings, ...doubled.map((tool) => doubledName(name, tool))],
        };
      }),
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      isClosed = true;
      listeners.clear();
    },
  };
}

function doubledName(upstream: string, tool: string): ToolFinding {
  const name = agentsName(upstream, tool);
  return { tool, what: 'twice', detail: `a tool of another upstream would be called ${name}, too` };
}

function keyOf({ tool, what, detail }: ToolFinding): string {
  return JSON.stringify([tool, what, detail]);
}
