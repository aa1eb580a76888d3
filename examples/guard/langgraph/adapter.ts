/** Tools of the guard for LangGraph.js, with a refusal in words that a model can go on with. */
import { tool } from '@langchain/core/tools';
import { MultiServerMCPClient } from '@langchain/mcp-adapters';
import { readable } from '../refusal.ts';

export async function guardTools(url: string) {
  const client = new MultiServerMCPClient({ guard: { transport: 'http', url } });
  const tools = (await client.getTools()).map((one) =>
    tool(async (input) => one.invoke(input).catch((thrown: Error) => readable(causeOf(thrown))), {
      name: one.name,
      description: one.description,
      schema: one.schema,
    }),
  );
  return { tools, close: () => client.close() };
}

/** The library puts a sentence of its own before what the guard said. */
function causeOf({ message }: Error): string {
  return message.replace(/^MCP tool '.*' on server '.*' returned an error: /, '');
}
