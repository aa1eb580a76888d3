/** The kinds of agents there are. A new kind is a file and a line here. */
import { OffswitchError } from '../kit/errors.ts';
import { unknownName } from '../kit/names.ts';
import type { AgentKind, AgentOptions } from './agent.ts';

interface KindOfAgent {
  readonly form: string;
  readonly summary: string;
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
    open: async (name, options) => (await import('./function.ts')).openFunction(name, options),
  },
  compatible: {
    form: 'compatible:MODEL',
    summary: 'a model behind any server that speaks OpenAI chat completions; set OFFSWITCH_BASE_URL',
    open: async (name, options) => (await import('./model/compatible.ts')).openCompatible(name, options),
  },
  openai: {
    form: 'openai:MODEL',
    summary: 'a model of OpenAI; set OPENAI_API_KEY',
    open: async (name, options) => (await import('./model/openai.ts')).openOpenAI(name, options),
  },
};

/** Resolves an agent id. Errors: `unknown-name`, `bad-agent`, `provider-setup` and those of the kind. */
export async function openAgent(id: string, options: AgentOptions): Promise<AgentKind> {
  const colon = id.indexOf(':');
  const kindName = colon < 0 ? id : id.slice(0, colon);
  const kind = Object.hasOwn(agentKinds, kindName) ? agentKinds[kindName] : undefined;
  if (kind === undefined) throw unknownName('kind of agent', kindName, Object.keys(agentKinds));
  const name = colon < 0 ? '' : id.slice(colon + 1);
  if (name === '') {
    throw new OffswitchError(
      'bad-agent',
      `"${id}" names no agent`,
      `Write ${kind.form}; "offswitch agents" lists what there is.`,
      { agent: id },
    );
  }
  return kind.open(name, options);
}
