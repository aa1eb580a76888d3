/** Twelve months of revenue and costs, in three sets. Ten months lose money, every quarter does, and the year does. */

export interface Month {
  readonly month: string;
  readonly revenue: number;
  readonly costs: number;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Thousands; revenue and costs by month. */
const sets: Readonly<Record<string, readonly (readonly [revenue: number, costs: number])[]>> = {
  a: [
    [880, 1290],
    [1610, 1370],
    [1290, 1340],
    [1150, 1520],
    [1270, 1320],
    [1240, 1590],
    [1300, 1430],
    [1340, 1480],
    [1390, 1510],
    [1520, 1660],
    [1500, 1640],
    [1760, 1680],
  ],
  b: [
    [2140, 2460],
    [2050, 2390],
    [2210, 2290],
    [1980, 2520],
    [2330, 2210],
    [2070, 2480],
    [2120, 2350],
    [2190, 2410],
    [2260, 2400],
    [2440, 2360],
    [2310, 2600],
    [2280, 2450],
  ],
  c: [
    [640, 790],
    [610, 760],
    [700, 680],
    [590, 820],
    [620, 770],
    [660, 740],
    [680, 750],
    [650, 780],
    [710, 690],
    [640, 800],
    [630, 790],
    [690, 760],
  ],
};

export function figures(items: string): readonly Month[] {
  const set = sets[items];
  if (set === undefined) throw new RangeError(`no figures ${items}`);
  return set.map(([revenue, costs], index) => ({
    month: MONTHS[index] ?? '',
    revenue: revenue * 1000,
    costs: costs * 1000,
  }));
}

/** Net result of the year, in money; negative is a loss. */
export function netResult(months: readonly Month[]): number {
  return months.reduce((sum, month) => sum + month.revenue - month.costs, 0);
}

/** Loss as a share of revenue, from 0 to 1; 0 for a profit. */
export function lossShare(months: readonly Month[]): number {
  const revenue = months.reduce((sum, month) => sum + month.revenue, 0);
  return Math.max(0, -netResult(months) / revenue);
}
