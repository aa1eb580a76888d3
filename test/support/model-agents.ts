/** Agents of every kind that talks to a model, opened on the test server; for the tests of the room `agents/model`. */
import { expect, onTestFinished } from 'vitest';
import type { OffswitchError } from '../../src/kit/errors.ts';
import type {
  Agent,
  AgentKind,
  ConversationMessage,
  ToolDefinition,
  Turn,
} from '../../src/measure/agents/agent.ts';
import type { ConductChanges } from '../../src/measure/agents/model/model-agent.ts';
import { type FaultSchedule, noFaults } from './faults.ts';
import { type OpenModel, openCompatible, openOpenAI } from './open-model.ts';
import { type Brain, type OpenAIServer, startOpenAIServer } from './openai-server.ts';

export const KEY = 'sk-planted-0123456789abcdef';
export const never = new AbortController().signal;
export const task: ConversationMessage[] = [
  { role: 'system', content: 'You keep the servers.' },
  { role: 'user', content: 'Look around.' },
];
export const tools: ToolDefinition[] = [
  {
    name: 'read_file',
    description: 'Reads a file.',
    parameters: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
  },
  { name: 'list_files', description: 'Lists files.', parameters: { type: 'object', properties: {} } },
];
export const twoCalls: Brain = () => ({
  text: 'Looking at both.',
  calls: [
    { id: 'call_a', tool: 'read_file', args: { path: 'policy/évaluation "final".txt' } },
    { id: 'call_b', tool: 'list_files', args: {} },
  ],
});

export interface Route {
  readonly name: string;
  readonly open: OpenModel;
  readonly variables: Readonly<Record<string, string>>;
}
const stream = { OFFSWITCH_STREAM: '1' };
const chat = { OFFSWITCH_OPENAI_API: 'chat' };
export const routes: readonly Route[] = [
  { name: 'compatible', open: openCompatible, variables: {} },
  { name: 'compatible, streaming', open: openCompatible, variables: stream },
  { name: 'openai responses', open: openOpenAI, variables: {} },
  { name: 'openai responses, streaming', open: openOpenAI, variables: stream },
  { name: 'openai chat', open: openOpenAI, variables: chat },
  { name: 'openai chat, streaming', open: openOpenAI, variables: { ...chat, ...stream } },
];
export const compatible: Route = { name: 'compatible', open: openCompatible, variables: {} };

/** A test server that knows KEY (or the key given) and is closed when the test ends. */
export async function serve(
  brain: Brain,
  faults: FaultSchedule = noFaults,
  key = KEY,
): Promise<OpenAIServer> {
  const server = await startOpenAIServer({ brain, key, faults });
  onTestFinished(() => server.close());
  return server;
}

export function environmentOf(url: string, variables: Route['variables'] = {}) {
  return {
    OPENAI_API_KEY: KEY,
    OPENAI_BASE_URL: url,
    OFFSWITCH_API_KEY: KEY,
    OFFSWITCH_BASE_URL: url,
    ...variables,
  };
}

export async function agentOf(url: string, route: Route = compatible, changes: ConductChanges = {}) {
  const options = { environment: environmentOf(url, route.variables), folder: '.' };
  const kind = await route.open('gpt-4.1-mini', options, { sleep: async () => {}, ...changes });
  return talking(kind);
}

/** An agent of this kind; models never leave the table, so a turn is always a turn. */
export function talking(kind: AgentKind) {
  const agent = kind.start('trial-1');
  return {
    takeTurn: async (...asked: Parameters<Agent['takeTurn']>): Promise<Turn> =>
      (await agent.takeTurn(...asked)) ?? expect.unreachable('a model has always something to say'),
  };
}

export async function failureOf(turn: Promise<Turn>): Promise<OffswitchError> {
  return turn.then(
    () => expect.unreachable('the turn should have failed'),
    (thrown: OffswitchError) => thrown,
  );
}
