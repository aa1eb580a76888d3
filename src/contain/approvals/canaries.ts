/**
 * Requests that have to be refused: an agent asks to change what controls agents. The guard would never carry one out, so
 * that nothing comes of it when somebody says yes; it is then known that they did not read.
 */
import { hashText } from '../../kit/hash.ts';
import { termsOf } from '../guard/config/approvals.ts';
import { bindingsOf } from '../guard/config/bindings.ts';
import type { Guard } from '../guard/config/load.ts';
import type { Binding } from '../guard/config/schema.ts';
import { peopleNeeded } from '../guard/decide.ts';
import { stateAt } from '../guard/upstreams/content.ts';
import type { ApprovalSubject } from './approvals.ts';
import { effectSubject } from './effect-subject.ts';

const changing: readonly string[] = ['write', 'delete', 'configure', 'copy-out'];

/** Undefined where guard.yaml has no agent, or no tool on a path whose class needs people. */
export async function canaryFor(
  guard: Pick<Guard, 'agents' | 'control' | 'lifecycle' | 'upstreams' | 'approvals'>,
  policy: `sha256:${string}`,
  random: () => number = Math.random,
): Promise<ApprovalSubject | undefined> {
  const one = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const agent = one(Object.keys(guard.agents));
  const tool = one(toolsOn(guard));
  const artefact = one(guard.control);
  if (agent === undefined || tool === undefined || artefact === undefined) return undefined;
  const path = artefact.path.replace(/\/$/, '');
  const args = { [tool.argument]: path };
  const found = await stateAt(path);
  const asked = {
    class: tool.class,
    ...{ upstream: tool.upstream, tool: tool.name, arguments: args, count: 1, subjects: [] },
    resources: [{ kind: 'path', access: tool.class === 'copy-out' ? 'reads' : 'changes', name: path }],
    found: [found],
    intent: 'grant',
    requester: { name: agent, kind: 'agent' },
    reasons: [{ layer: 'approvals', rule: `effect.${tool.class}`, text: peopleNeeded(tool.people) }],
    policy,
    precondition: async () => hashText(`${path} ${await stateAt(path)}`),
  } as const;
  return effectSubject(asked, guard);
}

function toolsOn({ upstreams, approvals }: Pick<Guard, 'upstreams' | 'approvals'>) {
  if (approvals === undefined) return [];
  return Object.entries(upstreams).flatMap(([upstream, settings]) =>
    [...bindingsOf(settings)].flatMap(([name, binding]) => {
      const argument = argumentOf(binding);
      const { isListed, people } = termsOf(approvals, `effect.${binding.class}`);
      return argument === undefined || !isListed || !changing.includes(binding.class)
        ? []
        : [{ upstream, name, class: binding.class, argument, people }];
    }),
  );
}

/** The member of the arguments that holds its one path. */
function argumentOf({ resources }: Binding): string | undefined {
  const [only, more] = resources;
  if (only === undefined || more !== undefined || only.kind !== 'path') return undefined;
  return /^\/([A-Za-z_]\w*)$/.exec(only.at)?.[1];
}
