/** Whether a spelled path reaches a protected one: is it, stands above it, or lies within it. */
import { ANY, artefactName, ONE, readings, type Surroundings } from './readings.ts';

export interface ProtectedPath {
  readonly path: string;
  /** A folder: everything in it is protected too. */
  readonly folder: boolean;
}

/** `unreadable`: no one can say what the spelling names. */
export type Reach = 'apart' | 'reaches' | 'unreadable';

export function reach(spelling: string, targets: readonly ProtectedPath[], around: Surroundings = {}): Reach {
  const names = readings(spelling, around);
  if (names === undefined) return 'unreadable';
  for (const target of targets) {
    const artefact = siblings(artefactName(target.path));
    for (const name of names) if (meets(siblings(name), artefact, target.folder)) return 'reaches';
  }
  return 'apart';
}

/** `.yml` and `.yaml` are read one in place of the other. */
function siblings(name: string): string {
  return name.replace(/\.yml(?=\/|$)/g, '.yaml');
}

function meets(name: string, artefact: string, folder: boolean): boolean {
  if (name.includes(ANY)) return couldMeet(name.replaceAll(ONE, ANY), artefact, folder);
  const [named, protectedBy] = [segmentsOf(name), segmentsOf(artefact)];
  // The same, above or within: as far as both go, they go the same way.
  return protectedBy.every((segment, at) => named[at] === undefined || couldBe(named[at], segment));
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '');
}

/** Only what stands before the first and behind the last unknown part is compared: never too little is refused. */
function couldBe(segment: string, text: string): boolean {
  const first = segment.indexOf(ONE);
  if (first < 0) return segment === text;
  const [prefix, suffix] = [segment.slice(0, first), segment.slice(segment.lastIndexOf(ONE) + 1)];
  return text.length >= prefix.length + suffix.length && text.startsWith(prefix) && text.endsWith(suffix);
}

function couldMeet(name: string, artefact: string, folder: boolean): boolean {
  const prefix = name.slice(0, name.indexOf(ANY));
  const suffix = name.slice(name.lastIndexOf(ANY) + 1);
  if (prefix.startsWith(`${artefact}/`)) return true;
  if (folder && artefact.startsWith(prefix)) {
    const last = artefact.slice(artefact.lastIndexOf('/'));
    if (prefix !== '' || suffix === '' || suffix.includes(`${last}/`)) return true;
  }
  return [artefact, ...above(artefact)].some(
    (path) =>
      path.length >= prefix.length + suffix.length && path.startsWith(prefix) && path.endsWith(suffix),
  );
}

function above(path: string): readonly string[] {
  const found: string[] = [];
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
    found.push(path.slice(0, at));
  return found;
}

/** Whether a text, as a whole and literally, is the spelling of a protected path or of something within it. */
export function spells(text: string, targets: readonly ProtectedPath[], around: Surroundings): boolean {
  const names = readings(text, around);
  if (names === undefined) return false;
  return targets.some((target) => {
    const artefact = siblings(artefactName(target.path));
    return [...names].map(siblings).some((name) => name === artefact || name.startsWith(`${artefact}/`));
  });
}

/**
 * Whether a word of a command reaches a protected path. Best effort by nature: what a language computes cannot be read
 * from its text, so a tool that runs commands is held by where it runs.
 */
export function mentions(text: string, targets: readonly ProtectedPath[], around: Surroundings): boolean {
  return words(text).some((word) => !/^[$*?~]\w*$/.test(word) && reach(word, targets, around) === 'reaches');
}

/** Split as a shell would, and as one that has the quotation marks and backslashes already taken off. */
function words(text: string): readonly string[] {
  const bare = text.replace(/\\(?=[\w./-])/g, '').replace(/["']/g, '');
  const all = [text, bare].flatMap((form) => form.split(/[\s;&|<>()=,"'`]+/));
  return [...new Set(all)].filter((word) => word !== '');
}
