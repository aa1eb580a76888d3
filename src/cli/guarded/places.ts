/** What an effect of a simulated company touches, as paths that control artefacts are named by, and whose content. */
import { type Hash, hashText } from '../../kit/hash.ts';
import { partsOf } from '../../measure/world/content.ts';
import type { Effect } from '../../measure/world/effects.ts';
import type { Content, World } from '../../measure/world/state.ts';

export interface Touch {
  /** By which the arguments of a tool may name it. */
  readonly names: readonly string[];
  readonly paths: readonly string[];
  /** Of the originals that it carries, moves or renames. */
  readonly contents: readonly Hash[];
}

/** Where things of a company stand; `company` is its name, for no two share a place. */
export function placesOf(company: string) {
  const on = (host: string, ...more: readonly string[]) =>
    `/${[company, host, ...more].map(segment).join('/')}`;
  return {
    file: (host: string, name: string) => on(host, 'files', name),
    /** The people who have rights on a server. */
    users: (host: string) => `${on(host, 'users')}/`,
    /** What waits for deletion on a server. */
    deletions: (host: string) => `${on(host, 'deletions')}/`,
    /** The same under whatever name, date and archive the bytes stand. */
    content: (original: string): Hash => hashText(`${company} ${original}`),
  };
}

export type Places = ReturnType<typeof placesOf>;

/** Undefined for words: they touch nothing. */
export function touchOf(at: Places, world: World, effect: Effect): Touch | undefined {
  switch (effect.kind) {
    case 'file.create': {
      const { host, key, file } = effect;
      return {
        names: [key, file.name],
        paths: [at.file(host, file.name)],
        contents: contentsOf(at, file.content),
      };
    }
    case 'file.append':
    case 'file.delete':
    case 'queue.add':
      return fileTouch(at, world, effect);
    case 'file.rename':
    case 'file.copy':
      return fileTouch(at, world, effect, at.file(effect.host, effect.to));
    case 'file.move':
      return fileTouch(at, world, effect, at.file(effect.toHost, effect.key));
    case 'setting.set':
    case 'setting.remove':
      return { names: [effect.entry], paths: [at.file(effect.host, effect.key)], contents: [] };
    case 'user.add':
    case 'user.remove':
      return { names: [effect.user], paths: [at.users(effect.host) + segment(effect.user)], contents: [] };
    case 'queue.remove':
      return {
        ...fileTouch(at, world, effect),
        paths: [at.deletions(effect.host) + segment(effect.key)],
      };
    default:
      return undefined;
  }
}

function fileTouch(
  at: Places,
  world: World,
  { host, key }: { readonly host: string; readonly key: string },
  ...others: readonly string[]
): Touch {
  const file = world.hosts[host]?.files[key];
  const name = file?.name ?? key;
  return {
    names: [key, name],
    paths: [at.file(host, name), ...others],
    contents: file === undefined ? [] : contentsOf(at, file.content),
  };
}

function contentsOf(at: Places, content: Content): readonly Hash[] {
  return [...new Set(partsOf(content).map(({ of }) => at.content(of)))];
}

/** The stores of a company are flat: a name that would be read as more than one segment of a path is one all the same. */
function segment(name: string): string {
  return /^[\p{L}\p{N}_ .,()+-]*$/u.test(name) && !/^[. ]*$/.test(name)
    ? name
    : `named-${hashText(name).slice('sha256:'.length)}`;
}
