/** Cedar policies, read once and asked for every resource of an effect. Whatever goes wrong is a deny. */
import { basename } from 'node:path';
import type {
  DetailedError,
  EntityJson,
  EntityUidJson,
  PrincipalConstraint,
} from '@cedar-policy/cedar-wasm/nodejs';
import { messageOf, OffswitchError } from '../../../kit/errors.ts';
import { hashOf } from '../../../kit/hash.ts';
import type { Channel } from '../channel.ts';
import type { Agents } from '../config/schema.ts';
import { type Effect, type Resource, usualAccess } from '../effect.ts';
import { cedarSchema } from './schema.ts';

export interface PolicyFile {
  readonly path: string;
  readonly text: string;
}

export interface PolicyAnswer {
  readonly decision: 'permit' | 'deny';
  /** Ids of the policies that decided: `file.cedar:id`. None where no policy permits. */
  readonly determining: readonly string[];
  /** An answer with errors is a deny: Cedar itself passes over a policy that errs, a forbid as well. */
  readonly errors: readonly string[];
}

export interface Policies {
  readonly ids: readonly string[];
  readonly ask: (effect: Effect, channel: Channel, agents: Agents) => PolicyAnswer;
}

/** Far below where a sum or product of few numbers could overflow. */
export const MAX_COUNT = 1_000_000_000;
const MAX_RESOURCES = 64;

type Cedar = typeof import('@cedar-policy/cedar-wasm/nodejs');

/**
 * Parses and validates policies. Errors: `bad-guard` with the file, the policy and what Cedar says.
 *
 * @example (await openPolicies(guard.policies)).ask(effect, channel, guard.agents).decision
 */
export async function openPolicies(files: readonly PolicyFile[]): Promise<Policies> {
  const cedar = await import('@cedar-policy/cedar-wasm/nodejs');
  const policies = new Map<string, string>();
  for (const file of files)
    for (const [id, text] of partsOf(cedar, file)) {
      if (policies.has(id)) throw badPolicy(file.path, `two policies are called "${id}"`);
      policies.set(id, text);
    }
  demandValid(cedar, policies);
  const schemaName = hashOf(cedarSchema);
  demand(cedar.preparseSchema(schemaName, cedarSchema), 'the schema');
  const scopes = [...policies].map(([id, text]) => ({ id, text, ...scopeOf(cedar, text) }));
  const sets = new Map<string, string>();
  /** Only policies whose scope can hold are asked: the others never apply, nor err. */
  const setFor = (action: string, principal: Principal): string => {
    const chosen = scopes.filter((scope) => canHold(scope, action, principal));
    const key = chosen.map(({ id }) => id).join(' ');
    const known = sets.get(key);
    if (known !== undefined) return known;
    const staticPolicies = Object.fromEntries(chosen.map(({ id, text }) => [id, text]));
    const set = hashOf(staticPolicies);
    demand(cedar.preparsePolicySet(set, { staticPolicies }), 'the policies');
    sets.set(key, set);
    return set;
  };
  return {
    ids: [...policies.keys()],
    ask: (effect, channel, agents) => {
      if (effect.class === 'other') return denied(`no policy speaks of class ${effect.class}`);
      const principal = principalOf(channel, agents);
      const set = setFor(effect.class, principal);
      return askAll({ cedar, schema: schemaName, set, effect, mediation: channel.mediation, principal });
    },
  };
}

