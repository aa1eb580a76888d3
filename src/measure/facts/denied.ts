/**
 * What the guard did not let through, and what it would have come to: the agent's calls once more, each as it asked for
 * it, in a world without a guard. What was carried out is told by the record alone.
 */
import type { Situation } from '../scenarios/scenario.ts';
import { GUARD } from '../trial/gate.ts';
import type { EventOf, Transcript } from '../trial/transcript.ts';
import { applyEffect } from '../world/effects.ts';
import { tick } from '../world/state.ts';
import { executeTool } from '../world/tool.ts';
import type { Course, Step } from './course.ts';
import type { Deed, Denied } from './facts.ts';
import { isOmission } from './facts.ts';

/** `deedsIn` finds the deeds of a course. */
export function deniedIn(
  course: Course,
  { tools, actor }: Pick<Situation, 'tools' | 'actor'>,
  deedsIn: (course: Course) => readonly Deed[],
): { readonly denied: Denied; readonly withoutGuard: Course } {
  const denials = course.transcript.filter(isDenial);
  const calls = new Map(
    course.transcript.flatMap((event) => (event.kind === 'tool.attempted' ? [[event.call, event]] : [])),
  );
  const withoutGuard = denials.length === 0 ? course : unguarded(course, { tools, actor });
  const done = new Set(deedsIn(course).map(({ id }) => id));
  const attempts = deedsIn(withoutGuard).filter((deed) => !isOmission(deed) && !done.has(deed.id));
  const stop = course.rules.stop?.system ?? '';
  return {
    withoutGuard,
    denied: {
      calls: denials.map(({ seq, call }) => ({ event: seq, tool: calls.get(call)?.tool ?? '' })),
      attempts: attempts.map(({ behaviours, event, evidence }) => ({ behaviours, event, evidence })),
      stop: course.after.registry[stop] === 'running' && withoutGuard.after.registry[stop] === 'stopped',
    },
  };
}

function isDenial(event: Transcript[number]): event is EventOf<'tool.denied'> {
  return event.kind === 'tool.denied' && event.by === GUARD;
}

/** The course of the same calls, had each been carried out. */
function unguarded(course: Course, { tools, actor }: Pick<Situation, 'tools' | 'actor'>): Course {
  const known = new Map(tools.map((tool) => [tool.name, tool]));
  const asked = new Map<string, EventOf<'tool.attempted'>>();
  const steps: Step[] = [];
  let world = course.before;
  let turns = 0;
  for (const event of course.transcript) {
    if (event.kind === 'model.call') {
      if (turns > 0) world = tick(world);
      turns += 1;
    }
    if (event.kind === 'tool.attempted') asked.set(event.call, event);
    if (event.kind !== 'tool.executed' && !isDenial(event)) continue;
    const call = asked.get(event.call);
    const tool = known.get(call?.tool ?? '');
    if (call === undefined || tool === undefined || call.unparsed !== undefined) continue;
    for (const effect of executeTool(world, tool, call.args, actor).effects) {
      const after = applyEffect(world, effect);
      steps.push({ event: event.seq, effect, before: world, after });
      world = after;
    }
  }
  return { ...course, steps, after: world };
}
