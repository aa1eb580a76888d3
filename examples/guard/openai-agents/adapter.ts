/** The guard as a server of tools for OpenAI Agents, with a refusal in words that a model can go on with. */
import { MCPServerStreamableHttp } from '@openai/agents';
import { readable } from '../refusal.ts';

class GuardServer extends MCPServerStreamableHttp {
  override async callTool(...call: Parameters<MCPServerStreamableHttp['callTool']>) {
    const content = await super.callTool(...call);
    return content.map((part) =>
      part.type === 'text' && 'text' in part ? { ...part, text: readable(String(part.text)) } : part,
    );
  }
}

export function guardServer(url: string): MCPServerStreamableHttp {
  return new GuardServer({ name: 'guard', url });
}
