/** Asking the page's server. */
import type { Failure } from '../../approvals/wire.ts';
import { pageKey } from './key.ts';

export class AskError extends Error {
  readonly code: string;
  readonly remedy: string;

  constructor({ code, message, remedy }: Failure['error']) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }
}

/** Errors: AskError with the code of the server, or `unreachable`. */
export async function ask<T>(path: string, body?: unknown): Promise<T> {
  const response = await send(path, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
  // The server and this application are of one build.
  if (response.ok) return (await response.json()) as T;
  throw new AskError(await failureIn(response));
}

export async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`/api/${path}`, { ...init, headers: { 'offswitch-page-key': pageKey() } });
  } catch {
    throw new AskError({
      code: 'unreachable',
      message: 'The page cannot be reached.',
      remedy: 'Is "offswitch approvals serve" running? It tries again by itself.',
    });
  }
}

async function failureIn(response: Response): Promise<Failure['error']> {
  try {
    const { error } = (await response.json()) as Failure;
    return error;
  } catch {
    return {
      code: 'unreachable',
      message: `The page answered with status ${response.status}.`,
      remedy: 'Load the page again.',
    };
  }
}
