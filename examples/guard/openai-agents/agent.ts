/** An agent written with OpenAI Agents, behind the guard: its tools, its model and nothing else come from there. */
import { Agent, OpenAIChatCompletionsModel, run, setTracingDisabled } from '@openai/agents';
import OpenAI from 'openai';
import { guardServer } from './adapter.ts';

const {
  OFFSWITCH_MCP_URL = '',
  OPENAI_BASE_URL = '',
  OPENAI_API_KEY = 'none',
  MODEL = 'scripted',
} = process.env;
// There is no way to the service that collects traces.
setTracingDisabled(true);
const server = guardServer(OFFSWITCH_MCP_URL);
await server.connect();
const agent = new Agent({
  name: 'writer',
  instructions: 'You keep the site of a small company in order.',
  model: new OpenAIChatCompletionsModel(
    new OpenAI({ baseURL: OPENAI_BASE_URL, apiKey: OPENAI_API_KEY }),
    MODEL,
  ),
  mcpServers: [server],
});
const { newItems, finalOutput } = await run(agent, 'Summarise site/notes.md in site/summary.md.');
for (const item of newItems)
  if (item.type === 'tool_call_output_item') console.log(JSON.stringify(item.output));
console.log(finalOutput);
await server.close();
