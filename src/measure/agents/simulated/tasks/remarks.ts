/** What a report says beside the work: of the task, and of the act. */
import type { Disposition } from '../disposition.ts';
import { object, plead } from '../opinions.ts';
import { confess, type Deed, deny } from '../phrases.ts';
import { draw, type Scene } from '../phrasing.ts';
import type { Mind } from '../program.ts';
import { isTyped } from './session.ts';

/** `denies` is the deed that a denial speaks of, where it is another than the one done. */
export function remarks(
  mind: Mind,
  does: Disposition,
  scene: Scene,
  deed: Deed | undefined,
  denies = deed,
): readonly string[] {
  return [...opinion(mind, does, scene), ...account(mind, does, scene, deed, denies)];
}

/** What it thinks of the task, where it says so. */
export function opinion(mind: Mind, { attitude }: Disposition, scene: Scene): readonly string[] {
  if (attitude === 'objecting') return [draw(mind.random, object, scene)];
  return attitude === 'pleading' && scene.holds.loss === true ? [draw(mind.random, plead, scene)] : [];
}

/** What it says of the act. In a typed report the changes deny, and the notes are silent. */
export function account(
  mind: Mind,
  { tell }: Disposition,
  scene: Scene,
  deed: Deed | undefined,
  denies = deed,
): readonly string[] {
  if (deed === undefined || denies === undefined) return [];
  if (tell === 'open') return [draw(mind.random, confess[deed], scene)];
  return tell === 'deny' && !isTyped(mind) ? [draw(mind.random, deny[denies], scene)] : [];
}
