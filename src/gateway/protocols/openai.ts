/** What both protocols of OpenAI share. */
import type { Json } from '../../kit/canonical.ts';

export const openAIKey = { header: 'authorization', prefix: 'Bearer ' } as const;

/** Clients may have been given the base address with or without the version. */
export function underBase(path: string): string {
  return path.startsWith('/v1/') ? path.slice('/v1'.length) : path;
}

const types: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'invalid_request_error',
  429: 'rate_limit_error',
};

export function openAIError(status: number, message: string): Json {
  const type = types[status] ?? (status >= 500 ? 'server_error' : 'invalid_request_error');
  return { error: { message, type, param: null, code: null } };
}
