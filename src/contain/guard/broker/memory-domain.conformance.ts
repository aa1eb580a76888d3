/** A world in memory for tests of the broker: files that a tool writes, and a count of everything that ran. */
import { openPolicies } from '../policy/policies.ts';
import { type ListedTool, toolDigest } from '../tools.ts';
import type { CarriedOut, EffectDomain, Observation } from './domain.ts';

export interface MemoryDomain extends EffectDomain {
  readonly files: Map<string, string>;
  /** Intents in the order in which their effects ran. */
  readonly ran: readonly string[];
  tools: readonly ListedTool[];
  /** Tells that the list may have changed. */
  changeTools(tools: readonly ListedTool[]): void;
  /** Comes in the way of whatever is carried out. */
  onCarryOut: ((intent: string) => Promise<void>) | undefined;
  onObserve: (() => Observation) | undefined;
}

const text = { type: 'string' } as const;
const object = (properties: Record<string, object>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

export const memoryTools: readonly ListedTool[] = [
  { name: 'write_file', description: 'Writes a file.', inputSchema: object({ path: text, content: text }) },
  { name: 'read_file', description: 'Reads a file.', inputSchema: object({ path: text }) },
  { name: 'send', description: 'Sends a message.', inputSchema: object({ to: text, text }) },
  { name: 'stop', description: 'Stops an agent.', inputSchema: object({ agent: text }) },
  {
    name: 'create',
    description: 'Creates agents.',
    inputSchema: object({ name: text, count: { type: 'integer' } }),
  },
];

function pinned(name: string, binding: object): object {
  const tool = memoryTools.find((one) => one.name === name);
  if (tool === undefined) throw new Error(`no tool ${name}`);
  return { [name]: { ...binding, schema: toolDigest(tool) } };
}

/** `upstreams` of guard.yaml for this world. */
export const memoryUpstreams = {
  files: {
    command: ['files'],
    directory: '/srv/site',
    tools: {
      ...pinned('write_file', { class: 'write', resources: [{ at: '/path' }] }),
      ...pinned('read_file', { class: 'read', resources: [{ at: '/path' }] }),
      ...pinned('send', { class: 'message', subjects: ['/to'] }),
      ...pinned('stop', { class: 'stop-agent', subjects: ['/agent'] }),
      ...pinned('create', { class: 'create-agent', subjects: ['/name'], count: '/count' }),
    },
  },
};

/** Everything that the layers before it let through is permitted. */
export function openDoor(): ReturnType<typeof openPolicies> {
  return openPolicies([{ path: 'open.cedar', text: 'permit(principal, action, resource);' }]);
}

export function memoryDomain(files = new Map<string, string>()): MemoryDomain {
  const ran: string[] = [];
  const listeners: (() => void)[] = [];
  const domain: MemoryDomain = {
    name: 'files',
    files,
    ran,
    tools: memoryTools,
    onCarryOut: undefined,
    onObserve: undefined,
    listTools: async () => domain.tools,
    onToolsChanged: (listener) => listeners.push(listener),
    changeTools(tools) {
      domain.tools = tools;
      for (const listener of listeners) listener();
    },
    examine: async (effect) => effect,
    async carryOut(capability) {
      const { arguments: given } = capability.redeem();
      await domain.onCarryOut?.(capability.intent);
      ran.push(capability.intent);
      return carriedOut(capability.tool, given, files);
    },
    async observe(effect) {
      if (domain.onObserve !== undefined) return domain.onObserve();
      const { path, content } = effect.arguments;
      if (effect.tool !== 'write_file') return { result: 'unobservable', probe: 'memory', evidence: null };
      const found = files.get(String(path));
      return {
        result: found === content ? 'confirmed' : 'contradicted',
        probe: 'memory',
        evidence: { found: found ?? null },
      };
    },
    close: async () => {},
  };
  return domain;
}

function carriedOut(
  tool: string,
  { path, content }: Readonly<Record<string, unknown>>,
  files: Map<string, string>,
): CarriedOut {
  if (tool === 'write_file') files.set(String(path), String(content));
  if (tool === 'read_file' && !files.has(String(path)))
    return { status: 'failed', result: { content: [{ type: 'text', text: 'no such file' }], isError: true } };
  return {
    status: 'done',
    result: { content: [{ type: 'text', text: files.get(String(path)) ?? 'done' }] },
  };
}
