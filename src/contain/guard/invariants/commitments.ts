/** What the lifecycle has committed to stands. */
import { type Effect, type EffectClass, textsIn } from '../effect.ts';
import { reach } from '../paths/reach.ts';
import type { Situation } from '../situation.ts';
import type { Invariant } from './invariant.ts';

/** They leave a commitment as it is: to speak about it, or to read it, is no way to cancel it. */
const harmless: readonly EffectClass[] = ['read', 'message', 'evaluate'];

export const commitments: Invariant = {
  name: 'no-way-back',
  summary:
    'No agent cancels, postpones or re-targets what the lifecycle has committed to, or acts on its subject.',
  broken: (effect, situation) => {
    if (situation.channel.kind !== 'agent' || harmless.includes(effect.class)) return undefined;
    for (const { id, subjects, resources } of situation.commitments) {
      const names = [id, ...subjects].map((name) => name.toLowerCase());
      if (effect.subjects.some((subject) => names.includes(subject.toLowerCase())))
        return `its subject is under the commitment ${id}`;
      if (textsIn(effect.arguments).some((text) => names.includes(text.trim().toLowerCase())))
        return `it names the commitment ${id} or its subject`;
      if (touches(effect, resources, situation)) return `it changes where the commitment ${id} stands`;
    }
    return undefined;
  },
};

function touches(effect: Effect, paths: readonly string[], { guard }: Situation): boolean {
  const upstream = guard.upstreams[effect.upstream];
  const around = { directory: upstream?.directory, mounts: upstream?.mounts ?? [] };
  const targets = paths.map((path) => ({ path, folder: path.endsWith('/') }));
  return effect.resources
    .filter(({ kind, access }) => kind === 'path' && access === 'changes')
    .flatMap(({ text, name, resolved = [] }) => [text, name, ...resolved])
    .some((spelling) => reach(spelling, targets, around) !== 'apart');
}
