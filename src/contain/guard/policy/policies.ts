/** Cedar policies, read once and asked for every resource of an effect. Whatever goes wrong is a deny. */
import { basename } from 'node:path';
import type { DetailedError, EntityJson } from '@cedar-policy/cedar-wasm/nodejs';
import { messageOf, OffswitchError } from '../../../kit/errors.ts';
import { hashOf } from '../../../kit/hash.ts';
import type { Channel } from '../channel.ts';
import type { Agents } from '../config/schema.ts';
import { type Effect, type Resource, usualAccess } from '../effect.ts';
import { cedarSchema } from './schema.ts';
import {
  anyScope,
  canHold,
  entitiesNamed,
  nameOf,
  namesOf,
  type Placed,
  scopeOf,
  type Uid,
} from './scope.ts';

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
  const index = indexOf(cedar, policies);
  return {
    ids: [...policies.keys()],
    ask: (effect, channel, agents) => {
      if (effect.class === 'other') return denied(`no policy speaks of class ${effect.class}`);
      const principal = index.sliced(principalOf(channel, agents));
      return askAll({ cedar, schema: schemaName, index, effect, mediation: channel.mediation, principal });
    },
  };
}

function partsOf(cedar: Cedar, { path, text }: PolicyFile): [string, string][] {
  const parts = parsed(cedar, { path, text });
  if (parts.type === 'failure') throw badPolicy(path, told(parts.errors, text));
  if (parts.policy_templates.length > 0)
    throw badPolicy(path, 'it holds a template, and there is nothing to link it');
  const seen = new Set<string>();
  return inOrder(parts.policies, text).map((policy, index) => {
    const own = /^\s*(?:@\w+(?:\("[^"]*"\))?\s*)*?@id\("([^"]+)"\)/.exec(policy)?.[1] ?? String(index);
    const id = `${basename(path)}:${own}`;
    if (seen.has(id)) throw badPolicy(path, `two policies have the id "${own}"`);
    seen.add(id);
    return [`${id}`, policy];
  });
}

function parsed(cedar: Cedar, { path, text }: PolicyFile) {
  try {
    return cedar.policySetTextToParts(text);
  } catch (thrown) {
    // Its stack has an end.
    throw badPolicy(path, `Cedar cannot read it: ${messageOf(thrown)}`);
  }
}

/** Cedar gives them in the order of names that it made up, in which the eleventh comes third. */
function inOrder(policies: readonly string[], text: string): readonly string[] {
  const next = new Map<string, number>();
  const placed = policies.map((policy) => {
    const at = text.indexOf(policy, next.get(policy));
    next.set(policy, at + 1);
    return { policy, at };
  });
  return placed.sort((one, other) => one.at - other.at).map(({ policy }) => policy);
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

/** Which policies are asked about a request, and with which entities. */
interface Index {
  /** The name of a preparsed set: those whose scope can hold. The others never apply, nor err. */
  readonly setFor: (action: string, principal: Placed, resource: Placed) => string;
  /** The entity without the parents that no policy names. */
  readonly sliced: <Entity extends Placed>(entity: Entity) => Entity;
}

/** Sets that are kept ready. Of one action and principal there are no more than folders that policies name. */
const MAX_SETS = 512;

function indexOf(cedar: Cedar, policies: ReadonlyMap<string, string>): Index {
  const read = [...policies].map(([id, text]) => {
    const parsed = cedar.policyToJson(text);
    return { id, text, json: parsed.type === 'failure' ? undefined : parsed.json };
  });
  const scoped = read.map(({ json, ...policy }) => ({
    ...policy,
    scope: json === undefined ? anyScope : scopeOf(json),
  }));
  const named = new Set(read.flatMap(({ json }) => entitiesNamed(json)).map(nameOf));
  const isWhole = read.every(({ json }) => json !== undefined);
  const byAction = new Map<string, typeof scoped>();
  const ofAction = (action: string) => {
    const known = byAction.get(action);
    if (known !== undefined) return known;
    const chosen = scoped.filter(({ scope: { actions } }) => actions?.includes(action) ?? true);
    byAction.set(action, chosen);
    return chosen;
  };
  const sets = new Map<string, string>();
  return {
    setFor: (action, principal, resource) => {
      const [one, other] = [namesOf(principal), namesOf(resource)];
      const chosen = ofAction(action).filter(({ scope }) => canHold(scope, one, other));
      const key = chosen.map(({ id }) => id).join(' ');
      const known = sets.get(key);
      if (known !== undefined) return known;
      const name = freeName(sets);
      const staticPolicies = Object.fromEntries(chosen.map(({ id, text }) => [id, text]));
      demand(cedar.preparsePolicySet(name, { staticPolicies }), 'the policies');
      sets.set(key, name);
      return name;
    },
    sliced: (entity) =>
      isWhole ? { ...entity, parents: entity.parents.filter((parent) => named.has(nameOf(parent))) } : entity,
  };
}

let indexes = 0;

/** Of a set that is not kept any more, once there are many: Cedar forgets none by itself. */
function freeName(sets: Map<string, string>): string {
  const [oldest] = sets.size < MAX_SETS ? [] : sets;
  if (oldest === undefined) return `set-${indexes++}`;
  const [key, name] = oldest;
  sets.delete(key);
  return name;
}

interface Request {
  readonly cedar: Cedar;
  readonly schema: string;
  readonly index: Index;
  readonly effect: Effect;
  readonly mediation: string;
  readonly principal: Entity;
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
  { cedar, schema, index, effect, mediation, principal }: Request,
  resource: Resource,
): PolicyAnswer {
  const asked = index.sliced(resourceEntity(resource, effect.upstream));
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
      preparsedPolicySetId: index.setFor(effect.class, principal, asked),
      entities: [entityOf(principal), entityOf(asked)],
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

interface Entity extends Placed {
  readonly attrs: Readonly<Record<string, string>>;
}

function entityOf({ uid, attrs, parents }: Entity): EntityJson {
  return { uid, attrs: { ...attrs }, parents: [...parents] };
}

function principalOf({ kind, actor }: Channel, agents: Agents): Entity {
  const known = kind === 'agent' && Object.hasOwn(agents, actor) ? agents[actor] : undefined;
  return {
    uid: uid(principals[kind], actor),
    attrs: kind === 'agent' ? { family: known?.family ?? 'unknown' } : {},
    parents: (known?.groups ?? []).map((group) => uid('Group', group)),
  };
}

function resourceEntity({ kind, name }: Resource, upstream: string): Entity {
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

function uid(type: string, id: string): Uid {
  return { type: `Offswitch::${type}`, id };
}
