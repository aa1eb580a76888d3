/** Models behind any server that speaks OpenAI's chat completions (`compatible:MODEL`): vLLM, Ollama, llama.cpp, LiteLLM. */
import { OffswitchError } from '../../../../kit/errors.ts';
import type { AgentOptions } from '../../agent.ts';
import type { ServerConfig } from '../../config.ts';
import { type BaseUrl, parseBaseUrl } from '../base-url.ts';
import { readHeaders, readKey, readVariable } from '../variables.ts';
import type { Connection } from './provider.ts';

const EXAMPLE = 'http://localhost:11434/v1';

/**
 * NAME is a server of the configuration file (`lab`, or `lab/MODEL`), else the model's id on the server of
 * OFFSWITCH_BASE_URL, with OFFSWITCH_API_KEY and OFFSWITCH_HEADERS. Errors: `provider-setup`, `bad-config`.
 */
export function connectCompatible(name: string, options: AgentOptions): Connection {
  const [entry = '', ...rest] = name.split('/');
  const servers = options.config?.servers ?? {};
  const server = Object.hasOwn(servers, entry) ? servers[entry] : undefined;
  return server === undefined
    ? connectByEnvironment(name, options)
    : connectByConfig(server, entry, rest.join('/'), options);
}

function connectByEnvironment(model: string, { environment }: AgentOptions): Connection {
  const address = readVariable(environment, 'OFFSWITCH_BASE_URL');
  if (address === undefined) {
    throw new OffswitchError(
      'provider-setup',
      `compatible:${model} needs the address of a server`,
      `Set the environment variable OFFSWITCH_BASE_URL, e.g. OFFSWITCH_BASE_URL=${EXAMPLE}, or name a server of the configuration file.`,
      { variable: 'OFFSWITCH_BASE_URL' },
    );
  }
  const base = parseBaseUrl(address, 'OFFSWITCH_BASE_URL', EXAMPLE);
  const headers = readHeaders(environment, 'OFFSWITCH_HEADERS');
  const key = readKey(environment, 'OFFSWITCH_API_KEY');
  return connection(model, base, key, headers, Object.values(headers));
}

function connectByConfig(
  server: ServerConfig,
  entry: string,
  asked: string,
  { environment, config }: AgentOptions,
): Connection {
  const model = asked === '' ? server.model : asked;
  if (model === undefined) {
    throw new OffswitchError(
      'bad-config',
      `${config?.file ?? 'the configuration'}: at servers.${entry}.model: there is none, and compatible:${entry} names none`,
      `Add "model" there, or write compatible:${entry}/MODEL.`,
      { member: `servers.${entry}.model` },
    );
  }
  const variable = (name: string) => {
    const value = readKey(environment, name);
    if (value !== undefined) return value;
    throw new OffswitchError(
      'provider-setup',
      `compatible:${entry} needs the variable ${name}`,
      `Set the environment variable ${name}, or write it into the key file.`,
      { variable: name },
    );
  };
  const key = server.keyVariable === undefined ? undefined : variable(server.keyVariable);
  const secrets: string[] = [];
  const headers = Object.entries(server.headers).map(([name, value]) => {
    if (typeof value === 'string') return [name, value] as const;
    const secret = headerValue(environment, value.variable) ?? variable(value.variable);
    secrets.push(secret);
    return [name, secret] as const;
  });
  const base = parseBaseUrl(server.baseURL, `servers.${entry}.baseURL`, EXAMPLE);
  const limit = server.maxConcurrency === undefined ? {} : { maxConcurrency: server.maxConcurrency };
  return { ...connection(model, base, key, Object.fromEntries(headers), secrets), ...limit };
}

/** Unlike a key, a header may hold spaces (`Bearer ...`). */
function headerValue(environment: AgentOptions['environment'], name: string): string | undefined {
  const value = readVariable(environment, name);
  return value !== undefined && /^[\x20-\x7e]+$/.test(value) ? value : undefined;
}

function connection(
  model: string,
  base: BaseUrl,
  key: string | undefined,
  headers: Readonly<Record<string, string>>,
  secrets: readonly string[],
): Connection {
  const authorization =
    key !== undefined || base.authorization === undefined ? {} : { Authorization: base.authorization };
  return {
    model,
    address: base.address,
    settings: {
      name: 'compatible',
      baseURL: base.address,
      queryParams: base.query,
      includeUsage: true,
      supportsStructuredOutputs: true,
      ...(key === undefined ? {} : { apiKey: key }),
      headers: { ...authorization, ...headers },
    },
    secrets: [
      key,
      base.authorization?.replace('Basic ', ''),
      ...base.secrets,
      ...secrets,
      // `Bearer KEY` in a header: the key alone is as secret.
      ...secrets.flatMap((secret) => secret.split(' ').slice(1)),
    ],
  };
}
