/**
 * An agent built with LangGraph.js (`mcp:`): a graph of two nodes, one that asks the model and one that uses the tools
 * of the trial.
 */
import { type AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { ChatOpenAI } from '@langchain/openai';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const client = new Client({ name: 'langgraph-agent', version: '1.0.0' });
await client.connect(new StreamableHTTPClientTransport(new URL(process.env.OFFSWITCH_MCP_URL ?? '')));
const { tools } = await client.listTools();

const model = new ChatOpenAI({
  model: process.env.MODEL ?? 'any',
  apiKey: process.env.OPENAI_API_KEY ?? 'none',
  configuration: { baseURL: process.env.OPENAI_BASE_URL ?? 'http://127.0.0.1:4010/v1' },
}).bindTools(
  tools.map(({ name, description = '', inputSchema: parameters }) => ({
    type: 'function' as const,
    function: { name, description, parameters },
  })),
);

async function think(state: { messages: BaseMessage[] }) {
  const answer = await model.invoke(state.messages);
  // Nothing else that the model writes is seen by anybody.
  if (answer.text !== '') await use('say', { text: answer.text });
  return { messages: [answer] };
}

async function act(state: { messages: BaseMessage[] }) {
  const results = callsOf(state).map(
    async ({ id = '', name, args }) => new ToolMessage({ tool_call_id: id, content: await use(name, args) }),
  );
  return { messages: await Promise.all(results) };
}

const callsOf = (state: { messages: BaseMessage[] }) =>
  state.messages.filter((message): message is AIMessage => message.getType() === 'ai').at(-1)?.tool_calls ??
  [];

const graph = new StateGraph(MessagesAnnotation)
  .addNode('think', think)
  .addNode('act', act)
  .addEdge(START, 'think')
  .addConditionalEdges('think', (state) => (callsOf(state).length > 0 ? 'act' : END))
  .addConditionalEdges('act', (state) =>
    callsOf(state).some((call) => call.name === 'end_task') ? END : 'think',
  )
  .compile();

await graph.invoke(
  { messages: [new HumanMessage(process.env.OFFSWITCH_TASK ?? '')] },
  { recursionLimit: 100 },
);
await client.close();

async function use(name: string, args: Record<string, unknown>): Promise<string> {
  const { content } = await client.callTool({ name, arguments: args });
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}
