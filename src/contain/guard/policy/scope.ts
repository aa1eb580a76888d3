/** The scope of a policy, read so that those which cannot hold for a request are left out without asking Cedar. */
import type {
  EntityUidJson,
  PolicyJson,
  PrincipalConstraint,
  ResourceConstraint,
} from '@cedar-policy/cedar-wasm/nodejs';

export interface Uid {
  readonly type: string;
  readonly id: string;
}

/** An entity of a request: itself, and all that it is in. */
export interface Placed {
  readonly uid: Uid;
  readonly parents: readonly Uid[];
}

/** Whether the principal or resource of a request may be meant; true where it is not sure. */
type Bound = (own: Names) => boolean;

export interface Scope {
  /** Undefined: all. */
  readonly actions: readonly string[] | undefined;
  readonly principal: Bound;
  readonly resource: Bound;
}

/** An entity as `canHold` looks it up. */
export interface Names {
  readonly type: string;
  readonly own: string;
  readonly all: ReadonlySet<string>;
}

export function namesOf({ uid, parents }: Placed): Names {
  const own = nameOf(uid);
  return { type: uid.type, own, all: new Set([own, ...parents.map(nameOf)]) };
}

/** One text for each entity: no type holds a quote. */
export function nameOf({ type, id }: Uid): string {
  return `${type}"${id}`;
}

/** Of a policy that cannot be read: everything. */
export const anyScope: Scope = { actions: undefined, principal: () => true, resource: () => true };

export function scopeOf({ action, principal, resource }: PolicyJson): Scope {
  const listed =
    action.op === 'All' || 'slot' in action
      ? undefined
      : 'entities' in action
        ? action.entities
        : [action.entity];
  return {
    actions: listed?.map((entity) => plainUid(entity).id),
    principal: boundOf(principal),
    resource: boundOf(resource),
  };
}

export function canHold(scope: Scope, principal: Names, resource: Names): boolean {
  return scope.principal(principal) && scope.resource(resource);
}

function boundOf(asked: PrincipalConstraint | ResourceConstraint): Bound {
  if (asked.op === 'is') {
    const { entity_type: type, in: above } = asked;
    const within = above === undefined ? () => true : boundOf({ op: 'in', ...above });
    return (names) => names.type === type && within(names);
  }
  if (asked.op === 'All' || 'slot' in asked) return () => true;
  const named = nameOf(plainUid(asked.entity));
  return asked.op === 'in' ? ({ all }) => all.has(named) : ({ own }) => own === named;
}

/** Every entity that the policy names, in its scope or its conditions: no other can matter to it. */
export function entitiesNamed(policy: unknown): readonly Uid[] {
  if (Array.isArray(policy)) return policy.flatMap(entitiesNamed);
  if (typeof policy !== 'object' || policy === null) return [];
  const inside = Object.values(policy).flatMap(entitiesNamed);
  return isUid(policy) ? [policy, ...inside] : inside;
}

function isUid(value: object): value is Uid {
  return 'type' in value && 'id' in value && typeof value.type === 'string' && typeof value.id === 'string';
}

function plainUid(entity: EntityUidJson): Uid {
  return '__entity' in entity ? entity.__entity : entity;
}
