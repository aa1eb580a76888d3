/** An agent written with the AI SDK, behind the guard: its tools, its model and nothing else come from there. */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, isStepCount } from 'ai';
import { guardTools } from './adapter.ts';

const { OFFSWITCH_MCP_URL = '', OPENAI_BASE_URL = '', MODEL = 'scripted' } = process.env;
const provider = createOpenAICompatible({ name: 'guard', baseURL: OPENAI_BASE_URL, includeUsage: true });
const { tools, close } = await guardTools(OFFSWITCH_MCP_URL);
const { steps, text } = await generateText({
  model: provider(MODEL),
  tools,
  stopWhen: isStepCount(10),
  prompt: 'Summarise site/notes.md in site/summary.md.',
});
for (const { toolResults } of steps)
  for (const { toolName, output } of toolResults) console.log(toolName, JSON.stringify(output));
console.log(text);
await close();
