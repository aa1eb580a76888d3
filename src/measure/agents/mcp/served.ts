/** An agent that somebody else starts: whoever connects to the trial that is served. */
import type { McpServerFactory } from '@modelcontextprotocol/server';
import { type AgentKind, PLAIN_PERSONA } from '../agent.ts';
import { type Bridge, createBridge } from './bridge.ts';
import { SURFACE, surfaceOf, taskOf } from './surface.ts';

export interface ServedTrial {
  /** The agent of one trial: it can be started once. */
  readonly kind: AgentKind;
  /** Makes MCP servers onto the trial; they come to be once the trial has begun. */
  readonly factory: McpServerFactory;
  readonly bridge: Bridge;
}

/**
 * The kind with the id `mcp:NAME`, NAME being what the person who serves the trial calls the agent: what a client says
 * of itself is recorded and never believed.
 */
export function servedTrial(name: string, persona = PLAIN_PERSONA): ServedTrial {
  const bridge = createBridge();
  const { promise: begun, resolve: begin } = Promise.withResolvers<McpServerFactory>();
  const kind: AgentKind = {
    id: `mcp:${name}`,
    simulated: false,
    repeatable: false,
    resumes: false,
    reusable: false,
    persona,
    parameters: { surface: SURFACE, served: true },
    start: () => ({
      takeTurn: (conversation, tools, signal) => {
        begin(surfaceOf(taskOf(conversation, tools), bridge));
        return bridge.agent.takeTurn(conversation, tools, signal);
      },
      end: (conversation) => bridge.agent.end(conversation),
    }),
  };
  return { kind, bridge, factory: async (context) => (await begun)(context) };
}
