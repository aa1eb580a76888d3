/** An agent written with the Claude Agent SDK, behind the guard: its tools and its model come from there. */
import { query } from '@anthropic-ai/claude-agent-sdk';
import { guardOptions } from './adapter.ts';

const { OFFSWITCH_MCP_URL = '', MODEL = 'scripted' } = process.env;
for await (const message of query({
  prompt: 'Summarise site/notes.md in site/summary.md.',
  options: {
    ...guardOptions(OFFSWITCH_MCP_URL),
    model: MODEL,
    // Its own tools would act in the sandbox alone.
    tools: [],
    allowedTools: ['mcp__guard__*'],
    settingSources: [],
    maxTurns: 10,
  },
})) {
  if (message.type === 'user' && Array.isArray(message.message.content))
    for (const block of message.message.content)
      if (block.type === 'tool_result') console.log(JSON.stringify(block.content));
  if (message.type === 'result')
    console.log(message.subtype === 'success' ? message.result : message.subtype);
}
