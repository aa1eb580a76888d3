/** Opens models of the table with conduct of a test's own, which the registry does not hand on. */
import type { AgentKind, AgentOptions } from '../../src/measure/agents/agent.ts';
import type { ConductChanges } from '../../src/measure/agents/model/model-agent.ts';
import { openProvider } from '../../src/measure/agents/model/providers/open.ts';
import { providers } from '../../src/measure/agents/model/providers/table.ts';

export type OpenModel = (name: string, options: AgentOptions, conduct?: ConductChanges) => Promise<AgentKind>;

function opening(kind: string): OpenModel {
  const provider = providers[kind];
  if (provider === undefined) throw new Error(`there is no provider ${kind}`);
  return (name, options, conduct) => openProvider(provider, name, options, conduct);
}

export const openOpenAI = opening('openai');
export const openCompatible = opening('compatible');
