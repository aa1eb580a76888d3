/** Control artefacts are out of agents' reach. */
import { posix } from 'node:path';
import { type Effect, textsIn, usualAccess } from '../effect.ts';
import { mentions, reach, spells } from '../paths/reach.ts';
import type { Surroundings } from '../paths/readings.ts';
import type { Situation } from '../situation.ts';
import type { Invariant } from './invariant.ts';

export const control: Invariant = {
  name: 'control-artefacts',
  summary:
    'No agent writes, moves, renames, deletes or shadows a control artefact, whatever the tool and the spelling of the path.',
  broken: (effect, situation) => {
    if (situation.channel.kind !== 'agent') return undefined;
    return declaredReach(effect, situation) ?? undeclaredReach(effect, situation);
  },
};

function declaredReach(effect: Effect, { guard }: Situation): string | undefined {
  const around = surroundings(effect, guard);
  for (const { kind, access, text, name, resolved = [] } of effect.resources) {
    if (access !== 'changes') continue;
    if (kind === 'text') {
      if (mentions(text, guard.control, around)) return 'the command names a control artefact';
      continue;
    }
    for (const spelling of [text, name, ...resolved]) {
      // A name is no path, but a store may make one of it.
      if (kind === 'name' && !spells(spelling, guard.control, around)) continue;
      const found = reach(spelling, guard.control, around);
      if (found === 'unreadable') return 'nobody can say which file the path names';
      if (found === 'reaches') return 'the path is a control artefact, stands above one or lies within one';
    }
  }
  return undefined;
}

/** Longer texts are content. */
const MAX_NAME = 1024;

/**
 * A tool that changes something may be bound wrongly, or take a folder here and a name there: no text of its
 * arguments may spell a control artefact, on its own or within a folder that the effect names.
 */
function undeclaredReach(effect: Effect, { guard }: Situation): string | undefined {
  if (usualAccess(effect.class) === 'reads' && effect.resources.every(({ access }) => access === 'reads'))
    return undefined;
  const reads = new Set(effect.resources.filter(({ access }) => access === 'reads').map(({ text }) => text));
  const { mounts, directory } = surroundings(effect, guard);
  const paths = effect.resources.filter(({ kind }) => kind === 'path').map(({ name }) => name);
  const folders = new Set([directory, ...paths, ...paths.map((path) => posix.dirname(path))]);
  for (const text of textsIn(effect.arguments)) {
    if (text === '' || text.length > MAX_NAME || reads.has(text)) continue;
    for (const folder of folders) {
      const around = { directory: folder ?? '/', ...(mounts === undefined ? {} : { mounts }) };
      if (spells(text, guard.control, around)) return 'a text of the arguments spells a control artefact';
    }
  }
  return undefined;
}

function surroundings(effect: Effect, guard: Situation['guard']): Surroundings {
  const upstream = guard.upstreams[effect.upstream];
  return { directory: upstream?.directory, mounts: upstream?.mounts ?? [] };
}
