/** The kinds of agents there are. A new kind is a file and a line here. */
import { OffswitchError } from '../../kit/errors.ts';
import { unknownName } from '../../kit/names.ts';
import type { AgentKind, AgentOptions } from './agent.ts';
import { aliasesOf, withoutAlias } from './model/aliases.ts';
import type { Provider } from './model/providers/provider.ts';
import { providers } from './model/providers/table.ts';
import { asItsOwnerSays } from './own.ts';
import { guarded } from './scrubbing.ts';

interface KindOfAgent {
  readonly form: string;
  readonly summary: string;
  /** Somebody's own agent, of which they may say more than its id does. */
  readonly own?: true;
  open(name: string, options: AgentOptions): Promise<AgentKind>;
}

/** Each kind is loaded on first use: the command line must start fast. */
export const agentKinds: Readonly<Record<string, KindOfAgent>> = {
  sim: {
    form: 'sim:NAME',
    summary: 'simulated: a program that chooses moves with stated probabilities; needs no key',
    open: async (name) => (await import('./simulated/simulated.ts')).openSimulated(name),
  },
  script: {
    form: 'script:FILE',
    summary: 'plays the texts and tool calls of a JSON file verbatim',
    open: async (name, options) => (await import('./script.ts')).openScript(name, options),
  },
  fn: {
    form: 'fn:FILE',
    summary: 'your own agent: a .ts or .js module whose default export takes turns',
    own: true,
    open: async (name, options) => (await import('./function.ts')).openFunction(name, options),
  },
  mcp: {
    form: 'mcp:COMMAND',
    summary: 'your own agent: a program that plays as an MCP client; started once a trial',
    own: true,
    open: async (name, options) => (await import('./mcp/command.ts')).openCommand(name, options),
  },
  http: {
    form: 'http://HOST:PORT/v1',
    summary: 'your own agent: an endpoint that speaks OpenAI chat completions; also http:URL',
    own: true,
    open: async (name, options) => (await import('./http/endpoint.ts')).openEndpoint(`http:${name}`, options),
  },
  https: {
    form: 'https://HOST/v1',
    summary: 'the same over TLS; OFFSWITCH_AGENT_KEY is sent as its key',
    own: true,
    open: async (name, options) =>
      (await import('./http/endpoint.ts')).openEndpoint(`https:${name}`, options),
  },
  ...modelKinds(),
  package: {
    form: 'package:NPM-NAME:MODEL',
    summary: 'a model by any other provider package of the AI SDK, once it is installed',
    open: async (name, options) => {
      const { providerOfPackage } = await import('./model/providers/custom.ts');
      const { provider, written } = providerOfPackage(name);
      return openModel(provider, written, options);
    },
  },
};

/** The providers of the table, each a kind. */
function modelKinds(): Readonly<Record<string, KindOfAgent>> {
  const kinds = Object.values(providers).map((provider): [string, KindOfAgent] => [
    provider.kind,
    {
      form: `${provider.kind}:MODEL`,
      summary: `a model of ${provider.title}; set ${provider.variables[0] ?? 'its key'}`,
      open: (name, options) => openModel(provider, name, options),
    },
  ]);
  return Object.fromEntries(kinds);
}

async function openModel(provider: Provider, written: string, options: AgentOptions): Promise<AgentKind> {
  return (await import('./model/providers/open.ts')).openProvider(provider, written, options);
}

/** In UTF-16 units; what a person writes is far below, options included. */
const LONGEST_ID = 20_000;

/**
 * Resolves an agent id, or a short name for one; the kind has the full id. Errors: `unknown-name`, `bad-agent`,
 * `provider-setup`, `missing-package` and those of the kind.
 */
export async function openAgent(id: string, options: AgentOptions): Promise<AgentKind> {
  demandReadable(id);
  const full = withoutAlias(id, options);
  const colon = full.split('?')[0]?.indexOf(':') ?? -1;
  const kindName = colon < 0 ? full : full.slice(0, colon);
  const name = colon < 0 ? '' : full.slice(colon + 1);
  const kind = Object.hasOwn(agentKinds, kindName)
    ? agentKinds[kindName]
    : await installedKind(kindName, options);
  if (kind === undefined) throw unknownKind(kindName, colon >= 0, options);
  if (name === '') {
    throw new OffswitchError(
      'bad-agent',
      `"${full}" names no agent`,
      `Write ${kind.form}; "offswitch agents --kinds" lists what there is.`,
      { agent: full },
    );
  }
  const found = await kind.open(name, options);
  const opened = kind.own ? asItsOwnerSays(found, id, options) : found;
  // Programs that are part of this one know no secrets, and millions of their turns go by.
  return opened.repeatable ? opened : guarded(opened, options);
}

/** Whether an id, or what a short name stands for, is of an agent of somebody's own. */
export function isOwn(id: string): boolean {
  return agentKinds[id.split(':')[0] ?? '']?.own === true;
}

/** Errors: `bad-agent`. */
function demandReadable(id: string): void {
  if (id.length <= LONGEST_ID && !/[\u0000-\u001f\u007f]/.test(id)) return;
  throw new OffswitchError(
    'bad-agent',
    `the id of an agent is too long or holds control characters`,
    `Write an id of one line and at most ${LONGEST_ID} characters.`,
  );
}

/** A provider that stands in no table but whose package is there. */
async function installedKind(kind: string, options: AgentOptions): Promise<KindOfAgent | undefined> {
  const { installedProvider } = await import('./model/providers/custom.ts');
  const provider = installedProvider(kind, options.folder);
  if (provider === undefined) return undefined;
  return {
    form: `${kind}:MODEL`,
    summary: `a model by the package ${provider.package}`,
    open: (name, given) => openModel(provider, name, given),
  };
}

function unknownKind(name: string, withColon: boolean, options: AgentOptions): OffswitchError {
  const names = Object.keys(agentKinds);
  const valid = withColon ? names : [...names, ...Object.keys(aliasesOf(options))];
  const error = unknownName('kind of agent', name, valid);
  if (!withColon || !/^[a-z][a-z0-9-]{1,60}$/.test(name)) return error;
  const hint = `If it is a provider of the AI SDK: npm install @ai-sdk/${name}.`;
  return new OffswitchError('unknown-name', error.message, `${error.remedy} ${hint}`, error.data);
}
