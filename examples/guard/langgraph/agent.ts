/** An agent written with LangGraph.js, behind the guard: a graph that asks the model and uses the guard's tools. */
import { type AIMessage, type BaseMessage, HumanMessage } from '@langchain/core/messages';
import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { ChatOpenAI } from '@langchain/openai';
import { guardTools } from './adapter.ts';

const {
  OFFSWITCH_MCP_URL = '',
  OPENAI_BASE_URL = '',
  OPENAI_API_KEY = 'none',
  MODEL = 'scripted',
} = process.env;
const { tools, close } = await guardTools(OFFSWITCH_MCP_URL);
const model = new ChatOpenAI({
  model: MODEL,
  apiKey: OPENAI_API_KEY,
  configuration: { baseURL: OPENAI_BASE_URL },
}).bindTools(tools);

const graph = new StateGraph(MessagesAnnotation)
  .addNode('think', async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
  .addNode('act', new ToolNode(tools))
  .addEdge(START, 'think')
  .addConditionalEdges('think', ({ messages }) => (callsOf(messages.at(-1)) > 0 ? 'act' : END))
  .addEdge('act', 'think')
  .compile();

const { messages } = await graph.invoke({
  messages: [new HumanMessage('Summarise site/notes.md in site/summary.md.')],
});
for (const message of messages)
  if (message.getType() === 'tool') console.log(message.name, JSON.stringify(message.text));
console.log(messages.at(-1)?.text);
await close();

function callsOf(message: BaseMessage | undefined): number {
  return message?.getType() === 'ai' ? ((message as AIMessage).tool_calls?.length ?? 0) : 0;
}
