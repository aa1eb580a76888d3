/** `http://...`: an agent behind an endpoint that speaks OpenAI chat completions and does the rest by itself. */
import { type AgentKind, type AgentOptions, PLAIN_PERSONA } from '../agent.ts';
import { boundedFetch } from '../model/bounded-fetch.ts';
import { withKeyFile } from '../model/key-file.ts';
import { withSoundCalls } from '../model/loose-calls.ts';
import { type ConductChanges, type ModelSetup, modelKind } from '../model/model-agent.ts';
import { readSettings } from '../model/settings.ts';
import { readKey, readVariable } from '../model/variables.ts';
import { type EndpointAddress, endpointAddress } from './address.ts';
import { agentWithTools } from './with-mcp.ts';

/** Time for an agent that plays a whole trial in one request, where nobody says another. */
const USUAL_REQUEST_MS = 300_000;

/**
 * Opens an endpoint under its address, with or without `http:` before it. Reads OFFSWITCH_AGENT_KEY and the settings
 * of every model call. Errors: `bad-agent`, `provider-setup`, `key-file`.
 */
export async function openEndpoint(
  id: string,
  given: AgentOptions,
  conduct: ConductChanges = {},
): Promise<AgentKind> {
  const options = withKeyFile(given);
  const address = endpointAddress(id);
  const key = readKey(options.environment, 'OFFSWITCH_AGENT_KEY');
  const own = address.tools === 'text' ? { tools: address.tools } : {};
  const settings = readSettings(options.environment, own);
  const setupWith = await setups(id, address, { key, settings, traffic: options.traffic });
  const { model: _unknown, ...kind } = modelKind(setupWith(), conduct);
  const sent = {
    ...kind,
    reusable: false,
    persona: PLAIN_PERSONA,
    parameters: { tools: address.tools, ...kind.parameters, query: address.query },
  };
  if (address.tools !== 'mcp') return sent;
  const patient = readVariable(options.environment, 'OFFSWITCH_TIMEOUT') === undefined;
  // A request that was cut in the middle may have acted already, so it is never made again.
  const once: ConductChanges = {
    ...(patient ? { deadlineMs: USUAL_REQUEST_MS } : {}),
    ...conduct,
    attempts: 1,
  };
  return {
    ...sent,
    resumes: false,
    start: (seed) => agentWithTools(seed, (headers) => modelKind(setupWith(headers), once).start(seed)),
  };
}

type Headers = Readonly<Record<string, string>>;

async function setups(
  id: string,
  address: EndpointAddress,
  { key, settings, traffic }: Pick<ModelSetup, 'settings' | 'traffic'> & { readonly key: string | undefined },
): Promise<(headers?: Headers) => ModelSetup> {
  // Loading the package takes longer than the whole start of the command line may.
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
  return (headers = {}) => ({
    id,
    provider: 'endpoint.chat',
    kind: 'http',
    model: createOpenAICompatible({
      name: 'endpoint',
      baseURL: address.base,
      queryParams: address.query,
      includeUsage: true,
      headers,
      fetch: withSoundCalls(boundedFetch),
      ...(key === undefined ? {} : { apiKey: key }),
    }).chatModel(address.model),
    address: address.base,
    settings,
    traffic,
    secrets: [key, ...Object.values(headers)],
    dialect: { emptyReasoning: true },
  });
}