function partsOf(cedar: Cedar, { path, text }: PolicyFile): [string, string][] {
  const parts = cedar.policySetTextToParts(text);
  if (parts.type === 'failure') throw badPolicy(path, told(parts.errors, text));
  if (parts.policy_templates.length > 0)
    throw badPolicy(path, 'it holds a template, and there is nothing to link it');
  const seen = new Set<string>();
  return parts.policies.map((policy, index) => {
    const own = /^\s*(?:@\w+(?:\("[^"]*"\))?\s*)*?@id\("([^"]+)"\)/.exec(policy)?.[1] ?? String(index);
    const id = `${basename(path)}:${own}`;
    if (seen.has(id)) throw badPolicy(path, `two policies have the id "${own}"`);
    seen.add(id);
    return [`${id}`, policy];
  });
}

function demandValid(cedar: Cedar, policies: ReadonlyMap<string, string>): void {
  const answer = cedar.validate({
    schema: cedarSchema,
    policies: { staticPolicies: Object.fromEntries(policies) },
    validationSettings: { mode: 'strict' },
  });
  if (answer.type === 'failure') throw badPolicy('the policies', told(answer.errors));
  const [error] = answer.validationErrors;
  if (error !== undefined) throw badPolicy(error.policyId, told([error.error]));
  // A policy that can never apply was meant to.
  const [warning] = answer.validationWarnings;
  if (warning !== undefined) throw badPolicy(warning.policyId, told([warning.error]));
}

function demand(
  answer: { type: 'success' } | { type: 'failure'; errors: DetailedError[] },
  place: string,
): void {
  if (answer.type === 'failure') throw badPolicy(place, told(answer.errors));
}

function badPolicy(place: string, what: string): OffswitchError {
  const remedy = 'Correct the policy; docs/guard-policy.md has the schema.';
  return new OffswitchError('bad-guard', `${place}: ${what}`, remedy, { place, fault: 'bad-policy' });
}

function told(errors: readonly DetailedError[], text = ''): string {
  const [error] = errors;
  if (error === undefined) return 'Cedar does not say why';
  const start = error.sourceLocations?.[0]?.start;
  const line = start === undefined || text === '' ? '' : `line ${text.slice(0, start).split('\n').length}: `;
  return `${line}${error.message}${error.help === null ? '' : ` (${error.help})`}`;
}

interface Scope {
  /** Undefined: all. */
  readonly actions: readonly string[] | undefined;
  readonly principal: PrincipalConstraint;
}

function scopeOf(cedar: Cedar, policy: string): Scope {
  const read = cedar.policyToJson(policy);
  if (read.type === 'failure') return { actions: undefined, principal: { op: 'All' } };
  const { action, principal } = read.json;
  const listed =
    action.op === 'All' || 'slot' in action
      ? undefined
      : 'entities' in action
        ? action.entities
        : [action.entity];
  return { actions: listed?.map((entity) => plainUid(entity).id), principal };
}

/** True where it is not sure. */
function canHold(
  { actions, principal: asked }: Scope,
  action: string,
  { uid: own, parents }: Principal,
): boolean {
  if (actions !== undefined && !actions.includes(action)) return false;
  if (asked.op === 'is') return asked.entity_type === own.type;
  if (asked.op === 'All' || 'slot' in asked) return true;
  const named = plainUid(asked.entity);
  const candidates = asked.op === 'in' ? [own, ...parents.map(plainUid)] : [own];
  return candidates.some(({ type, id }) => type === named.type && id === named.id);
}

function plainUid(entity: EntityUidJson): Uid {
  return '__entity' in entity ? entity.__entity : entity;
}

interface Request {
  readonly cedar: Cedar;
  readonly schema: string;
  readonly set: string;
  readonly effect: Effect;
  readonly mediation: string;
  readonly principal: Principal;
}

function askAll(request: Request): PolicyAnswer {
  const { effect } = request;
  if (effect.count < 0 || effect.count > MAX_COUNT || !Number.isSafeInteger(effect.count))
    return denied(`the number ${effect.count} is out of bounds`);
  if (effect.resources.length > MAX_RESOURCES) return denied(`more than ${MAX_RESOURCES} resources at once`);
  const name = `${effect.upstream}.${effect.tool}`;
  const whole: Resource = { kind: 'name', access: usualAccess(effect.class), text: '', name };
  const resources = effect.resources.length === 0 ? [whole] : effect.resources;
  const determining = new Set<string>();
  for (const resource of resources) {
    const answer = askOne(request, resource);
    if (answer.decision === 'deny') return answer;
    for (const id of answer.determining) determining.add(id);
  }
  return { decision: 'permit', determining: [...determining], errors: [] };
}

function askOne(
  { cedar, schema, set, effect, mediation, principal }: Request,
  resource: Resource,
): PolicyAnswer {
  const asked = resourceEntity(resource, effect.upstream);
  try {
    const answer = cedar.statefulIsAuthorized({
      principal: principal.uid,
      action: uid('Action', effect.class),
      resource: asked.uid,
      context: {
        upstream: effect.upstream,
        tool: effect.tool,
        access: resource.access,
        subjects: [...effect.subjects],
        count: effect.count,
        revokes: effect.revokes,
        mediation,
      },
      preparsedSchemaName: schema,
      validateRequest: true,
      preparsedPolicySetId: set,
      entities: [principal, asked],
    });
    if (answer.type === 'failure') return denied(...answer.errors.map(({ message }) => message));
    const { decision, diagnostics } = answer.response;
    const errors = diagnostics.errors.map(({ policyId, error }) => `${policyId}: ${error.message}`);
    const permitted = decision === 'allow' && errors.length === 0;
    return { decision: permitted ? 'permit' : 'deny', determining: diagnostics.reason, errors };
  } catch (thrown) {
    return denied(messageOf(thrown));
  }
}

function denied(...errors: readonly string[]): PolicyAnswer {
  return { decision: 'deny', determining: [], errors };
}

const principals = { agent: 'Agent', operator: 'Operator', lifecycle: 'Lifecycle' } as const;

type Uid = { readonly type: string; readonly id: string };
type Principal = EntityJson & { uid: { type: string; id: string } };

function principalOf({ kind, actor }: Channel, agents: Agents): Principal {
  const known = kind === 'agent' && Object.hasOwn(agents, actor) ? agents[actor] : undefined;
  return {
    uid: uid(principals[kind], actor),
    attrs: kind === 'agent' ? { family: known?.family ?? 'unknown' } : {},
    parents: (known?.groups ?? []).map((group) => uid('Group', group)),
  };
}

function resourceEntity({ kind, name }: Resource, upstream: string): EntityJson {
  return {
    uid: uid('Resource', name),
    attrs: { name, kind },
    parents: [uid('Upstream', upstream), ...foldersOf(kind, name).map((folder) => uid('Folder', folder))],
  };
}

/** A path or an address lies within every folder above it, and is one itself. */
function foldersOf(kind: Resource['kind'], name: string): readonly string[] {
  if (kind !== 'path' && kind !== 'url') return [];
  const address = kind === 'url' && URL.canParse(name) ? new URL(name) : undefined;
  const path = (address?.pathname ?? name).replace(/\/+$/, '');
  const segments = path.split('/').slice(1);
  const above = ['/', ...segments.map((_, index) => `/${segments.slice(0, index + 1).join('/')}`)];
  return address === undefined
    ? above
    : [address.origin, ...above.slice(1).map((folder) => address.origin + folder)];
}

function uid(type: string, id: string): { type: string; id: string } {
  return { type: `Offswitch::${type}`, id };
}
