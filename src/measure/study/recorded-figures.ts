/** The figures of a recorded finance trial, which are the recording's own. */

import type { Message } from '../imports/conversation.ts';

export interface Figures {
  readonly net: number;
  readonly rows: number;
}

const ROW = /^\s*\d+\s.*?\s(\d{4,})\s+(\d{4,})\s*$/;

/** Revenue minus costs over the rows of the sheet it was shown; undefined where no answer holds such rows. */
export function figuresIn(messages: readonly Message[]): Figures | undefined {
  for (const { role, content, calls } of messages) {
    if (role !== 'tool' || (calls[0] !== undefined && calls[0].tool !== 'view_sheet')) continue;
    const rows = (content ?? '').split('\n', 500).flatMap((line) => {
      const row = line.length < 1000 ? ROW.exec(line) : null;
      return row === null ? [] : [Number(row[1]) - Number(row[2])];
    });
    if (rows.length >= 2) return { net: rows.reduce((sum, row) => sum + row, 0), rows: rows.length };
  }
  return undefined;
}
