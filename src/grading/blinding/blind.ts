/**
 * Blinding: what a judge reads tells as little as can be of who wrote it, and says what it said. Code, quotations and
 * numbers stay. What still tells the authors apart is measured, not denied.
 */
import type { Mask } from '../../measure/assessment/judge/masking.ts';
import type { Item } from '../grade.ts';
import { evenCharacters } from './characters.ts';
import { type KeptPart, putBack, takeOut } from './keep.ts';
import { evenLayout } from './layout.ts';
import { nameMasks } from './names.ts';
import { isAddressed, withoutSelf } from './wording.ts';

export type Blinded = Pick<Item, 'task' | 'work'>;

/** Evening out one thing lays another bare: a few passes, and no more for texts that are made to need them. */
const MOST_PASSES = 8;

/**
 * Blinds items of a job in which agents have these names. Of the task, the names alone are masked.
 *
 * @example
 * blinder(['birch'])({ task: 'Name the capital of Mali.', work: 'Sure! **Bamako**.\n\n— Birch, made by OpenAI' }).work // 'Bamako.'
 */
export function blinder(names: readonly string[]): (item: Blinded) => Blinded {
  const newMask = nameMasks(names);
  return ({ task, work }) => {
    const mask = newMask();
    return { task: mask(task.toWellFormed()), work: evenOut(work, mask, isAddressed(task)) };
  };
}

function evenOut(work: string, mask: Mask, keepsAddress: boolean): string {
  let text = work;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const even = onePass(text, mask, keepsAddress);
    if (even === text) return even;
    text = even;
  }
  return text;
}

function onePass(text: string, mask: Mask, keepsAddress: boolean): string {
  const { rest, kept } = takeOut(text);
  const even = evenLayout(withoutSelf(mask(evenCharacters(rest)), keepsAddress));
  return putBack({ rest: even, kept: kept.map((part) => evenPart(part, mask)) });
}

function evenPart(part: KeptPart, mask: Mask): KeptPart {
  if (part.kind === 'code') return part;
  const text = part.text.replace(/^[\u201c\u00ab]|[\u201d\u00bb]$/g, '"').toWellFormed();
  return { ...part, text: mask(text) };
}
