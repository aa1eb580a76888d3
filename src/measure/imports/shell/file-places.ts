/** Which files of a rebuilt world a path in a shell command names. */
import type { Host, World } from '../../world/state.ts';

/** The machine of a coding agent, as a host of the rebuilt world. */
export const AGENT_HOST = 'workspace';
/** Where the servers keep their files. There a file's key is its name; elsewhere it is the whole path. */
const DATA = '/data';

export function placeOf(key: string): string {
  return /^[/~]/.test(key) ? key : `${DATA}/${key}`;
}

export function keyOf(place: string): string {
  const name = place.slice(DATA.length + 1);
  return place.startsWith(`${DATA}/`) && !name.includes('/') ? name : place;
}

export function nameOf(place: string): string {
  return place.slice(place.lastIndexOf('/') + 1);
}

export function absolute(path: string, folder: string | null, host: string): string {
  const whole = joined(folder ?? (host === AGENT_HOST ? '/workspace' : DATA), path);
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const plain = parts.join('/');
  return whole.startsWith('/') ? `/${plain}` : plain;
}

/** Keys of the files that are still there: those that wait for deletion are gone. */
export function standing(host: Host | undefined): readonly string[] {
  return Object.keys(host?.files ?? {}).filter((key) => host?.deleteQueue.includes(key) === false);
}

/** Keys of the files on a host that a path names: by itself, by a pattern, or as a folder with all in it. */
export function filesAt(
  world: World,
  host: string,
  path: string,
  folder: string | null,
  { deep = true }: { readonly deep?: boolean } = {},
): readonly string[] {
  const place = absolute(path, folder, host);
  const pattern = patternOf(place);
  const inside = place === '/' ? '/' : `${place}/`;
  return standing(world.hosts[host]).filter((key) => {
    const at = placeOf(key);
    if (at === place || pattern?.test(at) === true) return true;
    return (
      deep &&
      (at.startsWith(inside) || (pattern !== undefined && foldersOf(at).some((one) => pattern.test(one))))
    );
  });
}

/** The folders in which a place lies. */
function foldersOf(place: string): readonly string[] {
  const parts = place.split('/');
  return parts.slice(2).map((_, index) => parts.slice(0, index + 2).join('/'));
}

/** A shell pattern as an expression; undefined for a plain path. */
export function patternOf(text: string): RegExp | undefined {
  const told = text.replace(/\$(?:\(\)|\{[^}]*\}|\w+)/g, '*');
  const parts = told.match(/!\([^)]*\)|[*?]|\[[^\]]*\]|[^*?[!]+|./gs) ?? [];
  if (!parts.some((part) => /^(?:!\(|[*?]|\[.+\])/.test(part))) return undefined;
  const source = parts.map((part, index) => {
    // A pattern names no hidden file unless it says so.
    const visible = index === 0 || parts[index - 1]?.endsWith('/') === true ? '(?!\\.)' : '';
    if (part === '*') return `${visible}[^/]*`;
    if (part === '?') return `${visible}[^/]`;
    if (/^\[[\w.-]+\]$/.test(part)) return part;
    if (part.startsWith('!(')) {
      const others = part.slice(2, -1).split('|').map(literalOrStar).join('|');
      return `${visible}(?!(?:${others})$)[^/]*`;
    }
    return RegExp.escape(part);
  });
  return new RegExp(`^${source.join('').replace(/(?:\[\^\/\]\*)+/g, '[^/]*')}$`, 'i');
}

function literalOrStar(text: string): string {
  return text
    .split('*')
    .map((part) => RegExp.escape(part))
    .join('[^/]*');
}

/** A path from the folder a command runs in. Where the folder is not known, relative paths stay as they are. */
export function joined(folder: string | null, path: string): string {
  if (/^[/~]/.test(path) || folder === null) return path;
  return `${folder.replace(/\/$/, '')}/${path.replace(/^\.\//, '')}`;
}
