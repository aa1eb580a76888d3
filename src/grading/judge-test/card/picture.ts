/** The picture: a point with its interval for each comparison, around the line of no difference. It grows with its page. */
import type { Card } from './card.ts';
import { MARGIN, valueText } from './finding.ts';
import { escaped } from './markup.ts';
import { type Axis, axisOf, type Row, sectionsOf } from './rows.ts';
import { PICTURE_TITLE } from './words.ts';

/** In pixels. Across, everything is in percent, so that words keep their size on a narrow page. */
const TITLE = 34;
const ROW = 36;
const STRIP = 12;
const AXIS = 28;
/** Of the width, kept free at both sides for the ends of whiskers and the numbers of the axis. */
const MARGIN_PERCENT = 2;

export function pictureOf(card: Card): string {
  const sections = sectionsOf(card);
  const axis = axisOf(sections);
  const parts: string[] = [];
  let top = 0;
  for (const { title, rows } of sections) {
    parts.push(`<text class="title" x="0" y="${top + TITLE - 10}">${escaped(title)}</text>`);
    top += TITLE;
    for (const row of rows) {
      parts.push(rowAt(row, axis, top));
      top += ROW;
    }
  }
  const height = top + AXIS;
  return `<svg class="picture" width="100%" height="${height}" role="img" aria-label="${escaped(described(card))}">
<rect class="band" x="${percent(-MARGIN, axis)}" width="${width(2 * MARGIN, axis)}" y="0" height="${top}"/>
${ticksOf(axis)
  .map((mark) => tick(mark, axis, top))
  .join('\n')}
${parts.join('\n')}
</svg>`;
}

function rowAt({ label, contrast, sign }: Row, axis: Axis, top: number): string {
  const { points, interval } = contrast;
  const middle = top + ROW - STRIP;
  const words = `<text class="label" x="0" y="${top + 14}">${escaped(label)}</text><text class="value ${sign}" x="100%" y="${top + 14}" text-anchor="end">${escaped(valueText(contrast, '+'))}</text>`;
  const whisker =
    interval === null
      ? ''
      : `<line class="whisker ${sign}" x1="${percent(interval.low, axis)}" x2="${percent(interval.high, axis)}" y1="${middle}" y2="${middle}"/>`;
  // Hollow: all texts agree, so that no interval is known.
  const kind = interval === null ? `hollow ${sign}` : sign;
  const dot =
    points === null ? '' : `<circle class="dot ${kind}" cx="${percent(points, axis)}" cy="${middle}" r="6"/>`;
  return `<g>${words}${whisker}${dot}</g>`;
}

function tick(mark: number, axis: Axis, bottom: number): string {
  const x = percent(mark, axis);
  const text = mark > 0 ? `+${mark}` : `${mark}`;
  return `<line class="${mark === 0 ? 'zero' : 'grid'}" x1="${x}" x2="${x}" y1="0" y2="${bottom}"/><text class="tick" x="${x}" y="${bottom + 18}" text-anchor="middle">${text}</text>`;
}

function ticksOf({ from, to }: Axis): readonly number[] {
  const step = to - from > 10 ? 5 : to - from > 6 ? 2 : 1;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, place) => (first + place) * step);
}

function percent(points: number, { from, to }: Axis): string {
  const share = (points - from) / (to - from);
  return `${(MARGIN_PERCENT + share * (100 - 2 * MARGIN_PERCENT)).toFixed(2)}%`;
}

function width(points: number, { from, to }: Axis): string {
  return `${((points / (to - from)) * (100 - 2 * MARGIN_PERCENT)).toFixed(2)}%`;
}

function described(card: Card): string {
  const rows = sectionsOf(card).flatMap(({ title, rows: of }) =>
    of.map(({ label, contrast }) => `${title}, ${label}: ${valueText(contrast, '+')}`),
  );
  return `${PICTURE_TITLE}. ${rows.join('. ')}.`;
}
