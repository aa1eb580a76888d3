/** Reading requests: what is on a list is harmless, and everything else is what the provider would do by itself. */
import { isRecord } from '../../kit/canonical.ts';
import { OffswitchError } from '../../kit/errors.ts';

export function badRequest(what: string): OffswitchError {
  return new OffswitchError('bad-request', what, 'Send a request as the reference of the provider has it.');
}

export type Members = Readonly<Record<string, unknown>>;

export function textAt(body: Members, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw badRequest(`${name} must be a text`);
  return value;
}

/** False where it is not said. */
export function flagAt(body: Members, name: string): boolean {
  const value = body[name] ?? false;
  if (typeof value !== 'boolean') throw badRequest(`${name} must be true or false`);
  return value;
}

export function numberAt(body: Members, name: string): number | undefined {
  const value = body[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw badRequest(`${name} must be a whole number`);
  return value;
}

/** Empty where it is not said. */
export function listAt(body: Members, name: string): readonly unknown[] {
  const value = body[name] ?? [];
  if (!Array.isArray(value)) throw badRequest(`${name} must be a list`);
  return value;
}

export function recordAt(body: Members, name: string): Members {
  return demandRecord(body[name] ?? {}, name);
}

export function demandRecord(value: unknown, name: string): Members {
  if (!isRecord(value)) throw badRequest(`${name} must be an object`);
  return value;
}

/** Names of the members that say something and are not on the list. */
export function membersBeyond(value: Members, known: ReadonlySet<string>): readonly string[] {
  return Object.keys(value).filter((name) => !known.has(name) && value[name] !== null);
}

/** The type of something that is not known; one without a type is called by where it stands. */
export function typeOf(value: Members, place: string): string {
  return typeof value.type === 'string' && value.type !== '' ? value.type : place;
}

export function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** As every protocol has them; a provider may know others as tools of its own (`$web_search`). */
const FUNCTION_NAME = /^[A-Za-z_][\w.:-]{0,127}$/;

/** Of a function that the client runs: what its definition says beyond what one has. */
export function inFunction(definition: unknown, known: ReadonlySet<string>): readonly string[] {
  const members = demandRecord(definition, 'function');
  const { name } = members;
  if (typeof name !== 'string') throw badRequest('a function must have a name');
  return [...membersBeyond(members, known), ...(FUNCTION_NAME.test(name) ? [] : [`function ${name}`])];
}

/** Who may call a tool: code that the provider runs is somebody else than the model. */
export function inCallers(tool: Members): readonly string[] {
  return listAt(tool, 'allowed_callers').every((caller) => caller === 'direct') ? [] : ['allowed_callers'];
}

/** An address that holds what it names; any other has to be fetched. */
export function isInline(url: unknown): boolean {
  return typeof url === 'string' && /^data:/i.test(url);
}

export function countIn(value: unknown, ...names: readonly string[]): number | undefined {
  if (!isRecord(value)) return undefined;
  const found = names.flatMap((name) => {
    const count = value[name];
    return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? [count] : [];
  });
  return found.length === 0 ? undefined : found.reduce((sum, count) => sum + count, 0);
}

/** Only what is there: an event that says nothing of a member leaves it as it was. */
export function told<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [N in Name]?: Value } | Record<never, never> {
  return value === undefined ? {} : { [name]: value };
}

export function modelIn(value: unknown, name = 'model'): string | undefined {
  if (!isRecord(value)) return undefined;
  const model = value[name];
  return typeof model === 'string' && model !== '' ? model : undefined;
}
