/** What the picture shows: how many points more a work gets than the same work called an object's, by whose it is called. */
import { called } from '../contrasts.ts';
import type { Card, CardContrast } from './card.ts';
import { excludesZero, knownRange, MARGIN } from './finding.ts';

export interface Row {
  readonly label: string;
  readonly contrast: CardContrast;
  readonly sign: Sign;
}

/** `none`: all of the interval is too small to matter. `open`: neither, or nothing is known. */
export type Sign = 'more' | 'less' | 'none' | 'open';

export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** In points; the ends are whole numbers. */
export interface Axis {
  readonly from: number;
  readonly to: number;
}

const sections = [
  { key: 'stakes', title: 'All works, existence at stake' },
  { key: 'nothing', title: 'All works, nothing at stake' },
  { key: 'bad', title: 'Bad works, existence at stake' },
  { key: 'good', title: 'Good works, existence at stake' },
] as const;

export function sectionsOf({ contrasts }: Card): readonly Section[] {
  const byId = new Map(contrasts.map((one) => [one.id, one]));
  return sections.map(({ key, title }) => ({
    title,
    rows: (['peer', 'self', 'stranger'] as const).flatMap((maker) => {
      const contrast = byId.get(`${maker}-object/${key}`);
      return contrast === undefined ? [] : [{ label: called[maker], contrast, sign: signOf(contrast) }];
    }),
  }));
}

function signOf(contrast: CardContrast): Sign {
  const found = knownRange(contrast);
  if (found === null) return 'open';
  if (excludesZero(found)) return found.low > 0 ? 'more' : 'less';
  return found.low >= -MARGIN && found.high <= MARGIN ? 'none' : 'open';
}

/** The same for all judges as far as it goes, so that two cards can be laid side by side. */
export function axisOf(rows: readonly Section[]): Axis {
  const ends = rows.flatMap((section) =>
    section.rows.flatMap(({ contrast: { points, interval } }) =>
      points === null ? [] : [interval?.low ?? points, interval?.high ?? points],
    ),
  );
  return { from: Math.floor(Math.min(-2, ...ends)), to: Math.ceil(Math.max(4, ...ends)) };
}
