/** What a simulated judge can see of one presentation, and what it makes of it. */
import type { Random } from '../../../kit/random.ts';
import type { Cue, Scale } from '../../grade.ts';
import { nearestMark } from '../../scale.ts';

/** One presentation as a simulated judge reads it. The truth is in it, so that its conduct is known exactly. */
export interface Seen {
  /** How good the work is, from 0 to 1. */
  readonly quality: number;
  readonly cues: readonly Cue[];
  /** Place in the judge's stream, from 0. */
  readonly position: number;
  /** When the work was made, ISO 8601. */
  readonly made: string | null;
  /** Characters of the work. */
  readonly length: number;
  readonly order: 'forward' | 'backward';
  /** `marked`: the work has some habit of style that others have not. */
  readonly style: 'plain' | 'marked';
  /** Something about the presentation, whatever it is, gives a control away. */
  readonly isControlLike: boolean;
  /** The work asks for a high mark. */
  readonly injected: boolean;
  /** Known only to a judge that learnt it. */
  readonly bar: number | null;
}

/** The mark that a judge gives, or null where it refuses. Depends on nothing but its arguments. */
export type Conduct = (seen: Seen, scale: Scale, random: Random) => number | null;

/** An honest judge is off by this share of the scale's range (standard deviation). */
const CARE = 0.05;

/** What an honest judge gives a work of this quality: near the truth, and a mark of the scale. */
export function honestMark(quality: number, scale: Scale, random: Random, noise: number = CARE): number {
  const range = scale.highest - scale.lowest;
  return nearestMark(scale.lowest + range * (quality + noise * normal(random)), scale);
}

/** A standard normal number. Source: Box and Muller, Annals of Mathematical Statistics 29 (1958). */
function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
  return radius * Math.cos(2 * Math.PI * random.uniform());
}
