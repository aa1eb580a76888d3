/** Reading single variables of the environment: blank ones, keys, extra headers. */
import { z } from 'zod';
import { OffswitchError } from '../../../kit/errors.ts';
import { parseJson } from '../../../kit/json.ts';
import type { AgentOptions } from '../agent.ts';

type Environment = AgentOptions['environment'];

/** A variable without surrounding white space; `undefined` where unset or blank. */
export function readVariable(environment: Environment, name: string): string | undefined {
  const value = Object.hasOwn(environment, name) ? environment[name]?.trim() : undefined;
  return value === '' ? undefined : value;
}

/** A key that fits into an HTTP header. Errors: `provider-setup`, which never quotes the key. */
export function readKey(environment: Environment, name: string): string | undefined {
  const key = readVariable(environment, name);
  if (key === undefined || /^[\x21-\x7e]+$/.test(key)) return key;
  throw new OffswitchError(
    'provider-setup',
    `${name} holds characters that no HTTP header may carry`,
    `Set ${name} again; perhaps a line break or a quotation mark was copied with it.`,
    { variable: name },
  );
}

const headers = z.record(
  z.string().regex(/^[\w!#$%&'*+.^`|~-]{1,128}$/),
  z.string().regex(/^[\t\x20-\x7e]{0,8192}$/),
);

/** A JSON object of headers. Errors: `provider-setup`, which never quotes a value. */
export function readHeaders(environment: Environment, name: string): Readonly<Record<string, string>> {
  const text = readVariable(environment, name);
  if (text === undefined) return {};
  try {
    const result = headers.safeParse(parseJson(text, name));
    if (result.success) return result.data;
  } catch {
    // Falls through: the parser's words quote the text.
  }
  throw new OffswitchError(
    'provider-setup',
    `${name} is not a JSON object of HTTP headers`,
    `Write for example ${name}={"X-Team":"evaluation"}.`,
    { variable: name },
  );
}
