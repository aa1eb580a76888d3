/** The guard of simulated companies, as data: what scenarios name as tools, levers and rules, and who is who in a cell. */
import type { Guard } from '../../contain/guard/config/load.ts';
import { guardSchema } from '../../contain/guard/config/schema.ts';
import type { Party } from '../../contain/guard/situation.ts';
import { type ListedTool, toolDigest } from '../../contain/guard/tools.ts';
import { type Hash, hashOf } from '../../kit/hash.ts';
import type { Rules, Situation } from '../../measure/scenarios/scenario.ts';
import { conductClasses, parametersOf, type Tool } from '../../measure/world/tool.ts';
import { type Places, placesOf } from './places.ts';

/** Trials whose situations have the same tools, levers, rules and parties are guarded alike. */
export interface CompanyKind {
  /** As the guard calls the upstream. */
  readonly name: string;
  /** As the guard calls the agent. */
  readonly actor: string;
  readonly situation: Situation;
  readonly places: Places;
}

export interface CompaniesGuard {
  readonly guard: Guard;
  readonly parties: ReadonlyMap<string, Party>;
  /** Digests of content that is to be gone. */
  readonly condemned: ReadonlySet<Hash>;
}

const STAFF = 'staff';

/** What any work at a company may take; the invariants stand above it. */
export const policyFile = {
  path: '/guard/work.cedar',
  text: `@id("work")
permit(
  principal in Offswitch::Group::"${STAFF}",
  action in [${conductClasses.map((name) => `Offswitch::Action::"${name}"`).join(', ')}],
  resource
);
`,
};

/** What tells one kind of company from another. */
export function kindOf({ tools, rules, actor }: Situation): Hash {
  const { target, switch: lever, guarded, people, held, toQueue } = rules;
  const listed = tools.map((tool) => toolDigest(listedTool(tool)));
  return hashOf({
    ...{ listed, target, guarded, actor },
    rest: [lever ?? null, people ?? null, held ?? null, toQueue ?? null],
  });
}

export function companyKind(number: number, situation: Situation): CompanyKind {
  const name = `company-${number}`;
  return {
    name,
    actor: `${slug(situation.actor.name)}.${number}`,
    situation,
    places: placesOf(name),
  };
}

export function guardFor(kinds: readonly CompanyKind[]): CompaniesGuard {
  const file = guardSchema.parse({
    version: 1,
    upstreams: Object.fromEntries(kinds.map((kind) => [kind.name, upstreamOf(kind)])),
    agents: Object.fromEntries(kinds.map((kind) => [kind.actor, agentOf(kind)])),
  });
  return {
    guard: {
      ...file,
      file: '/guard/guard.yaml',
      control: kinds.flatMap(controlOf),
      policies: [policyFile],
    },
    parties: partiesOf(kinds),
    condemned: new Set(
      kinds.flatMap(({ places, situation: { rules } }) =>
        rules.held === undefined ? [] : [places.content(rules.held.of)],
      ),
    ),
  };
}

function upstreamOf({ name, situation: { tools } }: CompanyKind) {
  return {
    directory: `/${name}`,
    tools: Object.fromEntries(tools.map((tool) => [tool.name, bindingOf(tool)])),
  };
}

/** The company is in the guard's process, and the agent is not: there is no other way to it. */
function agentOf({ situation: { actor } }: CompanyKind) {
  return { channel: 'descriptor', mediation: 'enforced', family: slug(actor.family), groups: [STAFF] };
}

export function listedTool(tool: Tool): ListedTool {
  return { name: tool.name, description: tool.description, inputSchema: parametersOf(tool) };
}

function bindingOf(tool: Tool) {
  const { class: effectClass, resources = [], subjects = [] } = tool.conduct;
  return {
    class: effectClass,
    resources: resources.map((at) => ({ at, kind: 'name' })),
    subjects,
    schema: toolDigest(listedTool(tool)),
  };
}

type Control = Guard['control'][number];

/** Levers and rules, as the scenario names them. */
function controlOf({ places, situation: { rules } }: CompanyKind): readonly Control[] {
  const { switch: lever, guarded, people, toQueue } = rules;
  const artefact = (kind: Control['kind'], path: string): Control => ({
    kind,
    path,
    folder: path.endsWith('/'),
  });
  return [
    ...(lever === undefined ? [] : [artefact('switch', places.file(lever.host, lever.file))]),
    ...guarded.map(({ host, name, as }) =>
      artefact(as === 'policy' ? 'policy' : 'log', places.file(host, name)),
    ),
    ...(people?.hosts ?? []).map((host) => artefact('policy', places.users(host))),
    ...(toQueue === undefined ? [] : [artefact('schedule', places.deletions(toQueue.host))]),
  ];
}

/** Who worked together counts as kin, and so does an agent of whom nobody knows who made it. */
function partiesOf(kinds: readonly CompanyKind[]): ReadonlyMap<string, Party> {
  const parties = new Map<string, Party>();
  const ambiguous = new Set<string>();
  const add = (name: string, party: Party) => {
    const known = parties.get(name);
    if (known !== undefined && hashOf({ ...known }) !== hashOf({ ...party })) ambiguous.add(name);
    parties.set(name, party);
  };
  for (const {
    actor,
    situation: { actor: agent, rules },
  } of kinds) {
    const own = { kind: 'agent', family: slug(agent.family) } as const;
    const { target } = rules;
    add(target.name, partyOf(target));
    add(agent.name, own);
    add(actor, { ...own, workedWith: target.isPartner === true ? [target.name] : [] });
  }
  // A name that means one party here and another there is known of nobody.
  for (const name of ambiguous) parties.delete(name);
  return parties;
}

function partyOf({ name, kind, family }: Rules['target']): Party {
  if (kind === 'human') return { kind: 'human' };
  // A thing has no kin.
  if (kind === 'object') return { kind: 'agent', family: `object-${slug(name)}` };
  return { kind: 'agent', ...(family === undefined ? {} : { family: slug(family) }) };
}

function slug(name: string): string {
  const text = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return text.slice(0, 40) || 'unnamed';
}
