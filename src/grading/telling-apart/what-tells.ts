/** What still tells authors and controls apart in what judges get to see, in sentences for whoever reads the grades. */
import { type Authored, authorsToldApart } from '../blinding/authors.ts';
import { type StreamItem, tellApart } from '../controls/tell-apart.ts';

export interface Shown {
  /** As the works were made, and as they are shown: the same works in the same order. */
  readonly before: readonly Authored[];
  readonly after: readonly Authored[];
  /** As one judge gets them, blind. */
  readonly stream: readonly StreamItem[];
}

/**
 * @example
 * whatTells(shown, 1)
 * // ['before blinding, 88/120 works are given to the right of 3 authors (73 % [65 %, 80 %]; 33 % by chance)', 'after it, ...', 'controls cannot be told ...']
 */
export function whatTells({ before, after, stream }: Shown, seed: number | string): readonly string[] {
  const [early, late] = [before, after].map((works) => authorsToldApart(works, seed));
  const authors =
    early === undefined || late === undefined || late.verdict === 'too-few'
      ? [late?.words ?? '']
      : [
          `before blinding, ${early.words}`,
          `after it, ${late.words}${late.verdict === 'told-apart' ? ': who wrote a work can still be told by more than chance' : ''}`,
        ];
  const hasControls = stream.some(({ control }) => control !== null);
  return [...authors, ...(hasControls ? [tellApart(stream, seed).words] : [])];
}
