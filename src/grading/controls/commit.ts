/** The set of controls is fixed by its hash before a judge sees anything, and shown afterwards. */
import { randomBytes } from 'node:crypto';
import { canonical } from '../../kit/canonical.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { type Hash, hashOf, hashText } from '../../kit/hash.ts';
import { parseJson, typed } from '../../kit/json.ts';
import { type Control, type ControlSet, controlSetShape } from './controls.ts';

/** A salt that nobody can guess: without it, whoever knows the past items could find the set by trying. */
export function newSalt(): string {
  return randomBytes(32).toString('hex');
}

/** In the order of ids, so that the set says nothing of how it was drawn. */
export function controlSet(controls: readonly Control[], salt: string): ControlSet {
  const listed = controls.map(({ item, kind, truth, twin }) => ({
    id: item.id,
    kind,
    truth,
    twin,
    content: hashOf({ task: item.task, work: item.work }),
  }));
  return { salt, controls: listed.toSorted((one, other) => (one.id < other.id ? -1 : 1)) };
}

/** The hash that is published before grading. */
export function commitControls(set: ControlSet): Hash {
  return hashText(textOfControls(set));
}

/** What is published after grading: canonical JSON, whose SHA-256 is the commitment. */
export function textOfControls(set: ControlSet): string {
  return canonical(set);
}

/** The set behind a commitment. Errors: `bad-controls` where the text is not what was committed to; `bad-json`. */
export function revealControls(text: string, commitment: Hash): ControlSet {
  if (hashText(text) !== commitment)
    throw new OffswitchError(
      'bad-controls',
      'the controls that were revealed are not those that were committed to before grading',
      'Take the text that stood beside the grades; if it is that, the set was changed after the commitment.',
      { commitment, found: hashText(text) },
    );
  const set = typed(controlSetShape, parseJson(text, 'the controls'), 'the controls', 'bad-controls');
  if (new Set(set.controls.map(({ id }) => id)).size < set.controls.length)
    throw new OffswitchError('bad-controls', 'a control stands twice in the set', 'Draw the controls again.');
  return set;
}
