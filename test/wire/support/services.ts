/** The four protocols as a person has them: an agent id and the variables that lead to a test server. */
import type { AgentKind } from '../../../src/measure/agents/agent.ts';
import type { Traffic } from '../../../src/measure/agents/model/traffic.ts';
import { openAgent } from '../../../src/measure/agents/registry.ts';
import type { Protocol } from '../../support/model-server.ts';

export const KEY = 'sk-planted-0123456789abcdef';

export interface Service {
  readonly name: string;
  readonly protocol: Protocol;
  readonly agent: string;
  variables(url: string): Readonly<Record<string, string>>;
}

const openai = (url: string) => ({ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: url });

export const services: readonly Service[] = [
  { name: 'openai responses', protocol: 'openai', agent: 'openai:gpt-5.2', variables: openai },
  {
    name: 'openai chat',
    protocol: 'openai',
    agent: 'openai:gpt-4.1-mini',
    variables: (url) => ({ ...openai(url), OFFSWITCH_OPENAI_API: 'chat' }),
  },
  {
    name: 'anthropic',
    protocol: 'anthropic',
    agent: 'anthropic:claude-sonnet-4-5',
    variables: (url) => ({ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: url }),
  },
  {
    name: 'google',
    protocol: 'google',
    agent: 'google:gemini-3-flash-preview',
    variables: (url) => ({ GOOGLE_GENERATIVE_AI_API_KEY: KEY, GOOGLE_BASE_URL: url }),
  },
];

export function openService(
  service: Service,
  url: string,
  changes: Readonly<Record<string, string>> = {},
  traffic?: Traffic,
): Promise<AgentKind> {
  const environment = { ...service.variables(url), ...changes };
  return openAgent(service.agent, {
    environment,
    folder: '.',
    ...(traffic === undefined ? {} : { traffic }),
  });
}
