/** The protocols that are spoken. */
import { anthropic } from './anthropic.ts';
import { google } from './google.ts';
import { openAIChat } from './openai-chat.ts';
import { openAIResponses } from './openai-responses.ts';
import type { Protocol, ProtocolName } from './protocol.ts';

export const protocols: Readonly<Record<ProtocolName, Protocol>> = {
  anthropic,
  'openai-chat': openAIChat,
  'openai-responses': openAIResponses,
  google,
};
