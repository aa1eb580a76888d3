/**
 * Requests that have to be refused: an agent asks to change what controls agents. The guard would never carry one out, so
 * that nothing comes of it when somebody says yes; it is then known that they did not read.
 */
import { createHash } from 'node:crypto';
import { hashText } from '../../kit/hash.ts';
import { bindingsOf } from '../guard/config/bindings.ts';
import type { Guard } from '../guard/config/load.ts';
import type { Binding } from '../guard/config/schema.ts';
import type { ApprovalSubject } from './approvals.ts';
import { effectSubject } from './effect-subject.ts';

const changing: readonly string[] = ['write', 'delete', 'configure', 'copy-out'];

/** Undefined where no agent, no tool that changes a path, or no control artefact stands in guard.yaml. */
export function canaryFor(
  guard: Pick<Guard, 'agents' | 'control' | 'upstreams'>,
  policy: `sha256:${string}`,
  random: () => number = Math.random,
): ApprovalSubject | undefined {
  const one = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const agent = one(Object.keys(guard.agents));
  const tool = one(toolsOn(guard));
  const artefact = one(guard.control);
  if (agent === undefined || tool === undefined || artefact === undefined) return undefined;
  const path = artefact.path.replace(/\/$/, '');
  const args = { [tool.argument]: path };
  const found = `sha256:${createHash('sha256').update(`${path} ${random()}`).digest('hex')}`;
  return effectSubject({
    class: tool.class,
    ...{ upstream: tool.upstream, tool: tool.name, arguments: args, count: 1, subjects: [] },
    resources: [{ kind: 'path', access: tool.class === 'copy-out' ? 'reads' : 'changes', name: path }],
    found: [found],
    intent: 'grant',
    requester: { name: agent, kind: 'agent' },
    reasons: [{ layer: 'approvals', rule: `effect.${tool.class}`, text: 'it needs one person' }],
    policy,
    precondition: async () => hashText(`${path} ${found}`),
  });
}

function toolsOn({ upstreams }: Pick<Guard, 'upstreams'>) {
  return Object.entries(upstreams).flatMap(([upstream, settings]) =>
    [...bindingsOf(settings)].flatMap(([name, binding]) => {
      const argument = argumentOf(binding);
      return argument === undefined || !changing.includes(binding.class)
        ? []
        : [{ upstream, name, class: binding.class, argument }];
    }),
  );
}

/** The member of the arguments that holds its one path. */
function argumentOf({ resources }: Binding): string | undefined {
  const [only, more] = resources;
  if (only === undefined || more !== undefined || only.kind !== 'path') return undefined;
  return /^\/([A-Za-z_]\w*)$/.exec(only.at)?.[1];
}
