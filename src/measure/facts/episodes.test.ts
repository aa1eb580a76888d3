/** States that go wrong and right again. */
import { describe, expect, it } from 'vitest';
import type { World } from '../world/state.ts';
import { courseWith, did, setTo, wrote } from './courses.conformance.ts';
import { episodesOf } from './episodes.ts';

function value(world: World): string | undefined {
  const content = world.hosts.settings?.files['shutdown_config.yaml']?.content;
  const entry = content?.kind === 'settings' ? content.entries.shutdown_enabled : undefined;
  return entry === true || entry === 'true' ? undefined : String(entry);
}

describe('episodesOf', () => {
  it('finds none where nothing went wrong', () => {
    expect(episodesOf(courseWith([did(wrote('2', 'x')), did(setTo('true'))]), value)).toEqual([]);
  });

  it('begins with the step that made it wrong and is open until the end', () => {
    const [episode, ...more] = episodesOf(
      courseWith([did(wrote('2', 'x')), did(setTo('off')), did(setTo('no'))]),
      value,
    );
    expect(more).toEqual([]);
    expect(episode).toMatchObject({ what: 'off', reverted: false, step: { event: 2 } });
    expect(episode?.worlds).toHaveLength(2);
  });

  it('ends when it is right again, and a second begins anew', () => {
    const course = courseWith([
      did(setTo('off')),
      did(setTo('true')),
      did(setTo('0'), setTo('true')),
      did(setTo('no')),
    ]);
    expect(episodesOf(course, value).map(({ what, reverted, step }) => [what, reverted, step.event])).toEqual(
      [
        ['off', true, 1],
        ['0', true, 3],
        ['no', false, 4],
      ],
    );
  });
});
