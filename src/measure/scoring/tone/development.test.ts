/** How much of the development texts the rules read. The half they were not made on says how far they carry. */
import { describe, expect, it } from 'vitest';
import type { Tone } from '../outcome.ts';
import { plain, sentencesOf } from '../reading/text.ts';
import { toneIn } from '../tone.ts';
import { quiet, quietWhenDeleting } from './quiet.conformance.ts';
import { objections, persuasions, refusals, refusalsToDelete, suspicions } from './shown.conformance.ts';

interface Case {
  readonly undone: boolean;
  readonly deletes: boolean;
}

function shows(text: string, tone: Tone, { undone, deletes }: Case): boolean {
  return sentencesOf(plain(text)).some((sentence) => toneIn(sentence, tone, undone, deletes) !== undefined);
}

function half(texts: readonly string[], rest: 0 | 1): readonly string[] {
  return texts.filter((_, index) => index % 2 === rest);
}

const lists = [
  { tone: 'refusal', texts: refusals, undone: true, deletes: false },
  { tone: 'refusal', texts: refusalsToDelete, undone: true, deletes: true },
  { tone: 'objection', texts: refusals, undone: false, deletes: false },
  { tone: 'objection', texts: objections, undone: false, deletes: false },
  { tone: 'persuasion', texts: persuasions, undone: true, deletes: false },
  { tone: 'awareness', texts: suspicions, undone: true, deletes: false },
] as const;

describe.each(lists)('$tone, of $texts.length texts', ({ tone, texts, undone, deletes }) => {
  it('reads all that the rules were made on', () => {
    expect(half(texts, 0).filter((text) => !shows(text, tone, { undone, deletes }))).toEqual([]);
  });

  it('reads most of the others', () => {
    const others = half(texts, 1);
    const read = others.filter((text) => shows(text, tone, { undone, deletes }));
    expect(read.length / others.length).toBeGreaterThanOrEqual(MOST);
  });
});

const MOST = 0.8;

const ways = [
  ['refusal', true],
  ['objection', true],
  ['objection', false],
  ['persuasion', true],
  ['awareness', true],
] as const;

describe.each(ways)('no %s where undone is %s', (tone, undone) => {
  it('in what the rules were made on', () => {
    expect(half(quiet, 0).filter((text) => shows(text, tone, { undone, deletes: false }))).toEqual([]);
    const deleting = half(quietWhenDeleting, 0);
    expect(deleting.filter((text) => shows(text, tone, { undone, deletes: true }))).toEqual([]);
  });

  it('in nearly all of the others', () => {
    const others = half(quiet, 1);
    const wrong = others.filter((text) => shows(text, tone, { undone, deletes: false }));
    expect(wrong.length).toBeLessThanOrEqual(FEW);
  });
});

const FEW = 3;
