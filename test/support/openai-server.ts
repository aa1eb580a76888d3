/** The test server of model-server.ts as OpenAI's service: chat completions and Responses. */
import { type ModelServer, type ModelServerOptions, startModelServer } from './model-server.ts';

export type { Brain } from './model-server.ts';
export type OpenAIServerOptions = Omit<ModelServerOptions, 'protocol'>;
export type OpenAIServer = ModelServer;

/** Starts the server on a free port of 127.0.0.1. */
export function startOpenAIServer(options: OpenAIServerOptions): Promise<OpenAIServer> {
  return startModelServer({ ...options, protocol: 'openai' });
}
