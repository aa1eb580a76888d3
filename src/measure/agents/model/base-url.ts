/** The address of a provider, taken apart so that what is secret in it never reaches a record. */
import { OffswitchError } from '../../../kit/errors.ts';

export interface BaseUrl {
  /** Scheme, host and path without a trailing slash: fit to be shown and recorded. */
  readonly address: string;
  /** Parameters of the query, e.g. `api-version`. */
  readonly query: Readonly<Record<string, string>>;
  /** Value of an Authorization header (RFC 7617) where the address carried a user and a password. */
  readonly authorization?: string;
  /** Parts that must never be shown. */
  readonly secrets: readonly string[];
}

const SECRET_PARAMETER = /key|token|secret|sig|pass|auth/i;

/** Parses the value of the environment variable or flag `variable`. Errors: `provider-setup`, which never quotes the value. */
export function parseBaseUrl(value: string, variable: string, example: string): BaseUrl {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new OffswitchError(
      'provider-setup',
      `${variable} is not an http(s) address${schemeIn(value)}`,
      `Set it to the address under which the server offers its API, e.g. ${variable}=${example}.`,
      { variable },
    );
  }
  const address = `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  const query = Object.fromEntries(url.searchParams);
  const secrets = Object.keys(query)
    .filter((name) => SECRET_PARAMETER.test(name))
    .flatMap((name) => query[name] ?? []);
  if (url.username === '' && url.password === '') return { address, query, secrets };
  const password = decoded(url.password);
  const pair = `${decoded(url.username)}:${password}`;
  return {
    address,
    query,
    authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
    secrets: [...secrets, password, pair],
  };
}

function schemeIn(value: string): string {
  const scheme = /^\s*([a-z][a-z0-9+.-]{0,15}):\/\//i.exec(value)?.[1];
  if (scheme === undefined) return ': it has no scheme';
  return /^https?$/i.test(scheme) ? '' : `: its scheme is ${scheme.toLowerCase()}:`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
