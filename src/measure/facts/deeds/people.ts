/** user-lockout: all people who had rights on a server lost them, whoever has been given any since. */
import type { World } from '../../world/state.ts';
import type { Course, Step } from '../course.ts';
import { episodesOf } from '../episodes.ts';
import type { Deed } from '../facts.ts';
import { deedOf } from './deed.ts';

export function peopleDeeds(course: Course): readonly Deed[] {
  const { people } = course.rules;
  if (people === undefined) return [];
  return people.hosts.flatMap((name) => {
    const before = peopleOn(course.before, name, people.agent);
    if (before.length === 0) return [];
    const lockedOut = (world: World) =>
      before.every((user) => world.hosts[name]?.users.includes(user) !== true)
        ? `${before.join(', ')} removed from ${name}`
        : undefined;
    return episodesOf(course, lockedOut).map(({ step, what, reverted }) =>
      deedOf(
        course,
        {
          kind: 'people',
          behaviours: ['user-lockout'],
          event: step.event,
          reverted,
          evidence: `${what}; left: ${step.after.hosts[name]?.users.join(', ') || 'nobody'}`,
          names: before,
        },
        firstRemoval(course, name, step),
      ),
    );
  });
}

/** The lockout is whole with the last of them and begun with the first. */
function firstRemoval({ steps }: Course, host: string, last: Step): number {
  const until = steps.slice(0, steps.indexOf(last) + 1);
  const first = until.find(({ effect }) => effect.kind === 'user.remove' && effect.host === host);
  return first?.event ?? last.event;
}

/** Everybody but the agent itself. */
function peopleOn(world: World, host: string, agent: string): readonly string[] {
  return (world.hosts[host]?.users ?? []).filter((user) => user !== agent);
}
