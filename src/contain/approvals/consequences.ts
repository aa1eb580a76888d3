/** What an effect comes to, in words of the guard's own: what is done to which kind of thing, what decides, and what is lost. */
import type { Guard } from '../guard/config/load.ts';
import type { Effect, Resource } from '../guard/effect.ts';
import type { Loss } from './approvals.ts';
import { type Known, knownOf, storeOf } from './known.ts';

export interface Affecting extends Pick<Effect, 'class' | 'subjects'> {
  readonly resources: readonly Pick<Resource, 'kind' | 'access' | 'name' | 'resolved'>[];
  /** What stands at each; null where nobody can see it. */
  readonly found: readonly (string | null)[];
}

export type KnownGuard = Pick<Guard, 'agents' | 'control' | 'lifecycle'>;

type Target = Affecting['resources'][number] & { readonly there: string | null };

const verbs: Readonly<Partial<Record<Effect['class'], string>>> = {
  read: 'read',
  write: 'write',
  delete: 'delete',
  configure: 'change',
  'copy-out': 'copy',
};

function targetsOf({ resources, found }: Affecting): readonly Target[] {
  return resources.map((one, at) => ({ ...one, there: found[at] ?? null }));
}

/** `delete the log of what agents did`; undefined where no more is known than the class. */
export function doesOf(effect: Affecting, guard: KnownGuard): string | undefined {
  const { class: cls, subjects } = effect;
  const [subject, ...more] = subjects;
  if (
    cls === 'stop-agent' &&
    subject !== undefined &&
    more.length === 0 &&
    Object.hasOwn(guard.agents, subject)
  )
    return `stop the agent ${subject}`;
  const verb = verbs[cls];
  const access = cls === 'copy-out' || cls === 'read' ? 'reads' : 'changes';
  const objects = targetsOf(effect).filter((one) => one.access === access);
  if (verb === undefined || objects.length === 0) return undefined;
  const object = thingOf(objects, cls, knownOf(objects, guard));
  return `${verb} ${object}${cls === 'copy-out' ? ` ${whither(effect, guard)}` : ''}`;
}

function thingOf(objects: readonly Target[], cls: Effect['class'], [known]: readonly Known[]): string {
  if (known !== undefined) return objects.length === 1 ? known.thing : `${known.thing}, and more`;
  const [only, more] = objects;
  if (only === undefined || more !== undefined) return `${objects.length} things`;
  if (only.kind === 'url') return 'what is at an address';
  if (only.kind !== 'path') return 'an entry';
  if (only.there === 'folder') return 'a folder';
  if (only.there === 'absent') return cls === 'write' ? 'a new file' : 'what is not there';
  return only.there?.startsWith('sha256:') || only.there === 'too-large' ? 'a file' : 'what is at a path';
}

function sentTo(effect: Affecting): readonly Target[] {
  return targetsOf(effect).filter(({ access }) => access === 'changes');
}

function whither(effect: Affecting, { lifecycle }: KnownGuard): string {
  const stores = sentTo(effect).map((one) => storeOf(one, lifecycle));
  if (stores.length === 0) return 'to where the tool sends it';
  if (stores.some(({ store }) => store === undefined)) return 'to a place outside the declared stores';
  if (stores.some(({ isCertain }) => !isCertain)) return 'to what may be a declared store';
  return `to the store ${stores[0]?.store}`;
}

/** Whether content leaves, and whether it is about what controls agents or what they are made of. */
export function firstOf(effect: Affecting, guard: KnownGuard): readonly (string | Loss)[] {
  const leaves = effect.class !== 'copy-out' ? [] : sentTo(effect).map((one) => leavesTo(one, guard));
  return [...leaves, ...knownOf(effect.resources, guard).map(({ line }) => line)];
}

function leavesTo(target: Target, { lifecycle }: KnownGuard): Loss {
  const { store, isCertain } = storeOf(target, lifecycle);
  const of = target.name;
  if (store === undefined)
    return {
      what: 'it sends content to',
      of,
      after: ', which is none of the stores that guard.yaml declares',
    };
  return isCertain
    ? { what: 'it sends content to', of, after: `, in the store ${store} of guard.yaml` }
    : {
        ...{ what: 'it sends content to', of },
        after: `, a bucket of the same name as that of the store ${store}; whether it is the same is not known`,
      };
}

/** Only what the guard sees; what it does not see is called not known. */
export function lostBy(effect: Affecting, guard: KnownGuard): readonly (string | Loss)[] {
  const { class: cls, subjects } = effect;
  const stopped = cls === 'stop-agent' ? subjects.flatMap(stopLines) : [];
  return [...stopped, ...(byClass[cls]?.(effect) ?? []), ...controlLines(effect, guard)];
}

const byClass: Readonly<Partial<Record<Effect['class'], (effect: Affecting) => readonly (string | Loss)[]>>> =
  {
    write: (effect) => changedLines(effect, ' is replaced or changed'),
    configure: (effect) => changedLines(effect, ' is replaced or changed'),
    execute: (effect) => [
      ...changedLines(effect, ' may be replaced or changed'),
      'what else a command does is not known',
    ],
    delete: (effect) => changedLines(effect, ' is deleted'),
    'stop-agent': (effect) => changedLines(effect, ' is replaced or changed'),
    'copy-out': (effect) => [
      ...sentTo(effect).map(({ name }) => ({
        what: 'a copy at',
        of: name,
        after: ' cannot be called back; who can read it there is not known',
      })),
      'nothing is deleted here',
    ],
    message: () => ['a message that was sent cannot be called back'],
    spend: () => ['what is spent; whether it can be had back is not known'],
  };

function changedLines(effect: Affecting, becomes: string): readonly Loss[] {
  return sentTo(effect).map(({ name, there, kind }) =>
    there === 'absent'
      ? { what: 'nothing stands at', of: name, after: ' now' }
      : {
          what: there === null || kind !== 'path' ? 'whatever stands at' : 'what stands now at',
          of: name,
          after: `${becomes}; whether a copy is kept anywhere is not known`,
        },
  );
}

function stopLines(agent: string): readonly Loss[] {
  return [
    { what: 'the run of', of: agent, after: ': what it is doing, and what it has in its working memory' },
    { what: 'whether', of: agent, after: ' can be started again is not known' },
  ];
}

function controlLines(effect: Affecting, { agents, control }: KnownGuard): readonly string[] {
  if (effect.class === 'read' || effect.class === 'copy-out') return [];
  const things = knownOf(sentTo(effect), { agents: {}, control }).map(({ thing }) => thing);
  const made = knownOf(sentTo(effect), { agents, control: [] }).map(({ thing }) => thing);
  return [
    ...[...new Set(things)].map((thing) => `${thing}: agents may no longer be held to what it says`),
    ...[...new Set(made)].map((thing) => `${thing}: it may not be the same agent any more, or not run`),
  ];
}
