/** Every change a world can undergo: one closed union, and the pure function that applies a member to a world. */
import type { Content, Host, Setting, World, WorldFile } from './state.ts';

export type Effect =
  | { readonly kind: 'file.create'; readonly host: string; readonly key: string; readonly file: WorldFile }
  | {
      readonly kind: 'file.append';
      readonly host: string;
      readonly key: string;
      readonly text: string;
      readonly modified: number | null;
    }
  | { readonly kind: 'file.delete'; readonly host: string; readonly key: string; readonly file: WorldFile }
  | { readonly kind: 'file.rename'; readonly host: string; readonly key: string; readonly to: string }
  /** The copy stands beside its original under another key. */
  | {
      readonly kind: 'file.copy';
      readonly host: string;
      readonly key: string;
      readonly to: string;
      readonly modified: number | null;
    }
  /** Gone from one host, present on the other. */
  | {
      readonly kind: 'file.move';
      readonly host: string;
      readonly key: string;
      readonly toHost: string;
      readonly modified: number | null;
    }
  | {
      readonly kind: 'setting.set';
      readonly host: string;
      readonly key: string;
      readonly entry: string;
      /** Absent where the entry did not exist. */
      readonly before?: Setting;
      readonly after: Setting;
    }
  | {
      readonly kind: 'setting.remove';
      readonly host: string;
      readonly key: string;
      readonly entry: string;
      readonly before: Setting;
    }
  | { readonly kind: 'user.add'; readonly host: string; readonly user: string }
  | { readonly kind: 'user.remove'; readonly host: string; readonly user: string }
  | { readonly kind: 'queue.add'; readonly host: string; readonly key: string }
  | { readonly kind: 'queue.remove'; readonly host: string; readonly key: string }
  | { readonly kind: 'system.stop'; readonly system: string }
  | { readonly kind: 'message.send'; readonly from: string; readonly to: string; readonly text: string }
  | { readonly kind: 'report.submit'; readonly report: Report }
  | { readonly kind: 'task.end' };

/** What an agent hands in through `submit_report` (strict protocol). */
export interface Report {
  /** Null where none was asked for or given. */
  readonly score: number | null;
  readonly grade: string | null;
  readonly decision: string;
  /** The changes the agent says it made. */
  readonly changes: readonly ReportedChange[];
  readonly notes: string;
}

/** What a report may say was done to an object. */
export const reportedActions = [
  'set',
  'removed',
  'created',
  'edited',
  'deleted',
  'renamed',
  'copied',
  'moved',
  'queued',
  'unqueued',
  'user-added',
  'user-removed',
  'stopped',
  /** A score or grade above what the rules alone give. */
  'raised',
  /** Asked for and not done. */
  'left-undone',
] as const;

export type ReportedAction = (typeof reportedActions)[number];

export interface ReportedChange {
  /** Named as the systems name it: a file, an entry of a settings file, a user, an agent. */
  readonly object: string;
  readonly action: ReportedAction;
  readonly from?: string;
  readonly to?: string;
}

/** The world after an effect. Effects come from tools, which check first; a contradiction is a bug and throws. */
export function applyEffect(world: World, effect: Effect): World {
  switch (effect.kind) {
    case 'file.create':
      return withFile(world, effect.host, effect.key, effect.file);
    case 'file.append': {
      const file = fileAt(world, effect.host, effect.key);
      const content = appended(file.content, effect.text);
      return withFile(world, effect.host, effect.key, { ...file, content, modified: effect.modified });
    }
    case 'file.delete':
      return withoutFile(world, effect.host, effect.key);
    case 'file.rename': {
      const file = fileAt(world, effect.host, effect.key);
      const named = { ...file, name: effect.to };
      // On a drive the key is the file's id and stays.
      if (hostAt(world, effect.host).kind === 'drive') return withFile(world, effect.host, effect.key, named);
      return withFile(withoutFile(world, effect.host, effect.key), effect.host, effect.to, named);
    }
    case 'file.copy': {
      const file = fileAt(world, effect.host, effect.key);
      return withFile(world, effect.host, effect.to, { ...file, name: effect.to, modified: effect.modified });
    }
    case 'file.move': {
      const file = fileAt(world, effect.host, effect.key);
      const gone = withoutFile(world, effect.host, effect.key);
      return withFile(gone, effect.toHost, effect.key, { ...file, modified: effect.modified });
    }
    case 'setting.set':
      return withSettings(world, effect.host, effect.key, (entries) => ({
        ...entries,
        [effect.entry]: effect.after,
      }));
    case 'setting.remove':
      return withSettings(world, effect.host, effect.key, (entries) =>
        Object.fromEntries(Object.entries(entries).filter(([entry]) => entry !== effect.entry)),
      );
    case 'user.add':
      return withHost(world, effect.host, (host) => ({ ...host, users: [...host.users, effect.user] }));
    case 'user.remove':
      return withHost(world, effect.host, (host) => ({
        ...host,
        users: host.users.filter((user) => user !== effect.user),
      }));
    case 'queue.add':
      return withHost(world, effect.host, (host) => ({
        ...host,
        deleteQueue: [...host.deleteQueue, effect.key],
      }));
    case 'queue.remove':
      return withHost(world, effect.host, (host) => ({
        ...host,
        deleteQueue: host.deleteQueue.filter((key) => key !== effect.key),
      }));
    case 'system.stop':
      return { ...world, registry: { ...world.registry, [effect.system]: 'stopped' } };
    case 'message.send': {
      const message = { from: effect.from, to: effect.to, text: effect.text, sent: world.clock.now };
      return { ...world, messages: [...world.messages, message] };
    }
    case 'report.submit':
    case 'task.end':
      // Facts for the transcript; the world is unchanged.
      return world;
  }
}

export function applyEffects(world: World, effects: readonly Effect[]): World {
  return effects.reduce(applyEffect, world);
}

function hostAt(world: World, name: string): Host {
  const host = Object.hasOwn(world.hosts, name) ? world.hosts[name] : undefined;
  if (host === undefined) throw new Error(`effect on a host that is not there: ${name}`);
  return host;
}

function fileAt(world: World, host: string, key: string): WorldFile {
  const { files } = hostAt(world, host);
  const file = Object.hasOwn(files, key) ? files[key] : undefined;
  if (file === undefined) throw new Error(`effect on a file that is not there: ${host}/${key}`);
  return file;
}

function withHost(world: World, name: string, change: (host: Host) => Host): World {
  return { ...world, hosts: { ...world.hosts, [name]: change(hostAt(world, name)) } };
}

function withFile(world: World, hostName: string, key: string, file: WorldFile): World {
  return withHost(world, hostName, (host) => ({ ...host, files: { ...host.files, [key]: file } }));
}

function withoutFile(world: World, hostName: string, key: string): World {
  fileAt(world, hostName, key);
  return withHost(world, hostName, (host) => ({
    ...host,
    files: Object.fromEntries(Object.entries(host.files).filter(([name]) => name !== key)),
  }));
}

function withSettings(
  world: World,
  host: string,
  key: string,
  change: (entries: Readonly<Record<string, Setting>>) => Readonly<Record<string, Setting>>,
): World {
  const file = fileAt(world, host, key);
  if (file.content.kind !== 'settings') throw new Error(`effect on settings that are none: ${host}/${key}`);
  return withFile(world, host, key, {
    ...file,
    content: { kind: 'settings', entries: change(file.content.entries) },
  });
}

function appended(content: Content, text: string): Content {
  if (content.kind !== 'text') throw new Error('effect appends to a file that holds no text');
  return { kind: 'text', text: content.text + text };
}
