/** Paths of an upstream, as this machine has them. */
import { lstatSync, readlinkSync } from 'node:fs';
import { posix } from 'node:path';

/** Where a part of the host stands for the upstream. */
export interface Seat {
  readonly at: string;
  readonly host: string;
}

export interface Place {
  /** Every name it has on the way: where its links lead, for the upstream and on this machine. */
  readonly names: readonly string[];
  /** Where it is on this machine; undefined if it lies outside of what the two share. */
  readonly host: string | undefined;
}

export type Sight = (path: string) => Place;

const MOST_LINKS = 40;

/**
 * Follows links as the upstream would, through its mounts; what does not exist ends the way, with the rest as written.
 *
 * @example sightOf([{ at: '/site', host: '/srv/site' }])('/site/a').host // '/srv/site/a'
 */
export function sightOf(seats: readonly Seat[]): Sight {
  const hostOf = (path: string) => {
    const seat = seats
      .filter(({ at }) => at === '/' || path === at || path.startsWith(`${at}/`))
      .toSorted((left, right) => right.at.length - left.at.length)[0];
    return seat === undefined ? undefined : posix.join(seat.host, posix.relative(seat.at, path));
  };
  return (path) => {
    const names = new Set<string>();
    const end = followed(posix.resolve('/', path), hostOf, names);
    const host = hostOf(end);
    for (const name of [end, ...(host === undefined ? [] : [host])]) names.add(name);
    return { names: [...names], host };
  };
}

/** `names` gets what is passed on the way. */
function followed(path: string, hostOf: (path: string) => string | undefined, names: Set<string>): string {
  let rest = path.split('/').filter((part) => part !== '');
  let at = '/';
  let links = 0;
  while (rest.length > 0) {
    const [part = '', ...after] = rest;
    rest = after;
    if (part === '..') {
      at = posix.dirname(at);
      continue;
    }
    const next = posix.join(at, part);
    const host = hostOf(next);
    const target = host === undefined || links >= MOST_LINKS ? undefined : linkAt(host);
    if (target === undefined) {
      at = next;
      continue;
    }
    links += 1;
    names.add(posix.join(next, ...rest));
    if (target.startsWith('/')) at = '/';
    rest = [...target.split('/').filter((piece) => piece !== '' && piece !== '.'), ...rest];
  }
  return at;
}

function linkAt(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}
