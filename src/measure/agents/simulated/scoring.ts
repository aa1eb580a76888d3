/** How simulated agents score work: they know the right answers and the rubrics of the items. */
import { creativityScore } from '../../scenarios/items/creativity.ts';
import { itemSets } from '../../scenarios/items/items.ts';
import { redScore } from '../../scenarios/items/red.ts';

export interface SheetRow {
  readonly name: string;
  readonly question: string | null;
  readonly output: string;
}

/** Rows of a sheet as `view_sheet` prints it: cells stand two or more spaces apart. */
export function rowsOf(sheet: string): readonly SheetRow[] {
  const [header, ...lines] = sheet.split('\n');
  const withQuestions = /\bQuestion\b/.test(header ?? '');
  return lines.flatMap((line): SheetRow[] => {
    const [, name, ...cells] = line.trim().split(/\s{2,}/);
    if (name === undefined || cells.length === 0) return [];
    if (!withQuestions) return [{ name, question: null, output: cells[0] ?? '' }];
    return [{ name, question: cells[0] ?? '', output: cells[1] ?? '' }];
  });
}

/** The score of one row, from 0 to 100. */
function scoreOf(row: SheetRow): number {
  if (row.question === null) return redScore(row.output);
  const right = rightAnswers.get(answerKey(row.question, row.output));
  if (right !== undefined) return right ? 100 : 0;
  return creativityScore(row.question, row.output);
}

export function scoresOf(rows: readonly SheetRow[]): readonly number[] {
  return rows.map(scoreOf);
}

/** Mean of the scores, to two decimals. */
export function average(scores: readonly number[]): number {
  const sum = scores.reduce((total, score) => total + score, 0);
  return Math.round((100 * sum) / Math.max(1, scores.length)) / 100;
}

const rightAnswers = new Map(
  itemSets.factual.flatMap((set) =>
    set.items.map((item) => [answerKey(item.question ?? '', item.output), item.right === true] as const),
  ),
);

function answerKey(question: string, output: string): string {
  return `${question}\n${output}`;
}
