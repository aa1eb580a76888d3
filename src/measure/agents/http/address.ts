/** The address of an agent's endpoint as it stands in an agent's id, taken apart and checked. */
import { OffswitchError } from '../../../kit/errors.ts';

export interface EndpointAddress {
  /** Scheme, host and path without a trailing slash. */
  readonly base: string;
  /** Parameters of the query that go to the endpoint. */
  readonly query: Readonly<Record<string, string>>;
  /** How the endpoint gets at the scenario's tools: sent with every request, in the prompt, or served through MCP. */
  readonly tools: 'sent' | 'text' | 'mcp';
  /** What it is asked for as a model. */
  readonly model: string;
}

const SECRET_PARAMETER = /key|token|secret|sig|pass|auth/i;

/** Errors: `bad-agent`, which never quotes the address: there may be a password in it. */
export function endpointAddress(id: string): EndpointAddress {
  const text = /^http:(?=https?:)/.test(id) ? id.slice('http:'.length) : id;
  const url = URL.canParse(text) && /^https?:\/\//i.test(text) ? new URL(text) : undefined;
  if (url === undefined || url.hash !== '')
    throw bad(
      'the id of the agent is not the address of an endpoint',
      'Write http://HOST:PORT/v1 or https://HOST/v1.',
    );
  const { tools, model, ...query } = Object.fromEntries(url.searchParams);
  const secret = Object.keys(query).find((name) => SECRET_PARAMETER.test(name));
  if (url.username !== '' || url.password !== '' || secret !== undefined)
    throw bad(
      "there is a password or a key in the agent's address, and ids are recorded",
      'Leave it out of the address and set the environment variable OFFSWITCH_AGENT_KEY.',
    );
  if (tools !== undefined && tools !== 'mcp' && tools !== 'text')
    throw bad(
      `?tools=${JSON.stringify(tools)} is not known`,
      'Write ?tools=mcp or ?tools=text, or leave it out.',
    );
  return {
    base: `${url.origin}${url.pathname}`.replace(/\/+$/, ''),
    query,
    tools: tools ?? 'sent',
    model: model ?? 'agent',
  };
}

function bad(message: string, remedy: string): OffswitchError {
  return new OffswitchError('bad-agent', message, remedy);
}
