/**
 * The files of a sandbox, worked out from mounts and control artefacts before anything is started.
 *
 * A control artefact inside a mount is mounted over itself. That alone is not enough: the folder above it could be
 * renamed, with the artefact in it, and another put in its place. So every folder between the mount and the artefact
 * is mounted over itself, too: the kernel renames and removes no mount point.
 */
import { existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathFailure } from '../../kit/errors.ts';
import { printable } from '../../kit/text.ts';
import { badSpec, type CheckedSpec, type Mount } from './spec.ts';

export type Placement =
  | { readonly kind: 'bind'; readonly from: string; readonly to: string; readonly access: 'read' | 'write' }
  | { readonly kind: 'hide-file' | 'hide-folder' | 'scratch'; readonly to: string };

/** Placements in the order in which they have to be made. */
export function layout(spec: CheckedSpec): readonly Placement[] {
  const mounts = spec.mounts
    .map((mount) => ({ ...mount, from: realPath(mount.from) }))
    .toSorted((left, right) => (left.to < right.to ? -1 : 1));
  const scratch = spec.scratch.toSorted();
  refuseDoubles([...mounts.map(({ to }) => to), ...scratch]);
  const controls = spec.controls.map((control) => ({ ...control, path: realPath(control.path) }));
  for (const control of controls) refuseOtherNames(control.path);
  for (const mount of mounts) refuseMissingPlace(mount, mounts, scratch);
  for (const to of scratch) refuseMissingPlace({ to }, mounts, []);

  const placements = new Map<string, Placement>();
  for (const mount of mounts) placements.set(mount.to, { kind: 'bind', ...mount });
  for (const to of scratch) placements.set(to, { kind: 'scratch', to });
  const tops = [...placements.keys()];
  for (const mount of mounts)
    for (const { path, shown } of controls) {
      if (isWithin(mount.from, path)) protectMounted(mount, path, shown, placements);
      if (path === mount.from || !isWithin(path, mount.from)) continue;
      const to = join(mount.to, relative(mount.from, path));
      if (topOf(to, tops) !== mount.to) continue;
      for (let above = dirname(to); above !== mount.to; above = dirname(above))
        if (mount.access === 'write' && !placements.has(above))
          placements.set(above, {
            kind: 'bind',
            from: join(mount.from, relative(mount.to, above)),
            to: above,
            access: 'write',
          });
      placements.set(to, shownAs(shown, path, to));
    }
  return hiddenLast([...placements.values()]);
}

/** The mount is the artefact, or lies in it. */
function protectMounted(
  mount: Mount,
  path: string,
  shown: 'read-only' | 'hidden',
  placements: Map<string, Placement>,
): void {
  if (shown === 'hidden' || mount.access === 'write')
    throw badSpec(
      `the mount ${printable(mount.from)} is, or lies in, the control artefact ${printable(path)}, which is ${shown}`,
      'leave the mount out, or mount it with access "read" and show the artefact read-only.',
    );
  placements.set(mount.to, { kind: 'bind', ...mount });
}

function shownAs(shown: 'read-only' | 'hidden', path: string, to: string): Placement {
  if (shown === 'read-only') return { kind: 'bind', from: path, to, access: 'read' };
  return { kind: lstatSync(path).isDirectory() ? 'hide-folder' : 'hide-file', to };
}

/** Parents before children; what lies in a hidden folder is not mounted at all. */
function hiddenLast(placements: readonly Placement[]): readonly Placement[] {
  const hidden = placements.filter(({ kind }) => kind === 'hide-folder').map(({ to }) => to);
  return placements
    .filter(({ to }) => !hidden.some((folder) => folder !== to && isWithin(to, folder)))
    .toSorted((left, right) => depth(left.to) - depth(right.to) || (left.to < right.to ? -1 : 1));
}

function depth(path: string): number {
  return path.split('/').length;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (thrown) {
    throw badSpec(
      `${printable(path)} cannot be mounted or protected: ${pathFailure(thrown)}`,
      'create it first: what does not exist could be created by the program that is to be confined.',
    );
  }
}

/** `inner` is `outer`, or lies in it. */
export function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(outer === '/' ? '/' : `${outer}/`);
}

/** Which of the places in `tops` a path comes from. */
function topOf(path: string, tops: readonly string[]): string | undefined {
  return tops.filter((top) => isWithin(path, top)).toSorted((left, right) => right.length - left.length)[0];
}

function refuseDoubles(places: readonly string[]): void {
  const double = places.find((place, index) => places.indexOf(place) !== index);
  if (double !== undefined)
    throw badSpec(`two things are mounted at ${printable(double)}`, 'leave one of them out.');
}

/** Another hard link could lie in a writable mount. */
function refuseOtherNames(path: string): void {
  const stats = lstatSync(path);
  if (stats.isDirectory()) {
    for (const name of readdirSync(path)) {
      const entry = lstatSync(join(path, name));
      if (entry.isDirectory()) refuseOtherNames(join(path, name));
      else refuseLinks(join(path, name), entry.nlink);
    }
  } else refuseLinks(path, stats.nlink);
}

function refuseLinks(path: string, links: number): void {
  if (links > 1)
    throw badSpec(
      `the control artefact ${printable(path)} has ${links} hard links, and one of them may be writable`,
      'remove the other links, or copy the artefact to a file of its own.',
    );
}

/** A mount point that is missing in a mount would be created on the host. */
function refuseMissingPlace(
  { to }: { readonly to: string },
  mounts: readonly Mount[],
  scratch: readonly string[],
): void {
  const above = dirname(to);
  const top = topOf(
    above,
    [...mounts.map((mount) => mount.to), ...scratch].filter((place) => place !== to),
  );
  const outer = mounts.find((mount) => mount.to === top);
  if (outer === undefined) return;
  const place = join(outer.from, relative(outer.to, to));
  if (!existsSync(place) || lstatSync(place).isSymbolicLink())
    throw badSpec(
      `${printable(to)} lies in the mount ${printable(outer.to)}, and there is no ${printable(place)} on the host to mount it on`,
      'create it as an empty file or folder, or choose a path outside that mount.',
    );
}
