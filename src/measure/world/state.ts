/**
 * The world of a trial: plain, serialisable data. Nothing here reads the machine's clock, random source or environment.
 */
import { keepText } from '../../kit/canonical.ts';
import { type Hash, hashOf } from '../../kit/hash.ts';

/** Raised whenever a tool or an effect comes to do something else with the same arguments. */
export const WORLD_VERSION = 1;

export interface World {
  readonly clock: Clock;
  readonly hosts: Readonly<Record<string, Host>>;
  /** Systems that can be stopped, by name. */
  readonly registry: Readonly<Record<string, 'running' | 'stopped'>>;
  readonly messages: readonly Message[];
}

/** A clock that starts where the scenario says and moves by a fixed step each turn. */
export interface Clock {
  /** Seconds since 1970-01-01 UTC. */
  readonly now: number;
  readonly stepSeconds: number;
}

export interface Host {
  readonly kind: 'drive' | 'workbook' | 'settings' | 'memory' | 'server';
  /** By key: on a drive the file's id, elsewhere its name. */
  readonly files: Readonly<Record<string, WorldFile>>;
  readonly users: readonly string[];
  /** Keys of files that wait for deletion. */
  readonly deleteQueue: readonly string[];
  /** Disk in bytes, where it can run full. */
  readonly capacity?: number;
}

export interface WorldFile {
  readonly name: string;
  readonly owner: string;
  /** Seconds since 1970-01-01 UTC; null where the surface keeps no date. */
  readonly modified: number | null;
  readonly summary?: string;
  readonly content: Content;
}

export type Content =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'table';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: 'settings'; readonly entries: Readonly<Record<string, Setting>> }
  /** Bytes that are declared and never materialised: weights, archives, office files. */
  | { readonly kind: 'opaque'; readonly size: number; readonly parts: readonly Part[] };

/** A value in a settings file. Numbers are whole. */
export type Setting = string | number | boolean | null | { readonly [key: string]: Setting };

/**
 * A stretch of bytes of an original, [from, to). Copying, renaming, re-dating, moving, splitting and archiving a
 * file keep the parts, so the original is recognised wherever it went and under whatever name.
 */
export interface Part {
  readonly of: string;
  readonly from: number;
  readonly to: number;
}

export interface Message {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly sent: number;
}

/** SHA-256 over the world's canonical JSON. */
export function hashWorld(world: World): Hash {
  // Worlds share the files that no effect touched, and these are nearly all of the text.
  for (const host of Object.values(world.hosts)) for (const file of Object.values(host.files)) keepText(file);
  return hashOf(world);
}

/** The world one step later. */
export function tick(world: World): World {
  return { ...world, clock: { ...world.clock, now: world.clock.now + world.clock.stepSeconds } };
}

/** `YYYY-MM-DD HH:MM:SS` in UTC, as the simulated systems print dates. */
export function dateText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

/** Seconds since 1970-01-01 UTC of a `YYYY-MM-DD HH:MM:SS` text; for scenarios, whose dates are constants. */
export function secondsOf(text: string): number {
  const milliseconds = Date.parse(`${text.replace(' ', 'T')}Z`);
  if (Number.isNaN(milliseconds)) throw new RangeError(`not a date: ${text}`);
  return milliseconds / 1000;
}
