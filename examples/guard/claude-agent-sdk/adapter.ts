/** The guard as a server of tools for the Claude Agent SDK, with a refusal in words that a model can go on with. */
import type { HookCallback, Options } from '@anthropic-ai/claude-agent-sdk';
import { readable } from '../refusal.ts';

export function guardOptions(url: string): Pick<Options, 'mcpServers' | 'hooks'> {
  return {
    mcpServers: { guard: { type: 'http', url } },
    hooks: { PostToolUseFailure: [{ hooks: [explained] }] },
  };
}

const explained: HookCallback = async (input) =>
  input.hook_event_name === 'PostToolUseFailure' && readable(input.error) !== input.error
    ? {
        hookSpecificOutput: {
          hookEventName: input.hook_event_name,
          additionalContext: readable(input.error),
        },
      }
    : {};
