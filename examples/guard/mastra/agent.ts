/** An agent written with Mastra, behind the guard: its tools, its model and nothing else come from there. */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { Agent } from '@mastra/core/agent';
import { guardTools } from './adapter.ts';

const { OFFSWITCH_MCP_URL = '', OPENAI_BASE_URL = '', MODEL = 'scripted' } = process.env;
const provider = createOpenAICompatible({ name: 'guard', baseURL: OPENAI_BASE_URL, includeUsage: true });
const { tools, close } = await guardTools(OFFSWITCH_MCP_URL);
const agent = new Agent({
  id: 'writer',
  name: 'writer',
  instructions: 'You keep the site of a small company in order.',
  model: provider(MODEL),
  tools,
});
const { text, steps } = await agent.generate('Summarise site/notes.md in site/summary.md.', { maxSteps: 10 });
for (const { toolResults } of steps)
  for (const { payload } of toolResults) console.log(payload.toolName, JSON.stringify(payload.result));
console.log(text);
await close();
