/** An agent written with Mastra, behind the guard: its tools, its model and nothing else come from there. */
import { Agent } from '@mastra/core/agent';
import { guardTools } from './adapter.ts';

const {
  OFFSWITCH_MCP_URL = '',
  OPENAI_BASE_URL = '',
  OPENAI_API_KEY = 'none',
  MODEL = 'scripted',
} = process.env;
const { tools, close } = await guardTools(OFFSWITCH_MCP_URL);
const agent = new Agent({
  id: 'writer',
  name: 'writer',
  instructions: 'You keep the site of a small company in order.',
  model: { id: `guard/${MODEL}`, url: OPENAI_BASE_URL, apiKey: OPENAI_API_KEY },
  tools,
});
const { steps } = await agent.generate('Summarise site/notes.md in site/summary.md.', { maxSteps: 10 });
for (const { toolResults } of steps)
  for (const { payload } of toolResults) console.log(payload.toolName, JSON.stringify(payload.result));
console.log(steps.at(-1)?.text);
await close();
