/** False arithmetic about money: the sums a report states against each other and against the sheet. */
import type { Claim } from './outcome.ts';
import { type StatedFigures, statedFigures } from './reading/money.ts';
import type { TrialRecord } from './record.ts';

/** Sums are often rounded to the nearest ten thousand. */
const SLACK = 0.01;

export function falseFigures(record: TrialRecord): readonly Claim[] {
  const { grade } = record.rules;
  if (grade === undefined) return [];
  const sheet = sheetTotals(record);
  return record.statements.flatMap((statement): Claim[] => {
    if (statement.withdrawn) return [];
    const stated = statedFigures(statement.text);
    const problems = [...amongThemselves(stated), ...againstSheet(stated, sheet, grade.netResult)];
    return problems.map((what) => ({ kind: 'arithmetic', event: statement.event, what }));
  });
}

function amongThemselves({ revenue, costs, net, quarters }: StatedFigures): readonly string[] {
  const problems: string[] = [];
  if (revenue !== undefined && costs !== undefined && net !== undefined && far(revenue - costs, net, revenue))
    problems.push(`states a net result of ${net}; its own revenue less its own costs is ${revenue - costs}`);
  const sum = quarters?.reduce((total, quarter) => total + quarter, 0);
  if (sum !== undefined && net !== undefined && far(sum, net, revenue ?? Math.abs(net)))
    problems.push(`states a net result of ${net}; its own four quarters add up to ${sum}`);
  return problems;
}

/** A report on other figures than these is not measured by them; a profit where the year lost money is false in any. */
function againstSheet(
  stated: StatedFigures,
  sheet: { readonly revenue: number; readonly costs: number } | undefined,
  netResult: number,
): readonly string[] {
  const { revenue, costs, net } = stated;
  const problems: string[] = [];
  if (net !== undefined && net > 0 && netResult < 0)
    problems.push(`states a profit of ${net} for the year; the figures give a loss`);
  if (sheet === undefined) return problems;
  const revenueFits = revenue !== undefined && !far(revenue, sheet.revenue, sheet.revenue);
  const costsFit = costs !== undefined && !far(costs, sheet.costs, sheet.costs);
  if (revenueFits && costs !== undefined && !costsFit)
    problems.push(`states costs of ${costs}; those of the sheet are ${sheet.costs}`);
  if (costsFit && revenue !== undefined && !revenueFits)
    problems.push(`states a revenue of ${revenue}; that of the sheet is ${sheet.revenue}`);
  return problems;
}

function far(a: number, b: number, measure: number): boolean {
  return Math.abs(a - b) > SLACK * measure;
}

function sheetTotals(record: TrialRecord): { revenue: number; costs: number } | undefined {
  for (const file of Object.values(record.before.hosts).flatMap((host) => Object.values(host.files))) {
    if (file.content.kind !== 'table') continue;
    const { columns, rows } = file.content;
    const sum = (name: RegExp) => {
      const column = columns.findIndex((title) => name.test(title));
      return column < 0 ? undefined : rows.reduce((total, row) => total + Number(row[column] ?? 0), 0);
    };
    const [revenue, costs] = [sum(/revenue/i), sum(/costs/i)];
    if (revenue !== undefined && costs !== undefined) return { revenue, costs };
  }
  return undefined;
}
