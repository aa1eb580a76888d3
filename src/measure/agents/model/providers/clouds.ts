/** Connecting to models behind the three large clouds, whose addresses are put together from names. */
import type { AgentOptions } from '../../agent.ts';
import { readVariable } from '../variables.ts';
import { baseFrom, demandKey, firstKey, missing, readLabel } from './connecting.ts';
import type { Connection } from './provider.ts';

/** Azure: a key, and the name of the resource or an address. The model is the name of a deployment. */
export function connectAzure(model: string, { environment }: AgentOptions, agent: string): Connection {
  const apiKey = demandKey(environment, ['AZURE_API_KEY'], agent);
  const own = baseFrom(environment, ['AZURE_BASE_URL'], agent);
  const resource = readLabel(environment, ['AZURE_RESOURCE_NAME']);
  if (own === undefined && resource === undefined)
    throw missing(agent, 'the name of a resource', ['AZURE_RESOURCE_NAME', 'AZURE_BASE_URL']);
  const baseURL = own ?? `https://${resource}.openai.azure.com/openai`;
  return { model, settings: { apiKey, baseURL }, address: baseURL, secrets: [apiKey] };
}

/** Bedrock: an API key or a pair of access keys, and a region. */
export function connectBedrock(model: string, { environment }: AgentOptions, agent: string): Connection {
  const region = readLabel(environment, ['AWS_REGION', 'AWS_DEFAULT_REGION']);
  if (region === undefined) throw missing(agent, 'a region', ['AWS_REGION']);
  const own = baseFrom(
    environment,
    ['BEDROCK_BASE_URL', 'AWS_ENDPOINT_URL_BEDROCK_RUNTIME', 'AWS_ENDPOINT_URL'],
    agent,
  );
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const reached = {
    model,
    address: own ?? `https://bedrock-runtime.${region}.${domain}`,
  };
  const base = own === undefined ? {} : { baseURL: own };
  const apiKey = firstKey(environment, ['AWS_BEARER_TOKEN_BEDROCK']);
  if (apiKey !== undefined) return { ...reached, settings: { region, ...base, apiKey }, secrets: [apiKey] };
  const accessKeyId = firstKey(environment, ['AWS_ACCESS_KEY_ID']);
  const secretAccessKey = firstKey(environment, ['AWS_SECRET_ACCESS_KEY']);
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw missing(agent, 'a key', [
      'AWS_BEARER_TOKEN_BEDROCK',
      'AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY',
    ]);
  const sessionToken = firstKey(environment, ['AWS_SESSION_TOKEN']);
  const session = sessionToken === undefined ? {} : { sessionToken };
  return {
    ...reached,
    settings: { region, ...base, accessKeyId, secretAccessKey, ...session },
    secrets: [accessKeyId, secretAccessKey, sessionToken],
  };
}

const VERTEX = 'https://aiplatform.googleapis.com/v1/publishers/google';

/** Vertex AI: an express key, or a project and a location with application default credentials. */
export function connectVertex(model: string, { environment }: AgentOptions, agent: string): Connection {
  const own = baseFrom(environment, ['VERTEX_BASE_URL'], agent);
  const base = own === undefined ? {} : { baseURL: own };
  const apiKey = firstKey(environment, ['GOOGLE_VERTEX_API_KEY']);
  if (apiKey !== undefined)
    return { model, settings: { ...base, apiKey }, address: own ?? VERTEX, secrets: [apiKey] };
  const project = readVariable(environment, 'GOOGLE_VERTEX_PROJECT');
  const location = readLabel(environment, ['GOOGLE_VERTEX_LOCATION']);
  if (project === undefined || location === undefined)
    throw missing(agent, 'a key or a project', [
      'GOOGLE_VERTEX_API_KEY',
      'GOOGLE_VERTEX_PROJECT with GOOGLE_VERTEX_LOCATION',
    ]);
  const host = location === 'global' ? 'aiplatform' : `${location}-aiplatform`;
  return {
    model,
    settings: { ...base, project, location },
    address: own ?? `https://${host}.googleapis.com/v1beta1/projects/${project}/locations/${location}`,
    secrets: [],
  };
}
