/** How control artefacts are shown in the sandboxes of agents and servers. */
import { existsSync } from 'node:fs';
import type { SandboxSpec } from '../../sandbox/spec.ts';
import type { ControlArtefact } from '../config/load.ts';
import type { ControlKind } from '../config/schema.ts';

type Controls = NonNullable<SandboxSpec['controls']>;
type Mounts = NonNullable<SandboxSpec['mounts']>;

/** What says how the guard decides, and what it knows: nobody outside has to read it. */
const alwaysHidden: ReadonlySet<ControlKind> = new Set(['log', 'guard', 'policy', 'bar', 'catalogue']);

/**
 * Those that are there, and those that are not and could be made in a mount, for which the sandbox then refuses to
 * start. The state folder of the guard is among them.
 */
export function shownControls(
  artefacts: readonly ControlArtefact[],
  mounts: Mounts,
  shown: 'read-only' | 'hidden',
): Controls {
  return artefacts
    .map(({ kind, path }) => ({ kind, path: path.replace(/(?<=.)\/+$/, '') }))
    .filter(({ path }) => existsSync(path) || mounts.some(({ from }) => path.startsWith(`${from}/`)))
    .map(({ kind, path }) => ({ path, shown: alwaysHidden.has(kind) ? 'hidden' : shown }));
}
